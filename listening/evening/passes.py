"""A table's pass: a link printed for one table of one session, good that evening only, worth nothing after.

It lets a helper without an account send table notes, which everyone with the join code can do by phone; it reads
nothing. The pass is a keyed hash, so none is stored, and a new round ends all that were printed before.
"""

import hashlib
import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass
from datetime import timedelta

from listening.contributions.service import keys
from listening.core import clock
from listening.core.database import db
from listening.evening.models import Evening
from listening.evening.rules import MOST_TABLES, PASS_HOURS
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.sessions.service import find

#: Bytes of the keyed hash in a pass: 80 bits, 16 letters to type if a camera fails.
PASS_BYTES = 10


@dataclass(frozen=True)
class Table:
    """One table of one session."""

    session: ListeningSession
    number: int

    @property
    def key(self) -> str:
        """What stands in the link."""
        return f"{self.session.code}-{self.number}-{_mark(self.session, self.number)}".lower()


def _mark(session: ListeningSession, number: int) -> str:
    about = f"table\x1f{session.id}\x1f{number}\x1f{round_of(session)}"
    digest = hmac.new(keys().challenge, about.encode(), hashlib.sha256).digest()
    return b32encode(digest[:PASS_BYTES]).decode()


def round_of(session: ListeningSession) -> str:
    chosen = db.session.get(Evening, session.id)
    return chosen.pass_round if chosen else ""


def tables_of(session: ListeningSession, how_many: int) -> list[Table]:
    return [Table(session, number) for number in range(1, min(how_many, MOST_TABLES) + 1)]


def table_of(key: str) -> Table | None:
    """The table a pass belongs to, open or not; None for anything we did not print."""
    code, _, rest = key.upper().partition("-")
    number, _, mark = rest.partition("-")
    session = find(code)
    if session is None or not number.isdecimal() or not 1 <= int(number) <= MOST_TABLES:
        return None
    table = Table(session, int(number))
    fits = hmac.compare_digest(mark.encode(), _mark(session, table.number).encode())
    return table if fits else None


def works_now(session: ListeningSession) -> bool:
    """Only while the session is open, and no longer than its evening."""
    if session.state is not State.OPEN or session.opened_at is None:
        return False
    return clock.now() - session.opened_at < timedelta(hours=PASS_HOURS)


def evening_of(session: ListeningSession) -> Evening:
    """The row of this evening, made when first needed."""
    found = db.session.get(Evening, session.id)
    if found is None:
        found = Evening(listening_session_id=session.id, pass_round="", tablet=False)
        db.session.add(found)
    return found


def end_passes(session: ListeningSession) -> None:
    """Every pass printed before stops working; new ones can be printed."""
    evening_of(session).pass_round = secrets.token_hex(16)
