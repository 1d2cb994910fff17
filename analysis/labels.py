"""What a theme could be called: a phrase people used, or two words that belong to it.

Every candidate is judged by the texts it reaches, ``sqrt(precision * reach)``, as Fowlkes and Mallows, "A method
for comparing two hierarchical clusterings", 1983, weigh one grouping by another: precision is the share of the
room's texts with its words that lie in the theme, reach the share of the theme's texts that hold one of its
words. A phrase said by 12 of 20 texts of the theme and by 4 elsewhere: sqrt(12/16 * 12/20) = 0.67.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from analysis.data import word_list
from analysis.mixture import group_counts
from analysis.phrases import parts_of_longer, phrases_in
from analysis.tokens import surface_words, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from analysis.tokens import Words

    Ints = NDArray[np.int64]

#: Suggestions beside the label.
SUGGESTED = 5
#: A phrase counts once two texts of the theme, and this share of them, say it.
SHARE_THAT_SAYS_IT = 0.05
#: One word alone is worth less than two; what people said as one is worth more, the more of them said it.
ALONE = 0.85
SAID_AS_ONE = 1.25
MOST_FOR_BEING_SAID = 0.3
#: Words set side by side must each be in this share of the theme's texts.
SHARE_OF_EACH = 0.15
#: As many texts at least must hold each word of a label; one in a theme of two or three.
HOLD_EACH = 2
#: Texts of a theme looked at for how its words are written.
LOOKED_AT = 200
#: A word half of all texts hold says what the room is about and not what a theme is about.
MOST_OF_THE_ROOM = 0.5
#: From this many themes on, so does a word found in most of them and at home in none.
ENOUGH_THEMES = 5
AT_HOME = 0.5
#: A word people were asked about says something of a theme only where this share of its texts lies in it.
AT_HOME_IF_ASKED = 0.7
#: How two words are joined, by language; a comma elsewhere.
AND = {
    "da": "og", "de": "und", "en": "and", "es": "y", "fi": "ja", "fr": "et", "hu": "és", "it": "e", "nl": "en",
    "no": "og", "pt": "e", "ro": "și", "ru": "и", "sv": "och",
}  # fmt: skip


#: A word that does not open a sentence, where a capital would say nothing.
_INSIDE = re.compile(r"(?<=[\w,;)] )[^\W\d_]+")


@dataclass(frozen=True)
class Candidate:
    """Something a theme could be called."""

    said: str
    terms: frozenset[str]
    worth: float


def room_words(words: Words, labels: Ints, k: int, asked: Iterable[str] = ()) -> frozenset[str]:
    """Return the terms that say what the whole room is about: the town's name, the subject asked about.

    `asked` are the questions people were answering.
    """
    present = words.counts.copy()
    present.data = np.ones_like(present.data)
    texts = group_counts(present, labels, k)
    total = texts.sum(axis=0)
    common = total > MOST_OF_THE_ROOM * len(labels) if k > 1 else np.zeros(len(words.terms), bool)
    if k >= ENOUGH_THEMES:
        common |= ((texts > 0).sum(axis=0) > k / 2) & (texts.max(axis=0) < AT_HOME * total)
    named = {term for question in asked for term in _terms_in(question, words.language)}
    if named and k > 1:
        told = np.array([term in named for term in words.terms])
        common |= told & (texts.max(axis=0) < AT_HOME_IF_ASKED * total)
    return frozenset(words.terms[int(i)] for i in np.flatnonzero(common))


def _terms_in(text: str, language: str) -> frozenset[str]:
    return frozenset(term for word in surface_words(text) for term in terms_of(word, language))


def choose_labels(
    texts: Sequence[str],
    words: Words,
    labels: Ints,
    tops: Sequence[Sequence[str]],
    named: frozenset[str] = frozenset(),
) -> list[tuple[str, ...]]:
    """Return a label and further suggestions for each theme; no two themes share a label.

    Parameters
    ----------
    texts : sequence of str
    words : Words
    labels : ndarray of int, shape (n_texts,)
        Every text in a theme 0..k-1.
    tops : sequence of sequence of str
        The strongest words of each theme.
    named : frozenset of str
        Terms that head no label; otherwise `room_words`.
    """
    k, language = len(tops), words.language
    common = named or room_words(words, labels, k)
    said: list[Counter[str]] = [Counter() for _ in range(k)]
    for text, label in zip(texts, labels, strict=True):
        said[label].update(phrases_in(text, language))
    reach = Reach(words, labels, k)
    taken: set[str] = set()
    used: set[str] = set()
    results: dict[int, tuple[str, ...]] = {}
    for theme in map(int, np.argsort(-np.bincount(labels, minlength=k), kind="stable")):
        size = int((labels == theme).sum())
        told = _told(theme, tops[theme], reach, common, language)
        every = [
            *_phrases(said[theme], size, common, language, told),
            *_words(theme, tops[theme], reach, common, language),
        ]
        ranked = sorted(every, key=lambda c: (-c.worth * reach.worth(theme, c.terms), c.said))
        fresh = [c for c in ranked if c.said not in taken]
        label = next((c for c in fresh if not c.terms <= used), fresh[0] if fresh else None)
        if label is None:
            results[theme] = (_sentence_case(ranked[0].said) if ranked else "…",)
            continue
        taken.add(label.said)
        used |= label.terms
        heard = [texts[int(i)] for i in np.flatnonzero(labels == theme)[:LOOKED_AT]]
        results[theme] = as_written([c.said for c in [label, *_unlike(ranked, label)]], heard)
    return [results[theme] for theme in range(k)]


def as_written(labels: Sequence[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Return labels with the capitals that most people gave their words in the middle of a sentence.

    >>> as_written(["turn in nashville"], ["The turn in Nashville is bad.", "On Nashville road"])
    ('Turn in Nashville',)
    """
    asked = {word for label in labels for word in label.split()}
    forms: dict[str, Counter[str]] = {word: Counter() for word in asked}
    for text in texts:
        for found in _INSIDE.finditer(text):
            if (word := found.group().lower()) in asked:
                forms[word][found.group()] += 1
    usual = {
        word: max(seen, key=lambda form: (seen[form], form == word, form))
        for word, seen in forms.items()
        if seen
    }
    return tuple(
        _sentence_case(" ".join(usual.get(word, word) for word in label.split())) for label in labels
    )


