"""Who owes what, by unit: answers that wait, actions that are not done, and how late the latest of them is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from listening.actions.models import Action
from listening.actions.rules import Completion
from listening.core import clock
from listening.core.database import db
from listening.core.loop import Loop
from listening.engagements.models import Engagement
from listening.themes.models import Theme


@dataclass(frozen=True)
class Debt:
    """One answer or action that a unit still owes."""

    unit: str
    theme_id: int
    days_late: int


@dataclass(frozen=True)
class Owing:
    """One role or unit with everything it owes."""

    unit: str
    owed: int
    late: int
    #: Days that the latest of it is late; 0 when nothing is.
    longest: int
    #: Themes among them in which nothing happened for long.
    silent: int


def owing(loops: Mapping[int, Loop]) -> list[Owing]:
    """Every unit that owes something about these themes, the latest first."""
    debts: dict[str, list[Debt]] = {}
    for debt in (*_answers(loops), *_actions(loops)):
        debts.setdefault(debt.unit, []).append(debt)
    found = [_of(unit, owed, loops) for unit, owed in debts.items()]
    return sorted(found, key=lambda one: (-one.longest, -one.late, one.unit))


def _of(unit: str, owed: list[Debt], loops: Mapping[int, Loop]) -> Owing:
    return Owing(
        unit,
        owed=len(owed),
        late=sum(one.days_late > 0 for one in owed),
        longest=max(one.days_late for one in owed),
        silent=sum(loops[number].silent for number in {one.theme_id for one in owed}),
    )


def _answers(loops: Mapping[int, Loop]) -> Iterator[Debt]:
    """An answer is owed by whoever coordinates the promise."""
    query = select(Theme.id, Engagement.coordinator).join(Engagement, Engagement.id == Theme.engagement_id)
    for number, coordinator in db.session.execute(query):
        if number in loops and loops[number].reply_by is not None:
            yield Debt(coordinator, number, loops[number].days_overdue)


def _actions(loops: Mapping[int, Loop]) -> Iterator[Debt]:
    query = select(Action.owner, Action.theme_id, Action.due_on)
    for owner, number, due_on in db.session.execute(
        query.where(Action.completion != Completion.COMPLETE.value)
    ):
        if number in loops:
            yield Debt(owner, number, clock.days_late(due_on))
