"""Participation levels, the obligations each brings, and how the calendar judges them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil

from listening.core.loop import BROKEN_DAYS


class Level(StrEnum):
    """IAP2's five participation levels, least to most."""

    INFORM = "inform"
    CONSULT = "consult"
    INVOLVE = "involve"
    COLLABORATE = "collaborate"
    EMPOWER = "empower"

    def reaches(self, other: "Level") -> bool:
        """Whether this level promises at least as much as ``other``."""
        order = list(Level)
        return order.index(self) >= order.index(other)


class Duty(StrEnum):
    """What an obligation obliges to."""

    INFORMATION = "information"
    EVERY_THEME_ANSWERED = "every_theme_answered"
    EVERY_VOICE_PLACED = "every_voice_placed"
    SENSE_MAKING = "sense_making"
    COSIGNED = "cosigned"
    COMMUNITY_CO_OWNERS = "community_co_owners"
    DECIDED_TOGETHER = "decided_together"
    COMMUNITY_JUDGES = "community_judges"


#: The level from which each duty is owed (product.md, stage 0).
OWED_FROM = {
    Duty.INFORMATION: Level.INFORM,
    Duty.EVERY_VOICE_PLACED: Level.CONSULT,
    Duty.EVERY_THEME_ANSWERED: Level.CONSULT,
    Duty.SENSE_MAKING: Level.INVOLVE,
    Duty.COSIGNED: Level.INVOLVE,
    Duty.COMMUNITY_CO_OWNERS: Level.COLLABORATE,
    Duty.DECIDED_TOGETHER: Level.EMPOWER,
    Duty.COMMUNITY_JUDGES: Level.EMPOWER,
}
#: Duties that are owed by the information date; the others by the respond-by date.
BY_INFORMATION_DATE = frozenset({Duty.INFORMATION})


class Standing(StrEnum):
    KEPT = "kept"
    LATE = "late"
    BROKEN = "broken"
    NOT_YET_DUE = "not_yet_due"


@dataclass(frozen=True)
class Owed:
    """One obligation as the rules see it."""

    duty: Duty
    due_on: date


def obligations_of(level: Level, inform_by: date, respond_by: date) -> list[Owed]:
    """What a level promises, dated."""
    return [
        Owed(duty, inform_by if duty in BY_INFORMATION_DATE else respond_by)
        for duty, floor in OWED_FROM.items()
        if level.reaches(floor)
    ]


def judge(owed: Owed, met_on: date | None, today: date) -> Standing:
    """Judge an obligation by evidence and the calendar; "by a date" is the end of that day.

    Args:
        owed: the duty and its date.
        met_on: the day the evidence was complete, None while it is not.
        today: the day of judging, in the agency's time zone.

    >>> judge(Owed(Duty.INFORMATION, date(2026, 3, 1)), None, date(2026, 3, 2)).value
    'late'
    """
    if met_on is not None:
        return Standing.KEPT if met_on <= owed.due_on else Standing.LATE
    if today <= owed.due_on:
        return Standing.NOT_YET_DUE
    return Standing.BROKEN if today > owed.due_on + timedelta(days=BROKEN_DAYS) else Standing.LATE


#: Themes one person can answer well in a working week besides other duties; the capacity check warns above it.
THEMES_PER_PERSON_WEEK = 2
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Capacity:
    """Whether a promise can be kept by those who will answer it.

    >>> Capacity(themes=17, people=2, weeks=4).people_needed
    3
    """

    themes: int
    #: Staff who will write answers.
    people: int
    #: Whole weeks until the answers are due; negative once they were.
    weeks: int

    @property
    def fits(self) -> int:
        """How many themes they can answer well until the date."""
        return self.people * max(self.weeks, 0) * THEMES_PER_PERSON_WEEK

    @property
    def holds(self) -> bool:
        return self.themes <= self.fits

    @property
    def people_needed(self) -> int | None:
        """How many staff it takes in this time; None when no whole week is left."""
        return ceil(self.themes / (self.weeks * THEMES_PER_PERSON_WEEK)) if self.weeks > 0 else None

    @property
    def weeks_needed(self) -> int:
        """How many weeks these staff need; at least one person answers."""
        return ceil(self.themes / (max(self.people, 1) * THEMES_PER_PERSON_WEEK))


def capacity(themes: int, people: int, begin: date, due: date) -> Capacity:
    """The capacity of some staff between two days."""
    return Capacity(themes, people, (due - begin).days // DAYS_A_WEEK)


#: Longest a prompt should be, in words (field practice: two clauses are two questions).
PROMPT_WORDS = 20
#: Words that ask about a case instead of the system.
CASE_WORDS = ("your case", "why did you", "abuse", "su caso", "por qué hizo", "maltrato", "abuso")


#: A second question that begins inside the first.
_TWO_IN_ONE = re.compile(
    r",?\s(?:and|or)\s(?:what|how|why|when|who|where)\b.*\?|\s[yo]\s(?:qué|cómo|por qué|cuándo|quién|dónde)\b.*\?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PromptHint:
    kind: str
    words: str


def prompt_hints(words: str) -> list[PromptHint]:
    """What to look at again in a prompt: too long, two questions, about a case."""
    hints = []
    if len(words.split()) > PROMPT_WORDS:
        hints.append(PromptHint("long", str(PROMPT_WORDS)))
    if words.count("?") > 1 or _TWO_IN_ONE.search(words):
        hints.append(PromptHint("two_questions", ""))
    hints += [PromptHint("case", case) for case in CASE_WORDS if case in words.lower()]
    return hints
