"""Dates for people's own calendars: what was promised and when people meet; for staff, what they owe."""

from collections.abc import Iterable
from datetime import date, timedelta

from flask import url_for
from flask_babel import gettext as _
from icalendar import Calendar, Event

from listening.actions.answers import actions_by_theme, signed_off
from listening.actions.models import Action
from listening.actions.rules import Completion
from listening.core import clock
from listening.core.page import language
from listening.engagements.forms import duty_words
from listening.engagements.models import Engagement, Obligation
from listening.engagements.rules import Duty
from listening.insights.feeds import permanent
from listening.sessions.forms import kind_words
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind
from listening.sessions.service import sessions_of
from listening.themes.models import Theme


def promised(engagement: Engagement) -> bytes:
    """Sessions and promised dates of one engagement."""
    title = engagement.title.said(language())
    sessions = [_session(one) for one in sessions_of(engagement.id)]
    duties = [_duty(engagement, one) for one in engagement.obligations]
    return _calendar(title, [*sessions, *duties])


def owed(owner: str = "") -> bytes:
    """Every action and milestone still to be done, of one owner or of all."""
    planned, found = actions_by_theme(), []
    for theme in signed_off():
        for action in planned.get(theme.id, []):
            if owner in {"", action.owner} and action.completion != Completion.COMPLETE:
                found += _steps(theme, action)
    return _calendar(str(_("What is owed")), found)


def _steps(theme: Theme, action: Action) -> list[Event]:
    where = url_for("actions_desk.shown", theme_id=theme.id, _external=True)
    name = f"{theme.label.said(language())}: {action.words.said(language())}"
    milestones = [one for one in action.milestones if one.reached_on is None]
    return [
        _day(permanent("action", str(action.id)), name, action.due_on, where, action.owner),
        *(
            _day(
                permanent("milestone", str(one.id)),
                f"{name}: {one.words.said(language())}",
                one.due_on,
                where,
                action.owner,
            )
            for one in milestones
        ),
    ]


def _session(session: ListeningSession) -> Event:
    event = Event()
    event.add("uid", permanent("session", str(session.id)))
    event.add("dtstamp", clock.now())
    event.add("dtstart", session.starts_at)
    event.add("duration", timedelta(minutes=session.minutes))
    event.add("summary", f"{kind_words()[Kind(session.kind)]}: {session.engagement.title.said(language())}")
    event.add("location", f"{session.place.said(language())}, {session.address}")
    event.add("url", url_for("sessions.invitation", session_id=session.id, _external=True))
    event.add("status", "CANCELLED" if session.cancelled_on else "CONFIRMED")
    return event


def _duty(engagement: Engagement, duty: Obligation) -> Event:
    name = f"{engagement.title.said(language())}: {duty_words()[Duty(duty.duty)]}"
    where = url_for("insights.promise", slug=engagement.slug, _external=True)
    return _day(permanent("obligation", engagement.slug, duty.duty), name, duty.due_on, where)


def _day(uid: str, name: str, day: date, where: str, who: str = "") -> Event:
    """Something due at the end of a day: a whole-day entry that blocks nobody's time."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", clock.now())
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", name)
    event.add("url", where)
    event.add("transp", "TRANSPARENT")
    if who:
        event.add("description", who)
    return event


def _calendar(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Hearback//listening sessions that answer back//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
