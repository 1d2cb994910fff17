"""Decisions, reasons and completion, in the words of public commitments."""

from enum import StrEnum


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
