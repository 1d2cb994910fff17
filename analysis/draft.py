"""One language, one draft: from texts to groups, before people's decisions are laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.cluster import Grouping
from analysis.neighbours import graph, middle_sums, nearest, smooth
from analysis.tokens import Words, count_words
from analysis.vectors import WordSpace, unit_rows
from analysis.word_table import word_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: From this many texts on, a word must be in two of them to count.
ENOUGH_TO_DROP_RARE = 60
#: Up to this many texts the word table counts double.
SMALL_ROOM = 300
NEIGHBOURS = 15


@dataclass(frozen=True)
class Draft:
    """Groups of the texts of one language.

    Attributes
    ----------
    words : Words
    rows : ndarray, shape (n_texts, n_dimensions)
        Each text on its own, unit rows, before it is drawn to its neighbours.
    smooth_rows : ndarray, shape (n_texts, n_dimensions)
    labels, small_labels : ndarray of int, shape (n_texts,)
    nearest_cosine : ndarray, shape (n_texts,)
        How near the nearest other text stands.
    """

    words: Words
    rows: Floats
    smooth_rows: Floats
    labels: Ints
    small_labels: Ints
    nearest_cosine: Floats


def text_rows(texts: Sequence[str], words: Words, seed: int = 0) -> Floats:
    """Return unit rows: the space learnt from these texts, and the word table set beside it."""
    own = WordSpace(seed=seed).fit_transform(words)
    table = word_table(words.language)
    if table is None:
        return own
    weight = 2.0 if len(texts) <= SMALL_ROOM else 1.0
    return unit_rows(np.hstack([own, weight * centred(table.text_vectors(texts))]))


def centred(rows: Floats) -> Floats:
    """Take away what all texts share (their mean), so that what differs is heard; unit rows."""
    heard = np.any(rows != 0, axis=1)
    if heard.sum() < 2:
        return rows
    return np.where(heard[:, None], unit_rows(rows - rows[heard].mean(axis=0)), 0).astype(np.float32)


def draft(
    texts: Sequence[str], language: str, *, k: int | None = None, granularity: float = 1.0, seed: int = 0
) -> Draft:
    """Group the texts of one language.

    Parameters
    ----------
    texts : sequence of str, in content order
    language : str
    k : int, optional
        How many groups; otherwise the texts say.
    granularity : float
        Above 1 finer, below 1 coarser.
    seed : int
    """
    words = count_words(texts, language, 2 if len(texts) >= ENOUGH_TO_DROP_RARE else 1)
    rows = text_rows(texts, words, seed)
    if len(texts) < 3 or rows.shape[1] == 0:
        alone = np.zeros(len(texts), np.int64)
        return Draft(words, rows, rows, alone, alone, np.zeros(len(texts), np.float32))
    which, cosine = nearest(rows, NEIGHBOURS)
    drawn = smooth(rows, graph(which, cosine))
    links = graph(*nearest(drawn, NEIGHBOURS))
    grouping = Grouping(k, granularity, seed).fit(drawn, links, words.counts)
    return Draft(words, rows, drawn, grouping.labels_, grouping.small_labels_, cosine.max(axis=1))


def strengths(rows: Floats, labels: Ints) -> Floats:
    """Return each row's cosine to the middle of its group, 0..1; shape (n_texts,)."""
    middles = unit_rows(middle_sums(rows, labels, int(labels.max()) + 1 if len(labels) else 0))
    return np.clip(np.einsum("ij,ij->i", rows, middles[labels]), 0, 1).astype(np.float32)
