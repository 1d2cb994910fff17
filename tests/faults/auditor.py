"""Attacks published numbers with linear programming: what could each small count still be, given all that was told?

A count from 1 to 10 is told as "a few". That is kept when all of 1 to 10 is still possible. It is broken when the
numbers beside it, or those of the next release, leave less. Run ``python -m tests.faults.auditor 10000``.
"""

import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import linprog

from listening.core.suppression import BANDS, SMALL, Band, band, total

#: What is told of a whole, given it and its parts.
Whole = Callable[[int, Sequence[int]], Band]
#: The least and the most of each count of a page.
Bounds = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Release:
    """Counts of the themes of one engagement at one moment, and of what is in no theme."""

    themes: tuple[int, ...]
    rest: int


@dataclass(frozen=True)
class Told:
    """Bounds that a reader of the page knows: one pair a theme, one for the rest, one for the whole."""

    bounds: Bounds


def limits(size: Band) -> tuple[float, float]:
    """The least and most a published band allows."""
    if size.kind == "least":
        return size.low, np.inf
    step = 10 ** (len(str(size.low)) - 2) if size.kind == "about" else 1
    return size.low, size.low + step - 1 if size.kind == "about" else size.high


def told(release: Release, whole: Whole) -> Told:
    parts = [limits(band(one)) for one in release.themes]
    everything = limits(whole(sum(release.themes) + release.rest, release.themes))
    return Told((*parts, (0, np.inf), everything))


def seen_of(releases: Sequence[Told], theme: int) -> tuple[Bounds, ...]:
    """What is told in each release, this theme first: which of the others is which makes no difference to it."""
    columns = list(zip(*(one.bounds for one in releases), strict=True))
    others, beside = columns[:theme] + columns[theme + 1 : -2], columns[-2:]
    return tuple(zip(columns[theme], *sorted(others), *beside, strict=True))


@cache
def possible(releases: tuple[Bounds, ...], where: int) -> tuple[float, float]:
    """The least and most the first theme can have had in one release, if words are only ever added."""
    size = len(releases[0])
    bounds = [one for release in releases for one in release]
    equal, less = np.zeros((len(releases), len(bounds))), []
    for number in range(len(releases)):
        equal[number, number * size : (number + 1) * size] = 1
        equal[number, (number + 1) * size - 1] = -1
        if number:
            less += [row_of(bounds, number, size, cell) for cell in range(size)]
    cost = np.zeros(len(bounds))
    cost[where * size] = 1
    found = [
        linprog(
            sign * cost,
            A_ub=np.array(less) if less else None,
            b_ub=np.zeros(len(less)) if less else None,
            A_eq=equal,
            b_eq=np.zeros(len(releases)),
            bounds=bounds,
        ).fun
        * sign
        for sign in (1, -1)
    ]
    return found[0], found[1]


def row_of(bounds: Sequence[object], number: int, size: int, cell: int) -> np.ndarray:
    row = np.zeros(len(bounds))
    row[(number - 1) * size + cell], row[number * size + cell] = 1, -1
    return row


def broken(releases: Sequence[Release], whole: Whole) -> int:
    """How many small counts a reader can narrow down."""
    pages = [told(one, whole) for one in releases]
    return sum(
        low > 1 + 1e-6 or high < SMALL - 1 - 1e-6
        for where, release in enumerate(releases)
        for theme, count in enumerate(release.themes)
        if 0 < count < SMALL
        for low, high in [possible(seen_of(pages, theme), where)]
    )


def drawn(dice: random.Random) -> list[Release]:
    """One engagement at two moments; sizes near the edges of the bands, where breaches live."""
    edges = [1, SMALL - 1, SMALL, *BANDS, *(one + 1 for one in BANDS)]
    sizes = [
        max(0, dice.choice(edges) + dice.randint(-2, 2)) if dice.random() < 0.5 else dice.randint(0, 12)
        for _theme in range(dice.randint(1, 7))
    ]
    first = Release(tuple(sizes), dice.choice([0, 0, 1, dice.randint(0, 30)]))
    more = [one + dice.choice([0, 0, 1, dice.randint(0, 25)]) for one in sizes]
    return [first, Release(tuple(more), first.rest + dice.choice([0, dice.randint(0, 12)]))]


def always_open(whole: int, _parts: Sequence[int]) -> Band:
    """What is published."""
    return total(whole)


def open_beside_small_parts(whole: int, parts: Sequence[int]) -> Band:
    """A weakened build that nearly holds: the bound is back once no part is small, and then tells of before."""
    return total(whole) if any(0 < part < SMALL for part in parts) else band(whole)


def attack(tables: int, whole: Whole = always_open, seed: int = 4) -> dict[str, int]:
    """Audit random engagements; ``broken`` counts small numbers that were narrowed down."""
    dice = random.Random(seed)
    pairs = [drawn(dice) for _table in range(tables)]
    small = sum(0 < one < SMALL for pair in pairs for release in pair for one in release.themes)
    return {"tables": tables, "small_counts": small, "broken": sum(broken(pair, whole) for pair in pairs)}


def every_whole_its_band(whole: int, _parts: Sequence[int]) -> Band:
    """The weakened build: bands for the small parts alone, and the whole beside them as always."""
    return band(whole)


if __name__ == "__main__":
    result = attack(int(sys.argv[1])) | {"control_broken": attack(200, every_whole_its_band)["broken"]}
    print(json.dumps({"suppression": result}))
    sys.exit(bool(result["broken"]) or not result["control_broken"])
