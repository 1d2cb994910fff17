"""Kinds and states of a listening session, its join code and the neutrality check of its venue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    LISTENING = "listening"
    SENSE_MAKING = "sense_making"
    RETURN = "return"


class State(StrEnum):
    """Derived from what happened, never typed."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SEALED = "sealed"
    CANCELLED = "cancelled"


class Owner(StrEnum):
    """Who owns the venue."""

    LIBRARY = "library"
    SCHOOL = "school"
    FAITH = "faith"
    TRIBAL = "tribal"
    COMMUNITY = "community"
    AGENCY = "agency"
    COURT = "court"


#: Owners that make a venue not neutral, whatever else is true of it.
NOT_NEUTRAL = frozenset({Owner.AGENCY, Owner.COURT})


class Support(StrEnum):
    CHILD_CARE = "child_care"
    RIDE = "ride"
    MEAL = "meal"
    STIPEND = "stipend"
    INTERPRETER = "interpreter"


class Job(StrEnum):
    """Who does what in the evening."""

    HOST = "host"
    FACILITATOR = "facilitator"
    CO_FACILITATOR = "co_facilitator"
    TABLE_SCRIBE = "table_scribe"
    TIMEKEEPER = "timekeeper"
    SUPPORT_PERSON = "support_person"
    INTERPRETER = "interpreter"
    CHILD_CARE = "child_care"
    LISTENER = "listener"


#: Without these an evening has a hole; the others depend on who comes.
NEEDED_JOBS = (Job.HOST, Job.FACILITATOR, Job.TABLE_SCRIBE, Job.TIMEKEEPER, Job.SUPPORT_PERSON)
#: One person cannot lead the talk and write it down (field practice, roles).
NEVER_TOGETHER = (Job.FACILITATOR, Job.TABLE_SCRIBE)


def torn(jobs: Mapping[str, str]) -> bool:
    """Whether the same name stands for two jobs that one person cannot do together.

    >>> torn({"facilitator": "Parent Circle, A", "table_scribe": "parent circle, a "})
    True
    """
    one, other = (" ".join(jobs.get(job, "").split()).casefold() for job in NEVER_TOGETHER)
    return bool(one) and one == other


class Group(StrEnum):
    """Whom a session wants to reach."""

    PARENTS = "parents"
    FATHERS = "fathers"
    YOUTH = "youth"
    KIN = "kin"
    FOSTER = "foster"
    TRIBES = "tribes"
    PARTNERS = "partners"
    LEGAL = "legal"


def missing_groups(target: Mapping[str, int], reach: Mapping[str, int]) -> list[str]:
    """Groups that were wanted and of whom fewer than half came, those furthest from it first.

    >>> missing_groups({"youth": 4, "parents": 10, "kin": 2}, {"parents": 9, "youth": 1})
    ['kin', 'youth']
    """
    share = {group: reach.get(group, 0) / wanted for group, wanted in target.items() if wanted}
    return sorted((group for group, part in share.items() if part < 1 / 2), key=lambda group: share[group])


#: Letters and digits that cannot be taken for one another, without vowels that spell words.
CODE_LETTERS = "23456789CFGHJMPQRVWX"
CODE_LENGTH = 6


def clean_code(typed: str) -> str:
    """A join code as typed, any case, with or without dashes and spaces."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def is_code(code: str) -> bool:
    return len(code) == CODE_LENGTH and all(letter in CODE_LETTERS for letter in code)


@dataclass(frozen=True)
class VenueQuestion:
    """One question of the neutrality check. ``good`` is the answer that makes people safer."""

    key: str
    good: bool
    #: A bad answer to it forbids the word "neutral".
    decides: bool = False


VENUE_QUESTIONS = (
    VenueQuestion("court_or_police", good=False, decides=True),
    VenueQuestion("staff_in_room", good=False, decides=True),
    VenueQuestion("agency_signs", good=False, decides=True),
    VenueQuestion("near_transit", good=True),
    VenueQuestion("step_free", good=True),
    VenueQuestion("child_care_room", good=True),
    VenueQuestion("interpreter", good=True),
    VenueQuestion("quiet_room", good=True),
    VenueQuestion("chosen_by_community", good=True),
)


def concerns(answers: Mapping[str, bool]) -> list[VenueQuestion]:
    """The questions whose answer is not the good one, or is missing."""
    return [question for question in VENUE_QUESTIONS if answers.get(question.key) is not question.good]


def is_neutral(owner: Owner, answers: Mapping[str, bool]) -> bool:
    """Whether the page may say "neutral place"."""
    return owner not in NOT_NEUTRAL and not any(question.decides for question in concerns(answers))


def state_of(
    *,
    opened_at: datetime | None,
    closed_at: datetime | None,
    sealed_on: date | None,
    cancelled_on: date | None,
) -> State:
    """The state of a session, from what happened."""
    if cancelled_on is not None:
        return State.CANCELLED
    if sealed_on is not None:
        return State.SEALED
    if closed_at is not None:
        return State.CLOSED
    return State.OPEN if opened_at is not None else State.PLANNED


#: Minutes one person needs for one prompt in a circle: field practice says two to three.
MINUTES_A_PERSON = 2.5
#: Welcome, limits, ground rules, read-back and close of a usual evening.
FRAME_MINUTES = 55


def minutes_needed(people_at_a_table: int, prompts: int) -> int:
    """Minutes an evening needs when each person speaks to each prompt."""
    return round(FRAME_MINUTES + people_at_a_table * prompts * MINUTES_A_PERSON)