class Reach:
    """Which texts of which themes hold a word.

    >>> from scipy import sparse
    >>> from analysis.tokens import Words
    >>> held = sparse.csr_matrix([[1.0]] * 12 + [[0.0]] * 8 + [[1.0]] * 4)
    >>> reach = Reach(Words(held, ("bus",), ("bus",), "en"), np.array([0] * 20 + [1] * 4), 2)
    >>> round(reach.worth(0, ["bus"]), 2)
    0.67
    """

    def __init__(self, words: Words, labels: Ints, k: int) -> None:
        self.columns = words.counts.tocsc()
        self.index = words.index
        self.labels = labels
        self.sizes = np.maximum(np.bincount(labels, minlength=k), 1)

    def holding(self, terms: Iterable[str]) -> Ints:
        """Return the theme of each text that holds one of the terms."""
        starts, rows = self.columns.indptr, self.columns.indices
        found = [rows[starts[c] : starts[c + 1]] for c in (self.index.get(t) for t in terms) if c is not None]
        return self.labels[np.unique(np.concatenate(found))] if found else self.labels[:0]

    def enough(self, theme: int, terms: Iterable[str]) -> bool:
        """Return whether enough of a theme's texts hold one of the terms for a label."""
        here = int((self.holding(terms) == theme).sum())
        size = int(self.sizes[theme])
        return here >= max(min(HOLD_EACH, size // 2), SHARE_OF_EACH * size)

    def worth(self, theme: int, terms: Iterable[str]) -> float:
        """Return the root of precision times reach; see the module."""
        holding = self.holding(terms)
        here = float((holding == theme).sum())
        return float(np.sqrt(here / max(len(holding), 1) * here / self.sizes[theme]))


def _told(
    theme: int, tops: Sequence[str], reach: Reach, common: frozenset[str], language: str
) -> frozenset[str]:
    """Return the terms of the strongest words that enough texts of the theme hold."""
    terms = {term for top in tops for term in _terms(top, language)} - common
    return frozenset(term for term in terms if reach.enough(theme, (term,)))


def _phrases(
    said: Counter[str], size: int, common: frozenset[str], language: str, told: frozenset[str]
) -> Iterator[Candidate]:
    """Yield what enough texts say as one, and what one text says where enough hold each of its words.

    The second only without a function word between: "pay more taxes", said once, is that person's view.
    """
    least = max(2, size * SHARE_THAT_SAYS_IT)
    longer = parts_of_longer(said)
    for phrase, times in said.items():
        terms = _terms(phrase, language)
        heard = times >= least or (terms <= told and len(terms) == len(phrase.split()))
        if heard and len(terms) > 1 and terms - common and phrase not in longer:
            yield Candidate(phrase, terms - common, SAID_AS_ONE + min(times / size, MOST_FOR_BEING_SAID))


def _words(
    theme: int, tops: Sequence[str], reach: Reach, common: frozenset[str], language: str
) -> Iterator[Candidate]:
    weak = word_list("weak_ends.txt")
    own = [top for top in tops if top not in weak and _terms(top, language) - common]
    own = own or [top for top in tops if top not in weak] or list(tops)
    told = [top for top in own[:4] if reach.enough(theme, _terms(top, language))]
    for one, other in combinations(told, 2):
        if not _terms(one, language) & _terms(other, language):
            yield Candidate(_joined(one, other, language), _terms(f"{one} {other}", language), 1)
    for top in own[:3]:
        yield Candidate(top, _terms(top, language), ALONE)


def _terms(phrase: str, language: str) -> frozenset[str]:
    return frozenset(term for word in phrase.split() for term in terms_of(word, language))


def _joined(one: str, other: str, language: str) -> str:
    """Join two words as people do; Spanish "y" is "e" before the sound of i."""
    word = AND.get(language)
    if word == "y" and other.startswith(("i", "hi", "í", "hí")) and not other.startswith(("hie", "hia")):
        word = "e"
    return f"{one} {word} {other}" if word else f"{one}, {other}"


def _unlike(ranked: Sequence[Candidate], label: Candidate) -> list[Candidate]:
    """Return further candidates, none of them the words of another in another order."""
    kept = [label]
    for candidate in ranked:
        if len(kept) > SUGGESTED:
            break
        if all(candidate.terms != other.terms for other in kept):
            kept.append(candidate)
    return kept[1:]


def _sentence_case(label: str) -> str:
    return label[:1].upper() + label[1:]
