"""What is still to be done, by unit and by date: each action and each milestone, the overdue first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from listening.actions.answers import actions_by_theme, signed_off
from listening.actions.models import Action, Milestone
from listening.actions.rules import Completion, Within
from listening.core import clock
from listening.themes.models import Theme


@dataclass(frozen=True)
class Due:
    """One date that someone owes."""

    theme: Theme
    action: Action
    milestone: Milestone | None
    due_on: date

    @property
    def words(self) -> dict[str, str]:
        return self.milestone.words if self.milestone else self.action.words

    @property
    def days_late(self) -> int:
        return clock.days_late(self.due_on)


@dataclass(frozen=True)
class Unit:
    """A role or unit with what it owes."""

    name: str
    owed: int
    late: int


@dataclass(frozen=True)
class DueBoard:
    units: Sequence[Unit]
    #: The longest overdue first, then by date.
    rows: Sequence[Due]


def due_board(unit: str = "", within: Within = Within.ALL) -> DueBoard:
    """Everything still owed, counted by unit; rows of one unit and of some dates only, if asked for."""
    rows = sorted(_all(), key=lambda one: (one.due_on, one.action.owner, one.action.id))
    owed = Counter(one.action.owner for one in rows)
    late = Counter(one.action.owner for one in rows if one.days_late)
    units = [
        Unit(name, owed[name], late[name]) for name in sorted(owed, key=lambda name: (-late[name], name))
    ]
    shown = [
        one for one in rows if unit in {"", one.action.owner} and within.takes(one.due_on, clock.today())
    ]
    return DueBoard(units, shown)


def _all() -> list[Due]:
    planned = actions_by_theme()
    return [
        due
        for theme in signed_off()
        for action in planned.get(theme.id, [])
        if action.completion != Completion.COMPLETE
        for due in _of(theme, action)
    ]


def _of(theme: Theme, action: Action) -> list[Due]:
    steps = [one for one in action.milestones if one.reached_on is None]
    return [Due(theme, action, None, action.due_on)] + [Due(theme, action, one, one.due_on) for one in steps]
