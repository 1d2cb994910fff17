"""What a room may show, what comes next in it, and numbers that do not betray when someone pressed send."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from listening.core.suppression import SMALL

#: A counter moves in steps of this many, rounded down (anonymity, T4).
STEP = 5
#: New contributions come to the console in heaps of at least this many (anonymity, T4).
HEAP = 3
#: Seconds between two looks for a new heap, drawn anew each time, whoever pressed send (anonymity, T4).
SOONEST, LATEST = 20, 90
#: Voices that a wall can hold and a room can read (rulings, 21).
ABOUT_SIX = 6
#: Draft themes that fit one read-back: more than eight nobody listens to (field, read-back).
MOST_HEARD = 8
#: Contributions a first hearing needs; below this the room is simply read.
FEWEST_HEARD = 3


@dataclass(frozen=True)
class Letters:
    """A size of the ground rules where languages stand beside each other, measured at 1280 by 720 pixels."""

    size: str
    #: Letters of a line across the whole screen, its height and what lies between two rules, in pixels.
    a_line: int
    high: int
    between: int = 0

    def needed(self, columns: Sequence[Sequence[str]]) -> int:
        """Pixels of the highest column, as many of them beside each other as there are."""
        return max(
            sum(self.high * -(-len(text) * len(columns) // self.a_line) + self.between for text in column)
            for column in columns
        )


#: The largest that fits is taken; in the last one the promise gives way, and the corner takes less.
LETTERS = (
    Letters("large", 78, 37, 8),
    Letters("middle", 102, 29, 6),
    Letters("modest", 116, 26, 5),
    Letters("small", 132, 23, 5),
)
TIGHT = "tight"
TITLE, PROMISE = Letters("title", 60, 42), Letters("promise", 116, 30)
#: Pixels above the corner, and those that the heading and what lies between take.
ABOVE, BETWEEN = 484, 67


def fit(columns: Sequence[tuple[str, str, Sequence[str]]]) -> str:
    """How large ground rules can be with title and promise above them, one column a language.

    >>> column = ("Visits", "We will listen and answer by May 30.", ["One voice at a time."] * 6)
    >>> fit([column]), fit([column] * 2), fit([("Visits", "We listen.", ["Speak for yourself here."] * 12)] * 2)
    ('alone', 'large', 'small')
    """
    if len(columns) == 1:
        return "alone"
    titles, promises, rules = (
        [[title] for title, _promise, _rules in columns],
        [[promise] for _title, promise, _rules in columns],
        [rules for _title, _promise, rules in columns],
    )
    above = BETWEEN + TITLE.needed(titles) + PROMISE.needed(promises)
    return next((one.size for one in LETTERS if above + one.needed(rules) <= ABOVE), TIGHT)


class Asked(StrEnum):
    """A question to the whole room: not yet put, open, or closed."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


class Step(StrEnum):
    """The one clear next step of the console, in the order of an evening."""

    AGREE = "agree"
    OPEN_PROMPT = "open_prompt"
    CLOSE_PROMPT = "close_prompt"
    HEAR = "hear"
    READ_BACK = "read_back"
    END_READ_BACK = "end_read_back"
    PULSE = "pulse"
    LAST_CALL = "last_call"
    CLOSE = "close"


class Vote(StrEnum):
    AGREE = "agree"
    DISAGREE = "disagree"
    PASS = "pass"  # noqa: S105


class Heard(StrEnum):
    """The answers to “did we hear you right?” (rulings, 23)."""

    YES = "yes"
    ALMOST = "almost"
    NO = "no"
    NOT_MINE = "not_mine"


class Nod(StrEnum):
    """The answers to the ground rules."""

    FINE = "fine"
    CHANGE = "change"


@dataclass(frozen=True)
class Offer:
    """One thing to tap: its name in the tally and its choices."""

    about: str
    choices: tuple[str, ...]


#: Asked at the end (rulings, 23), and asked only when the room chose to.
PULSE = ("honoured", "respected", "heard")
PULSE_MORE = ("hope", "safe")
#: The participants' own rating of the place, asked with the pulse (rulings and N5: the neutrality check is theirs too).
PLACE = ("place",)
#: The best answer of a pulse question, from 1.
TOP = 5


@dataclass(frozen=True)
class Facts:
    """What the next step is read from."""

    agreed: bool
    #: Prompts of the agenda in order, the one that is open, and those that were closed.
    prompts: Sequence[int]
    now: int | None
    done: Collection[int]
    #: Whether enough was let in to look for what the room said, and whether someone kept what was found.
    can_hear: bool
    heard: bool
    read_back: Asked
    pulse: Asked
    last_call: bool


