"""What is new, for readers of feeds: the public trail of every theme in the reader's language, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import current_app, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select

from listening.core.calendars import permanent
from listening.core.database import db
from listening.core.journal import head, step_of
from listening.core.loop import Happened
from listening.core.models import Event, Setting
from listening.core.page import language
from listening.engagements.models import Engagement
from listening.insights.words import happened_words
from listening.themes.models import Theme

#: News in one feed: whoever looks once a month misses nothing.
NEWEST = 60
#: Kinds that are told once in each language.
IN_ONE_LANGUAGE = frozenset({Happened.REPORT_BACK_PUBLISHED.value, Happened.REPORT_BACK_CORRECTED.value})
#: Kinds that are about no theme, and news all the same: they stand on the page of the promise.
WITHOUT_THEME = frozenset(
    {
        Happened.OTHER_THINGS_TOLD.value,
        Happened.OTHER_THINGS_TAKEN_BACK.value,
        Happened.OTHER_THINGS_ANSWERED.value,
        Happened.EVERYONE_ANSWERED.value,
    }
)


@dataclass(frozen=True)
class Entry:
    """One thing that happened."""

    id: str
    title: str
    words: str
    address: str
    on: datetime


@dataclass(frozen=True)
class Feed:
    id: str
    title: str
    author: str
    #: The page it is about.
    address: str
    updated: datetime
    entries: Sequence[Entry]
    #: Newest digest of the journal's chain.
    head: str


def feed_of(engagement: Engagement | None = None) -> Feed:
    """The feed of one engagement, or of all."""
    events = _events(engagement)
    entries = [_entry(*one) for one in events if _told_here(one[0])]
    name = engagement.slug if engagement else ""
    page = (
        url_for("insights.promise", slug=name, _external=True)
        if engagement
        else url_for("insights.ledger", _external=True)
    )
    return Feed(
        id=permanent("feed", _first_digest(), name, language()),
        title=engagement.title.said(language())
        if engagement
        else str(_("What you said, and what came of it")),
        author=str(Setting.value_of("agency_name") or "Hearback"),
        address=page,
        updated=max((one.on for one in entries), default=noon_of(date(2026, 1, 1))),
        entries=entries[:NEWEST],
        head=head(),
    )


def noon_of(day: date) -> datetime:
    """Events know their day only; noon there is that day in nearly every zone."""
    return datetime.combine(day, time(12), tzinfo=current_app.config["SETTINGS"].timezone)


def _events(engagement: Engagement | None) -> list[tuple[Event, Theme | None, Engagement]]:
    query = (
        select(Event, Theme, Engagement)
        .join(Engagement, Engagement.id == Event.engagement_id)
        .outerjoin(Theme, Theme.id == Event.theme_id)
        .where(or_(Theme.signed_off_on.is_not(None), Event.kind.in_(WITHOUT_THEME)))
        .order_by(Event.id.desc())
    )
    if engagement is not None:
        query = query.where(Event.engagement_id == engagement.id)
    return [(event, theme, whose) for event, theme, whose in db.session.execute(query.limit(NEWEST * 4))]


def _first_digest() -> str:
    """What tells this installation from every other, whatever it is called."""
    return db.session.scalar(select(Event.digest).order_by(Event.id).limit(1)) or ""


def _told_here(event: Event) -> bool:
    if event.kind in IN_ONE_LANGUAGE and event.detail.get("language") != language():
        return False
    return bool(happened_words(step_of(event)))


def _entry(event: Event, theme: Theme | None, engagement: Engagement) -> Entry:
    words = happened_words(step_of(event))
    about = theme.label if theme else engagement.title
    return Entry(
        id=permanent("event", event.digest),
        title=f"{about.said(language())}: {words}",
        words=words,
        address=_address(event, theme, engagement),
        on=noon_of(event.on),
    )


def _address(event: Event, theme: Theme | None, engagement: Engagement) -> str:
    if theme is None:
        return url_for("insights.promise", slug=engagement.slug, _external=True)
    if event.kind in IN_ONE_LANGUAGE:
        return url_for("reportbacks.shown", theme_id=theme.id, _external=True)
    return url_for("insights.theme", theme_id=theme.id, _external=True)
