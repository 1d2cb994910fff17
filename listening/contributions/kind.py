"""Receipts without words that may hurt someone who comes to speak about a child taken away."""

from functools import cache
from pathlib import Path

from listening.contributions.receipt import fold, new_secret, shown, words_of
from listening.core.database import languages

#: Words of the lists that no receipt shows, accents folded.
UNKIND = frozenset(Path(__file__).with_name("unkind.txt").read_text(encoding="utf-8").split())


@cache
def _hurting(language: str) -> frozenset[str]:
    """Those of the language's list, as they are printed."""
    return frozenset(word for word in words_of(language) if fold(word) in UNKIND)


def is_kind(secret: str, language: str) -> bool:
    """Whether none of the words that stand for it may hurt someone."""
    return _hurting(language).isdisjoint(shown(secret, language))


def hurts_nobody(secret: str) -> bool:
    """Whether its words are kind in every language offered here."""
    return all(is_kind(secret, language) for language in languages())


def new_receipt() -> str:
    """A fresh secret that hurts nobody; what is left out costs less than two of its bits."""
    return next(secret for secret in iter(new_secret, "") if hurts_nobody(secret))
