"""The clock of the originals: it starts when all is read and signed off, and nobody can stop it unseen.

What stays is named on the page "What we keep": words with details taken out that may be quoted, quotes, places, counts,
and the marks by which a receipt finds its answer.
"""

from datetime import timedelta

from blinker import Signal
from flask import current_app
from sqlalchemy import Select, delete, or_, select, update

from listening.contributions.models import Contribution, Parted, Redaction
from listening.contributions.rules import Consent
from listening.core import clock, journal
from listening.core.database import db
from listening.core.loop import Happened
from listening.core.models import Setting
from listening.engagements.models import Engagement, Prompt
from listening.themes.records import Act, Translation, Undo
from listening.themes.signing import all_done

#: Remembers the last day the clocks were looked at.
LOOKED = "originals_looked_on"
#: Sent with the engagement whose originals were removed, before the commit; later rooms remove what they have of them.
originals_removed = Signal()


def sweep() -> int:
    """Once a day: start clocks, stop those whose engagement is being read again, remove what is due; how many."""
    today = clock.today().isoformat()
    if Setting.value_of(LOOKED) == today:
        return 0
    ended = select(Engagement.id).where(Engagement.closed_on.is_not(None)).order_by(Engagement.id)
    removed = sum(look_at(number) for number in db.session.scalars(ended).all())
    Setting.put(LOOKED, today)
    db.session.commit()
    return removed


def look_at(number: int) -> bool:
    """Bring one engagement's clock up to date; whether its originals were removed now. Safe to repeat."""
    engagement = db.session.get_one(Engagement, number)
    if engagement.originals_gone_on and not has_originals(number):
        return False
    removed = False
    if not all_done(engagement):
        engagement.coded_on = engagement.originals_gone_on = None
    elif engagement.coded_on is None:
        engagement.coded_on = clock.today()
    elif is_due(engagement):
        remove_originals(engagement)
        removed = True
    db.session.commit()
    return removed


def is_due(engagement: Engagement) -> bool:
    """Whether the originals of a coded engagement must go today."""
    kept = timedelta(days=current_app.config["SETTINGS"].originals_days)
    return (
        engagement.hold is None
        and engagement.coded_on is not None
        and engagement.coded_on + kept <= clock.today()
    )


def has_originals(number: int) -> bool:
    found = _of(number).where(Contribution.text != "").limit(1)
    return db.session.scalar(found) is not None


def _of(number: int) -> Select[str]:
    return select(Contribution.id).join(Prompt).where(Prompt.engagement_id == number)


def remove_originals(engagement: Engagement) -> None:
    """Take out what people wrote, and everything made from it that nobody said could be quoted."""
    ours = _of(engagement.id)
    quotable = _of(engagement.id).where(Contribution.consent == Consent.QUOTE.value)
    for statement in (
        delete(Redaction).where(
            Redaction.contribution_id.in_(ours),
            or_(Redaction.contribution_id.not_in(quotable), Redaction.checked_by_id.is_(None)),
        ),
        delete(Translation).where(Translation.contribution_id.in_(ours), Translation.made_from.is_(None)),
        delete(Translation).where(
            Translation.contribution_id.in_(ours),
            Translation.contribution_id.not_in(select(Redaction.contribution_id)),
        ),
        delete(Undo).where(Undo.act_id.in_(select(Act.id).where(Act.engagement_id == engagement.id))),
        update(Contribution).where(Contribution.id.in_(ours)).values(text=""),
        update(Parted).where(Parted.contribution_id.in_(ours)).values(whole=""),
    ):
        db.session.execute(statement, execution_options={"synchronize_session": False})
    db.session.expire_all()
    engagement.originals_gone_on = clock.today()
    originals_removed.send(engagement)
    journal.record(Happened.ORIGINALS_GONE, on=clock.today(), engagement_id=engagement.id)
