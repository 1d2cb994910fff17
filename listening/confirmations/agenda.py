"""The agenda of a return session: every theme that can be answered, with what was told back about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _

from listening.actions.answers import standing_decisions
from listening.actions.models import Decision
from listening.confirmations.forms import answer_words
from listening.reportbacks.models import ReportBack
from listening.reportbacks.reading import published_for
from listening.sessions.models import ListeningSession
from listening.themes.models import Theme

#: Minutes for welcome, ground rules, a change that came of it, and the close (field practice: an hour and a half
#: holds four to six themes).
FRAME_MINUTES = 25


@dataclass(frozen=True)
class Spoken:
    """What was told back in one language, part by part under its heading, to be read aloud in that language."""

    language: str
    parts: Sequence[tuple[str, str]]
    #: What the room is asked about it, and what it can say.
    questions: Sequence[str]
    answers: Sequence[str]


@dataclass(frozen=True)
class Item:
    """One theme: read it aloud, ask whether it was heard right and whether it is so, count the hands."""

    theme: Theme
    decision: Decision | None
    #: What was told back, in each language that is public.
    told: Sequence[Spoken]

    @property
    def refused(self) -> bool:
        """Whether people are asked if the reason is clear and honest, instead of if it is so."""
        return is_refusal(self.decision)


def agenda_of(themes: Sequence[Theme]) -> list[Item]:
    decisions = standing_decisions([theme.id for theme in themes])
    return [_item(theme, decisions.get(theme.id)) for theme in themes]


def _item(theme: Theme, decision: Decision | None) -> Item:
    refused = is_refusal(decision)
    told = [spoken(one, refused=refused) for one in published_for(theme.id).values()]
    return Item(theme, decision, told)


def is_refusal(decision: Decision | None) -> bool:
    return decision is not None and decision.choice in {"will_not", "not_ours"}


def spoken(told: ReportBack, *, refused: bool) -> Spoken:
    with force_locale(told.language):
        parts = (
            (_("You said"), told.you_said),
            (_("We did"), told.we_did),
            (_("Why not the rest"), told.why_not),
            (_("What next"), told.what_next),
        )
        asked = _("Is the reason clear and honest?") if refused else _("Is it so for you?")
        return Spoken(
            told.language,
            [(title, words) for title, words in parts if words],
            (_("Did we hear you right?"), asked),
            [str(words) for words in answer_words().values()],
        )


def minutes_of(session: ListeningSession, items: Sequence[Item]) -> int:
    """Minutes there are for each theme; 0 when there is no theme."""
    return max(0, session.minutes - FRAME_MINUTES) // len(items) if items else 0
