"""The English word table: what common words mean, learnt once at build time, read as a small file.

A text's vector is the mean of its words' vectors, each weighted ``a / (a + frequency)``: the smooth inverse
frequency of Arora, Liang and Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017.
A word of frequency 1e-3 (with a = 1e-3) weighs 1/2, one of 1e-5 weighs 0.99.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.data import path_of
from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.tokens import Reading

    Floats = NDArray[np.float32]

TABLE = "words_en.npz"


@dataclass(frozen=True)
class WordTable:
    """Vectors of common words.

    Attributes
    ----------
    row : Mapping of str to int
    vectors : ndarray of int8, shape (n_words, n_dimensions)
    scales : ndarray of float32, shape (n_words,)
        One vector in real units is ``vectors[i] * scales[i]``; the weight of the word is part of it.
    """

    row: Mapping[str, int]
    vectors: NDArray[Any]
    scales: Floats

    def text_vectors(self, reading: Reading) -> Floats:
        """Return one unit row per text, zeros where no word is known; shape (n_texts, n_dimensions)."""
        pairs = [(at, self.row[form]) for at, form in enumerate(reading.forms) if form in self.row]
        known, rows = np.array(pairs, np.int64).reshape(-1, 2).T
        vectors = self.vectors[rows] * self.scales[rows, None]
        return unit_rows(np.asarray(reading.counts[:, known] @ vectors, np.float32))

    def mean_of(self, words: Sequence[str]) -> Floats:
        """Return the unit row of a list of words; zeros when none is known."""
        found = [self.row[word] for word in words if word in self.row]
        if not found:
            return np.zeros(self.vectors.shape[1], np.float32)
        total: Floats = self.scales[found] @ self.vectors[found].astype(np.float32)
        return total / max(float(np.linalg.norm(total)), 1e-12)


@cache
def word_table(language: str) -> WordTable | None:
    """Return the table of a language, or None where there is none."""
    path = path_of(TABLE)
    if language != "en" or not path.exists():
        return None
    with np.load(path, allow_pickle=False) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        return WordTable({w: i for i, w in enumerate(words)}, stored["vectors"], stored["scales"])
