"""The texts of one language, read once: repeats folded, the too short set aside, the rest drafted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from analysis.draft import Draft, draft
from analysis.normalise import fold_repeats
from analysis.tokens import surface_words, terms_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.documents import Document

#: Under this many texts nothing is grouped: people read them.
TOO_FEW = 8
#: A text stands alone when its nearest neighbour is farther than a share of what is usual here, and than a cosine:
#: in a small room half of it and 0.3; the more texts, the nearer a neighbour should be.
FEW, MANY = 100, 600
LONE_SHARE = (0.5, 0.65)
LONE_COSINE = (0.3, 0.5)


@dataclass(frozen=True)
class Room:
    """One language's texts and how they were drafted.

    Attributes
    ----------
    language : str
    documents : list of Document
        Those drafted, in content order.
    repeats : Mapping of str to str
    too_short : tuple of str
    draft : Draft or None
        None when there were too few.
    groups : Mapping of str to str or None
        Id of each drafted document to its group, None when it stands alone.
    """

    language: str
    documents: list[Document]
    repeats: Mapping[str, str]
    too_short: tuple[str, ...]
    draft: Draft | None
    groups: Mapping[str, str | None]

    def first(self, document_id: str) -> str:
        """Return the id whose text this one repeats, or the id itself."""
        return self.repeats.get(document_id, document_id)

    def position_of(self, document_id: str) -> int | None:
        """Return the row of a document, None when it was not drafted under its own id."""
        return self.position.get(document_id)

    @cached_property
    def position(self) -> dict[str, int]:
        """Row of each document that was drafted."""
        return {document.id: row for row, document in enumerate(self.documents)}


def has_words(text: str, language: str) -> bool:
    """Return whether a text holds a word to place it by."""
    return any(terms_of(word, language) for word in surface_words(text))


def open_room(documents: Sequence[Document], language: str, seed: int, granularity: float = 1.0) -> Room:
    """Draft the texts of one language; `documents` come in content order."""
    kept, repeats = fold_repeats(documents)
    spoken = [d for d in kept if has_words(d.text, language)]
    heard = {d.id for d in spoken}
    short = tuple(d.id for d in documents if repeats.get(d.id, d.id) not in heard)
    repeats = {i: first for i, first in repeats.items() if first in heard}
    if len(spoken) + len(repeats) < TOO_FEW:
        return Room(language, spoken, repeats, short, None, {d.id: None for d in spoken})
    drafted = draft([d.text for d in spoken], language, granularity=granularity, seed=seed)
    lone = _lone(drafted, _repeated(spoken, repeats))
    groups = {
        d.id: None if lone[row] else f"{language}:{drafted.labels[row]}" for row, d in enumerate(spoken)
    }
    return Room(language, spoken, repeats, short, drafted, groups)


def lone_below(near: NDArray[np.float32]) -> float:
    """Return the cosine to the nearest other text under which a text stands alone.

    >>> lone_below(np.full(30, 0.5)), round(lone_below(np.full(900, 0.7)), 3), lone_below(np.full(900, 0.9))
    (0.25, 0.455, 0.5)
    """
    size, room = np.log(len(near)), np.log([FEW, MANY])
    share, cosine = np.interp(size, room, LONE_SHARE), np.interp(size, room, LONE_COSINE)
    return float(min(cosine, share * np.median(near)))


def _repeated(documents: Sequence[Document], repeats: Mapping[str, str]) -> NDArray[np.bool_]:
    said_twice = set(repeats.values())
    return np.array([d.id in said_twice for d in documents], bool)


def _lone(drafted: Draft, repeated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which texts stand alone: in a group of one, or near nobody."""
    labels, near = drafted.labels, drafted.nearest_cosine
    far = (near < lone_below(near)) & ~repeated
    left = np.bincount(labels[~far], minlength=int(labels.max()) + 1)
    return np.asarray(far | ((left[labels] < 2) & ~repeated), bool)
