"""What people who were there would change on the page “Tonight we heard”.

Anyone who reads the page can say it, without a name. The words wait in the intake, are sealed together once a week
or five at a time, and only then come to those who ran the session; they change the page, which says that it changed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from listening.contributions.receipt import new_secret
from listening.contributions.rules import LONGEST, clean
from listening.contributions.service import keys
from listening.contributions.weekly import Weekly
from listening.core.database import db
from listening.core.errors import Refused
from listening.evening.models import NoteCorrection, Tonight


class NothingSaid(Refused):
    """An empty correction changes nothing."""


def _correction(number: int, kept: Mapping[str, Any]) -> NoteCorrection:
    return NoteCorrection(
        id=kept["mark"], listening_session_id=number, language=kept["language"], text=kept["text"]
    )


CORRECTIONS = Weekly("note_correction", "corrections", NoteCorrection, _correction, "corrections_sealed_in")


def suggest(told: Tonight, text: str, language: str) -> None:
    """Keep what someone would change on the page.

    Raises:
        NothingSaid: when it is empty or too long.
        NotStored, Shut: when the disk refused, or it is being sealed just now.
    """
    words = clean(text)
    if not words or len(words) > LONGEST:
        raise NothingSaid(_("Write what you would change."))
    key = keys().id_of(new_secret(), f"{CORRECTIONS.kind}:{told.listening_session_id}")
    CORRECTIONS.leave(told.listening_session_id, key, words, language)


def corrections_of(session_id: int) -> Sequence[NoteCorrection]:
    query = select(NoteCorrection).where(NoteCorrection.listening_session_id == session_id)
    return db.session.scalars(query.order_by(NoteCorrection.id)).all()


def put_aside(session_id: int, mark: str) -> None:
    """Done with one: it leaves no row. The page itself tells that it changed."""
    found = db.session.get(NoteCorrection, mark)
    if found is not None and found.listening_session_id == session_id:
        db.session.delete(found)
