"""The word tables, English and Spanish: what common words mean, learnt once at build time, read as a small file.

A text's vector is the mean of its words' vectors, each weighted ``a / (a + frequency)``: the smooth inverse
frequency of Arora, Liang and Ma, "A simple but tough-to-beat baseline for sentence embeddings", ICLR 2017.
With a = 1e-3, a word of frequency 1e-3 and one of 1e-5 weigh:

>>> [round(1e-3 / (1e-3 + frequency), 2) for frequency in (1e-3, 1e-5)]
[0.5, 0.99]
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.coherence import worth
from analysis.data import path_of
from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from analysis.tokens import Reading

    Floats = NDArray[np.float32]

TABLES = {"en": "words_en.npz", "es": "words_es.npz"}


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

    def text_vectors(self, reading: Reading, worth: Mapping[str, float] | None = None) -> Floats:
        """Return one unit row per text, zeros where no word is known; shape (n_texts, n_dimensions).

        `worth` weighs words that tell more, or less, in this room; others count as they are.
        """
        counts, vectors, forms = self.known(reading)
        if worth:
            vectors *= np.array([worth.get(form, 1.0) for form in forms], np.float32)[:, None]
        return unit_rows(np.asarray(counts @ vectors, np.float32))

    def worth(self, reading: Reading) -> dict[str, float]:
        """Return what each known word is worth in these texts; see `coherence`."""
        counts, vectors, forms = self.known(reading)
        return dict(zip(forms, worth(counts, vectors).tolist(), strict=True))

    def known(self, reading: Reading) -> tuple[sparse.csr_matrix, Floats, list[str]]:
        """Return the counts, vectors and forms of the words the table knows."""
        pairs = [(at, self.row[form]) for at, form in enumerate(reading.forms) if form in self.row]
        known, rows = np.array(pairs, np.int64).reshape(-1, 2).T
        vectors = (self.vectors[rows] * self.scales[rows, None]).astype(np.float32)
        return reading.counts[:, known].tocsr(), vectors, [reading.forms[at] for at in known]

    def mean_of(self, words: Sequence[str], worth: Mapping[str, float]) -> Floats:
        """Return the unit row of a list of words; zeros when none is known."""
        found = [(self.row[word], worth.get(word, 1.0)) for word in words if word in self.row]
        if not found:
            return np.zeros(self.vectors.shape[1], np.float32)
        rows = [row for row, _ in found]
        weights = self.scales[rows] * np.array([weight for _, weight in found], np.float32)
        total: Floats = weights @ self.vectors[rows].astype(np.float32)
        return total / max(float(np.linalg.norm(total)), 1e-12)


@cache
def word_table(language: str) -> WordTable | None:
    """Return the table of a language, or None where there is none."""
    if language not in TABLES:
        return None
    path = path_of(TABLES[language])
    with np.load(path, allow_pickle=False) as stored:
        words = stored["words"].tobytes().decode().split("\n")
        return WordTable({w: i for i, w in enumerate(words)}, stored["vectors"], stored["scales"])


@cache
def _ranks() -> dict[str, int]:
    ranks: dict[str, int] = {}
    for file in TABLES.values():
        with np.load(path_of(file), allow_pickle=False) as stored:
            for at, word in enumerate(stored["words"].tobytes().decode().split("\n")):
                ranks[word] = min(at, ranks.get(word, at))
    return ranks


def rank(word: str) -> int:
    """Return how many words are commoner than this one, in the language where it is commonest.

    >>> rank("the"), rank("zyaire") > 40_000
    (0, True)
    """
    return _ranks().get(word, 10**9)
