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
#: The decision that only asks for time: it answers, but it is not counted as an answer in time.
ASKS_FOR_TIME = "need_more_time"


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
    SESSION_MOVED = "session_moved"
    SURVEY_PLANNED = "survey_planned"
    LISTENING_ENDED = "listening_ended"
    HOLD_BEGAN = "hold_began"
    HOLD_ENDED = "hold_ended"
    ORIGINALS_GONE = "originals_gone"
    OBLIGATION_EXPLAINED = "obligation_explained"
    SIGNED_OFF = "signed_off"
    COMMUNITY_EDITED = "community_edited"
    OTHER_THINGS_TOLD = "other_things_told"
    OTHER_THINGS_TAKEN_BACK = "other_things_taken_back"
    OTHER_THINGS_ANSWERED = "other_things_answered"
    EVERYONE_ANSWERED = "everyone_answered"
    ACKNOWLEDGED = "acknowledged"
    DELAY_EXPLAINED = "delay_explained"
    COUNSEL_ASKED = "counsel_asked"
    COUNSEL_BACK = "counsel_back"
    DRAFT_SHOWN = "draft_shown"
    DECISION_PUBLISHED = "decision_published"
    REFERRED = "referred"
    REFERRAL_ANSWERED = "referral_answered"
    ACTION_PLANNED = "action_planned"
    ACTION_JUDGED = "action_judged"
    ACTION_MOVED = "action_moved"
    ACTION_HANDED_OVER = "action_handed_over"
    ACTION_MEASURED = "action_measured"
    EVIDENCE_FILED = "evidence_filed"
    EVIDENCE_REMOVED = "evidence_removed"
    MILESTONE_REACHED = "milestone_reached"
    REPORT_BACK_PUBLISHED = "report_back_published"
    REPORT_BACK_CORRECTED = "report_back_corrected"
    MESSAGE_REPLIED = "message_replied"
    COMMUNITY_ANSWERED = "community_answered"
    ASKED_AGAIN = "asked_again"


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
    #: The day the community first said it is so; None while it does not say so.
    confirmed_on: date | None
    times_contested: int
    #: Whether every answer so far came by the day it was owed; None before the first. Asking for time is no answer.
    in_time: bool | None = None
    #: The last day the community was asked again and said "still so".
    still_so_on: date | None = None

    @property
    def overdue(self) -> bool:
        return self.days_overdue > 0


_MOVES = {
    Happened.SIGNED_OFF: Status.HEARD,
    Happened.ACKNOWLEDGED: Status.ACKNOWLEDGED,
    Happened.DECISION_PUBLISHED: Status.ANSWERED,
    Happened.MILESTONE_REACHED: Status.ACTING,
    Happened.EVIDENCE_FILED: Status.ACTING,
    Happened.REPORT_BACK_PUBLISHED: Status.REPORTED_BACK,
}
_ORDER = list(Status)


def _after(status: Status | None, step: Step) -> Status | None:
    """The status after one more event. Agency events never lead past ``reported_back``."""
    if step.kind is Happened.COMMUNITY_ANSWERED:
        outcome = Status(step.detail["outcome"])
        # Asked again, too few answered: what the community said before still stands.
        return status if step.detail.get("again") and outcome is Status.UNCONFIRMED else outcome
    move = _MOVES.get(step.kind)
    if move is None:
        return status
    if status is None or (status is Status.CONTESTED and step.kind is Happened.DECISION_PUBLISHED):
        return move
    if status in VERDICTS:
        return status
    return max(status, move, key=_ORDER.index)


@dataclass
class _Fold:
    """What is known of a theme after some of its events."""

    reply_by: date
    #: The promised day of the answer that is owed: an earlier day the agency names binds it, this one judges it.
    promised: date
    status: Status | None = None
    since: date | None = None
    answered_on: date | None = None
    confirmed_on: date | None = None
    contested: int = 0
    in_time: bool | None = None
    still_so_on: date | None = None

    def take(self, step: Step) -> None:
        moved = _after(self.status, step)
        if moved is not self.status:
            self.status, self.since = moved, step.on
        if step.kind is Happened.ACKNOWLEDGED:
            self.reply_by = date.fromisoformat(step.detail["reply_by"])
        elif step.kind is Happened.DECISION_PUBLISHED:
            self._decided(step)
        elif step.kind is Happened.COMMUNITY_ANSWERED:
            self._judged(step)

    def _decided(self, step: Step) -> None:
        self.answered_on = step.on
        if step.detail.get("choice") != ASKS_FOR_TIME:
            self.in_time = self.in_time is not False and step.on <= self.promised

    def _judged(self, step: Step) -> None:
        if self.status is Status.CONFIRMED:
            again = self.confirmed_on is not None and step.detail["outcome"] == Status.CONFIRMED
            self.still_so_on = step.on if again else self.still_so_on
            self.confirmed_on = self.confirmed_on or step.on
            return
        self.confirmed_on = self.still_so_on = None
        if step.detail["outcome"] == Status.CONTESTED:
            self.answered_on, self.contested = None, self.contested + 1
            self.reply_by = self.promised = date.fromisoformat(step.detail["reply_by"])


def reads_as(steps: Sequence[Step], *, respond_by: date, today: date) -> Loop:
    """Fold a theme's events, oldest first, into its loop on ``today``.

    Args:
        steps: the events of this theme; the first is its sign-off.
        respond_by: the engagement's promised date for answers.
        today: the day to judge on, in the agency's time zone.

    Raises:
        ValueError: when the theme was never signed off: there is no loop yet.
    """
    fold = _Fold(reply_by=respond_by, promised=respond_by)
    for step in steps:
        fold.take(step)
    if fold.status is None or fold.since is None:
        raise ValueError("a theme that nobody signed off has no loop")
    owed = fold.reply_by if fold.answered_on is None else None
    late = max(0, (today - owed).days) if owed else 0
    return Loop(
        status=fold.status,
        since=fold.since,
        heard_on=steps[0].on,
        reply_by=owed,
        days_overdue=late,
        days_waiting=((fold.answered_on or today) - steps[0].on).days,
        silent=fold.status is not Status.CONFIRMED
        and today - _last_news(steps) >= timedelta(days=SILENT_DAYS),
        promise_broken=late > BROKEN_DAYS,
        answered_on=fold.answered_on,
        confirmed_on=fold.confirmed_on,
        times_contested=fold.contested,
        in_time=fold.in_time,
        still_so_on=fold.still_so_on,
    )


def _last_news(steps: Sequence[Step]) -> date:
    """The last day anything happened; that the calendar asked again is nobody's doing."""
    return next(step.on for step in reversed(steps) if step.kind is not Happened.ASKED_AGAIN)
