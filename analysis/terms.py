"""Words and phrases that set one theme apart from the others.

Words: class-based TF-IDF, ``f(w, theme) * ln(1 + A / f(w))`` with A the mean number of words per theme
(Grootendorst, 2022). What a theme is called is chosen in `labels.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.labels import choose_labels
from analysis.mixture import group_counts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.tokens import Words

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ThemeTerms:
    """The words and labels of one theme."""

    keywords: tuple[str, ...]
    label: str
    suggestions: tuple[str, ...]


def term_scores(words: Words, labels: Ints, k: int) -> Floats:
    """Return the class-based TF-IDF of each term per group; shape (k, n_terms).

    Two themes of two words each, so A = 2. "Rent" is said once in all, "bus" three times:

    >>> from scipy import sparse
    >>> from analysis.tokens import Words
    >>> words = Words(sparse.csr_matrix([[2.0, 0.0], [1.0, 1.0]]), ("bus", "rent"), ("bus", "rent"), "en")
    >>> [round(score, 2) for score in term_scores(words, np.array([0, 1]), 2)[1].tolist()]
    [0.26, 0.55]
    """
    sums = group_counts(words.counts, labels, k)
    totals = np.maximum(sums.sum(axis=1, keepdims=True), 1)
    average = sums.sum() / max(k, 1)
    return np.asarray(sums / totals * np.log1p(average / np.maximum(sums.sum(axis=0), 1e-9)), np.float32)


def keywords(words: Words, labels: Ints, k: int, count: int = 10) -> list[tuple[str, ...]]:
    """Return up to `count` words per group, strongest first, in the form people wrote."""
    scores = term_scores(words, labels, k)
    return [_top_words(words, row, count) for row in scores]


def _top_words(words: Words, scores: Floats, count: int) -> tuple[str, ...]:
    order = np.argsort(-scores, kind="stable")
    found: dict[str, None] = {}
    for term in order[: count * 4]:
        if scores[term] > 0 and len(found) < count:
            found.setdefault(words.surfaces[term])
    return tuple(found)


def label_themes(
    texts: Sequence[str], words: Words, labels: Ints, k: int, named: frozenset[str] = frozenset()
) -> list[ThemeTerms]:
    """Return words and distinct labels for each group 0..k-1; label -1 is in no group.

    Terms in `named` head no label.
    """
    placed = np.flatnonzero(labels >= 0)
    texts, words, labels = [texts[int(i)] for i in placed], words.of_rows(placed), labels[placed]
    tops = keywords(words, labels, k)
    chosen = choose_labels(texts, words, labels, tops, named)
    return [ThemeTerms(top, first, tuple(others)) for top, (first, *others) in zip(tops, chosen, strict=True)]
