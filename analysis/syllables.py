"""Syllables of English and Spanish words, by rule, with a list of the odd ones."""

from __future__ import annotations

import re

_VOWELS = re.compile(r"[aeiouy]+")
#: An e that is written and not said: at the end, in -es and -ed, and before -ly, -ment and the like.
_SILENT = re.compile(
    r"(?<=[^aeiouy])(?<![^aeiouy]l)e$"
    r"|(?<=[^aeioucsxzg])(?<![cs]h)(?<![^aeiouy]l)es$"
    r"|(?<=[^aeioutdy])ed$"
    r"|(?<=[^aeiouyl])e(?=(?:ly|ments?|ful|less|ness|some)$)"
)
#: Two vowels side by side that are two syllables.
_HIATUS = re.compile(
    r"(?<![ctsg])i[aou]|[ct]ia(?![ln]|$)|(?<![ct])ie(?=n[ct])|ie(?=t|ty)|(?<![qg])ua|eo(?!u|n)|eum|crea|\brea(?=ct|li)|area"
    r"|thea|[aeiou]i(?=ng)|(?<=[^aeiou])y(?=i)|isms?$|thms?$"
)
_ODD = {
    word: count
    for count, words in {
        1: "our hour hours child real one once the done science's",
        2: "business being really science something sometimes someone somewhere lonely something poem lawyer lawyers "
        "people children evening every quiet police lion",
        3: "area areas idea ideas different caregiver caregivers caseworker caseworkers employee interested average",
        4: "employees' naturally",
        6: "reunification",
    }.items()
    for word in words.split()
}
_SPANISH_VOWELS = "aeiouáéíóúü"
_STRONG = frozenset("aeoáéó")
_ACCENTED_WEAK = frozenset("íú")


def english_syllables(word: str) -> int:
    """Return the syllables of an English word.

    >>> [english_syllables(w) for w in ("care", "listened", "agency", "little", "created")]
    [1, 2, 3, 2, 3]
    """
    word = re.sub(r"['’]s?$|[^a-z]", "", word.lower())
    if word in _ODD:
        return _ODD[word]
    spoken = re.sub(r"(?<=[aeiou])y(?=[aeiou])|^y(?=[aeiou])", "j", _SILENT.sub("", word))
    return max(len(_VOWELS.findall(spoken)) + len(_HIATUS.findall(spoken)), 1)


def spanish_syllables(word: str) -> int:
    """Return the syllables of a Spanish word; strong vowels part, and so does an accented í or ú.

    >>> [spanish_syllables(w) for w in ("casa", "familia", "país", "leer", "guerra", "ciudad", "trabajadora")]
    [2, 3, 2, 2, 2, 2, 5]
    """
    word = re.sub(r"(?<=[gq])u(?=[eiéí])", "", word.lower())
    word = re.sub(r"y(?![aeiouáéíóú])", "i", word)
    count, before = 0, ""
    for letter in word:
        if letter not in _SPANISH_VOWELS:
            before = ""
            continue
        count += not before or _parted(before, letter)
        before = letter
    return max(count, 1)


def _parted(one: str, other: str) -> bool:
    return (one in _STRONG and other in _STRONG) or bool(_ACCENTED_WEAK & {one, other}) or one == other
