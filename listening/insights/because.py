"""Because you said so: every change that was really made, with the day it was, and the day we ask again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from listening.actions.answers import actions_by_theme, loops, signed_off
from listening.actions.models import Action
from listening.actions.rules import Completion
from listening.confirmations.again import days_judged_complete
from listening.confirmations.models import Confirmation
from listening.confirmations.rules import CHANGE_AGAIN_MONTHS, ONE_ASKING_SERVES_DAYS, months_after
from listening.core import clock
from listening.core.database import db
from listening.core.loop import Loop, Status
from listening.themes.models import Theme


@dataclass(frozen=True)
class Change:
    """One action that somebody judged complete."""

    theme: Theme
    loop: Loop
    action: Action
    #: The day it was judged complete.
    made_on: date
    #: Windows that asked about its theme when its year was over, the newest first.
    asked_again: Sequence[Confirmation]

    @property
    def ask_again_on(self) -> date:
        """A year later: the day to ask whether it is still so."""
        return months_after(self.made_on, CHANGE_AGAIN_MONTHS)

    @property
    def year_over(self) -> bool:
        return self.ask_again_on <= clock.today()

    @property
    def answer(self) -> Confirmation | None:
        """The last answer people gave after the year; too few answers are none."""
        counted = (one for one in self.asked_again if one.outcome not in {None, Status.UNCONFIRMED})
        return next(counted, None)

    @property
    def asking(self) -> Confirmation | None:
        """The window in which they can answer today."""
        return next((one for one in self.asked_again if one.evaluated_on is None), None)


def changes() -> list[Change]:
    """Every real change, the newest first. What is no longer judged complete is not among them."""
    themes, days, asked = signed_off(), days_judged_complete(), _asked_again()
    standing, planned = loops(themes), actions_by_theme()
    found = [
        Change(
            theme, standing[theme.id], action, days[action.id], _after_a_year(asked, action, days[action.id])
        )
        for theme in themes
        for action in planned.get(theme.id, [])
        if action.completion == Completion.COMPLETE and action.id in days
    ]
    return sorted(found, key=lambda one: (one.made_on, one.action.id), reverse=True)


def _asked_again() -> dict[int, list[Confirmation]]:
    """Windows that asked "still so?", by theme, the newest first."""
    found: dict[int, list[Confirmation]] = {}
    query = select(Confirmation).where(Confirmation.again).order_by(Confirmation.id.desc())
    for one in db.session.scalars(query):
        found.setdefault(one.theme_id, []).append(one)
    return found


def _after_a_year(asked: dict[int, list[Confirmation]], action: Action, made_on: date) -> list[Confirmation]:
    """One asking serves what falls due soon after it, as the rule of asking says."""
    since = months_after(made_on, CHANGE_AGAIN_MONTHS) - timedelta(days=ONE_ASKING_SERVES_DAYS)
    return [one for one in asked.get(action.theme_id, []) if one.opened_on >= since]
