"""A table's draft: what a note-taker wrote to one prompt, on its way from lines to voices.

Like a phone's steps, it lives in the page alone until it is sent. Each line becomes a voice with a secret of its
own, so that no two voices of one table can be joined afterwards.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from listening.contributions.kind import hurts_nobody
from listening.contributions.receipt import NotAReceipt, is_secret, new_secret, read, secret_from, shown
from listening.contributions.rules import LONGEST, Consent, clean, too_long_by
from listening.evening.rules import MOST_VOICES, Correction, lines_of


@dataclass(frozen=True)
class Noted:
    """One voice of the table."""

    #: Random; names its fields in the page and makes its id, so that sending twice changes nothing.
    key: str
    text: str
    #: None until someone said how it may be used; silence means count only.
    consent: Consent | None = None
    #: The words of a card from the basket, as typed.
    card: str = ""
    #: Whether the table wants this line on “Tonight we heard”.
    tonight: bool = False
    #: Whether this person took no card and wants a receipt: its words are then those of the key.
    receipt: bool = False

    @property
    def agreed(self) -> Consent:
        return self.consent or Consent.COUNT


def read_notes(form: MultiDict[str, str]) -> list[Noted]:
    """The voices a page carries; unknown and broken parts are left out."""
    keys = [key for key in dict.fromkeys(form.getlist("voice")) if is_secret(key)][:MOST_VOICES]
    return [_noted(key, form) for key in keys]


def _noted(key: str, form: MultiDict[str, str]) -> Noted:
    consent = form.get(f"consent-{key}", "")
    return Noted(
        key,
        clean(form.get(f"text-{key}", "")),
        Consent(consent) if consent in set(Consent) else None,
        form.get(f"card-{key}", "").strip()[:300],
        bool(form.get(f"tonight-{key}")),
        bool(form.get(f"receipt-{key}")),
    )


def voices_of(text: str, known: Sequence[Noted], draft: str) -> list[Noted]:
    """Each line as a voice; one that is known keeps its consent and its card.

    A new one is named after the draft and its line, so that the same page loaded twice holds the same voices.
    """
    left = list(known)
    lines = lines_of(clean(text))[:MOST_VOICES]
    return [_known_or_new(line, f"{draft}\x1f{place}", left) for place, line in enumerate(lines)]


def _known_or_new(line: str, where: str, left: list[Noted]) -> Noted:
    for place, one in enumerate(left):
        if as_line(one.text) == line:
            return left.pop(place)
    digests = (hashlib.sha256(f"{where}\x1f{line}\x1f{turn}".encode()).digest() for turn in count())
    return Noted(next(filter(hurts_nobody, map(secret_from, digests))), line)


def draft_of(form: MultiDict[str, str]) -> str:
    """What names a draft in the page: random, and kept as long as the draft is."""
    given = form.get("draft", "")
    return given if is_secret(given) else new_secret()


def as_line(text: str) -> str:
    """A voice as one line, as it goes back to the writing page."""
    return " ".join(lines_of(text))


def problems_of(notes: Sequence[Noted], languages: list[str]) -> list[Correction]:
    """What stands in the way of sending: a text too long, a card that cannot be, one card for two voices."""
    found = []
    for one in notes:
        if too_long_by(one.text):
            words = _("This is too long. Keep it under %(limit)s letters", limit=f"{LONGEST:,}")
            found.append(Correction(one.key, "text", words))
        if one.tonight and one.agreed is not Consent.QUOTE:
            words = _("Only words with a yes to “My words” can go on tonight’s page")
            found.append(Correction(one.key, "tonight", words))
    return found + _card_problems(notes, languages)


def _card_problems(notes: Sequence[Noted], languages: list[str]) -> list[Correction]:
    found: list[Correction] = []
    taken: set[str] = set()
    for one in notes:
        if not one.card:
            continue
        try:
            secret = card_secret(one.card, languages)
        except NotAReceipt:
            found.append(Correction(one.key, "card", _("These are not the words of a card. Look again")))
            continue
        if secret in taken:
            words = _("This card has another idea here already. Write both ideas as one voice")
            found.append(Correction(one.key, "card", words))
        taken.add(secret)
    return found


def card_secret(typed: str, languages: list[str]) -> str:
    """The secret on a card, from its words.

    Raises:
        NotAReceipt: when they cannot be a card's.
    """
    return read(typed, languages)[0]


def receipts_of(notes: Sequence[Noted], language: str) -> list[tuple[int, list[str]]]:
    """Voices that asked for a receipt, by their place on the page, with its words."""
    return [
        (place, shown(one.key, language))
        for place, one in enumerate(notes, start=1)
        if one.receipt and not one.card and one.text.strip()
    ]


def spoken(notes: Sequence[Noted]) -> list[Noted]:
    """The voices to be sent: those whose words were not taken out."""
    return [replace(one, text=one.text.strip()) for one in notes if one.text.strip()]
