"""What people said as one: phrases of two and three words, and which of them are only parts of longer ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.data import word_list
from analysis.tokens import surface_words, terms_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

#: A phrase inside a longer one gives way when the longer is said this often beside it.
PART_OF_A_LONGER = 0.6
#: What ends a clause, when more words follow.
_BREAK = re.compile(r"[,;:!?…()\[\]\"“”«»¿¡\n]+|[.—–]+(?=\s|$)")


def phrases_in(text: str, language: str) -> set[str]:
    """Return the two- and three-word phrases of a text that open and close with a word of weight.

    Nobody says as one what a full stop or a comma stands between:

    >>> sorted(phrases_in("The bus lane, crowded. Cost of housing.", "en"))
    ['bus lane', 'cost of housing']

    And a word that points at somebody joins nothing: "year my aunt" is no name for a theme.

    >>> sorted(phrases_in("A year my aunt waited.", "en"))
    ['aunt waited']
    """
    return {
        phrase for clause in _BREAK.split(text) for phrase in _phrases_of(surface_words(clause), language)
    }


def _phrases_of(words: Sequence[str], language: str) -> set[str]:
    weak, pointing = word_list("weak_ends.txt"), word_list("pointing_words.txt")
    heavy = [len(word) > 2 and word not in weak and bool(terms_of(word, language)) for word in words]
    found = set()
    for i in range(len(words) - 1):
        if heavy[i] and heavy[i + 1]:
            found.add(f"{words[i]} {words[i + 1]}")
        ends = i + 2 < len(words) and heavy[i] and heavy[i + 2] and words[i] != words[i + 2]
        if ends and words[i + 1] not in pointing:
            found.add(" ".join(words[i : i + 3]))
    return found


def parts_of_longer(said: Counter[str]) -> set[str]:
    """Return phrases mostly said within a longer one: "speed internet" of "high speed internet"."""
    parts: set[str] = set()
    for phrase, times in said.items():
        first, *_, last = words = phrase.split()
        if len(words) == 3:
            halves = (phrase[: -len(last) - 1], phrase[len(first) + 1 :])
            parts |= {half for half in halves if times >= PART_OF_A_LONGER * said[half]}
    return parts
