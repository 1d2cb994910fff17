"""A picture of what was heard: each theme a round field, as large as its voices, laid side by side like a map."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from listening.core.database import db
from listening.core.suppression import SMALL, band
from listening.engagements.models import Engagement
from listening.themes.board import Card, cards_of
from listening.themes.models import Disposition, Theme
from listening.themes.rules import Holding, Strand

#: Width of the drawing; everything in it is in these units.
WIDTH = 720
#: Space between two fields, and round all of them.
GAP, EDGE = 6.0, 14
#: The smallest field still holds its number.
SMALLEST = 16.0
#: From this size on a field also holds its name; a letter of it is about so wide.
NAMED_FROM, LETTER = 56, 8
#: Circles around the largest one; more are in the table only.
MOST = 40
#: Strokes of the languages, most spoken first: pine, ink, then greys.
LANGUAGE_MARKS = ("#1f5c4d", "#17302a", "#7d9c90", "#b9a98c")


@dataclass(frozen=True)
class Arc:
    """One language's share of a field's rim, as a dashed stroke."""

    language: str
    colour: str
    dash: str
    offset: float


@dataclass
class Field:
    """One theme of the picture."""

    number: int
    theme: Theme
    #: What decides how large it is drawn: the count on the desk, the middle of its band in public.
    weight: int
    #: Exact; in public only ever shown through ``|voices``.
    voices: int
    languages: Mapping[str, int]
    strands: Mapping[Strand, int] = field(default_factory=dict)
    x: float = 0.0
    y: float = 0.0
    radius: float = 0.0

    def lines(self, name: str) -> list[tuple[float, str]]:
        """A name as lines inside the field, each with its height; none where the field is too small."""
        if self.radius < NAMED_FROM:
            return []
        wrapped = textwrap.wrap(name, round(self.radius * 1.6 / LETTER), max_lines=3, placeholder=" …")
        return [(round(self.y + 8 + 17 * at, 1), line) for at, line in enumerate(wrapped)]

    @property
    def differing(self) -> int:
        """Whole percent of its voices that are marked as seeing it differently, at least 1 where anyone is."""
        number = self.strands.get(Strand.DIFFERING, 0)
        return max(1, round(100 * number / self.voices)) if number and self.voices else 0

    @property
    def firm(self) -> bool:
        return self.theme.holding in {Holding.FIRM, Holding.BY_PEOPLE}


@dataclass(frozen=True)
class Picture:
    """The whole drawing and the rows of its table, the largest first."""

    fields: Sequence[Field]
    height: int

    @property
    def drawn(self) -> Sequence[Field]:
        return self.fields[:MOST]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Which stroke stands for which language."""
        return [(code, colour_of(code, self._spoken)) for code in self._spoken]

    @property
    def _spoken(self) -> list[str]:
        return sorted({code for one in self.fields for code in one.languages})

    @property
    def anyone_differs(self) -> bool:
        return any(one.differing for one in self.drawn)

    def rim(self, one: Field) -> list[Arc]:
        """The languages of a field as strokes along its rim."""
        return arcs(one.languages, one.radius - 3, self._spoken)


def for_readers(engagement: Engagement) -> Picture:
    """Every theme with exact numbers: for reviewers only."""
    cards = sorted(cards_of(engagement.id).values(), key=lambda card: (-card.size, card.theme.id))
    strands = _strands_in(engagement.id)
    return drawing(
        [
            Field(number, card.theme, card.size, card.size, card.languages, strands.get(card.theme.id, {}))
            for number, card in enumerate(cards, 1)
        ]
    )


def _strands_in(engagement_id: int) -> dict[int, dict[Strand, int]]:
    rows = db.session.execute(
        select(Disposition.theme_id, Disposition.strand, func.count())
        .join(Theme, Theme.id == Disposition.theme_id)
        .where(Theme.engagement_id == engagement_id, Disposition.strand.is_not(None))
        .group_by(Disposition.theme_id, Disposition.strand)
        .order_by(Disposition.strand)
    )
    found: dict[int, dict[Strand, int]] = {}
    for theme_id, strand, number in rows:
        if theme_id is not None and strand:
            found.setdefault(theme_id, {})[Strand(strand)] = number
    return found


def for_everyone(engagement: Engagement) -> Picture:
    """Signed-off themes, drawn from bands alone; a language shows only where 11 or more spoke it."""
    cards = [card for card in cards_of(engagement.id).values() if not card.theme.is_draft]
    banded = sorted(cards, key=lambda card: (-band(card.size).drawn, card.theme.id))
    return drawing(
        [
            Field(number, card.theme, band(card.size).drawn, card.size, _spoken_by_many(card))
            for number, card in enumerate(banded, 1)
        ]
    )


def _spoken_by_many(card: Card) -> dict[str, int]:
    return {code: 1 for code, number in card.languages.items() if number >= SMALL}


def drawing(fields: Sequence[Field]) -> Picture:
    """Give each field its size and its place; area follows weight."""
    shown = fields[:MOST]
    if not shown:
        return Picture(fields, 0)
    largest = max(one.weight for one in shown) or 1
    widest = WIDTH / 7 if len(shown) > 1 else WIDTH / 6
    for one in shown:
        one.radius = round(max(SMALLEST, widest * math.sqrt(one.weight / largest)), 1)
    height = _lay(shown)
    return Picture(fields, height)


def _lay(fields: Sequence[Field]) -> int:
    """Rows from left to right, like stones in a wall: in the order of their size, none over another."""
    row: list[Field] = []
    top, left = float(EDGE), float(EDGE)
    for one in fields:
        if row and left + 2 * one.radius > WIDTH - EDGE:
            top, row, left = _settle(row, top, left), [], float(EDGE)
        row.append(one)
        left += 2 * one.radius + GAP
    return math.ceil(_settle(row, top, left)) + EDGE


def _settle(row: Sequence[Field], top: float, left: float) -> float:
    """Place one row in the middle of the drawing; where the next begins."""
    tallest = max(one.radius for one in row)
    x = (WIDTH - (left - GAP - EDGE)) / 2
    for one in row:
        one.x, one.y = round(x + one.radius, 1), round(top + tallest, 1)
        x += 2 * one.radius + GAP
    return top + 2 * tallest + GAP


def arcs(languages: Mapping[str, int], radius: float, spoken: Sequence[str]) -> list[Arc]:
    """The rim of a field cut into languages, from the top; one language alone goes all round.

    >>> [(arc.language, arc.dash) for arc in arcs({"en": 3, "es": 1}, 50 / math.pi, ["en", "es"])]
    [('en', '75.0 25.0'), ('es', '25.0 75.0')]
    """
    around, whole = 2 * math.pi * radius, sum(languages.values())
    found, done = [], 0.0
    for code, number in sorted(languages.items(), key=lambda item: (-item[1], item[0])):
        length = around * number / whole
        dash = f"{length:.1f} {around - length:.1f}"
        found.append(Arc(code, colour_of(code, spoken), dash, round(around / 4 - done, 1)))
        done += length
    return found


def colour_of(code: str, spoken: Sequence[str]) -> str:
    return LANGUAGE_MARKS[min(spoken.index(code), len(LANGUAGE_MARKS) - 1)]
