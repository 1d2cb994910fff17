"""Dates for people's own calendars: what was promised and when people meet; for each unit, what it owes."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from listening.actions.answers import actions_by_theme, signed_off
from listening.actions.models import Action
from listening.actions.rules import Completion
from listening.core import clock
from listening.core.calendars import calendar_of, new_event, permanent
from listening.core.page import language
from listening.engagements.forms import duty_words
from listening.engagements.models import Engagement, Obligation
from listening.engagements.rules import Duty
from listening.insights.rules import key_of
from listening.sessions.calendars import entry_of
from listening.sessions.service import sessions_of
from listening.themes.models import Theme

if TYPE_CHECKING:
    from icalendar import Event


def promised(engagement: Engagement) -> bytes:
    """Sessions and promised dates of one engagement."""
    title = engagement.title.said(language())
    sessions = [entry_of(one) for one in sessions_of(engagement.id)]
    duties = [_duty(engagement, one) for one in engagement.obligations]
    return calendar_of(title, [*sessions, *duties])


def owed(unit: str = "") -> bytes:
    """Every action and milestone still to be done, of the unit with this key or of all."""
    planned, found = actions_by_theme(), []
    for theme in signed_off():
        for action in planned.get(theme.id, []):
            if unit in {"", key_of(action.owner)} and action.completion != Completion.COMPLETE:
                found += _steps(theme, action)
    return calendar_of(str(_("What is owed")), found)


def _steps(theme: Theme, action: Action) -> list["Event"]:
    where = url_for("insights.theme", theme_id=theme.id, _external=True)
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


def _duty(engagement: Engagement, duty: Obligation) -> "Event":
    name = f"{engagement.title.said(language())}: {duty_words()[Duty(duty.duty)]}"
    where = url_for("insights.promise", slug=engagement.slug, _external=True)
    return _day(permanent("obligation", engagement.slug, duty.duty), name, duty.due_on, where)


def _day(uid: str, name: str, day: date, where: str, who: str = "") -> "Event":
    """Something due at the end of a day: a whole-day entry that blocks nobody's time."""
    event = new_event()
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
