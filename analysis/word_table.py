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

from analysis.coherence import company, worth
from analysis.data import path_of
from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.tokens import Reading

    Floats = NDArray[np.float32]

#: How far a word is drawn to its company, as a share of its own length; from .3 to 1 the drafts are alike.
DRAW = 0.5
#: Texts it takes for a word's company to count half; from 2 to 5 the drafts are alike.
STEADY = 3.0

TABLES = {"en": "words_en.npz", "es": "words_es.npz"}


@dataclass(frozen=True)
class WordTable:
    """Vectors of words.

    Attributes
    ----------
    row : Mapping of str to int
    vectors : ndarray of int8 or float32, shape (n_words, n_dimensions)
    scales : ndarray of float32, shape (n_words,)
        One vector in real units is ``vectors[i] * scales[i]``; the weight of the word is part of it.
    beyond : WordTable or None
        Says what words mean that have no row here.
    """

    row: Mapping[str, int]
    vectors: NDArray[Any]
    scales: Floats
    beyond: WordTable | None = None

    def text_vectors(self, reading: Reading) -> Floats:
        """Return one unit row per text, zeros where no word is known; shape (n_texts, n_dimensions)."""
        return unit_rows(np.asarray(reading.counts @ self.of(reading.forms), np.float32))

    def text_vector(self, words: Sequence[str]) -> Floats:
        """Return the unit row of a list of words, zeros when none is known; shape (n_dimensions,)."""
        total: Floats = self.of(words).sum(axis=0)
        return total / max(float(np.linalg.norm(total)), 1e-12)

    def of(self, words: Sequence[str]) -> Floats:
        """Return what each word says, zeros where it is not known; shape (len(words), n_dimensions)."""
        told = (
            self.beyond.of(words)
            if self.beyond
            else np.zeros((len(words), self.vectors.shape[1]), np.float32)
        )
        pairs = [(at, self.row[word]) for at, word in enumerate(words) if word in self.row]
        places, rows = np.array(pairs, np.int64).reshape(-1, 2).T
        told[places] = self.vectors[rows] * self.scales[rows, None]
        return told

    def in_room(self, reading: Reading) -> WordTable:
        """Return what the words of a room say there, and what they always say beyond it.

        A word is as loud as it is worth in the room, and leans to where the other words of its texts point together:
        ``worth(w) * v + DRAW * |v| * leaning(n) * direction(company of w)`` for a word in n texts, the retrofitting
        of Faruqui and others, "Retrofitting word vectors to semantic lexicons", NAACL 2015, with the room in the
        place of the lexicon. A word without a vector has the company's direction alone, at the usual length.
        """
        vectors = self.of(reading.forms)
        kept = company(reading.counts, vectors)
        loud = np.linalg.norm(vectors, axis=1)
        known = loud > 0
        usual = float(np.median(loud[known])) if known.any() else 0.0
        lean = (np.where(known, DRAW * loud, usual) * leaning(kept.texts)).astype(np.float32)
        heard = worth(kept)[:, None] * vectors + lean[:, None] * unit_rows(kept.towards)
        row = {form: at for at, form in enumerate(reading.forms)}
        return WordTable(row, heard, np.ones(len(row), np.float32), beyond=self)


def leaning(texts: Floats) -> Floats:
    """Return how much of its way a word leans, by how many texts it is in: one text is no company.

    >>> leaning(np.array([1, 2, 3, 27])).round(2).tolist()
    [0.0, 0.4, 0.5, 0.9]
    """
    return np.where(texts > 1, texts / (texts + STEADY), 0)


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
