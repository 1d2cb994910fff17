"""Texts as counts of words, then of word stems; the form people wrote is remembered for labels."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from analysis.languages import STEMMERS, UNSPACED, stop_words
from analysis.normalise import LETTERS, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ELISION = re.compile(r"(?<=\w)'(?:s|t|d|m|ll|re|ve)\b")
#: For plain ASCII: everything but letters is a gap.
_ASCII_LETTERS = "".join(chr(i) if chr(i).isalpha() else " " for i in range(128))
#: Letters in a piece of a word, for languages without a stemmer.
_PIECE = 4


@dataclass(frozen=True)
class Words:
    """The texts of one language, counted.

    Attributes
    ----------
    counts : scipy.sparse.csr_matrix of float32, shape (n_texts, n_terms)
    terms : tuple of str
        Stems, in alphabetical order.
    surfaces : tuple of str
        For each term, the form written most often.
    language : str
    """

    counts: sparse.csr_matrix
    terms: tuple[str, ...]
    surfaces: tuple[str, ...]
    language: str

    def of_rows(self, rows: Any) -> Words:
        """Return the same words over some of the texts."""
        return Words(self.counts[rows], self.terms, self.surfaces, self.language)

    @property
    def index(self) -> Mapping[str, int]:
        """Column of each term."""
        return {term: column for column, term in enumerate(self.terms)}


def surface_words(text: str) -> list[str]:
    """Return the words of a text in lower case, in order, without digits or endings such as 's."""
    text = plain(text)
    if "'" in text:
        text = _ELISION.sub("", text)
    return text.translate(_ASCII_LETTERS).split() if text.isascii() else LETTERS.findall(text)


@cache
def _stemmer(language: str) -> Any:
    from nltk.stem.snowball import SnowballStemmer

    return SnowballStemmer(STEMMERS[language])


@lru_cache(maxsize=200_000)
def terms_of(word: str, language: str) -> tuple[str, ...]:
    """Return what a word counts as: nothing, its stem, or its pieces where there is no stemmer."""
    if word in stop_words(language):
        return ()
    if language in STEMMERS:
        return (str(_stemmer(language).stem(word)),) if len(word) > 1 else ()
    if language in UNSPACED:
        return tuple(word[i : i + 2] for i in range(max(len(word) - 1, 1)))
    return _pieces(word)


def _pieces(word: str) -> tuple[str, ...]:
    if len(word) <= _PIECE:
        return (word,) if len(word) > 1 else ()
    return tuple(word[i : i + _PIECE] for i in range(len(word) - _PIECE + 1))


@dataclass(frozen=True)
class Reading:
    """Texts as rows of the words written in them, before anything is left out.

    Attributes
    ----------
    counts : scipy.sparse.csr_matrix of float32, shape (n_texts, n_forms)
    forms : tuple of str
        Words as written, in lower case.
    """

    counts: sparse.csr_matrix
    forms: tuple[str, ...]


def read(texts: Iterable[str]) -> Reading:
    """Count the written words of each text."""
    number: dict[str, int] = defaultdict(count().__next__)
    flat: list[int] = []
    starts = [0]
    for text in texts:
        flat.extend(map(number.__getitem__, surface_words(text)))
        starts.append(len(flat))
    shape = (len(starts) - 1, len(number))
    ones = np.ones(len(flat), np.float32)
    matrix = sparse.csr_matrix((ones, np.asarray(flat, np.int32), np.asarray(starts, np.int32)), shape=shape)
    matrix.sum_duplicates()
    return Reading(matrix, tuple(number))


def count_words(reading: Reading, language: str, least: int = 1) -> Words:
    """Count the terms of each text.

    Parameters
    ----------
    reading : Reading
    language : str
    least : int
        Terms in fewer texts than this are left out.
    """
    found = [terms_of(form, language) for form in reading.forms]
    every = sorted({term for terms in found for term in terms})
    counts = reading.counts @ _form_to_term(found, every)
    kept = np.flatnonzero(np.bincount(counts.indices, minlength=len(every)) >= least)
    counts = counts[:, kept].tocsr()
    counts.sort_indices()
    usual = _usual_forms(reading, found)
    terms = tuple(every[i] for i in kept)
    return Words(counts, terms, tuple(usual[term] for term in terms), language)


def _form_to_term(found: Sequence[tuple[str, ...]], terms: Sequence[str]) -> sparse.csr_matrix:
    column = {term: i for i, term in enumerate(terms)}
    pairs = [(row, column[t]) for row, ts in enumerate(found) for t in ts if t in column]
    rows, columns = np.array(pairs, np.int32).reshape(-1, 2).T
    return sparse.csr_matrix(
        (np.ones(len(pairs), np.float32), (rows, columns)), shape=(len(found), len(terms))
    )


def _usual_forms(reading: Reading, found: Sequence[tuple[str, ...]]) -> dict[str, str]:
    """Return for each term the form written most often."""
    times = np.asarray(reading.counts.sum(axis=0)).ravel()
    usual: dict[str, str] = {}
    for form in sorted(range(len(found)), key=lambda i: (-times[i], reading.forms[i])):
        for term in found[form]:
            usual.setdefault(term, reading.forms[form])
    return usual


def count_against(reading: Reading, terms: Sequence[str], language: str) -> sparse.csr_matrix:
    """Count known terms in further texts; words never seen are passed over.

    Returns
    -------
    scipy.sparse.csr_matrix of float32, shape (n_texts, len(terms))
    """
    counts = reading.counts @ _form_to_term([terms_of(form, language) for form in reading.forms], terms)
    counts.sort_indices()
    return counts
