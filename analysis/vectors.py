"""Texts as vectors: word counts, the company words keep in these texts, and the word table.

TF-IDF: weight = (1 + ln count) * (1 + ln((1 + n) / (1 + texts with the word))), rows of length one
(Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988).

Association of two words: ln((together + 1) / (expected + 1)) with expected = texts(a) * texts(b) / n, kept
where positive. Two words in 5 of 100 texts each, together in 4:

>>> round(float(np.log((4 + 1) / (5 * 5 / 100 + 1))), 2)
1.39
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.linalg import aslinearoperator

from analysis.coherence import company, worth
from analysis.estimator import Estimator

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    from analysis.tokens import Words

    Floats = NDArray[np.float32]


#: Axes enough to tell which words are worth more, before the space itself is learnt.
FIRST_LOOK = 48


def inverse_frequency(counts: sparse.csr_matrix) -> Floats:
    """Return 1 + ln((1 + n) / (1 + texts with the word)); shape (n_terms,).

    >>> [round(weight, 2) for weight in inverse_frequency(sparse.csr_matrix([[1.0, 0.0], [1.0, 2.0]])).tolist()]
    [1.0, 1.41]
    """
    n_texts = counts.shape[0]
    in_texts = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(1 + np.log((1 + n_texts) / (1 + in_texts)), np.float32)


def tfidf(counts: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """Return unit TF-IDF rows; shape (n_texts, n_terms)."""
    weighted = _dampened(counts)
    weighted.data *= idf[counts.indices]
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return _scale_rows(weighted, lengths)


def _dampened(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return 1 + ln(count)."""
    dampened = counts.copy()
    dampened.data = (1 + np.log(counts.data)).astype(np.float32)
    return dampened


def _scale_rows(matrix: sparse.csr_matrix, lengths: Floats) -> sparse.csr_matrix:
    factors = 1 / np.maximum(lengths, 1e-12)
    matrix.data = (matrix.data * np.repeat(factors, np.diff(matrix.indptr))).astype(np.float32)
    return matrix


def association(counts: sparse.csr_matrix, keep: int = 50) -> sparse.csr_matrix:
    """Return how much more often than chance two words meet in a text.

    Parameters
    ----------
    counts : csr_matrix, shape (n_texts, n_terms)
    keep : int
        Nearest words kept per word.

    Returns
    -------
    csr_matrix of float32, shape (n_terms, n_terms), rows of length one
    """
    present = sparse.csr_matrix((np.ones_like(counts.data), counts.indices, counts.indptr), counts.shape)
    together = (present.T @ present).tocsr()
    in_texts = together.diagonal()
    rows = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr))
    expected = in_texts[rows] * in_texts[together.indices] / max(counts.shape[0], 1)
    together.data = np.log((together.data + 1) / (expected + 1)).astype(np.float32)
    together.data[rows == together.indices] = 0
    near = _strongest(together, keep)
    return _scale_rows(near, np.sqrt(np.asarray(near.multiply(near).sum(axis=1)).ravel()))


def _strongest(matrix: sparse.csr_matrix, keep: int) -> sparse.csr_matrix:
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    positive = matrix.data > 0
    rows, columns, values = rows[positive], matrix.indices[positive], matrix.data[positive]
    order = np.lexsort((columns, -values, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=matrix.shape[0]))))
    best = np.arange(len(rows)) - starts[rows] < keep
    return sparse.csr_matrix((values[best], (rows[best], columns[best])), matrix.shape, dtype=np.float32)


def unit_rows(rows: Floats) -> Floats:
    """Return rows of length one; rows of zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)


class WordSpace(Estimator):
    """Texts in a space learnt from these texts alone.

    Each text is its TF-IDF row plus the company its words keep, reduced by a randomised singular value
    decomposition (Halko, Martinsson and Tropp, 2011).

    Parameters
    ----------
    dimensions : int
        Axes kept.
    seed : int
        Of the decomposition.

    Attributes
    ----------
    idf_ : ndarray, shape (n_terms,)
        Inverse frequency times what each word is worth here; see `coherence`.
    places_ : ndarray, shape (n_terms, n_dimensions)
        A text's place is its TF-IDF row times this, made one long.
    """

    def __init__(self, dimensions: int = 64, seed: int = 0) -> None:
        self.dimensions = dimensions
        self.seed = seed

    def fit(self, words: Words) -> Self:
        """Learn the space; see `fit_transform`."""
        self.fit_transform(words)
        return self

    def fit_transform(self, words: Words) -> Floats:
        """Learn the space and return unit rows; shape (n_texts, n_dimensions)."""
        self.idf_ = inverse_frequency(words.counts)
        near = association(words.counts)
        self._learn(words.counts, near, FIRST_LOOK)
        self.idf_ *= worth(company(_dampened(words.counts), self.places_ * self.idf_[:, None]))
        return self._learn(words.counts, near, self.dimensions)

    def _learn(self, counts: sparse.csr_matrix, near: sparse.csr_matrix, dimensions: int) -> Floats:
        rows = tfidf(counts, self.idf_)
        beside = rows @ near
        beside.data **= 2
        lengths = np.sqrt(np.asarray(beside.sum(axis=1)).ravel())
        usual = float(np.median(lengths)) if len(lengths) else 1.0
        # Never written out: it would hold some hundred numbers a text.
        whole = aslinearoperator(rows) + aslinearoperator(
            _scale_rows(rows.copy(), lengths)
        ) @ aslinearoperator(near)
        axes = _axes(whole, dimensions, self.seed)
        self.places_ = np.asarray(axes + (near @ axes) / max(usual, 1e-6), np.float32)
        return unit_rows(np.asarray(whole @ axes, np.float32))

    def transform(self, counts: sparse.csr_matrix) -> Floats:
        """Return unit rows for further texts, counted over the same terms."""
        rows = tfidf(counts, self.idf_)
        return unit_rows(np.asarray(rows @ self.places_, np.float32))

    def place(self, columns: NDArray[np.int64], times: NDArray[np.int64]) -> Floats:
        """Return the unit row of one text from the terms it holds; shape (n_dimensions,)."""
        weights = (1 + np.log(times)) * self.idf_[columns]
        row = weights.astype(np.float32) @ self.places_[columns]
        return np.asarray(row / max(float(np.sqrt(row @ row)), 1e-12), np.float32)


def _axes(matrix: LinearOperator, dimensions: int, seed: int) -> Floats:
    """Return the strongest right singular vectors; shape (n_terms, at most `dimensions`)."""
    size = min(dimensions, *matrix.shape)
    if size < 1:
        return np.zeros((matrix.shape[1], 1), np.float32)
    draw = np.random.default_rng(seed).standard_normal((matrix.shape[1], min(size + 10, matrix.shape[1])))
    sample = matrix @ draw.astype(np.float32)
    for _ in range(3):
        basis, _ = linalg.qr(sample, mode="economic")
        sample = matrix @ (matrix.T @ basis)
    basis, _ = linalg.qr(sample, mode="economic")
    _, _, right = linalg.svd(np.asarray(matrix.T @ basis).T, full_matrices=False)
    return np.ascontiguousarray(right[:size].T, np.float32)
