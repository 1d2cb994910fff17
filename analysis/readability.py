"""How hard a text is to read, as a school grade, and words that could be plainer or kinder.

English: Flesch-Kincaid grade, ``0.39 words/sentence + 11.8 syllables/word - 15.59`` (Kincaid and others, 1975).
Spanish: Fernández-Huerta ease, ``206.84 - 60 syllables/word - 1.02 words/sentence`` (1959), made a grade
by the line through Flesch's own bands: ease 90 is grade 5, ease 30 is grade 16, so
``grade = 5 + (90 - ease) * 11 / 60``.

>>> round(grade("We want to see our kids. The bus is late.", "en"), 1)
-1.8
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.normalise import plain
from analysis.plain_words import PHRASES
from analysis.syllables import english_syllables, spanish_syllables

if TYPE_CHECKING:
    from collections.abc import Iterator

_SENTENCE = re.compile(r"[.!?…]+(?=\s|$)|\n+")
_ABBREVIATION = re.compile(
    r"\b(?:mr|mrs|ms|dr|sr|sra|srta|st|no|etc|e\.g|i\.e|p\.ej|ud|uds)\.", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d[\d.,]*")
_LONG_SENTENCE = 25


def sentences(text: str) -> list[str]:
    """Return the sentences that hold a word."""
    whole = _ABBREVIATION.sub(lambda match: match.group().replace(".", ""), text)
    return [part for part in _SENTENCE.split(whole) if _WORD.search(part)]


def grade(text: str, language: str = "en") -> float:
    """Return the school grade a text asks for; 0.0 for a text without words.

    Parameters
    ----------
    text : str
        Any length.
    language : str
        "en" and "es" have formulas.

    Returns
    -------
    float
        Below 0 for the shortest words and sentences.

    Raises
    ------
    ValueError
        For any other language: a figure would pretend.
    """
    count = {"en": english_syllables, "es": spanish_syllables}.get(language)
    if count is None:
        raise ValueError(f"No reading grade is known for the language {language!r}.")
    parts = sentences(text)
    words = [word for part in parts for word in _WORD.findall(part)]
    if not words:
        return 0.0
    per_sentence, per_word = len(words) / len(parts), sum(map(count, words)) / len(words)
    if language == "en":
        return 0.39 * per_sentence + 11.8 * per_word - 15.59
    return 5 + (90 - fernandez_huerta(per_word, per_sentence)) * 11 / 60


def fernandez_huerta(syllables_per_word: float, words_per_sentence: float) -> float:
    """Return the reading ease of Spanish, about 0 (hard) to 100 (easy).

    >>> round(fernandez_huerta(2.0, 10.0), 2)
    76.64
    """
    return 206.84 - 60 * syllables_per_word - 1.02 * words_per_sentence


@dataclass(frozen=True, slots=True, order=True)
class Hint:
    """A stretch that could be said better; `kind` is "plain", "kind" or "long"."""

    start: int
    end: int
    kind: str
    instead: str


def hints(text: str, language: str = "en") -> tuple[Hint, ...]:
    """Return words that could be plainer or kinder, and sentences that are long, in order.

    Languages without a list have only the hints for long sentences.
    """
    return tuple(sorted([*_word_hints(text, language), *_long_sentences(text)]))


def _word_hints(text: str, language: str) -> Iterator[Hint]:
    lowered = plain(text)
    if len(lowered) != len(text):
        lowered = text.lower() if len(text.lower()) == len(text) else text
    for kind, phrase, instead in PHRASES.get(language, ()):
        for match in re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", lowered):
            yield Hint(match.start(), match.end(), kind, instead)


def _long_sentences(text: str) -> Iterator[Hint]:
    start = 0
    for part in [*_SENTENCE.finditer(text), None]:
        end = part.end() if part else len(text)
        count = len(_WORD.findall(text[start:end]))
        if count > _LONG_SENTENCE:
            yield Hint(start, end, "long", str(count))
        start = end
