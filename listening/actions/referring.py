"""What is not ours goes to the body that decides it; its reply, or its silence, is public."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.actions.agency import Incomplete, publishers_only, record, words_needed
from listening.actions.models import Decision
from listening.actions.records import Referral
from listening.actions.rules import Choice
from listening.actions.together import together
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened


def refer(by: Staff, decision: Decision, asked: Words, sent_on: date, reply_by: date) -> Referral:
    """Write down that the other body was asked; asking again makes a new referral.

    Raises:
        Incomplete: when a date cannot be, or nothing was asked.
    """
    publishers_only(by)
    if decision.choice != Choice.NOT_OURS or not decision.published_on:
        raise Refused(_("Only what is not yours to decide is sent to someone else."))
    if sent_on > clock.today() or reply_by <= sent_on:
        raise Incomplete(_("It was sent today or before, and the reply comes after that."))
    words_needed(asked, _("Say what you asked them."))
    referral = Referral(
        decision_id=decision.lead_id,
        body=decision.referred_to,
        asked=asked,
        sent_on=sent_on,
        reply_by=reply_by,
        sent_by_id=by.id,
    )
    db.session.add(referral)
    db.session.flush()
    dates = {"sent_on": sent_on.isoformat(), "reply_by": reply_by.isoformat()}
    for one in together(decision):
        record(by, Happened.REFERRED, one.theme, to=referral.body, **dates)
    return referral


def note_reply(by: Staff, referral: Referral, on: date, words: Words) -> None:
    """Write down what the other body replied."""
    publishers_only(by)
    if referral.replied_on:
        raise Refused(_("Their reply is public already."))
    if on > clock.today() or on < referral.sent_on:
        raise Incomplete(_("Choose a day between the day it was sent and today."))
    words_needed(words, _("Say what they replied."))
    referral.replied_on, referral.reply = on, words
    for one in together(referral.decision):
        record(by, Happened.REFERRAL_ANSWERED, one.theme, body=referral.body, replied_on=on.isoformat())


def referrals(leads: Iterable[int]) -> list[Referral]:
    """Everything asked for these answers, the newest first."""
    query = select(Referral).where(Referral.decision_id.in_(list(leads))).order_by(Referral.id.desc())
    return list(db.session.scalars(query))


def silent() -> list[Referral]:
    """Referrals whose day has passed without a reply, the longest silent first."""
    query = select(Referral).where(Referral.replied_on.is_(None), Referral.reply_by < clock.today())
    return list(db.session.scalars(query.order_by(Referral.sent_on, Referral.id)))
