"""Forms on paper, each with a receipt to tear off: the words go home, the form keeps a mark."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import force_locale

from listening.contributions.asked import Asked, questions_of
from listening.contributions.form_marks import new_mark, secret_of
from listening.contributions.kind import is_kind
from listening.contributions.receipt import shown
from listening.contributions.service import keys
from listening.core.languages import printed_address
from listening.core.paper import Paper, as_file, fitted, size_that_fits
from listening.evening.cards import phone_number
from listening.evening.rules import FORM_SIZES, lines_to_write

LOOK = "form-pdf.css"


@dataclass(frozen=True)
class Slip:
    """One form: the mark it keeps, and the words and the address that are torn off."""

    mark: str
    words: list[str]
    address: str


def slip_for(session: Asked, language: str) -> Slip:
    """A new form whose words hurt nobody."""
    while True:
        mark = new_mark(keys())
        secret = secret_of(keys(), mark)
        if is_kind(secret, language):
            address = printed_address("contributions.card", language, code=session.code)
            return Slip(mark, shown(secret, language), f"{address}#{secret}")


def forms(session: Asked, language: str, how_many: int, paper: str) -> bytes:
    """A PDF of ``how_many`` forms in one language, each on a sheet of its own as long as the prompts allow."""
    with force_locale(language):
        slips = [slip_for(session, language) for _form in range(how_many)]
        return drawn(session, language, slips, paper)


def plain_form(session: Asked, language: str, paper: str) -> bytes:
    """The form without a receipt, for everyone to print."""
    return drawn(session, language, [None], paper)


def drawn(session: Asked, language: str, slips: Sequence[Slip | None], paper: str) -> bytes:
    """Forms as a file, all in the type in which the first fits on one sheet."""
    if len(slips) == 1:
        return fitted(_html(session, language, slips), paper, LOOK, FORM_SIZES)
    size = size_that_fits(_html(session, language, slips[:1]), paper, LOOK, FORM_SIZES)
    return as_file(Paper(_html(session, language, slips), paper, LOOK).lay_out(size))


def _html(session: Asked, language: str, slips: Sequence[Slip | None]) -> str:
    return render_template(
        "evening/forms_pdf.html",
        slips=slips,
        session=session,
        language=language,
        questions=questions_of(session),
        lines=lines_to_write(len(session.agenda) + len(questions_of(session))),
        address=printed_address("contributions.welcome", language, code=session.code),
        back_to=printed_address("confirmations.receipt", language),
        number=phone_number(),
    )
