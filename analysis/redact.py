"""Flag details that could point to a person. A person decides; a list of flags is never complete.

Shapes (phone, address, case number) come from `shapes`; names from `names`; numbers written in ways no shape
knows are looked for with phonenumbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.names import find_names
from analysis.shapes import DEFAULT_SHAPES, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["DEFAULT_SHAPES", "Shape", "Span", "find_identifiers", "mask"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text, ``text[start:end]``, and what it seems to be.

    `stand_in` is what the mask writes instead of the kind, e.g. "my worker".
    """

    start: int
    end: int
    kind: str
    stand_in: str = ""


def find_identifiers(
    text: str, language: str = "en", shapes: Sequence[Shape] = DEFAULT_SHAPES
) -> tuple[Span, ...]:
    """Return the details found, in order, without overlaps.

    Parameters
    ----------
    text : str
    language : str
        ISO 639-1; names and months of English and Spanish are known in either.
    shapes : sequence of Shape
        Earlier shapes win where two claim the same letters.
    """
    found: list[Span] = []
    for span in _claims(text, language, shapes):
        if not any(span.start < other.end and other.start < span.end for other in found):
            found.append(span)
    return tuple(sorted(found))


def _claims(text: str, language: str, shapes: Sequence[Shape]) -> Iterator[Span]:
    for shape in shapes:
        for match in shape.compiled.finditer(text):
            group = "it" if "it" in shape.compiled.groupindex else 0
            yield Span(match.start(group), match.end(group), shape.kind)
    yield from _other_phones(text)
    yield from (Span(start, end, "name") for start, end in find_names(text, language))


def _other_phones(text: str) -> Iterator[Span]:
    if sum(letter.isdigit() for letter in text) < 7:
        return
    import phonenumbers

    for match in phonenumbers.PhoneNumberMatcher(text, "US", leniency=phonenumbers.Leniency.POSSIBLE):
        yield Span(match.start, match.end, "phone")


def mask(text: str, spans: Iterable[Span]) -> str:
    """Return the text with each span replaced by its stand-in or kind in square brackets.

    Parameters
    ----------
    text : str
        As it was said.
    spans : iterable of Span
        Those that overlap are taken as one, named after the first.

    Returns
    -------
    str
        Nothing of a masked stretch is kept.

    Examples
    --------
    >>> mask("Call Ana at 555-0100", [Span(5, 8, "name", "my worker"), Span(12, 20, "phone")])
    'Call [my worker] at [phone]'
    """
    parts: list[str] = []
    done = 0
    for span in sorted(spans):
        start, end = max(span.start, 0), min(span.end, len(text))
        if start >= done and start < end:
            parts += [text[done:start], f"[{span.stand_in or span.kind}]"]
            done = end
        elif end > done > start:
            done = end
    return "".join([*parts, text[done:]])
