"""Receipts: a secret of 77 bits that only the contributor has, shown as seven words or as digits.

The same secret reads in every language, because the words stand for numbers. It is never stored: the vault keeps
two keyed hashes of it per prompt, and without it two answers of one person cannot be joined.
"""

import re
import secrets
import unicodedata
from functools import cache

from mnemonic import Mnemonic

#: Words on a receipt and the bits each stands for: lists of 2,048 words, 7 × 11 = 77 bits (rulings, 19).
WORDS = 7
BITS_A_WORD = 11
BITS = WORDS * BITS_A_WORD
#: A secret as it rides in a page: 77 bits need 20 hex digits.
HEX_DIGITS = 20
_SECRET = re.compile(f"[0-9a-f]{{{HEX_DIGITS}}}")
#: Digits for languages without a list: 10**24 is the first power of a thousand above 2**77.
GROUPS = 8
DIGITS_A_GROUP = 3
#: Languages that ``mnemonic`` has words for.
LISTS = {
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "it": "italian",
    "cs": "czech",
    "tr": "turkish",
    "zh": "chinese_simplified",
    "ja": "japanese",
    "ko": "korean",
    "ru": "russian",
}


class NotAReceipt(ValueError):
    """What was typed cannot be a receipt; ``unknown`` are the words that are on no list."""

    def __init__(self, unknown: list[str]) -> None:
        super().__init__("not a receipt")
        self.unknown = unknown


def new_secret() -> str:
    """A fresh secret, 20 hex digits."""
    return f"{secrets.randbits(BITS):0{HEX_DIGITS}x}"


def secret_from(digest: bytes) -> str:
    """A secret made of the first bits of a digest."""
    spare = 8 * len(digest) - BITS
    return f"{int.from_bytes(digest) >> spare:0{HEX_DIGITS}x}"


def is_secret(text: str) -> bool:
    """Whether a hidden field still holds what we put there."""
    return _SECRET.fullmatch(text) is not None and int(text, 16) < 2**BITS


@cache
def words_of(language: str) -> tuple[str, ...]:
    """The list of a language, place by place; none where :func:`shown` gives digits."""
    return tuple(Mnemonic(LISTS[language]).wordlist) if language in LISTS else ()


@cache
def _places(language: str) -> dict[str, int]:
    return {fold(word): place for place, word in enumerate(words_of(language))}


def fold(word: str) -> str:
    """A word without accents and capitals, as people type on a borrowed phone."""
    # Turkish ı has no accent to lose, and its capital is everyone's I.
    plain = unicodedata.normalize("NFKD", word.strip().lower().replace("ı", "i"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def shown(secret: str, language: str) -> list[str]:
    """The secret as seven words of ``language``, or as eight groups of three digits."""
    number = int(secret, 16)
    if language not in LISTS:
        digits = f"{number:0{GROUPS * DIGITS_A_GROUP}d}"
        return [digits[at : at + DIGITS_A_GROUP] for at in range(0, len(digits), DIGITS_A_GROUP)]
    words = words_of(language)
    return [words[number >> shift & 0x7FF] for shift in range(BITS - BITS_A_WORD, -1, -BITS_A_WORD)]


def read(typed: str, languages: list[str]) -> list[str]:
    """The secrets that what was typed can stand for, usually one.

    Args:
        typed: seven words in any order of capitals, with or without accents, or 24 digits; or the secret
            itself, as a card's QR code hands it over.
        languages: the lists to look in, the likeliest first.

    Raises:
        NotAReceipt: when no list has all the words.
    """
    if is_secret(typed.strip()):
        return [typed.strip()]
    parts = [fold(part) for part in typed.replace(",", " ").replace("-", " ").split()]
    digits = "".join(parts)
    if digits.isdecimal():
        return _read_digits(digits)
    lists = [_places(language) for language in languages if language in LISTS]
    unknown = [part for part in parts if not any(part in places for places in lists)]
    if unknown or len(parts) != WORDS:
        raise NotAReceipt(unknown)
    found = [places for places in lists if all(part in places for part in parts)]
    if not found:
        raise NotAReceipt(parts)
    return list(dict.fromkeys(_join(parts, places) for places in found))


def _read_digits(digits: str) -> list[str]:
    if len(digits) != GROUPS * DIGITS_A_GROUP or int(digits) >= 2**BITS:
        raise NotAReceipt([])
    return [f"{int(digits):020x}"]


def _join(parts: list[str], places: dict[str, int]) -> str:
    number = 0
    for part in parts:
        number = number << BITS_A_WORD | places[part]
    return f"{number:020x}"
