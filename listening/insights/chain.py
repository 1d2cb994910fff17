"""Whether the past was changed: the whole chain is read again, and a mark that someone kept is looked for in it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from listening.core.database import db
from listening.core.journal import first_break
from listening.core.models import Event

#: Letters of a mark that must be typed: enough to meet no other by chance, few enough to type from a poster.
SHORTEST_MARK = 12


@dataclass(frozen=True)
class Checked:
    """What came of reading the chain."""

    #: The day of the first event that does not fit; None when all fit.
    broken_on: date | None
    events: int
    head: str
    #: The day of the event whose mark was asked for; None when no mark was, or none is known.
    marked_on: date | None


def checked(mark: str) -> Checked:
    """Read every event again; what it costs grows with all that ever happened.

    Args:
        mark: what stood on a poster or in a feed, or its beginning; "" when only the chain is asked for.
    """
    events = db.session.scalars(select(Event).order_by(Event.id)).all()
    broken = first_break(events)
    long_enough = len(mark) >= SHORTEST_MARK
    marked = (one.on for one in events if long_enough and one.digest.startswith(mark))
    return Checked(
        broken_on=next((one.on for one in events if one.id == broken), None),
        events=len(events),
        head=events[-1].digest if events else "",
        marked_on=next(marked, None),
    )
