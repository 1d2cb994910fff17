"""Messages left with a verdict: the words go as long after the reply as other originals after their sign-off."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select, update

from listening.confirmations.models import Confirmation, Message, Reply
from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Hold
from listening.themes.models import Theme


def forget_messages() -> int:
    """Remove the words of messages answered long ago; what a reader told of them stays. How many; safe to repeat."""
    last = clock.today() - timedelta(days=current_app.config["SETTINGS"].originals_days)
    held = select(Hold.engagement_id).where(Hold.ended_on.is_(None))
    due = (
        select(Message.id)
        .join(Confirmation, Confirmation.id == Message.confirmation_id)
        .join(Theme, Theme.id == Confirmation.theme_id)
        .join(Reply, Reply.id == Message.reply_id)
        .where(Message.text != "", Reply.replied_on <= last, Theme.engagement_id.not_in(held))
    )
    ids = list(db.session.scalars(due))
    if ids:
        db.session.execute(update(Message).where(Message.id.in_(ids)).values(text=""))
    db.session.commit()
    return len(ids)
