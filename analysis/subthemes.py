"""Finer groups inside a theme, so that a small voice is not lost in a large one."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from analysis.cluster import k_means, merge, move_texts, spread_starts
from analysis.findings import Subtheme
from analysis.neighbours import graph, middle_sums, nearest, smooth
from analysis.terms import label_themes
from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.rooms import Room

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: A theme smaller than this is read as a whole.
WORTH_SPLITTING = 8
SMALLEST = 2
NEIGHBOURS = 6
#: Half of what modularity asks: small voices come out whole instead of in pieces.
RESOLUTION = 0.5
MOST_PIECES = 60


def subthemes(
    room: Room, rows: Ints, ids: Sequence[str], key: str, common: frozenset[str] = frozenset()
) -> tuple[Subtheme, ...]:
    """Return the sub-themes of one theme, largest first; empty when it is small or of one piece.

    Parameters
    ----------
    room : Room
    rows : ndarray of int, shape (n_members,)
        Positions of the theme's texts in the room.
    ids : sequence of str
        All members, repeats and too short texts with them.
    key : str
    common : frozenset of str
        Terms of the whole room: they head no label.
    """
    if room.draft is None or len(rows) < WORTH_SPLITTING:
        return ()
    labels = cut(room.draft.rows[rows])
    count = int(labels.max()) + 1
    if count < 2:
        return ()
    texts = [room.documents[row].text for row in rows]
    terms = label_themes(texts, room.draft.words.of_rows(rows), labels, count, common)
    at = {room.documents[row].id: int(label) for row, label in zip(rows, labels, strict=True)}
    largest = int(np.argmax(np.bincount(labels)))
    held: list[list[str]] = [[] for _ in range(count)]
    for i in sorted(ids):
        held[at.get(room.first(i), largest)].append(i)
    found = [
        Subtheme(_key(key, m), terms[n].label, terms[n].keywords, tuple(m)) for n, m in enumerate(held) if m
    ]
    return tuple(sorted(found, key=lambda s: (-len(s.members), s.key)))


def cut(rows: Floats) -> Ints:
    """Cut one theme where its own neighbour graph says so; one group when it does not.

    Parameters
    ----------
    rows : ndarray, shape (n_members, n_dimensions), unit rows

    Returns
    -------
    ndarray of int, shape (n_members,)
    """
    if len(rows) < WORTH_SPLITTING:
        return np.zeros(len(rows), np.int64)
    drawn = smooth(rows, graph(*nearest(rows, NEIGHBOURS)))
    links = graph(*nearest(drawn, NEIGHBOURS))
    small, _ = k_means(drawn, spread_starts(drawn, min(len(rows) // 4, MOST_PIECES), seed=0))
    return fold_small(move_texts(merge(small, links, RESOLUTION), links, RESOLUTION), drawn)


def fold_small(labels: Ints, rows: Floats, smallest: int = SMALLEST) -> Ints:
    """Fold groups under `smallest` into the nearest larger one; numbered from 0."""
    labels = np.unique(labels, return_inverse=True)[1]
    sizes = np.bincount(labels)
    large = np.flatnonzero(sizes >= smallest)
    if len(large) == 0:
        return np.zeros_like(labels)
    middles = unit_rows(middle_sums(rows, labels, len(sizes)))
    near = large[np.argmax(middles @ middles[large].T, axis=1)]
    near[large] = large
    return np.unique(near[labels], return_inverse=True)[1]


def _key(theme_key: str, members: Sequence[str]) -> str:
    return f"{theme_key}.{blake2b('|'.join(sorted(members)).encode(), digest_size=4).hexdigest()}"
