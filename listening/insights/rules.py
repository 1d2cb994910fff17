"""Figures of the loop, pure; every one says how it is computed."""

import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from statistics import median

from listening.core.loop import Loop, Status


@dataclass(frozen=True)
class Share:
    """A part of a whole; both are things of the agency, never people."""

    part: int
    whole: int

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def percent(self) -> int | None:
        """Whole percent, 100 only when nothing is left over; None of nothing."""
        return self.part * 100 // self.whole if self.whole else None


@dataclass(frozen=True)
class Counted:
    """What the loops of some themes come to."""

    #: On time and confirmed, of all themes.
    closed_well: Share
    #: Answered on time, of those whose answer is there or is late.
    in_time: Share
    overdue: int
    silent: int
    broken: int
    #: Themes the community opened again at least once, and how often in all.
    reopened: int
    times_contested: int
    #: Medians in days; None when there is none.
    to_answer: int | None
    to_confirm: int | None
    #: How many themes stand at each status.
    standing: dict[Status, int]


def counted(loops: Sequence[Loop]) -> Counted:
    """Count over these themes.

    >>> counted([]).closed_well.percent is None
    True
    """
    judged = [one for one in loops if one.in_time is not None or one.overdue]
    confirmed = [one for one in loops if one.confirmed_on is not None]
    return Counted(
        closed_well=Share(sum(one.in_time is True for one in confirmed), len(loops)),
        in_time=Share(sum(one.in_time is True for one in judged), len(judged)),
        overdue=sum(one.overdue for one in loops),
        silent=sum(one.silent for one in loops),
        broken=sum(one.promise_broken for one in loops),
        reopened=sum(one.times_contested > 0 for one in loops),
        times_contested=sum(one.times_contested for one in loops),
        to_answer=_median([one.days_waiting for one in loops if one.answered_on is not None]),
        to_confirm=_median(
            [
                (one.confirmed_on - one.answered_on).days
                for one in confirmed
                if one.confirmed_on and one.answered_on
            ]
        ),
        standing={status: sum(one.status is status for one in loops) for status in Status},
    )


def _median(days: Sequence[int]) -> int | None:
    return round(median(days)) if days else None


@dataclass(frozen=True)
class Facts:
    """What a filter asks about one theme."""

    slug: str
    level: str
    loop: Loop
    #: Keys of the places where its engagement met, and of the units that own an action about it.
    places: AbstractSet[str] = frozenset()
    units: AbstractSet[str] = frozenset()
    #: Whether an action about it should have been done by now.
    late: bool = False
    #: Its public words.
    text: str = ""


@dataclass(frozen=True)
class Filter:
    """What a reader asked the ledger for; every part that is not empty must fit."""

    engagement: str = ""
    place: str = ""
    unit: str = ""
    level: str = ""
    status: str = ""
    #: Words that must all be in the theme, however they are accented.
    words: str = ""

    def takes(self, facts: Facts) -> bool:
        """Whether it takes this theme."""
        return (
            self.engagement in {"", facts.slug}
            and self.level in {"", facts.level}
            and (not self.place or self.place in facts.places)
            and (not self.unit or self.unit in facts.units)
            and self._fits(facts)
            and (not self.words or _plain_words(self.words) <= _beginnings(self.words, facts.text))
        )

    def takes_unthemed(
        self, slug: str, level: str, places: AbstractSet[str], beside: AbstractSet[str]
    ) -> bool:
        """Whether it takes an engagement without a theme; what is asked of themes and actions it cannot answer.

        >>> Filter(status="silent").takes_unthemed("visits", "consult", frozenset(), {"silent"})
        True
        """
        return (
            not self.unit
            and not self.words
            and self.engagement in {"", slug}
            and self.level in {"", level}
            and (not self.place or self.place in places)
            and (not self.status or self.status in beside)
        )

    def _fits(self, facts: Facts) -> bool:
        loop = facts.loop
        beside = {"overdue": loop.overdue, "silent": loop.silent, "broken": loop.promise_broken}
        beside["late"] = facts.late
        return beside.get(self.status, self.status in {"", loop.status.value})

    @property
    def chosen(self) -> dict[str, str]:
        """The parts that ask for something, as they stand in an address."""
        return {name: value for name, value in vars(self).items() if value}


class Stage(StrEnum):
    """Where a promise stands while no theme of it is signed off."""

    COMING = "coming"
    LISTENING = "listening"
    BETWEEN = "between"
    SORTING = "sorting"
    NO_THEME = "no_theme"
    ANSWERED = "answered"
    NOBODY = "nobody"


def stage(
    *, begun: bool, open_now: bool, ended: bool, spoke: bool, without_theme: bool, answered: bool
) -> Stage:
    """The stage of an engagement without a theme.

    >>> stage(begun=True, open_now=False, ended=True, spoke=True, without_theme=False, answered=False).value
    'sorting'
    """
    if not ended:
        if open_now:
            return Stage.LISTENING
        return Stage.BETWEEN if begun else Stage.COMING
    if not spoke:
        return Stage.NOBODY
    if answered:
        return Stage.ANSWERED
    return Stage.NO_THEME if without_theme else Stage.SORTING


#: States beside the status that can be asked for.
BESIDE = ("overdue", "broken", "late", "silent")


@lru_cache(maxsize=1024)
def key_of(name: str) -> str:
    """A name as it stands in an address: a place or a unit.

    >>> key_of("Café Árbol, 2nd floor")
    'cafe-arbol-2nd-floor'
    """
    return "-".join(plain(name).split())


def _beginnings(words: str, text: str) -> set[str]:
    """Which of the wanted words begin a word of the text."""
    there = _plain_words(text)
    return {word for word in _plain_words(words) if any(one.startswith(word) for one in there)}


#: Public texts whose plain words are remembered: those of as many themes as one installation may have.
REMEMBERED = 4096


@lru_cache(maxsize=REMEMBERED)
def _plain_words(text: str) -> frozenset[str]:
    return frozenset(plain(text).split())


def plain(text: str) -> str:
    """Small letters without accents, everything else as spaces.

    >>> plain("¿El Camión?").split()
    ['el', 'camion']
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = (one for one in apart if not unicodedata.combining(one))
    return "".join(one if one.isalnum() else " " for one in kept)


def urgency(loop: Loop) -> tuple[int, int]:
    """Sorts the overdue first, the longest waiting before the others."""
    return (-loop.days_overdue, -loop.days_waiting)


#: Days after a due date at which its owner is reminded (negative: before), and from which the levels above are.
STAGES = (-7, -1, 0, 1, 8, 31)
ABOVE_FROM = (8, 31)


def stage_of(due_on: date, today: date) -> int | None:
    """The last stage a due date has reached; None while none is near. A stage that was missed is not made up for.

    >>> stage_of(date(2026, 3, 9), date(2026, 3, 2)), stage_of(date(2026, 3, 2), date(2026, 3, 6))
    (-7, 1)
    """
    days = (today - due_on).days
    return max((stage for stage in STAGES if stage <= days), default=None)


def steps_up(stage: int) -> int:
    """How many levels above the owner are reminded at this stage.

    >>> [steps_up(stage) for stage in STAGES]
    [0, 0, 0, 0, 1, 2]
    """
    return sum(stage >= one for one in ABOVE_FROM)
