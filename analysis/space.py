"""Where a text stands: the space learnt from the room's own words, with the word table set beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from analysis.estimator import Estimator
from analysis.vectors import WordSpace, unit_rows
from analysis.word_table import word_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from analysis.tokens import Reading, Words

    Floats = NDArray[np.float32]

#: How much the word table counts beside the own words, by language; from 1 to 3 the drafts are alike.
WEIGHTS = {"en": 2.0, "es": 1.0}


class TextSpace(Estimator):
    """Texts of one language as unit rows.

    Parameters
    ----------
    language : str
        Says which word table stands beside the own words, where there is one.
    dimensions : int
        Rows are turned to their main axes and cut to this many.
    seed : int
        Of the decomposition.

    Attributes
    ----------
    own_ : WordSpace
        Learnt from these texts alone.
    mean_ : ndarray or None, shape (table dimensions,)
        What all texts share in the word table; taken away, so that what differs is heard.
    meanings_ : WordTable or None
        What the words of the table say in these texts.
    turn_ : ndarray or None, shape (all dimensions, n_dimensions)
    """

    def __init__(self, language: str = "en", dimensions: int = 96, seed: int = 0) -> None:
        self.language = language
        self.dimensions = dimensions
        self.seed = seed

    def fit(self, reading: Reading, words: Words) -> Self:
        """Learn the space; see `fit_transform`."""
        self.fit_transform(reading, words)
        return self

    def fit_transform(self, reading: Reading, words: Words) -> Floats:
        """Learn the space and return unit rows; shape (n_texts, n_dimensions)."""
        self.own_ = WordSpace(seed=self.seed)
        own = self.own_.fit_transform(words)
        table = word_table(self.language)
        self.meanings_ = table.in_room(reading) if table else None
        meaning = self.meanings_.text_vectors(reading) if self.meanings_ else None
        self.mean_ = None if meaning is None else _mean_of_heard(meaning)
        rows = self._beside(own, meaning)
        self.turn_ = _main_axes(rows, self.dimensions)
        return self._turned(rows)

    def transform(self, reading: Reading, counts: sparse.csr_matrix) -> Floats:
        """Return unit rows of further texts, counted over the terms fitted."""
        meaning = self.meanings_.text_vectors(reading) if self.meanings_ else None
        return self._turned(self._beside(self.own_.transform(counts), meaning))

    def place(self, words: Sequence[str], columns: NDArray[np.int64], times: NDArray[np.int64]) -> Floats:
        """Return the unit row of one text; shape (n_dimensions,).

        Parameters
        ----------
        words : sequence of str
            As written, in lower case.
        columns, times : ndarray of int, shape (n_known_terms,)
        """
        own = self.own_.place(columns, times)[None, :]
        meaning = self.meanings_.text_vector(words)[None, :] if self.meanings_ else None
        row: Floats = self._turned(self._beside(own, meaning))[0]
        return row

    def _beside(self, own: Floats, meaning: Floats | None) -> Floats:
        if meaning is None or self.mean_ is None:
            return own
        heard = np.any(meaning != 0, axis=1, keepdims=True)
        centred = np.where(heard, unit_rows(meaning - self.mean_), np.float32(0))
        return unit_rows(np.hstack([own, np.float32(WEIGHTS[self.language]) * centred]))

    def _turned(self, rows: Floats) -> Floats:
        return rows if self.turn_ is None else unit_rows(rows @ self.turn_)


def _mean_of_heard(rows: Floats) -> Floats:
    heard = np.any(rows != 0, axis=1)
    shape = rows.shape[1]
    return np.asarray(rows[heard].mean(axis=0) if heard.sum() > 1 else np.zeros(shape), np.float32)


def _main_axes(rows: Floats, dimensions: int) -> Floats | None:
    if min(rows.shape) <= dimensions:
        return None
    _, axes = np.linalg.eigh(rows.T @ rows)
    return np.ascontiguousarray(axes[:, ::-1][:, :dimensions], np.float32)
