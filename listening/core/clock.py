"""Time is a parameter everywhere; this is the one place that reads it.

Days are days of the agency's time zone: "by a date" means the end of that day there.
"""

from datetime import UTC, date, datetime, timedelta

from flask import current_app


def now() -> datetime:
    """This moment in UTC, moved on by the demo's calendar when there is one."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment + timedelta(days=_days_ahead())


def today() -> date:
    """Today in the agency's time zone."""
    return now().astimezone(current_app.config["SETTINGS"].timezone).date()


def day_of(moment: datetime) -> date:
    """The day of a moment in the agency's time zone."""
    return moment.astimezone(current_app.config["SETTINGS"].timezone).date()


def days_late(due: date | None) -> int:
    """Days since a day by which something was owed; 0 before it is over, and when nothing is owed."""
    return max(0, (today() - due).days) if due else 0


def system_clock() -> datetime:
    return datetime.now(UTC)


def _days_ahead() -> int:
    if not current_app.config["SETTINGS"].demo:
        return 0
    from listening.core.models import Setting

    return int(Setting.value_of("demo_days_ahead") or 0)
