"""Verbs of the printed pass: into one session, on its day, where a second factor would fail in a library."""

import secrets
from datetime import date

from flask import current_app
from flask_babel import gettext as _
from mnemonic import Mnemonic
from sqlalchemy import select, update

from listening.accounts.models import SessionPass, Staff
from listening.accounts.service import NotThisInvitation
from listening.core import clock
from listening.core.database import db

#: Words of a pass: 6 × 11 = 66 bits for one evening, at 120 wrong tries a minute.
WORDS = 6


def _hash(words: str) -> str:
    plain = " ".join(words.lower().replace("-", " ").split())
    made: bytes = current_app.config["KEYS"].made_for("session pass", plain)
    return made.hex()


def issue(by: Staff, holder: Staff, listening_session_id: int, good_on: date) -> str:
    """A pass for ``holder``, as words; one made earlier for the same session ends."""
    earlier = update(SessionPass).where(
        SessionPass.listening_session_id == listening_session_id, SessionPass.staff_id == holder.id
    )
    db.session.execute(earlier.values(ended=True))
    words = " ".join(secrets.choice(Mnemonic("english").wordlist) for _word in range(WORDS))
    made = SessionPass(
        code_hash=_hash(words),
        staff_id=holder.id,
        listening_session_id=listening_session_id,
        made_by_id=by.id,
        good_on=good_on,
    )
    db.session.add(made)
    return words


def is_good(one: SessionPass) -> bool:
    """Whether the pass opens something at this hour."""
    return not one.ended and one.staff.active and one.good_on == clock.today()


def found(words: str) -> SessionPass:
    """The pass with these words.

    Raises:
        NotThisInvitation: unknown, ended, or not for today.
    """
    one = db.session.scalar(select(SessionPass).where(SessionPass.code_hash == _hash(words)))
    if one is None or not is_good(one):
        raise NotThisInvitation(
            _("This pass does not open anything today. A facilitator can print a new one.")
        )
    return one
