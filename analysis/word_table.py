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
from analysis.tokens import surface_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

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

    def text_vectors(self, texts: Sequence[str]) -> Floats:
        """Return one unit row per text, zeros where no word is known; shape (n_texts, n_dimensions)."""
        rows = np.zeros((len(texts), self.vectors.shape[1]), np.float32)
        for i, text in enumerate(texts):
            rows[i] = self.mean_of(surface_words(text))
        return rows

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
        words = str(stored["words"]).split("\n")
        return WordTable({w: i for i, w in enumerate(words)}, stored["vectors"], stored["scales"])
