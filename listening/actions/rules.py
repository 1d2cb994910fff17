"""Decisions, reasons and completion, in the words of public commitments."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

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


class Living(StrEnum):
    """What a parent partner or a room says to a draft: can you live with this?"""

    YES = "yes"
    WITH_CHANGES = "with_changes"
    NO = "no"


class Next(StrEnum):
    """The one clear next step on a theme, for those who answer."""

    ACKNOWLEDGE = "acknowledge"
    DECIDE = "decide"
    COUNSEL = "counsel"
    SHOW = "show"
    LOOK = "look"
    REPLY = "reply"
    PUBLISH = "publish"
    REFER = "refer"
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


@dataclass(frozen=True)
class Drafted:
    """How far a draft decision is on its way to the public."""

    level: Level
    #: With the lawyers, and not back yet.
    at_counsel: bool = False
    #: Shown to parents in the words it has now.
    shown: bool = False
    #: Whether any of them answered to these words.
    looked: bool = False
    #: Whether something they wrote, to these words or earlier ones, still has no reply.
    owes_reply: bool = False

    @property
    def next(self) -> Next:
        """What must happen before, or PUBLISH.

        >>> Drafted(Level.INVOLVE).next.value, Drafted(Level.CONSULT).next.value
        ('show', 'publish')
        """
        if self.at_counsel:
            return Next.COUNSEL
        if self.level.reaches(Level.INVOLVE) and not self.shown:
            return Next.SHOW
        if self.level.reaches(Level.INVOLVE) and not self.looked:
            return Next.LOOK
        return Next.REPLY if self.owes_reply else Next.PUBLISH


def next_of(
    loop: Loop,
    *,
    draft: Drafted | None,
    choice: Choice | None,
    actions: int,
    waits: bool = False,
    referred: bool = False,
) -> Next:
    """What the agency does next about a theme; WAIT when the turn is the community's.

    Args:
        loop: where the theme stands.
        draft: a decision that waits for a second person.
        choice: the published decision, if one.
        actions: how many actions were planned for it.
        waits: whether the community still has to look at the themes.
        referred: whether the body that decides instead was asked.
    """
    if waits and loop.answered_on is None:
        return Next.COMMUNITY
    if draft:
        return draft.next
    if loop.answered_on is None:
        return Next.ACKNOWLEDGE if loop.status is Status.HEARD and not loop.overdue else Next.DECIDE
    if choice in COMMITS and not actions:
        return Next.PLAN
    return Next.REFER if choice is Choice.NOT_OURS and not referred else _then(loop)


def _then(loop: Loop) -> Next:
    return Next.REPORT_BACK if loop.status in {Status.ANSWERED, Status.ACTING} else Next.WAIT


def may_decide(loop: Loop, choice: Choice | None) -> bool:
    """A decision stands once it is public, unless the community contests it or it only asked for time."""
    return choice in {None, Choice.NEED_MORE_TIME} or (
        loop.status is Status.CONTESTED and loop.answered_on is None
    )


def may_judge(level: Level, *, agency_staff: bool, publisher: bool) -> bool:
    """Who judges how far an action is: at "empower" only people outside the agency, else its publishers."""
    return not agency_staff if level is Level.EMPOWER else publisher


def days_between(begin: date, end: date | None, today: date) -> int:
    """Days from one day to another, or to today while the other has not come."""
    return ((end or today) - begin).days


def host_of(link: str) -> str:
    """The host of a link that may stand on a public page, or "" when it may not.

    Only https, plain letters (no look-alikes), no name or password, no port of its own.

    >>> host_of("https://www.county.example/plan?page=2"), host_of("http://county.example")
    ('www.county.example', '')
    """
    if not link.isascii() or any(one.isspace() for one in link):
        return ""
    try:
        parts = urlsplit(link)
        plain = parts.scheme == "https" and parts.port is None
    except ValueError:
        return ""
    host = parts.hostname or ""
    return host if plain and "." in host and host == parts.netloc.lower() else ""


class Told(StrEnum):
    """What a number or words of a measure tell."""

    BASELINE = "baseline"
    READING = "reading"
    TARGET = "target"


class FileKind(StrEnum):
    """Files that can be shown as evidence."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    CSV = "csv"


@dataclass(frozen=True)
class Value:
    """One reading: a number, or words in each language. Exactly one of them."""

    number: float | None = None
    words: dict[str, str] | None = None

    @property
    def is_one(self) -> bool:
        return (self.number is None) != (not any((self.words or {}).values()))


class Within(StrEnum):
    """Which dates of the board are looked at."""

    ALL = "all"
    LATE = "late"
    MONTH = "month"
    QUARTER = "quarter"

    def takes(self, due_on: date, today: date) -> bool:
        """Whether a date is among them; what is late always is."""
        days = {Within.LATE: -1, Within.MONTH: 30, Within.QUARTER: 91}.get(self)
        return days is None or (due_on - today).days <= days
