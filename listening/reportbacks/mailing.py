"""Letters by e-mail to those who asked for them: a yes by mail first, a stop with one click, nothing else kept."""

import secrets
from collections.abc import Iterable, Sequence
from functools import partial

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import exists, func, select

from listening.core import clock, letters, mail
from listening.core.database import db
from listening.core.languages import address_of
from listening.core.loop import Happened
from listening.core.models import Event
from listening.engagements.models import Engagement
from listening.reportbacks.models import Subscriber
from listening.themes.models import Theme

#: What people are told of.
NEWS = (Happened.REPORT_BACK_PUBLISHED.value, Happened.REPORT_BACK_CORRECTED.value)
LINKS = letters.SignedLinks("letters")


def question_for(engagement: Engagement, address: str, language: str) -> mail.Letter:
    """A mail that asks whether letters are wanted. Until its link is followed, nothing is kept."""
    token = LINKS.yes(address, engagement.id, language)
    link = address_of("reportbacks.letters_yes", language, token=token)
    with force_locale(language):
        title = engagement.title.said(language)
        text = letters.text_of("confirm", title=title, link=link, days=letters.YES_DAYS)
        return mail.Letter(address, _("Do you want letters about this?"), text, language)


def asked_with(token: str) -> tuple[str, Engagement, str]:
    """The address, the engagement and the language a signed link was made for.

    Raises:
        LinkIsOver: when it is too old, or not ours.
    """
    address, number, language = LINKS.asked_with(token)
    engagement = db.session.get(Engagement, number)
    if engagement is None:
        raise LINKS.over()
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
    subscriber = db.session.get(Subscriber, LINKS.known_by(token))
    if subscriber:
        db.session.delete(subscriber)


def stop_link(subscriber: Subscriber) -> str:
    return address_of("reportbacks.letters_stop", subscriber.language, token=LINKS.stop(subscriber.id))


def send_letters() -> int:
    """Tell everyone who asked what is new; how many letters left. Sweeping again sends only what did not."""
    return letters.send(behind)


def behind() -> Iterable[letters.Due]:
    """Those whom something new was not told yet."""
    news = exists().where(
        Event.engagement_id == Subscriber.engagement_id, Event.id > Subscriber.told_of, Event.kind.in_(NEWS)
    )
    return map(due_for, db.session.scalars(select(Subscriber).where(news)).all())


def due_for(subscriber: Subscriber) -> letters.Due:
    """One letter for all that is new to one reader; none when nothing is in their language."""
    events = db.session.scalars(
        select(Event)
        .where(Event.engagement_id == subscriber.engagement_id, Event.id > subscriber.told_of)
        .where(Event.kind.in_(NEWS))
        .order_by(Event.id)
    ).all()
    themes = {one.theme_id: None for one in events if _concerns(one, subscriber)}
    letter = _letter(subscriber, [db.session.get_one(Theme, number) for number in themes]) if themes else None
    reader = partial(db.session.get, Subscriber, subscriber.id, populate_existing=True)
    newest = events[-1].id
    return letters.Due(reader, letter, lambda reader: setattr(reader, "told_of", newest))


def _concerns(event: Event, subscriber: Subscriber) -> bool:
    """Words that were taken back or set apart make no letter: nobody is pointed at them."""
    quiet = event.detail.get("words_withdrawn") or event.detail.get("words_apart")
    return event.detail.get("language") == subscriber.language and not quiet


def _letter(subscriber: Subscriber, themes: Sequence[Theme]) -> mail.Letter:
    language, link = subscriber.language, stop_link(subscriber)
    news = [
        (theme.label.said(language), address_of("reportbacks.shown", language, theme_id=theme.id))
        for theme in themes
    ]
    with force_locale(language):
        title = subscriber.engagement.title.said(language)
        text = letters.text_of("report_back", title=title, news=news, stop=link)
        return mail.Letter(subscriber.address, _("An answer to what people said"), text, language, link)
