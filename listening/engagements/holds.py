"""Verbs of keeping: pause deletion, end the pause, put an engagement away.

A court can order that nothing is deleted, at once; so one key holder begins a hold. It lets words be destroyed again
when it ends; so both keys end it. Everyone sees it from the first minute.
"""

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.rules import KEY_HOLDERS, Role, two_keys
from listening.accounts.service import NotAllowed
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.engagements.models import Engagement, Hold


def begin(by: Staff, engagement: Engagement, reason: Words) -> Hold:
    """Pause deletion from now on; the reason is public.

    Raises:
        NotAllowed: for anyone but a key holder.
        Refused: when it is paused already.
    """
    _key_holders_only(by)
    if engagement.hold is not None:
        raise Refused(_("Deletion is paused already."))
    hold = Hold(began_on=clock.today(), reason=reason, began_by_id=by.id)
    engagement.holds.append(hold)
    _record(Happened.HOLD_BEGAN, by, engagement)
    return hold


def end(by: Staff, engagement: Engagement) -> bool:
    """The first key holder asks to end it, the second agrees: then deletion goes on. True when it has ended.

    Raises:
        NotAllowed: when the same side of the table would turn both keys.
        Refused: when nothing is paused.
    """
    _key_holders_only(by)
    hold = engagement.hold
    if hold is None:
        raise Refused(_("Deletion is not paused."))
    if hold.end_asked_by is None:
        hold.end_asked_by = by
        return False
    if not two_keys(Role(hold.end_asked_by.role), Role(by.role)):
        raise NotAllowed(_("This takes two: the administrator and the community steward."))
    hold.ended_on, hold.ended_by_id = clock.today(), by.id
    _record(Happened.HOLD_ENDED, by, engagement)
    return True


def _key_holders_only(by: Staff) -> None:
    if Role(by.role) not in KEY_HOLDERS:
        raise NotAllowed(_("Only the administrator or the community steward can do this."))


def _record(kind: Happened, by: Staff, engagement: Engagement) -> None:
    db.session.flush()
    journal.record(kind, on=clock.today(), engagement_id=engagement.id, staff_id=by.id)


def in_force() -> list[Hold]:
    """Every hold of a public promise, the oldest first."""
    query = select(Hold).join(Engagement, Engagement.id == Hold.engagement_id)
    public = Engagement.opened_on.is_not(None)
    return list(db.session.scalars(query.where(Hold.ended_on.is_(None), public).order_by(Hold.id)))


def is_held(engagement_id: int) -> bool:
    query = select(Hold.id).where(Hold.engagement_id == engagement_id, Hold.ended_on.is_(None))
    return db.session.scalar(query.limit(1)) is not None


def put_away(engagement: Engagement) -> None:
    """Off the desk's lists; public pages, receipts and what is owed stay as they are.

    Raises:
        Refused: while people can still speak, or their words still wait for readers.
    """
    if engagement.closed_on is None or engagement.coded_on is None:
        raise Refused(_("First end the listening, place every text and sign off every theme."))
    engagement.archived_on = clock.today()


def take_out(engagement: Engagement) -> None:
    engagement.archived_on = None
