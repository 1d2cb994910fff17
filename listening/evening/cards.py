"""Cards from the basket: receipts printed before anyone speaks, each with a fresh secret that is kept nowhere.

Its last bits show that it is one of ours, so that a card lets its words in without a script. A card proves nothing
else until someone speaks with it: by phone, at a table, on a tablet. What is on the sheet is all there is, so whoever
keeps the file holds every receipt; the page that makes it says so.
"""

from dataclasses import dataclass

from flask import render_template
from flask_babel import force_locale
from markupsafe import Markup

from listening.contributions.admission import card_secret
from listening.contributions.kind import is_kind
from listening.contributions.numbers import help_numbers
from listening.contributions.receipt import shown
from listening.core.languages import printed_address
from listening.core.models import Setting
from listening.core.paper import Paper, as_file
from listening.sessions.models import ListeningSession


@dataclass(frozen=True)
class Card:
    """One card: seven words, and the address that its QR code opens."""

    words: list[str]
    address: str


def card_for(session: ListeningSession, language: str) -> Card:
    """A new card. Its secret stands behind ``#``, the part of an address that browsers send to no server."""
    secret = kind_secret(language)
    address = printed_address("contributions.card", language, code=session.code)
    return Card(shown(secret, language), f"{address}#{secret}")


def kind_secret(language: str) -> str:
    """A new secret none of whose words hurts; the few words left out cost less than one of its bits."""
    while True:
        secret = card_secret()
        if is_kind(secret, language):
            return secret


def sheets(session: ListeningSession, wanted: list[str], how_many: int, a_sheet: int, paper: str) -> bytes:
    """A PDF of new cards: ``how_many`` sheets in each of the ``wanted`` languages."""
    drawn = []
    for language in wanted:
        with force_locale(language):
            drawn.append(
                render_template(
                    "evening/cards.html",
                    sheets=[
                        [card_for(session, language) for _place in range(a_sheet)]
                        for _sheet in range(how_many)
                    ],
                    session=session,
                    language=language,
                    back_to=printed_address("confirmations.receipt", language),
                    number=phone_number(),
                )
            )
    # Rendered from our own template above, which escaped what people wrote.
    body = Markup("".join(drawn))  # noqa: S704
    html = render_template("evening/cards_pdf.html", body=body, fold=f"{paper}-{a_sheet}", language=wanted[0])
    return as_file(Paper(html, paper, "cards-pdf.css").lay_out())


def phone_number() -> dict[str, object] | None:
    """The one number on a card: a setting of its own, else the first of those for help."""
    numbers = help_numbers()
    chosen: dict[str, object] | None = Setting.value_of("card_phone") or next(iter(numbers), None)
    return chosen
