"""Figures of the loop, pure; every one says how it is computed."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from listening.core.loop import Loop, Status


@dataclass(frozen=True)
class Figures:
    """What the ledger says in large numbers. Themes and days are the agency's facts, so they are exact."""

    themes: int
    #: Whole percent of themes answered on time and confirmed by the community; None without themes.
    closed_well: int | None
    overdue: int
    #: Days from heard to answered, the median of answered themes; None when none is.
    days_to_answer: int | None


def figures(loops: Sequence[Loop], respond_by: Sequence[date]) -> Figures:
    """Count over all signed-off themes.

    Args:
        loops: each theme's loop.
        respond_by: the promised date of each, in the same order.
    """
    well = sum(
        loop.status is Status.CONFIRMED and loop.answered_on is not None and loop.answered_on <= promised
        for loop, promised in zip(loops, respond_by, strict=True)
    )
    waits = [loop.days_waiting for loop in loops if loop.answered_on is not None]
    return Figures(
        themes=len(loops),
        closed_well=well * 100 // len(loops) if loops else None,
        overdue=sum(loop.overdue for loop in loops),
        days_to_answer=round(median(waits)) if waits else None,
    )


@dataclass(frozen=True)
class Filter:
    """What a reader asked the ledger for."""

    engagement: str = ""
    status: str = ""
    #: Words that must all be in the theme, however they are accented.
    words: str = ""

    def takes(self, slug: str, loop: Loop, text: str = "") -> bool:
        if self.engagement and slug != self.engagement:
            return False
        if not set(plain(self.words).split()) <= _beginnings(self.words, text):
            return False
        if self.status == "overdue":
            return loop.overdue
        return not self.status or loop.status.value == self.status


def _beginnings(words: str, text: str) -> set[str]:
    """Which of the wanted words begin a word of the text."""
    there = plain(text).split()
    return {word for word in plain(words).split() if any(one.startswith(word) for one in there)}


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
