"""Consent, channels, dispositions, and what a contribution may look like."""

import re
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


class Lane(StrEnum):
    """Where the facilitator of an open room put a contribution; it dies with the intake."""

    NEW = "new"
    SHOWN = "shown"
    PARKED = "parked"
    SENSITIVE = "sensitive"
    HIDDEN = "hidden"
    #: Came without proof, room code or card: shown to nobody else until a person has judged it.
    QUARANTINE = "quarantine"


#: Lanes whose mark outlives the room: the rest is decided anew by the readers.
LASTING = frozenset({Lane.SENSITIVE, Lane.HIDDEN})


#: Longest contribution, in characters: about two pages, more than anyone typed on a phone in our trials.
LONGEST = 5000
#: Fewer contributions than this in one gathering are pooled with others before anyone reads them (rulings, 14).
SMALLEST_POOL = 5
#: Hours after a session closed in which words sealed on a phone still arrive: it finds a network the next day, or
#: the day after. They go into the engagement's pool.
LATE_HOURS = 48
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


#: Unicode's categories Cc and Cs but for the end of a line and the tabulator.
CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")


def clean(text: str) -> str:
    """Words as people meant them: composed letters, plain line ends, no control characters.

    Zero bytes and other controls are dropped; direction marks stay, right-to-left text needs them.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return CONTROLS.sub("", text).strip()


def too_long_by(text: str) -> int:
    """Characters over the limit, 0 when it fits."""
    return max(0, len(text) - LONGEST)
