"""Why an answer is late: said in public, beside the red word, which it does not change."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.actions.agency import Incomplete, publishers_only, record, words_needed
from listening.actions.answers import loop_of
from listening.actions.records import Delay
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.themes.models import Theme


def explain(by: Staff, theme: Theme, reason: Words, new_date: date) -> Delay:
    """Stand the agency's reason and new date beside an answer that is late. Earlier reasons stay."""
    publishers_only(by)
    loop = loop_of(theme)
    if not loop.overdue or loop.reply_by is None:
        raise Refused(_("This answer is not late."))
    if new_date <= clock.today():
        raise Incomplete(_("The new date must be still to come."))
    words_needed(reason, _("Say why it is late."))
    delay = Delay(
        theme_id=theme.id,
        on=clock.today(),
        owed_on=loop.reply_by,
        new_date=new_date,
        reason=reason,
        staff_id=by.id,
    )
    db.session.add(delay)
    db.session.flush()
    record(by, Happened.DELAY_EXPLAINED, theme, new_date=new_date.isoformat())
    return delay


def delays(theme_ids: Iterable[int]) -> dict[int, list[Delay]]:
    """Every reason given for each theme, the newest first."""
    found: dict[int, list[Delay]] = {}
    query = select(Delay).where(Delay.theme_id.in_(list(theme_ids))).order_by(Delay.id.desc())
    for one in db.session.scalars(query):
        found.setdefault(one.theme_id, []).append(one)
    return found
