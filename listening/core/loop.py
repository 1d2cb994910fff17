"""What a theme's status is: a pure reading of what happened to it, and of the calendar.

Status is never stored and never typed by anyone. ``heard`` → ``acknowledged`` → ``answered`` → ``acting`` →
``reported_back`` belong to the agency; what follows belongs to the community alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

#: Days without a public event after which a theme is called silent (rulings, 4).
SILENT_DAYS = 60
#: Days after a missed date at which *late* becomes *broken* (rulings, 4).
BROKEN_DAYS = 30


class Status(StrEnum):
    """Where the loop of one theme stands."""

    HEARD = "heard"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    ACTING = "acting"
    REPORTED_BACK = "reported_back"
    CONFIRMED = "confirmed"
    PARTLY_CONFIRMED = "partly_confirmed"
    CONTESTED = "contested"
    UNCONFIRMED = "unconfirmed"


#: Outcomes only the community can bring about.
VERDICTS = frozenset({Status.CONFIRMED, Status.PARTLY_CONFIRMED, Status.CONTESTED, Status.UNCONFIRMED})


class Happened(StrEnum):
    """The kinds of event in the journal."""

    PROMISED = "promised"
    AMENDED = "amended"
    SESSION_PLANNED = "session_planned"
    SESSION_OPENED = "session_opened"
    SESSION_CLOSED = "session_closed"
    SESSION_CANCELLED = "session_cancelled"
    LISTENING_ENDED = "listening_ended"
    OBLIGATION_EXPLAINED = "obligation_explained"
    SIGNED_OFF = "signed_off"
    COMMUNITY_EDITED = "community_edited"
    ACKNOWLEDGED = "acknowledged"
    DECISION_PUBLISHED = "decision_published"
    ACTION_PLANNED = "action_planned"
    ACTION_JUDGED = "action_judged"
    ACTION_MOVED = "action_moved"
    MILESTONE_REACHED = "milestone_reached"
    REPORT_BACK_PUBLISHED = "report_back_published"
    REPORT_BACK_CORRECTED = "report_back_corrected"
    MESSAGE_REPLIED = "message_replied"
    COMMUNITY_ANSWERED = "community_answered"


@dataclass(frozen=True)
class Step:
    """One event as the rules see it."""

    kind: Happened
    on: date
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Loop:
    """The state of one theme on one day."""

    status: Status
    #: The day it came to this status.
    since: date
    #: The day the theme was first heard (signed off).
    heard_on: date
    #: Until when the agency owes an answer; None when it owes none.
    reply_by: date | None
    #: Days past ``reply_by``, 0 when not overdue.
    days_overdue: int
    #: Days from heard to now, or to the answer once there is one.
    days_waiting: int
    silent: bool
    promise_broken: bool
    answered_on: date | None
    confirmed_on: date | None
    times_contested: int

    @property
    def overdue(self) -> bool:
        return self.days_overdue > 0


_MOVES = {
    Happened.SIGNED_OFF: Status.HEARD,
    Happened.ACKNOWLEDGED: Status.ACKNOWLEDGED,
    Happened.DECISION_PUBLISHED: Status.ANSWERED,
    Happened.MILESTONE_REACHED: Status.ACTING,
    Happened.REPORT_BACK_PUBLISHED: Status.REPORTED_BACK,
}
_ORDER = list(Status)


def _after(status: Status | None, step: Step) -> Status | None:
    """The status after one more event. Agency events never lead past ``reported_back``."""
    if step.kind is Happened.COMMUNITY_ANSWERED:
        return Status(step.detail["outcome"])
    move = _MOVES.get(step.kind)
    if move is None:
        return status
    if status is None or (status is Status.CONTESTED and step.kind is Happened.DECISION_PUBLISHED):
        return move
    if status in VERDICTS:
        return status
    return max(status, move, key=_ORDER.index)


def reads_as(steps: Sequence[Step], *, respond_by: date, today: date) -> Loop:
    """Fold a theme's events, oldest first, into its loop on ``today``.

    Args:
        steps: the events of this theme; the first is its sign-off.
        respond_by: the engagement's promised date for answers.
        today: the day to judge on, in the agency's time zone.

    Raises:
        ValueError: when the theme was never signed off: there is no loop yet.
    """
    status, since, answered_on, confirmed_on, reply_by, contested = None, None, None, None, respond_by, 0
    for step in steps:
        moved = _after(status, step)
        if moved is not status:
            status, since = moved, step.on
        if step.kind is Happened.ACKNOWLEDGED:
            reply_by = date.fromisoformat(step.detail["reply_by"])
        elif step.kind is Happened.DECISION_PUBLISHED:
            answered_on = step.on
        elif step.kind is Happened.COMMUNITY_ANSWERED and status is Status.CONTESTED:
            answered_on, contested = None, contested + 1
            reply_by = date.fromisoformat(step.detail["reply_by"])
        elif step.kind is Happened.COMMUNITY_ANSWERED and status is Status.CONFIRMED:
            confirmed_on = step.on
    if status is None or since is None:
        raise ValueError("a theme that nobody signed off has no loop")
    owed = reply_by if answered_on is None else None
    late = max(0, (today - owed).days) if owed else 0
    return Loop(
        status=status,
        since=since,
        heard_on=steps[0].on,
        reply_by=owed,
        days_overdue=late,
        days_waiting=((answered_on or today) - steps[0].on).days,
        silent=status is not Status.CONFIRMED and today - steps[-1].on >= timedelta(days=SILENT_DAYS),
        promise_broken=late > BROKEN_DAYS,
        answered_on=answered_on,
        confirmed_on=confirmed_on if status is Status.CONFIRMED else None,
        times_contested=contested,
    )
