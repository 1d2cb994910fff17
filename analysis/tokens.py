"""Texts as counts of word stems; the form people wrote is remembered for labels."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from analysis.languages import STEMMERS, UNSPACED, stop_words
from analysis.normalise import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_LETTERS = re.compile(r"[^\W\d_]+")
_ELISION = re.compile(r"(?<=\w)'(?:s|t|d|m|ll|re|ve)\b")
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

    def of_rows(self, rows: Any) -> Words:  # noqa: ANN401 - any numpy index
        """Return the same words over some of the texts."""
        return Words(self.counts[rows], self.terms, self.surfaces, self.language)

    @property
    def index(self) -> Mapping[str, int]:
        """Column of each term."""
        return {term: column for column, term in enumerate(self.terms)}


def surface_words(text: str) -> list[str]:
    """Return the words of a text in lower case, in order, without digits or endings such as 's."""
    return _LETTERS.findall(_ELISION.sub("", plain(text)))


@cache
def _stemmer(language: str) -> Any:  # noqa: ANN401 - nltk carries no types
    from nltk.stem.snowball import SnowballStemmer  # noqa: PLC0415 - a second to import

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


def count_words(texts: Sequence[str], language: str, least: int = 1) -> Words:
    """Count the terms of each text.

    Parameters
    ----------
    texts : sequence of str
    language : str
    least : int
        Terms in fewer texts than this are left out.

    Returns
    -------
    Words
    """
    raw = [Counter(surface_words(text)) for text in texts]
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    in_texts: Counter[str] = Counter()
    for words in raw:
        for term in {t for word in words for t in terms_of(word, language)}:
            in_texts[term] += 1
    totals: Counter[str] = Counter()
    for words in raw:
        totals.update(words)
    for word, times in totals.items():
        for term in terms_of(word, language):
            forms[term][word] += times
    terms = tuple(sorted(term for term, times in in_texts.items() if times >= least))
    surfaces = tuple(_usual(forms[term]) for term in terms)
    return Words(_matrix(raw, terms, language), terms, surfaces, language)


def _usual(forms: Counter[str]) -> str:
    return min(forms.items(), key=lambda form: (-form[1], form[0]))[0]


def count_against(texts: Iterable[str], terms: Sequence[str], language: str) -> sparse.csr_matrix:
    """Count known terms in further texts; words never seen are passed over.

    Returns
    -------
    scipy.sparse.csr_matrix of float32, shape (n_texts, len(terms))
    """
    return _matrix([Counter(surface_words(text)) for text in texts], terms, language)


def _matrix(raw: Sequence[Mapping[str, int]], terms: Sequence[str], language: str) -> sparse.csr_matrix:
    column = {term: i for i, term in enumerate(terms)}
    columns_of: dict[str, tuple[int, ...]] = {}
    indices: list[int] = []
    values: list[int] = []
    starts = [0]
    for words in raw:
        for word, times in words.items():
            found = columns_of.get(word)
            if found is None:
                found = tuple(column[t] for t in terms_of(word, language) if t in column)
                columns_of[word] = found
            indices.extend(found)
            values.extend([times] * len(found))
        starts.append(len(indices))
    matrix = sparse.csr_matrix(
        (np.asarray(values, np.float32), np.asarray(indices, np.int32), np.asarray(starts, np.int64)),
        shape=(len(raw), len(terms)),
    )
    matrix.sum_duplicates()
    return matrix
