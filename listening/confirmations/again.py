"""Asking "still so?": 6 and 12 months after the community confirmed, and a year after each change was made."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from listening.actions.models import Action
from listening.actions.rules import Completion
from listening.confirmations import service
from listening.confirmations.models import Confirmation
from listening.confirmations.rules import Asked, asks_again
from listening.core import clock, journal
from listening.core.database import db
from listening.core.loop import Happened, Status
from listening.core.models import Event
from listening.themes.models import Theme


def ask_again() -> int:
    """Open a new window for every theme that should be asked; how many. Asking twice opens one."""
    windows, changes, today = windows_by_theme(), _changes_by_theme(), clock.today()
    due = [
        theme_id for theme_id, asked in windows.items() if asks_again(asked, changes.get(theme_id, []), today)
    ]
    for theme_id in due:
        _ask(db.session.get_one(Theme, theme_id))
        db.session.commit()
    return len(due)


def _ask(theme: Theme) -> None:
    window = service.new_window(theme, again=True)
    journal.record(
        Happened.ASKED_AGAIN,
        on=clock.today(),
        engagement_id=theme.engagement_id,
        theme_id=theme.id,
        detail={"confirmation": window.id, "ends_on": window.ends_on.isoformat()},
    )


def windows_by_theme() -> dict[int, list[Asked]]:
    """Every window, the oldest first, in one query."""
    columns = (Confirmation.opened_on, Confirmation.evaluated_on, Confirmation.outcome, Confirmation.again)
    found: dict[int, list[Asked]] = {}
    for theme_id, opened, evaluated, outcome, again in db.session.execute(
        select(Confirmation.theme_id, *columns).order_by(Confirmation.id)
    ):
        asked = Asked(opened, evaluated, Status(outcome) if outcome else None, again)
        found.setdefault(theme_id, []).append(asked)
    return found


def _changes_by_theme() -> dict[int, list[date]]:
    """The days on which actions that stand as complete became so, by theme."""
    complete = db.session.execute(
        select(Action.id, Action.theme_id).where(Action.completion == Completion.COMPLETE.value)
    )
    days = days_judged_complete()
    found: dict[int, list[date]] = {}
    for action_id, theme_id in complete:
        if action_id in days:
            found.setdefault(theme_id, []).append(days[action_id])
    return found


def days_judged_complete() -> dict[int, date]:
    """The day each action became complete: the first of the judgements that say so without a break."""
    query = select(Event.on, Event.detail).where(Event.kind == Happened.ACTION_JUDGED.value)
    return first_days((on, detail) for on, detail in db.session.execute(query.order_by(Event.id)))


def first_days(judged: Iterable[tuple[date, dict[str, object]]]) -> dict[int, date]:
    """Action → the day since which every judgement, oldest first, calls it complete.

    >>> first_days([(date(2026, 3, 1), {"action": 7, "completion": "complete"})])
    {7: datetime.date(2026, 3, 1)}
    """
    days: dict[int, date] = {}
    for on, detail in judged:
        number = int(str(detail.get("action", 0)))
        if detail.get("completion") == Completion.COMPLETE:
            days.setdefault(number, on)
        else:
            days.pop(number, None)
    return days
