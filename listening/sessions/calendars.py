"""A session as an entry of people's own calendars."""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for

from listening.core import clock
from listening.core.calendars import new_event, permanent
from listening.core.page import language
from listening.sessions.forms import kind_words
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind

if TYPE_CHECKING:
    from icalendar import Event


def entry_of(session: ListeningSession) -> "Event":
    """One entry; moved or called off, it replaces the one people have."""
    event = new_event()
    event.add("uid", permanent("session", str(session.id)))
    event.add("dtstamp", clock.now())
    event.add("dtstart", session.starts_at)
    event.add("duration", timedelta(minutes=session.minutes))
    event.add("summary", f"{kind_words()[Kind(session.kind)]}: {session.engagement.title.said(language())}")
    event.add("location", f"{session.place.said(language())}, {session.address}")
    event.add("url", url_for("sessions.invitation", session_id=session.id, _external=True))
    event.add("status", "CANCELLED" if session.cancelled_on else "CONFIRMED")
    return event
