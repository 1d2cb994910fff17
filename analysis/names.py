"""Person names: lists of our own, the words that stand before a name, and capitals inside a sentence."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from analysis.data import word_list
from analysis.languages import stop_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?¿¡:;\n\"“”(\[–—…]\s*$|^\s*$")
_TITLE = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "judge",
        "officer",
        "deputy",
        "detective",
        "sgt",
        "pastor",
        "coach",
        "professor",
        "prof",
        "attorney",
        "counselor",
        "sr",
        "sra",
        "srta",
        "señor",
        "señora",
        "señorita",
        "doña",
        "don",
        "doctora",
        "juez",
        "jueza",
        "licenciado",
        "licenciada",
        "lic",
        "oficial",
        "maestra",
        "maestro",
        "tía",
        "tío",
        "aunt",
        "uncle",
        "auntie",
        "abuela",
        "abuelo",
        "grandma",
        "grandpa",
        "nurse",
        "sister",
        "brother",
    ]
)
_INTRODUCES = frozenset(
    ["named", "called", "llamada", "llamado", "llama", "llamo", "llaman", "apellido", "nombre"]
)
_RELATION = frozenset(
    [
        "worker",
        "caseworker",
        "supervisor",
        "social",
        "therapist",
        "lawyer",
        "attorney",
        "son",
        "daughter",
        "husband",
        "wife",
        "boyfriend",
        "girlfriend",
        "mom",
        "mother",
        "dad",
        "father",
        "sister",
        "brother",
        "niece",
        "nephew",
        "cousin",
        "baby",
        "teacher",
        "partner",
        "ex",
        "roommate",
        "friend",
        "foster",
        "grandson",
        "granddaughter",
        "stepdad",
        "stepmom",
        "trabajadora",
        "trabajador",
        "supervisora",
        "terapeuta",
        "abogada",
        "abogado",
        "hijo",
        "hija",
        "esposo",
        "esposa",
        "novio",
        "novia",
        "mamá",
        "madre",
        "papá",
        "padre",
        "hermana",
        "hermano",
        "sobrina",
        "sobrino",
        "prima",
        "primo",
        "bebé",
        "maestra",
        "pareja",
        "amiga",
        "amigo",
        "nieto",
        "nieta",
        "visitadora",
    ]
)
_PARTICLES = frozenset(["de", "la", "del", "los", "las", "y", "van", "von", "der", "da", "dos"])


#: A word as common as this, written with a capital inside a sentence, is stressed and names nobody.
_COMMON = 600
#: Beside another one: "Family Resource Center", "Seguro Social".
_COMMON_BESIDE = 6_000


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def find_names(text: str, language: str = "en") -> Iterator[tuple[int, int]]:  # noqa: ARG001 - both lists serve
    """Yield (start, end) of what looks like a person's name, words that belong together as one.

    Parameters
    ----------
    text : str
    language : str
        Kept for lists of further languages; English and Spanish names are known in any text.
    """
    words = list(_WORD.finditer(text))
    position = 0
    while position < len(words):
        if not _opens(text, words, position):
            position += 1
            continue
        last = _reach(text, words, position)
        yield words[position].start(), _without_possessive(words[last])
        position = last + 1


def _without_possessive(word: re.Match[str]) -> int:
    ending = re.search(r"['’]s$", word.group())
    return word.end() - (len(ending.group()) if ending else 0)


def _bare(word: re.Match[str]) -> str:
    return _plain(re.sub(r"['’]s$", "", word.group()))


def _opens(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    raw, bare = words[at].group(), _bare(words[at])
    capital = raw[:1].isupper()
    before = words[at - 1].group().lower() if at else ""
    if len(bare) < 2 and not (capital and before in _TITLE):
        return False
    if before in _TITLE and capital and _adjacent(text, words, at):
        return bare not in word_list("capital_words.txt")
    if before in _INTRODUCES and (capital or _known(bare)):
        return bare not in word_list("capital_words.txt")
    if _is_first(bare):
        return True
    return capital and _capital_name(text, words, at, bare, before)


def _is_first(bare: str) -> bool:
    parts = bare.split("-")
    return parts[0] in word_list("first_names.txt") and parts[0] not in word_list("spoken_names.txt")


def _known(bare: str) -> bool:
    return any(bare in word_list(f"{n}.txt") for n in ("first_names", "surnames", "spoken_names"))


def _capital_name(text: str, words: Sequence[re.Match[str]], at: int, bare: str, before: str) -> bool:
    spoken, opening = bare in word_list("spoken_names.txt"), _is_opening(text, words, at)
    if bare in word_list("capital_words.txt") and not (spoken and (opening or before in _RELATION)):
        return False
    if (bare in stop_words("en") or bare in stop_words("es")) and (opening or not spoken):
        return False
    if words[at].group().isupper() and len(bare) > 1 and not _known(bare):
        return False
    if not opening:
        return not _is_stressed(text, words, at, bare, before)
    return bare in word_list("surnames.txt") or _followed_by_name(text, words, at)


def _is_opening(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    return bool(_SENTENCE_END.search(text[: words[at].start()]))


def _is_stressed(text: str, words: Sequence[re.Match[str]], at: int, bare: str, before: str) -> bool:
    """Whether it is a common word with a capital: "Great", or part of an office's name, "Safety Plan"."""
    common = _rank(words[at].group().lower())
    if _known(bare) or (before in _RELATION - {"social"} and common > _COMMON):
        return False
    return common < (_COMMON_BESIDE if _in_a_title(text, words, at) else _COMMON)


def _in_a_title(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word beside it, small words between them left aside, has a capital and is common too."""
    return any(_is_common_capital(text, words, at, step) for step in (-1, 1))


def _is_common_capital(text: str, words: Sequence[re.Match[str]], at: int, step: int) -> bool:
    there = at + step
    while 0 <= there < len(words) and _adjacent(text, words, max(there, there - step)):
        word = words[there].group()
        if word.lower() not in _PARTICLES:
            return word[:1].isupper() and not _known(_plain(word)) and _rank(word.lower()) < _COMMON_BESIDE
        there += step
    return False


def _followed_by_name(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    if at + 1 >= len(words) or not _adjacent(text, words, at + 1):
        return False
    after = words[at + 1]
    return after.group()[:1].isupper() and _bare(after) in word_list("surnames.txt")


def _adjacent(text: str, words: Sequence[re.Match[str]], at: int) -> bool:
    return bool(re.fullmatch(r"\.?\s+", text[words[at - 1].end() : words[at].start()]))


def _reach(text: str, words: Sequence[re.Match[str]], at: int) -> int:
    """Return the last word of the name that opens at `at`: surnames, initials and particles between them."""
    last, step = at, at + 1
    while step < len(words) and step - at < 6 and _adjacent(text, words, step):
        bare, capital = _bare(words[step]), words[step].group()[:1].isupper()
        if (capital and bare not in word_list("capital_words.txt")) or bare in word_list("surnames.txt"):
            last = step
        elif bare not in _PARTICLES or step - last > 2:
            break
        step += 1
    return last


def _rank(word: str) -> int:
    # The table brings numpy along, which a server that reads no names does not need.
    from analysis.word_table import rank

    return rank(word)
