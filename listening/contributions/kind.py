"""Receipts without words that may hurt someone who comes to speak about a child taken away."""

from pathlib import Path

from listening.contributions.receipt import fold, new_secret, shown
from listening.core.database import languages

#: Words of the lists that no receipt shows, accents folded.
UNKIND = frozenset(Path(__file__).with_name("unkind.txt").read_text(encoding="utf-8").split())


def is_kind(words: list[str]) -> bool:
    """Whether none of the words may hurt someone."""
    return not any(fold(word) in UNKIND for word in words)


def hurts_nobody(secret: str) -> bool:
    """Whether its words are kind in every language offered here."""
    return all(is_kind(shown(secret, language)) for language in languages())


def new_receipt() -> str:
    """A fresh secret that hurts nobody; what is left out costs less than two of its bits."""
    return next(secret for secret in iter(new_secret, "") if hurts_nobody(secret))
