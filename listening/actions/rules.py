"""Decisions, reasons and completion, in the words of public commitments."""

from enum import StrEnum

from listening.core.loop import Loop, Status
from listening.engagements.rules import Level


class Choice(StrEnum):
    """The six decisions an agency can take on a theme."""

    WILL_DO = "will_do"
    WILL_DO_PART = "will_do_part"
    ALREADY_DOING = "already_doing"
    NEED_MORE_TIME = "need_more_time"
    WILL_NOT = "will_not"
    NOT_OURS = "not_ours"


class Reason(StrEnum):
    """Why a decision is anything but "will do"."""

    LAW = "law"
    CONFIDENTIALITY = "confidentiality"
    CHILD_SAFETY = "child_safety"
    MONEY = "money"
    STAFF_CAPACITY = "staff_capacity"
    OUTSIDE_AUTHORITY = "outside_authority"
    TRIED_BEFORE = "tried_before"
    VIEWS_CONFLICT = "views_conflict"
    NOT_ENOUGH_KNOWN = "not_enough_known"


class Completion(StrEnum):
    """How far an action is (the Open Government Partnership's five steps)."""

    NOT_STARTED = "not_started"
    LIMITED = "limited"
    SUBSTANTIAL = "substantial"
    COMPLETE = "complete"
    NO_EVIDENCE = "no_evidence"


#: Decisions that commit the agency to do something, and so need an action.
COMMITS = frozenset({Choice.WILL_DO, Choice.WILL_DO_PART})


def missing_from(
    choice: Choice, *, reason: str, would_change: bool, until: object, referred_to: str
) -> list[str]:
    """What a decision still lacks: names of the missing parts, empty when it can stand.

    >>> missing_from(Choice.WILL_NOT, reason="", would_change=False, until=None, referred_to="")
    ['reason', 'would_change']
    """
    missing = []
    if choice is not Choice.WILL_DO:
        missing += [] if reason else ["reason"]
        missing += [] if would_change else ["would_change"]
    if choice is Choice.NEED_MORE_TIME and until is None:
        missing.append("until")
    if choice is Choice.NOT_OURS and not referred_to:
        missing.append("referred_to")
    return missing


class Next(StrEnum):
    """The one clear next step on a theme, for those who answer."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    PUBLISH = "publish"
    PLAN = "plan"
    REPORT_BACK = "report_back"
    WAIT = "wait"
    COMMUNITY = "community"


def waits_for_community(level: Level, *, looked: bool) -> bool:
    """From "involve" on the agency answers only after a room of the community looked at the themes.

    >>> waits_for_community(Level.INVOLVE, looked=False), waits_for_community(Level.CONSULT, looked=False)
    (True, False)
    """
    return level.reaches(Level.INVOLVE) and not looked


def next_of(loop: Loop, *, drafted: bool, choice: Choice | None, actions: int, waits: bool = False) -> Next:
    """What the agency does next about a theme; WAIT when the turn is the community's.

    Args:
        loop: where the theme stands.
        drafted: whether a decision waits for a second person.
        choice: the published decision, if one.
        actions: how many actions were planned for it.
        waits: whether the community still has to look at the themes.
    """
    if waits and loop.answered_on is None:
        return Next.COMMUNITY
    if drafted:
        return Next.PUBLISH
    if loop.status is Status.HEARD and not loop.overdue:
        return Next.ACKNOWLEDGE
    if loop.answered_on is None:
        return Next.DECIDE
    if choice in COMMITS and not actions:
        return Next.PLAN
    return Next.REPORT_BACK if loop.status in {Status.ANSWERED, Status.ACTING} else Next.WAIT


def may_decide(loop: Loop, choice: Choice | None) -> bool:
    """A decision stands once it is public, unless the community contests it or it only asked for time."""
    return choice in {None, Choice.NEED_MORE_TIME} or (
        loop.status is Status.CONTESTED and loop.answered_on is None
    )


def may_judge(level: Level, *, agency_staff: bool, publisher: bool) -> bool:
    """Who judges how far an action is: at "empower" only people outside the agency, else its publishers."""
    return not agency_staff if level is Level.EMPOWER else publisher
