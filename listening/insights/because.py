"""Because you said so: every change that was really made, with the day it was, and the day we ask again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from listening.actions.answers import actions_by_theme, loops, signed_off
from listening.actions.models import Action
from listening.actions.rules import Completion
from listening.core import clock
from listening.core.database import db
from listening.core.loop import Happened, Loop
from listening.core.models import Event
from listening.themes.models import Theme


@dataclass(frozen=True)
class Change:
    """One action that somebody judged complete."""

    theme: Theme
    loop: Loop
    action: Action
    #: The day it was judged complete.
    made_on: date
    #: A year later: the day to ask whether it is still so.
    ask_again_on: date

    @property
    def year_over(self) -> bool:
        return self.ask_again_on <= clock.today()


def changes() -> list[Change]:
    """Every real change, the newest first. What is no longer judged complete is not among them."""
    themes, days = signed_off(), _days_judged_complete()
    standing, planned = loops(themes), actions_by_theme()
    found = [
        Change(theme, standing[theme.id], action, days[action.id], a_year_after(days[action.id]))
        for theme in themes
        for action in planned.get(theme.id, [])
        if action.completion == Completion.COMPLETE and action.id in days
    ]
    return sorted(found, key=lambda one: (one.made_on, one.action.id), reverse=True)


def a_year_after(day: date) -> date:
    """The same day next year; for a leap day the first of March.

    >>> a_year_after(date(2028, 2, 29))
    datetime.date(2029, 3, 1)
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def _days_judged_complete() -> dict[int, date]:
    """The day each action became complete: the first of the judgements that say so without a break."""
    days: dict[int, date] = {}
    query = select(Event).where(Event.kind == Happened.ACTION_JUDGED.value).order_by(Event.id)
    for event in db.session.scalars(query):
        number = event.detail.get("action", 0)
        if event.detail.get("completion") == Completion.COMPLETE:
            days.setdefault(number, event.on)
        else:
            days.pop(number, None)
    return days
