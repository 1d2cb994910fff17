"""One spelling per text: for sorting, for finding repeats, for reading words."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from analysis.documents import Document


def _marks() -> str:
    """Return the signs that belong to the letter before them, as ranges: vowels of Hindi or Thai, Arabic points."""
    found = {i for i in range(0x300, 0xFE00) if unicodedata.category(chr(i)) in {"Mn", "Mc"}}
    starts = sorted(i for i in found if i - 1 not in found)
    ends = sorted(i for i in found if i + 1 not in found)
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


#: To Python a vowel sign is no part of a word, and half of the world's scripts write vowels so.
MARKS = _marks()
#: Words without digits.
LETTERS = re.compile(rf"[^\W\d_]+(?:[{MARKS}]+[^\W\d_]*)*")
#: Different words from which on their order says nothing about whether a text repeats another.
ENOUGH_TO_COMPARE = 4
_NOT_WORD = re.compile(rf"[^\w{MARKS}]+")


def plain(text: str) -> str:
    """Return `text` in one Unicode form, lower case, with straight apostrophes."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).replace("’", "'").replace("ʼ", "'").lower()


def essence(text: str) -> str:
    """Return only the words of a plain text: punctuation, case and spacing do not tell texts apart.

    >>> essence("Help us,  PLEASE!")
    'help us please'
    """
    return _NOT_WORD.sub(" ", plain(text)).strip()


def near_essence(text: str) -> str:
    """Return what texts that repeat one another share: their words in any order, numbers aside.

    Under four different words the order and the numbers count too.

    >>> near_essence("The bus is late, 20 minutes late!") == near_essence("late the bus is: 30 minutes")
    True
    """
    words = set(LETTERS.findall(plain(text)))
    return " ".join(sorted(words)) if len(words) >= ENOUGH_TO_COMPARE else essence(text)


def fingerprint(text: str) -> bytes:
    """Return 12 bytes that stand for a text."""
    return blake2b(text.encode(errors="surrogatepass"), digest_size=12).digest()


def content_order(documents: Iterable[Document]) -> list[Document]:
    """Return the documents in an order set by their content, so that the order they came in says nothing."""
    return sorted(documents, key=lambda document: (fingerprint(document.text), document.id))


def fold_repeats(documents: Sequence[Document]) -> tuple[list[Document], dict[str, str]]:
    """Set aside texts that repeat another one, word for word or nearly.

    Parameters
    ----------
    documents : sequence of Document, in content order

    Returns
    -------
    kept : list of Document
    repeats : dict
        Id set aside to the id kept.
    """
    first: dict[str, str] = {}
    kept: list[Document] = []
    repeats: dict[str, str] = {}
    for document in documents:
        words = near_essence(document.text)
        if words and words in first:
            repeats[document.id] = first[words]
            continue
        first[words] = document.id
        kept.append(document)
    return kept, repeats
