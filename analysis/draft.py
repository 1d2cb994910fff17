"""One language, one draft: from texts to groups, before people's decisions are laid over them.

Up to `FIT_ON` texts are all read before anything is grouped. Beyond that a sample is, and the rest is placed:
`fit_draft` and `place_rest` are two clean calls, so the second can run elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from analysis.cluster import Grouping
from analysis.mixture import Mixture
from analysis.neighbours import graph, middle_sums, nearest, smooth
from analysis.space import TextSpace
from analysis.tokens import Words, count_against, count_words, read
from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: From this many texts on, a word must be in two of them to count.
ENOUGH_TO_DROP_RARE = 60
#: More texts than this are placed into a draft made from as many.
FIT_ON = 10_000
#: Texts placed at a time.
BLOCK = 5_000
MOST_NEIGHBOURS = 15


@dataclass(frozen=True)
class Draft:
    """Groups of the texts of one language.

    Attributes
    ----------
    words : Words
    space : TextSpace
    rows : ndarray, shape (n_texts, n_dimensions)
        Each text on its own, unit rows, before it is drawn to its neighbours.
    labels : ndarray of int, shape (n_texts,)
    nearest_cosine : ndarray, shape (n_texts,)
        How near the nearest other text stands (for texts placed later: the nearest middle).
    """

    words: Words
    space: TextSpace
    rows: Floats
    labels: Ints
    nearest_cosine: Floats


def neighbours_for(n_texts: int) -> int:
    """Return how many neighbours a text is asked for: about a seventh of a small room, 15 at most."""
    return int(np.clip(0.15 * n_texts, 3, MOST_NEIGHBOURS))


def draft(
    texts: Sequence[str], language: str, *, k: int | None = None, granularity: float = 1.0, seed: int = 0
) -> Draft:
    """Group the texts of one language.

    Parameters
    ----------
    texts : sequence of str
        In content order.
    language : str
        Of all of them.
    k : int, optional
        How many groups; otherwise the texts say.
    granularity : float
        Above 1 finer, below 1 coarser.
    seed : int
        Same texts, same seed, same answer.

    Returns
    -------
    Draft
        Every text in a group.
    """
    if len(texts) <= FIT_ON:
        return fit_draft(texts, language, k=k, granularity=granularity, seed=seed)
    chosen = np.linspace(0, len(texts) - 1, FIT_ON).astype(np.int64)
    first = fit_draft([texts[i] for i in chosen], language, k=k, granularity=granularity, seed=seed)
    return place_rest(first, texts, chosen)


def fit_draft(
    texts: Sequence[str], language: str, *, k: int | None = None, granularity: float = 1.0, seed: int = 0
) -> Draft:
    """Group texts, reading all of them first; parameters as in `draft`."""
    reading = read(texts)
    words = count_words(reading, language, 2 if len(texts) >= ENOUGH_TO_DROP_RARE else 1)
    space = TextSpace(language, seed=seed)
    rows = space.fit_transform(reading, words)
    if len(texts) < 3:
        alone = np.zeros(len(texts), np.int64)
        return Draft(words, space, rows, alone, np.zeros(len(texts), np.float32))
    count = neighbours_for(len(texts))
    which, cosine = nearest(rows, count)
    drawn = smooth(rows, graph(which, cosine))
    grouping = Grouping(k, granularity, seed).fit(drawn, graph(*nearest(drawn, count)), words.counts)
    return Draft(words, space, rows, grouping.labels_, cosine.max(axis=1))


def place_rest(first: Draft, texts: Sequence[str], fitted: Ints) -> Draft:
    """Place texts into a draft made from some of them.

    Parameters
    ----------
    first : Draft
    texts : sequence of str
        All of them.
    fitted : ndarray of int
        Positions of the texts `first` was made from; they stay as they are.
    """
    labels, near = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.float32)
    rows = np.zeros((len(texts), first.rows.shape[1]), np.float32)
    labels[fitted], near[fitted], rows[fitted] = first.labels, first.nearest_cosine, first.rows
    mixture = Mixture().fit(first.words.counts, first.rows, first.labels)
    rest = np.setdiff1d(np.arange(len(texts)), fitted)
    counted = []
    for start in range(0, len(rest), BLOCK):
        block = rest[start : start + BLOCK]
        reading = read(texts[i] for i in block)
        counts = count_against(reading, first.words.terms, first.words.language)
        counted.append(counts)
        rows[block] = first.space.transform(reading, counts)
        labels[block] = np.argmax(mixture.scores(counts, rows[block]), axis=1)
        near[block] = (rows[block] @ mixture.middles_.T).max(axis=1)
    every = sparse.vstack([first.words.counts, *counted], format="csr")[np.argsort(np.r_[fitted, rest])]
    words = replace(first.words, counts=every)
    return replace(first, words=words, rows=rows, labels=labels, nearest_cosine=near)


def strengths(rows: Floats, labels: Ints) -> Floats:
    """Return each row's cosine to the middle of its group, 0..1; shape (n_texts,)."""
    middles = unit_rows(middle_sums(rows, labels, int(labels.max()) + 1 if len(labels) else 0))
    return np.asarray(np.clip(np.einsum("ij,ij->i", rows, middles[labels]), 0, 1), np.float32)
