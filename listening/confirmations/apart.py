"""Answers on the public page, by anyone and without a receipt: shown apart, never part of a verdict (rulings, 1)."""

from collections import Counter
from collections.abc import Sequence

from flask_babel import gettext as _

from listening.confirmations.models import Confirmation
from listening.confirmations.rules import Answer
from listening.confirmations.service import NoWindow, open_for
from listening.contributions.door import drop
from listening.contributions.intake import Dropped, Gathering, Shut
from listening.contributions.receipt import new_secret
from listening.contributions.service import keys
from listening.core.database import db

KIND = "page_answer"
PREFIX = "apart"
#: Nothing but the answer: words need a receipt, so that a reader passes on what someone who spoke has to say.
FIELDS = frozenset({"answer"})


def say(confirmation: Confirmation, answer: Answer) -> None:
    """Drop an answer beside the window's own pool; nobody can change it, or tell whose it is.

    Raises:
        NoWindow: when its last day is over.
        NotStored: when the disk refused.
    """
    if open_for(confirmation.theme_id) is not confirmation:
        raise NoWindow(_("The time to answer this is over."))
    key = keys().id_of(new_secret(), f"{PREFIX}:{confirmation.id}")
    try:
        drop(Gathering(PREFIX, confirmation.id), KIND, [(key, {"answer": answer.value})])
    except Shut as shut:
        raise NoWindow(_("The time to answer this is over.")) from shut


def due(number: int) -> bool:
    """When the window was evaluated: before, these answers would sway those that count."""
    return db.session.get_one(Confirmation, number).evaluated_on is not None


def settle(number: int, rows: Sequence[Dropped]) -> None:
    """Write down the whole pool as four counts, once."""
    confirmation = db.session.get_one(Confirmation, number)
    if confirmation.apart is None:
        said = Counter(str(row.body["answer"]) for row in rows)
        for answer in Answer:
            setattr(confirmation, f"apart_{answer}", said[answer.value])


def verified(number: int, _rows: Sequence[Dropped]) -> bool:
    db.session.expire_all()
    return db.session.get_one(Confirmation, number).apart is not None
