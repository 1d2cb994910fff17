"""A draft goes to the lawyers and comes back. Its days are public, and no promised date waits for it."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.actions.agency import Incomplete, publishers_only, record
from listening.actions.models import Decision
from listening.actions.records import Counsel
from listening.actions.together import together
from listening.core import clock
from listening.core.database import db
from listening.core.errors import Refused
from listening.core.loop import Happened


def send(by: Staff, decision: Decision, on: date) -> Counsel:
    """A draft goes to the lawyers.

    Raises:
        Incomplete: when the day is still to come, or before anyone heard of the theme.
    """
    publishers_only(by)
    if decision.published_on or decision.discarded_on:
        raise Refused(_("Only a draft goes to the lawyers."))
    if open_for(decision):
        raise Refused(_("This draft is with the lawyers already."))
    if on > clock.today() or on < (decision.theme.signed_off_on or on):
        raise Incomplete(_("Choose a day between the sign-off of the theme and today."))
    step = Counsel(decision_id=decision.lead_id, sent_on=on, sent_by_id=by.id)
    db.session.add(step)
    db.session.flush()
    for one in together(decision):
        record(by, Happened.COUNSEL_ASKED, one.theme, sent_on=on.isoformat())
    return step


def come_back(by: Staff, decision: Decision, on: date) -> None:
    """The lawyers gave it back."""
    publishers_only(by)
    step = open_for(decision)
    if step is None:
        raise Refused(_("This draft is not with the lawyers."))
    if on > clock.today() or on < step.sent_on:
        raise Incomplete(_("Choose a day between the day it was sent and today."))
    step.back_on = on
    days = (on - step.sent_on).days
    for one in together(decision):
        record(by, Happened.COUNSEL_BACK, one.theme, days=days)


def open_for(decision: Decision) -> Counsel | None:
    """The step that is not over yet, if any."""
    return next((one for one in steps([decision.lead_id]) if one.back_on is None), None)


def steps(leads: Iterable[int]) -> list[Counsel]:
    """Every step of these answers, the newest first."""
    query = select(Counsel).where(Counsel.decision_id.in_(list(leads))).order_by(Counsel.id.desc())
    return list(db.session.scalars(query))
