"""Letters by e-mail to those who asked for them: a yes by mail first, a stop with one click, nothing else kept."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import exists, func, select

from listening.core import clock, mail
from listening.core.database import db
from listening.core.errors import Refused
from listening.core.languages import address_of
from listening.core.loop import Happened
from listening.core.models import Event
from listening.engagements.models import Engagement
from listening.reportbacks.models import Subscriber
from listening.themes.models import Theme

#: Days in which the link of the first mail can be followed.
YES_DAYS = 3
#: What people are told of.
NEWS = (Happened.REPORT_BACK_PUBLISHED.value, Happened.REPORT_BACK_CORRECTED.value)


class MailIsDown(Refused):
    """The mail server did not answer."""

    status = 503


class LinkIsOver(Refused):
    """A link that is too old, or that we never made."""

    status = 404


def question_for(engagement: Engagement, address: str, language: str) -> mail.Letter:
    """A mail that asks whether letters are wanted. Until its link is followed, nothing is kept."""
    facts = [address, engagement.id, language, clock.today().isoformat()]
    link = address_of("reportbacks.letters_yes", language, token=_signer("yes").dumps(facts))
    with force_locale(language):
        title = engagement.title.said(language)
        text = _text("confirm", title=title, link=link, days=YES_DAYS)
        return mail.Letter(address, _("Do you want letters about this?"), text, language)


def post(letter: mail.Letter) -> None:
    """Send one mail now.

    Raises:
        MailIsDown: when the mail server does not take it.
    """
    try:
        with mail.door() as server:
            mail.send(server, letter)
    except mail.NotSent as error:
        raise MailIsDown(_("We could not send a mail now. Please try again later.")) from error
    except mail.NoSuchAddress:
        # Said in the same words as success: who has an address is nobody's business.
        return


def asked_with(token: str) -> tuple[str, Engagement, str]:
    """The address, the engagement and the language a signed link was made for.

    Raises:
        LinkIsOver: when it is older than :data:`YES_DAYS`, or not ours.
    """
    over = LinkIsOver(_("This link is too old. Ask for the letters once more."))
    try:
        address, number, language, day = _signer("yes").loads(token)
    except BadSignature as error:
        raise over from error
    engagement = db.session.get(Engagement, number)
    if engagement is None or clock.today() - date.fromisoformat(day) > timedelta(days=YES_DAYS):
        raise over
    return address, engagement, language


def begin(token: str) -> Subscriber:
    """They said yes: from now on they get letters, of what happens after this day."""
    address, engagement, language = asked_with(token)
    known = db.session.scalar(
        select(Subscriber).where(Subscriber.engagement_id == engagement.id, Subscriber.address == address)
    )
    if known:
        known.language = language
        return known
    subscriber = Subscriber(
        id=secrets.token_hex(16),
        engagement_id=engagement.id,
        address=address,
        language=language,
        confirmed_on=clock.today(),
        told_of=db.session.scalar(select(func.max(Event.id))) or 0,
    )
    db.session.add(subscriber)
    return subscriber


def stop(token: str) -> None:
    """No more letters, and the address is gone. Asking twice is no mistake.

    Raises:
        LinkIsOver: for a link we never made.
    """
    subscriber = db.session.get(Subscriber, known_by(token))
    if subscriber:
        db.session.delete(subscriber)


def known_by(token: str) -> str:
    """The id in a link that stops letters.

    Raises:
        LinkIsOver: for a link we never made.
    """
    try:
        number: str = _signer("stop").loads(token)
    except BadSignature as error:
        raise LinkIsOver(_("We did not make this link.")) from error
    return number


def stop_link(subscriber: Subscriber) -> str:
    return address_of(
        "reportbacks.letters_stop", subscriber.language, token=_signer("stop").dumps(subscriber.id)
    )


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["KEYS"].challenge, salt=f"letters {purpose}")


@dataclass(frozen=True)
class Due:
    """A letter that waits to be sent, if one does, and what its reader was then told of."""

    subscriber_id: str
    letter: mail.Letter | None
    newest: int


def send_letters() -> int:
    """Tell everyone who asked what is new; how many letters left. Sweeping again sends only what did not."""
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


def behind() -> Sequence[Subscriber]:
    """Those whom something new was not told yet."""
    news = exists().where(
        Event.engagement_id == Subscriber.engagement_id, Event.id > Subscriber.told_of, Event.kind.in_(NEWS)
    )
    return db.session.scalars(select(Subscriber).where(news)).all()


def due_for(subscriber: Subscriber) -> Due:
    """One letter for all that is new to one reader; none when nothing is in their language."""
    events = db.session.scalars(
        select(Event)
        .where(Event.engagement_id == subscriber.engagement_id, Event.id > subscriber.told_of)
        .where(Event.kind.in_(NEWS))
        .order_by(Event.id)
    ).all()
    themes = {one.theme_id: None for one in events if _concerns(one, subscriber)}
    letter = _letter(subscriber, [db.session.get_one(Theme, number) for number in themes]) if themes else None
    return Due(subscriber.id, letter, events[-1].id)


def _concerns(event: Event, subscriber: Subscriber) -> bool:
    """Words that were taken back make no letter: nobody is pointed at them."""
    return event.detail.get("language") == subscriber.language and not event.detail.get("words_withdrawn")


def _letter(subscriber: Subscriber, themes: Sequence[Theme]) -> mail.Letter:
    language, link = subscriber.language, stop_link(subscriber)
    news = [
        (theme.label.said(language), address_of("reportbacks.shown", language, theme_id=theme.id))
        for theme in themes
    ]
    with force_locale(language):
        title = subscriber.engagement.title.said(language)
        text = _text("report_back", title=title, news=news, stop=link)
        return mail.Letter(subscriber.address, _("An answer to what people said"), text, language, link)


def _deliver(server: Any, due: Due) -> int:
    """Send one letter, unless its reader stopped meanwhile, and note what they were told of."""
    if db.session.get(Subscriber, due.subscriber_id, populate_existing=True) is None:
        return 0
    db.session.commit()
    sent = 0
    try:
        if due.letter:
            mail.send(server, due.letter)
            sent = 1
    except mail.NoSuchAddress:
        pass
    except mail.NotSent:
        return 0
    subscriber = db.session.get(Subscriber, due.subscriber_id)
    if subscriber:
        subscriber.told_of = due.newest
    db.session.commit()
    return sent


def _text(name: str, **facts: Any) -> str:
    """A mail in the language that is set now. Templates of mail know no request and nobody's session."""
    text: str = current_app.jinja_env.get_template(f"emails/{name}.txt").render(**facts)
    return text
