"""Consent, channels, dispositions, and what a contribution may look like."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Consent(StrEnum):
    """How a contribution may be used; silence means the last."""

    QUOTE = "quote"
    IDEA = "idea"
    COUNT = "count"


class Channel(StrEnum):
    PHONE = "phone"
    TABLE = "table"
    TABLET = "tablet"
    PAPER = "paper"
    FILE = "file"


#: Longest contribution, in characters: about two pages, more than anyone typed on a phone in our trials.
LONGEST = 5000
#: Fewer contributions than this in one gathering are pooled with others before anyone reads them (rulings, 14).
SMALLEST_POOL = 5
#: The channel is kept only when at least this many share it (rulings, 12).
CHANNEL_SHARED_BY = 11


@dataclass(frozen=True)
class Voice:
    """One contribution on its way in: what was said to one prompt, and how it may be used."""

    prompt_id: int
    text: str
    consent: Consent
    language: str
    channel: Channel


def clean(text: str) -> str:
    """Words as people meant them: composed letters, plain line ends, no control characters.

    Zero bytes and other controls are dropped; direction marks stay, right-to-left text needs them.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})
    return "".join(kept).strip()


def too_long_by(text: str) -> int:
    """Characters over the limit, 0 when it fits."""
    return max(0, len(text) - LONGEST)
