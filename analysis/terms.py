"""Words and phrases that set one theme apart from the others.

Words: class-based TF-IDF, ``f(w, theme) * ln(1 + A / f(w))`` with A the mean number of words per theme
(Grootendorst, 2022). Phrases: two neighbouring words that meet more often than chance by Dunning's
log-likelihood ratio (1993), scored like words within the theme.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.data import word_list
from analysis.mixture import group_counts
from analysis.tokens import surface_words, terms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from analysis.tokens import Words

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class ThemeTerms:
    """The words and labels of one theme."""

    keywords: tuple[str, ...]
    label: str
    suggestions: tuple[str, ...]


def term_scores(words: Words, labels: Ints, k: int) -> Floats:
    """Return the class-based TF-IDF of each term per group; shape (k, n_terms)."""
    sums = group_counts(words.counts, labels, k)
    totals = np.maximum(sums.sum(axis=1, keepdims=True), 1)
    average = sums.sum() / max(k, 1)
    return np.asarray(sums / totals * np.log1p(average / np.maximum(sums.sum(axis=0), 1e-9)), np.float32)


def keywords(words: Words, labels: Ints, k: int, count: int = 10) -> list[tuple[str, ...]]:
    """Return up to `count` words per group, strongest first, in the form people wrote."""
    scores = term_scores(words, labels, k)
    return [_top_words(words, row, count) for row in scores]


def _top_words(words: Words, scores: Floats, count: int) -> tuple[str, ...]:
    order = np.argsort(-scores, kind="stable")
    found: dict[str, None] = {}
    for term in order[: count * 4]:
        if scores[term] > 0 and len(found) < count:
            found.setdefault(words.surfaces[term])
    return tuple(found)


def log_likelihood(together: int, first: int, second: int, total: int) -> float:
    """Return Dunning's log-likelihood ratio of two words as neighbours.

    With 8 of 10 uses of each word together among 1,000 pairs it is about 80; with 1 of 10, about 3.
    """
    observed = np.array(
        [[together, first - together], [second - together, total - first - second + together]], float
    )
    expected = observed.sum(axis=1, keepdims=True) @ observed.sum(axis=0, keepdims=True) / max(total, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(observed > 0, observed * np.log(observed / expected), 0)
    return float(2 * parts.sum())


def phrases_in(text: str, language: str) -> set[str]:
    """Return the two- and three-word phrases of a text that open and close with a word of weight."""
    words = surface_words(text)
    weak = word_list("weak_ends.txt")
    heavy = [len(word) > 2 and word not in weak and bool(terms_of(word, language)) for word in words]
    found = set()
    for i in range(len(words) - 1):
        if heavy[i] and heavy[i + 1]:
            found.add(f"{words[i]} {words[i + 1]}")
        if i + 2 < len(words) and heavy[i] and heavy[i + 2] and words[i] != words[i + 2]:
            found.add(" ".join(words[i : i + 3]))
    return found


def label_themes(texts: Sequence[str], words: Words, labels: Ints, k: int) -> list[ThemeTerms]:
    """Return words and distinct labels for each group 0..k-1; label -1 is in no group."""
    placed = np.flatnonzero(labels >= 0)
    texts, words, labels = [texts[int(i)] for i in placed], words.of_rows(placed), labels[placed]
    in_theme = _phrase_counts(texts, labels, k, words.language)
    everywhere: Counter[str] = Counter()
    for counts in in_theme:
        everywhere.update(counts)
    sizes = np.bincount(labels, minlength=k)
    tops = keywords(words, labels, k)
    taken: set[str] = set()
    results: dict[int, ThemeTerms] = {}
    for theme in map(int, np.argsort(-sizes, kind="stable")):
        phrases = _best_phrases(in_theme[theme], everywhere, int(sizes[theme]), words.language)
        choices = _labels(phrases, tops[theme], words.language)
        label = next((c for c in choices if c not in taken), choices[0] if choices else "…")
        taken.add(label)
        others = tuple(c for c in choices if c != label)[:5]
        results[theme] = ThemeTerms(tops[theme], _sentence_case(label), tuple(map(_sentence_case, others)))
    return [results[theme] for theme in range(k)]


def _phrase_counts(texts: Sequence[str], labels: Ints, k: int, language: str) -> list[Counter[str]]:
    counts: list[Counter[str]] = [Counter() for _ in range(k)]
    for text, label in zip(texts, labels, strict=True):
        counts[label].update(phrases_in(text, language))
    return counts


def _best_phrases(here: Counter[str], everywhere: Counter[str], size: int, language: str) -> list[str]:
    least = max(2, size * 0.05)
    scored = [
        (times / size * times / everywhere[phrase] * (1.15 if phrase.count(" ") == 2 else 1.0), phrase)
        for phrase, times in here.items()
        if times >= least and times / everywhere[phrase] >= 0.4
    ]
    chosen: list[str] = []
    for _, phrase in sorted(scored, key=lambda item: (-item[0], item[1])):
        if not any(_overlap(phrase, other, language) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == 4:
            break
    return chosen


def _overlap(phrase: str, other: str, language: str) -> bool:
    mine = {t for w in phrase.split() for t in terms_of(w, language)}
    theirs = {t for w in other.split() for t in terms_of(w, language)}
    return len(mine & theirs) >= min(len(mine), len(theirs))


def _labels(phrases: Sequence[str], tops: Sequence[str], language: str) -> list[str]:
    strong = [top for top in tops if top not in word_list("weak_ends.txt")]
    tops = strong if len(strong) > 1 else tops
    pairs = [", ".join(tops[i : i + 2]) for i in range(0, min(len(tops) - 1, 4), 2)]
    lead = [p for p in phrases[:1] if not tops or _shares_word(p, tops[:3], language)]
    joined = [f"{lead[0]}, {_fresh(lead[0], tops, language)}"] if lead and len(tops) > 2 else []
    return list(dict.fromkeys([*lead, *pairs[:1], *joined, *phrases, *pairs, *tops[:2]]))


def _shares_word(phrase: str, tops: Sequence[str], language: str) -> bool:
    mine = {t for w in phrase.split() for t in terms_of(w, language)}
    return any(t in mine for top in tops for t in terms_of(top, language))


def _fresh(phrase: str, tops: Sequence[str], language: str) -> str:
    return next((top for top in tops if not _shares_word(phrase, [top], language)), tops[0])


def _sentence_case(label: str) -> str:
    return label[:1].upper() + label[1:]
