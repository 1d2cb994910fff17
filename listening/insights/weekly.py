"""The Monday page by e-mail, to staff who asked: a yes by mail first, one letter a week, a stop with one click."""

import secrets
from collections.abc import Iterable
from functools import partial

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core import clock, letters, mail
from listening.core.database import db
from listening.core.languages import address_of
from listening.insights.models import StaffAddress
from listening.insights.monday import waiting_for
from listening.insights.week import this_week, week_of
from listening.insights.writing import as_asked_for, whole

LINKS = letters.SignedLinks("weekly")


def question_for(me: Staff, address: str, language: str) -> mail.Letter:
    """A mail that asks whether the address is theirs. Until its link is followed, nothing is kept."""
    link = address_of("insights_desk.mail_yes", language, token=LINKS.yes(me.id, address, language))
    with force_locale(language):
        text = letters.text_of("weekly_yes", link=link, days=letters.YES_DAYS)
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
    number, address, language = LINKS.asked_with(token)
    if number != me.id:
        raise LINKS.over()
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
    one = db.session.scalar(select(StaffAddress).where(StaffAddress.mark == LINKS.known_by(token)))
    if one:
        db.session.delete(one)


def send_weekly() -> int:
    """Write to everyone who was not told of this week yet; how many letters left."""
    return letters.send(behind)


def behind() -> Iterable[letters.Due]:
    """Those not told of this week; whoever has left gets nothing."""
    query = select(StaffAddress).join(Staff).where(Staff.active)
    return map(
        due_for, db.session.scalars(query.where(StaffAddress.told_week != this_week(clock.today()))).all()
    )


def due_for(one: StaffAddress) -> letters.Due:
    """The letter of this week; its id is made from the week, so that one sent twice is shown once."""
    week, stop_link = (
        this_week(clock.today()),
        address_of("insights.weekly_stop", one.language, token=LINKS.stop(one.mark)),
    )
    with as_asked_for(one.language):
        leads = one.staff.holds(Role.PUBLISHER)
        text = letters.text_of(
            "weekly",
            waiting=[(line.title, line.action, whole(line.href)) for line in waiting_for(one.staff)],
            week=week_of(one.staff) if leads else None,
            whole=whole,
            stop=stop_link,
        )
        subject = _("What waits for you this week")
    number = f"{week}-{one.mark}"
    letter = mail.Letter(one.address, subject, text, one.language, stop_link, number=number)
    reader = partial(db.session.get, StaffAddress, one.staff_id, populate_existing=True)
    return letters.Due(reader, letter, lambda reader: setattr(reader, "told_week", week))
