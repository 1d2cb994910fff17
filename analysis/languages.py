"""Which language a text is in: what a person chose, else its function words, else py3langid."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from analysis.data import word_list
from analysis.normalise import essence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.documents import Document

STEMMERS = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
}
UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})
#: Below this many characters a guess by letters is not worth having.
SHORTEST_TO_GUESS = 20
#: Words from the keep-list stay, however common a stop-word list finds them.
_OWN_LISTS = {"en": "stop_en.txt", "es": "stop_es.txt"}


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the function words of a language; empty where none are known."""
    if language in _OWN_LISTS:
        return word_list(_OWN_LISTS[language])
    import stopwordsiso

    if not stopwordsiso.has_lang(language):
        return frozenset()
    return frozenset(stopwordsiso.stopwords(language)) - word_list("keep_words.txt")


def settle(documents: Sequence[Document], default: str | None = None) -> dict[str, str]:
    """Return the language of each document by id.

    What a person chose stands. With a `default`, the rest takes it. Otherwise each text is guessed, and one
    too short to guess takes the language most of the others have (English in an empty room).
    """
    found = {d.id: primary(d.language) for d in documents if d.language}
    open_ones = [d for d in documents if not d.language]
    if default:
        return found | {d.id: primary(default) for d in open_ones}
    guesses = {d.id: guess(d.text) for d in open_ones}
    usual = _commonest([*found.values(), *(g for g in guesses.values() if g)])
    return found | {key: value or usual for key, value in guesses.items()}


def primary(tag: str) -> str:
    """Return the first part of a language tag.

    >>> primary("es-MX")
    'es'
    """
    return tag.replace("_", "-").split("-")[0].lower()


def guess(text: str) -> str | None:
    """Return the likely language of one text, or None when there is too little to tell."""
    words = essence(text).split()
    english = sum(word in stop_words("en") for word in words)
    spanish = sum(word in stop_words("es") for word in words)
    if abs(english - spanish) >= 2 and max(english, spanish) >= 0.2 * len(words):
        return "en" if english > spanish else "es"
    if len(text) < SHORTEST_TO_GUESS:
        return None
    return _by_letters(text)


def _by_letters(text: str) -> str:
    import py3langid

    language, _ = py3langid.classify(text)
    return str(language)


def _commonest(languages: Sequence[str]) -> str:
    return min(Counter(languages).items(), key=lambda item: (-item[1], item[0]))[0] if languages else "en"