def next_step(facts: Facts) -> Step:
    """The one thing to do now; everything else stays possible."""
    if not facts.agreed:
        return Step.AGREE
    if facts.now is not None:
        return Step.CLOSE_PROMPT
    if next_prompt(facts) is not None:
        return Step.OPEN_PROMPT
    return _after_the_prompts(facts)


def _after_the_prompts(facts: Facts) -> Step:
    if facts.read_back is Asked.OPEN:
        return Step.END_READ_BACK
    if facts.read_back is Asked.NOT_YET and facts.heard:
        return Step.READ_BACK
    if facts.read_back is Asked.NOT_YET and facts.can_hear and facts.pulse is Asked.NOT_YET:
        return Step.HEAR
    if facts.pulse is Asked.NOT_YET:
        return Step.PULSE
    return Step.CLOSE if facts.last_call else Step.LAST_CALL


def next_prompt(facts: Facts) -> int | None:
    """The first prompt of the agenda that was not asked yet."""
    return next((one for one in facts.prompts if one not in facts.done and one != facts.now), None)


def stepped(count: int) -> int:
    """The counter a facilitator may see.

    >>> [stepped(n) for n in (0, 4, 5, 13)]
    [0, 0, 5, 10]
    """
    return count // STEP * STEP


def minutes_left(closes_at: datetime | None, now: datetime) -> int | None:
    """Whole minutes until the timer ends, rounded up; 0 when it is over, None without a timer."""
    if closes_at is None:
        return None
    return max(0, -(-int((closes_at - now).total_seconds()) // 60))


def heaps(outside: Mapping[str, int], done: Collection[int]) -> list[str]:
    """What may be let in now: everything when at least three wait, else only what belongs to a closed prompt."""
    if len(outside) >= HEAP:
        return sorted(outside)
    return sorted(key for key, prompt in outside.items() if prompt in done)


class Share(StrEnum):
    """How many in ten, in words; the only way a share of taps is published."""

    TOO_FEW = "too_few"
    UNDER_ONE = "under_one"
    ONE_TO_THREE = "one_to_three"
    THREE_TO_FIVE = "three_to_five"
    MORE_THAN_HALF = "more_than_half"

    @property
    def drawn(self) -> int:
        """The length of its bar in percent: the middle of the band, the same for every share inside it."""
        return {"under_one": 5, "one_to_three": 20, "three_to_five": 40, "more_than_half": 75}.get(self, 0)


def share(part: int, whole: int) -> Share:
    """The band of a share of people; nothing is said below eleven answers.

    >>> share(2, 10).value, share(2, 20).value, share(12, 20).value
    ('too_few', 'one_to_three', 'more_than_half')
    """
    if whole < SMALL:
        return Share.TOO_FEW
    tenths = part * 10 / whole
    if tenths < 1:
        return Share.UNDER_ONE
    if tenths < 3:  # noqa: PLR2004
        return Share.ONE_TO_THREE
    return Share.THREE_TO_FIVE if tenths <= 5 else Share.MORE_THAN_HALF  # noqa: PLR2004


def other_than(answers: Mapping[str, int], one: str) -> Share:
    """The share of every answer but one."""
    whole = sum(answers.values())
    return share(whole - answers.get(one, 0), whole)


def not_at_the_top(answers: Mapping[str, int]) -> Share:
    """The share of pulse answers below the best one: what is published (rulings, 37)."""
    return other_than(answers, str(TOP))


def leaning(answers: Mapping[str, int], best: str) -> Share:
    """The share of one answer among those who did not pass."""
    whole = sum(count for choice, count in answers.items() if choice != Vote.PASS)
    return share(answers.get(best, 0), whole)


class Turn(StrEnum):
    """What a phone in the room is asked now: one thing, else silence.

    The question comes after what is answered with one tap: those who talk and never write keep it until it is closed.
    """

    RULES = "rules"
    VOTE = "vote"
    READ_BACK = "read_back"
    PULSE = "pulse"
    PROMPT = "prompt"
    FEW = "few"
    WAIT = "wait"


def turn(open_now: Mapping[Turn, bool], *, paused: bool) -> Turn:
    """The first of what is open and was not answered yet; during a pause nobody is asked anything."""
    if paused:
        return Turn.WAIT
    return next((one for one in Turn if open_now.get(one)), Turn.WAIT)
