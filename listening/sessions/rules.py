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
