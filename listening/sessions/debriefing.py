"""What those who ran a session write down afterwards: what stood in people's way, what helped, what they learned.

It is about the evening and about our own practice, never about a person who was there; all of it is public.
"""

from collections.abc import Collection
from enum import StrEnum

from listening.accounts.models import Staff
from listening.core import clock
from listening.core.database import Words, db
from listening.sessions.models import ListeningSession
from listening.sessions.records import Debrief
from listening.sessions.rules import State, Support
from listening.sessions.service import refuse_unless, refuse_unless_running


class Barrier(StrEnum):
    """What kept people from coming or from speaking."""

    TRAVEL = "travel"
    HOURS = "hours"
    CHILDREN = "children"
    LANGUAGE = "language"
    ACCESS = "access"
    FEAR = "fear"
    STAFF_IN_ROOM = "staff_in_room"
    NETWORK = "network"
    TIME = "time"


def debrief_of(session_id: int) -> Debrief | None:
    return db.session.get(Debrief, session_id)


def debrief(
    by: Staff, session: ListeningSession, barriers: Collection[str], used: Collection[str], learned: Words
) -> Debrief:
    """Write it down, or say it better later; the day is that of the last change.

    Raises:
        NotYours: for someone who does not run the session.
        WrongState: while people still speak.
    """
    refuse_unless_running(by, session)
    refuse_unless(session, State.CLOSED, State.SEALED)
    found = debrief_of(session.id)
    if found is None:
        found = Debrief(listening_session_id=session.id)
        db.session.add(found)
    found.barriers = [one.value for one in Barrier if one in barriers]
    found.supports_used = [one.value for one in Support if one in used]
    found.learned, found.noted_on = learned, clock.today()
    return found
