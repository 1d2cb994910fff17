"""Texts that are nearly the same, as machines and petitions send them: groups for a person to judge at a glance."""

from __future__ import annotations

import zlib
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from analysis.normalise import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

#: Letters of one piece of a text; short texts have few longer ones.
PIECE = 4
#: Bands of so many least hashes: two texts that share 60 % of their pieces meet with a chance of 94 %, two that
#: share 30 % with 15 % (1 - (1 - s**rows)**bands; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, 3.4).
BANDS, ROWS = 20, 4
#: Share of pieces (Jaccard) from which two that met are taken as one.
ALIKE = 0.5
_PRIME = (1 << 31) - 1


def near_duplicates(texts: Sequence[str]) -> list[list[int]]:
    """Return groups of positions, the largest first; a text like no other is a group of its own.

    Parameters
    ----------
    texts : sequence of str
        Capitals, digits, punctuation and spaces do not count.

    Returns
    -------
    list of list of int
        Every position once.

    Examples
    --------
    >>> near_duplicates(["Rent is high.", "The bus is late.", "the bus is late, 20 minutes"])
    [[1, 2], [0]]
    >>> [round(1 - (1 - share**ROWS) ** BANDS, 2) for share in (0.6, 0.3)]
    [0.94, 0.15]
    """
    exact: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        exact[_plain(text)].append(place)
    pieces = [_pieces(text) for text in exact]
    kin = _joined(pieces)
    groups: dict[int, list[int]] = defaultdict(list)
    for number, places in enumerate(exact.values()):
        groups[kin[number]] += places
    return sorted((sorted(group) for group in groups.values()), key=lambda group: (-len(group), group))


def _plain(text: str) -> str:
    return "".join(LETTERS.findall(text.lower())) or text.strip()


def _pieces(text: str) -> frozenset[int]:
    return frozenset(
        zlib.crc32(text[at : at + PIECE].encode()) for at in range(max(1, len(text) - PIECE + 1))
    )


def _joined(pieces: Sequence[frozenset[int]]) -> list[int]:
    """Return for each text the first of those it belongs with."""
    first = list(range(len(pieces)))

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = first[first[number]]
            number = first[number]
        return number

    met: dict[tuple[int, bytes], int] = {}
    for number, marks in enumerate(_least(one) for one in pieces):
        for band in range(BANDS):
            key = (band, marks[band * ROWS : (band + 1) * ROWS].tobytes())
            other = met.setdefault(key, number)
            if root(other) != root(number) and _alike(pieces[other], pieces[number]):
                first[root(number)] = root(other)
    return [root(number) for number in range(len(pieces))]


_chance = np.random.default_rng(5)
_FACTOR = _chance.integers(1, _PRIME, (BANDS * ROWS, 1), dtype=np.int64)
_ADDEND = _chance.integers(0, _PRIME, (BANDS * ROWS, 1), dtype=np.int64)


def _least(pieces: Iterable[int]) -> NDArray[np.int64]:
    numbers = np.fromiter(pieces, dtype=np.int64) % _PRIME
    found: NDArray[np.int64] = ((_FACTOR * numbers + _ADDEND) % _PRIME).min(axis=1)
    return found


def _alike(one: frozenset[int], other: frozenset[int]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
