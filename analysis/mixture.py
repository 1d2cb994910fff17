"""Themes as mixtures: how likely a text's words are in each, and how near it stands to each middle.

Words: a multinomial per group, smoothed with the words of the whole room (Dirichlet prior of weight m):
``p(w | g) = (f(w, g) + m p(w)) / (f(g) + m)``, after Nigam and others, "Text classification from labeled and
unlabeled documents using EM", 2000. A text is judged against its own group without itself: otherwise its own
words and place hold it where it is. With f(w, g) = 40, f(g) = 1000, p(w) = 0.01, m = 1000: (40 + 10) / 2000 = 0.025.
Two groups of one word each, with a prior of two words, one of each kind: (1 + 1) / (1 + 2) for its own.

>>> found = Mixture(prior=2).fit(sparse.csr_matrix(np.eye(2)), np.eye(2, dtype=np.float32), np.array([0, 1]))
>>> [round(chance, 2) for chance in np.exp(found.words_[0]).tolist()]
[0.67, 0.33]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import sparse

from analysis.estimator import Estimator
from analysis.neighbours import middle_sums
from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


def group_counts(counts: sparse.csr_matrix, labels: Ints, k: int) -> Floats:
    """Return how often each term is used in each group; shape (k, n_terms)."""
    ones = np.ones(len(labels), np.float32)
    chooser = sparse.csr_matrix((ones, (labels, np.arange(len(labels)))), shape=(k, len(labels)))
    return np.asarray((chooser @ counts).todense(), np.float32)


class Mixture(Estimator):
    """Groups as word chances and middles.

    Parameters
    ----------
    prior : float
        Weight m of the room's words in each group.
    nearness : float
        How much a cosine of one counts beside log chances. From 300 and 40 to 3,000 and 80 drafts are alike; these
        two are the steadiest (decisions/2026-11-28-company.md).

    Attributes
    ----------
    words_ : ndarray, shape (n_terms, k)
        Log chance of each word per group.
    sizes_ : ndarray, shape (k,)
        Log of group sizes, plus one.
    middles_ : ndarray, shape (k, n_dimensions)
    """

    def __init__(self, prior: float = 1000.0, nearness: float = 40.0) -> None:
        self.prior = prior
        self.nearness = nearness

    def fit(self, counts: sparse.csr_matrix, rows: Floats, labels: Ints, k: int | None = None) -> Self:
        """Learn from texts in groups; label -1 is in none."""
        k = int(labels.max()) + 1 if k is None else k
        everywhere = np.asarray(counts.sum(axis=0)).ravel() + 0.5
        placed = labels >= 0
        self.usual_ = (everywhere / max(everywhere.sum(), 1e-9) * self.prior).astype(np.float32)
        self.sums_ = group_counts(counts[placed], labels[placed], k)
        self.totals_ = self.sums_.sum(axis=1)
        chances = (self.sums_ + self.usual_) / (self.totals_ + self.prior)[:, None]
        self.words_ = np.ascontiguousarray(np.log(chances).T, np.float32)
        self.sizes_ = np.log(np.bincount(labels[placed], minlength=k) + 1.0).astype(np.float32)
        self.places_ = middle_sums(rows[placed], labels[placed], k)
        self.middles_ = unit_rows(self.places_)
        return self

    def scores(self, counts: sparse.csr_matrix, rows: Floats) -> Floats:
        """Return how well each text fits each group; shape (n_texts, k)."""
        return np.asarray(
            counts @ self.words_ + self.sizes_ + self.nearness * (rows @ self.middles_.T), np.float32
        )

    def scores_without_self(self, counts: sparse.csr_matrix, rows: Floats, labels: Ints) -> Floats:
        """Return `scores` of the texts fitted, each judged without its own words and place in its own group."""
        found = self.scores(counts, rows)
        text = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        home, terms = labels[text], counts.indices
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        left = (self.sums_[home, terms] - counts.data + self.usual_[terms]) / (
            self.totals_[home] - lengths[text] + self.prior
        )
        gain = counts.data * (np.log(left) - self.words_[terms, home])
        others = unit_rows(self.places_[labels] - rows) - self.middles_[labels]
        away = self.nearness * np.einsum("ij,ij->i", rows, others)
        found[np.arange(len(labels)), labels] += np.bincount(text, gain, minlength=len(labels)) + away
        return found
