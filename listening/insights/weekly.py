"""The Monday page by e-mail, to staff who asked: a yes by mail first, one letter a week, a stop with one click."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core import clock, mail
from listening.core.database import db
from listening.core.languages import address_of
from listening.insights.models import StaffAddress
from listening.insights.monday import waiting_for
from listening.insights.week import this_week, week_of
from listening.insights.writing import as_asked_for, mail_text, whole
from listening.reportbacks.mailing import YES_DAYS, LinkIsOver


def question_for(me: Staff, address: str, language: str) -> mail.Letter:
    """A mail that asks whether the address is theirs. Until its link is followed, nothing is kept."""
    token = _signer("yes").dumps([me.id, address, language, clock.today().isoformat()])
    link = address_of("insights_desk.mail_yes", language, token=token)
    with force_locale(language):
        text = mail_text("weekly_yes", link=link, days=YES_DAYS)
        return mail.Letter(address, _("Do you want the Monday page by e-mail?"), text, language)


def begin(me: Staff, token: str) -> StaffAddress:
    """They followed the link: the first letter comes next Monday.

    Raises:
        LinkIsOver: for a link that is too old, not ours, or made for a colleague.
    """
    address, language = asked_with(me, token)
    one = db.session.get(StaffAddress, me.id)
    if one is None:
        one = StaffAddress(staff_id=me.id, mark=secrets.token_hex(16), told_week=this_week(clock.today()))
        db.session.add(one)
    one.address, one.language = address, language
    return one


def asked_with(me: Staff, token: str) -> tuple[str, str]:
    """The address and the language of a signed link.

    Raises:
        LinkIsOver: as :func:`begin`.
    """
    over = LinkIsOver(_("This link is too old. Ask for the letters once more."))
    try:
        number, address, language, day = _signer("yes").loads(token)
    except BadSignature as error:
        raise over from error
    if number != me.id or clock.today() - date.fromisoformat(day) > timedelta(days=YES_DAYS):
        raise over
    return address, language


def mine(me: Staff) -> StaffAddress | None:
    return db.session.get(StaffAddress, me.id)


def end(me: Staff) -> None:
    """No more letters; the address is gone."""
    one = mine(me)
    if one:
        db.session.delete(one)


def stop(token: str) -> None:
    """The same by the link in a letter, which needs no sign-in. Asking twice is no mistake.

    Raises:
        LinkIsOver: for a link we never made.
    """
    one = db.session.scalar(select(StaffAddress).where(StaffAddress.mark == known_by(token)))
    if one:
        db.session.delete(one)


def known_by(token: str) -> str:
    """The mark in a link that stops letters.

    Raises:
        LinkIsOver: for a link we never made.
    """
    try:
        mark: str = _signer("stop").loads(token)
    except BadSignature as error:
        raise LinkIsOver(_("We did not make this link.")) from error
    return mark


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["KEYS"].challenge, salt=f"weekly {purpose}")


@dataclass(frozen=True)
class Due:
    """One letter of one week."""

    staff_id: int
    week: str
    letter: mail.Letter


def send_weekly() -> int:
    """Write to everyone who was not told of this week yet; how many letters left."""
    if not mail.works():
        return 0
    waiting = [due_for(one) for one in behind()]
    # The database is free for others while the mail server takes its time.
    db.session.commit()
    if not waiting:
        return 0
    try:
        with mail.door() as server:
            return sum(_deliver(server, due) for due in waiting)
    except mail.NotSent:
        return 0


def behind() -> Sequence[StaffAddress]:
    """Those not told of this week; whoever has left gets nothing."""
    query = select(StaffAddress).join(Staff).where(Staff.active)
    return db.session.scalars(query.where(StaffAddress.told_week != this_week(clock.today()))).all()


def due_for(one: StaffAddress) -> Due:
    """The letter of this week; its id is made from the week, so that one sent twice is shown once."""
    week, stop_link = (
        this_week(clock.today()),
        address_of("insights.weekly_stop", one.language, token=_signer("stop").dumps(one.mark)),
    )
    with as_asked_for(one.language):
        leads = one.staff.holds(Role.PUBLISHER)
        text = mail_text(
            "weekly",
            waiting=[(line.title, line.action, whole(line.href)) for line in waiting_for(one.staff)],
            week=week_of(one.staff) if leads else None,
            whole=whole,
            stop=stop_link,
        )
        subject = _("What waits for you this week")
    number = f"{week}-{one.mark}"
    letter = mail.Letter(one.address, subject, text, one.language, stop_link, number=number)
    return Due(one.staff_id, week, letter)


def _deliver(server: Any, due: Due) -> int:
    """Send one letter, unless its reader stopped meanwhile, and note the week."""
    if db.session.get(StaffAddress, due.staff_id, populate_existing=True) is None:
        return 0
    db.session.commit()
    sent = 0
    try:
        mail.send(server, due.letter)
        sent = 1
    except mail.NoSuchAddress:
        pass
    except mail.NotSent:
        return 0
    one = db.session.get(StaffAddress, due.staff_id)
    if one:
        one.told_week = due.week
    db.session.commit()
    return sent
