"""How a decision or a report-back reads, told to those who write it."""

from collections.abc import Mapping
from dataclasses import dataclass

from listening.actions.models import Decision

#: Highest reading grade we aim for on public pages: about the sixth school year.
READING_GRADE = 6.0
#: Hints shown at once: more would be a wall.
HINTS_SHOWN = 6


@dataclass(frozen=True)
class Reading:
    """How hard a text is, and what would make it plainer or kinder."""

    #: School year; None where no measure is known for the language.
    year: int | None
    too_hard: bool
    #: ``(what stands there, what to say instead)``.
    hints: tuple[tuple[str, str], ...]
    #: Sentences that run on.
    long_sentences: int


def reading_of(text: str, language: str) -> Reading:
    """Measure a text; cheap enough to do while someone writes."""
    from analysis.readability import grade, hints

    try:
        found = grade(text, language)
    except ValueError:
        return Reading(None, too_hard=False, hints=(), long_sentences=0)
    marks = hints(text, language)
    swaps = {text[one.start : one.end].lower(): one.instead for one in marks if one.kind != "long"}
    return Reading(
        year=max(1, round(found)) if text.strip() else None,
        too_hard=found > READING_GRADE,
        hints=tuple(swaps.items())[:HINTS_SHOWN],
        long_sentences=sum(one.kind == "long" for one in marks),
    )


def readings_of(decision: Decision) -> Mapping[str, Reading]:
    """Each language of a decision, with all that it says in it."""
    parts = (decision.words, decision.would_change, decision.to_dissent)
    said = {code: "\n".join(one[code] for one in parts if one and one.get(code)) for code in decision.words}
    return {code: reading_of(text, code) for code, text in said.items()}
