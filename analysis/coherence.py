"""What company the words of a room keep, and which of them say what a text is about.

A word is worth more when the other words of the texts that hold it point the same way, and less when they
point anywhere: "bus" against "please". For word w in n texts, each a sum of word vectors, take w and its constant
companions away ("bowling" and "green" vouch for each other in Bowling Green), make what is left one long,
subtract what all texts share, and average the products of all pairs:
``q = (|sum|^2 - sum of |v|^2) / (n (n - 1) + kappa)``, the pairwise form of the term strength of Wilbur and Sirotkin,
"The automatic identification of stop words", 1992. A word met once tells nothing and counts as usual.

Two texts left as (1, 0) and (0.6, 0.8), room mean (0, 0): |sum|^2 = 3.2, so q = (3.2 - 2) / (2 + kappa).

>>> others = np.array([[1, 0], [0.6, 0.8], [-1, 0], [-0.6, -0.8]])
>>> counts = sparse.csr_matrix(np.hstack([[[1.0], [1], [0], [0]], np.eye(4)]))
>>> round(float(company(counts, np.vstack([[0, 0], others])).agreement[0]), 4) == round(1.2 / (2 + KAPPA), 4)
True
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

#: Pairs of texts it takes before a word's own figure outweighs the usual one.
KAPPA = 20.0
#: Added above and below, so that a word without any pull still counts a little.
FLOOR = 0.02
#: No word is worth more than this many times the usual, or less than one over it, before the root is taken.
MOST = 3.0
#: A word in this share of another's texts, once that other is in this many, is its companion.
COMPANION = 0.6
OFTEN = 5
ENTRIES_AT_A_TIME = 20_000


@dataclass(frozen=True)
class Company:
    """What stands beside each word, over all texts that hold it.

    Attributes
    ----------
    texts : ndarray, shape (n_words,)
        In how many texts the word is.
    agreement : ndarray, shape (n_words,)
        How much those texts agree without it: the q of each word.
    towards : ndarray, shape (n_words, n_dimensions)
        Sum of their directions without it, less what all texts share: the longer, the more of them agree.
    """

    texts: Floats
    agreement: Floats
    towards: Floats


def company(counts: sparse.csr_matrix, vectors: Floats) -> Company:
    """Return the company each word keeps.

    Parameters
    ----------
    counts : csr_matrix, shape (n_texts, n_words)
        How often each word is in each text.
    vectors : ndarray, shape (n_words, n_dimensions)
        A text's place is its counts times these.
    """
    if not counts.nnz:
        none = np.zeros(counts.shape[1], np.float32)
        return Company(none, none, np.zeros((counts.shape[1], vectors.shape[1]), np.float32))
    rows, columns, times = _entries(counts)
    places = np.asarray(counts @ vectors, np.float32)
    squares = (places**2).sum(axis=1)
    met = np.bincount(columns, minlength=counts.shape[1])
    taken = vectors + np.asarray(companions(counts) @ vectors, np.float32)
    products = _products(places, taken, rows, columns)
    left = squares[rows] - 2 * times * products + times**2 * (taken**2).sum(axis=1)[columns]
    alone = left <= 1e-6 * squares[rows]
    inverse = np.where(alone, 0, 1 / np.sqrt(np.maximum(left, 1e-12))).astype(np.float32)
    shared = (places / np.sqrt(np.maximum(squares, 1e-12))[:, None]).mean(axis=0)
    together = np.asarray(sparse.csr_matrix((inverse, columns, counts.indptr), counts.shape).T @ places)
    together -= np.bincount(columns, inverse * times, len(met))[:, None] * taken + met[:, None] * shared
    along = inverse * ((places @ shared)[rows] - times * (taken @ shared)[columns])
    own = np.bincount(columns, np.where(alone, 0.0, 1.0) - 2 * along + shared @ shared, len(met))
    agreement = ((together**2).sum(axis=1) - own) / (met * (met - 1.0) + KAPPA)
    return Company(met.astype(np.float32), np.asarray(agreement, np.float32), together)


def companions(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return for each word how often its constant companions stand beside it; shape (n_words, n_words).

    "Green" is in most texts that hold "bowling": what "bowling" says is judged without either.
    """
    present = counts.copy()
    present.data = np.ones_like(present.data)
    together = (present.T @ present).tocsr()
    met = together.diagonal()
    rows = np.repeat(np.arange(together.shape[0]), np.diff(together.indptr))
    share = together.data / np.maximum(met[rows], 1)
    kept = (share >= COMPANION) & (met[rows] >= OFTEN) & (rows != together.indices)
    ends = (rows[kept], together.indices[kept])
    return sparse.csr_matrix((share[kept].astype(np.float32), ends), together.shape)


def worth(kept: Company) -> Floats:
    """Return what each word is worth; shape (n_words,), about one on average."""
    met = kept.texts
    often = np.where(met > 1, met, 0)
    if not often.any():
        return np.ones(len(met), np.float32)
    usual = float(np.average(np.maximum(kept.agreement, 0), weights=often))
    told = np.where(met > 1, kept.agreement, 0) + KAPPA * usual / (met * (met - 1) + KAPPA)
    share = (np.maximum(told, 0) + FLOOR) / (usual + FLOOR)
    return np.asarray(np.sqrt(np.clip(share, 1 / MOST, MOST)), np.float32)


def _entries(counts: sparse.csr_matrix) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    return rows, counts.indices, counts.data.astype(np.float32)


def _products(places: Floats, vectors: Floats, rows: NDArray[np.int64], columns: NDArray[np.int32]) -> Floats:
    """Return the product of each text with each word it holds; shape (n_entries,)."""
    found = np.empty(len(rows), np.float32)
    for start in range(0, len(rows), ENTRIES_AT_A_TIME):
        part = slice(start, start + ENTRIES_AT_A_TIME)
        found[part] = np.einsum("ij,ij->i", places[rows[part]], vectors[columns[part]])
    return found
