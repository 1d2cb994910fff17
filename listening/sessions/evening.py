"""The run of an evening, computed from its length and its agenda: pure, like the rules.

Minutes follow field practice: a frame of welcome, limits, ground rules and close around the prompts, shorter for a
shorter evening, and a break where people sit for more than an hour and a half.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from listening.sessions.rules import Kind

#: Minutes of each part around the prompts, by the shortest evening that gets them (field practice, run sheet).
FRAMES = {
    100: {"welcome": 8, "limits": 8, "rules": 8, "warm_up": 8, "last_word": 7, "read_back": 10, "next": 6},
    60: {"welcome": 5, "limits": 5, "rules": 5, "warm_up": 5, "last_word": 5, "read_back": 7, "next": 5},
    0: {"welcome": 4, "limits": 4, "rules": 4, "warm_up": 4, "last_word": 3, "read_back": 5, "next": 3},
}
#: Parts that come before the prompts; the rest come after.
FIRST = ("welcome", "limits", "rules", "warm_up")
#: A sense-making or return session looks at what was found or done instead of asking.
LOOKING = {Kind.SENSE_MAKING: "look", Kind.RETURN: "is_it_so"}
#: From this length on there is a break, and so long is it.
BREAK_FROM, BREAK_MINUTES = 100, 10
#: Minutes before and after the evening in which the team is there (field practice, run sheet).
BEFORE = {"room": -60, "doors": -20}
HELPER_STAYS, DEBRIEF_AFTER = 0, 30


class Part:
    """Keys of the parts that are not in a frame."""

    PROMPT = "prompt"
    BREAK = "break"
    CLOSE = "close"
    DEBRIEF = "debrief"


@dataclass(frozen=True)
class Line:
    """One line of a run sheet."""

    key: str
    #: Minutes from the start; below nought before people come.
    at: int
    minutes: int
    #: Which prompt of the agenda, counted from 0; None for the other parts.
    prompt: int | None = None


def frame_of(minutes: int) -> dict[str, int]:
    """Minutes of the parts around the prompts of an evening of this length.

    >>> sum(frame_of(120).values()), sum(frame_of(75).values()), sum(frame_of(45).values())
    (55, 37, 27)
    """
    return next(frame for shortest, frame in FRAMES.items() if minutes >= shortest)


def length_of(minutes: int, agenda: Sequence[int]) -> int:
    """Minutes the evening takes as planned: its frame, its prompts and its break.

    Args:
        minutes: how long people were invited for.
        agenda: minutes of each prompt, in order.
    """
    return sum(frame_of(minutes).values()) + sum(agenda) + _break_of(minutes, agenda)


def _break_of(minutes: int, agenda: Sequence[int]) -> int:
    return BREAK_MINUTES if minutes >= BREAK_FROM and len(agenda) > 1 else 0


def run_sheet(minutes: int, agenda: Sequence[int], kind: Kind = Kind.LISTENING) -> list[Line]:
    """Every part of the evening with its minute, from the empty room to the talk of the team afterwards."""
    frame = frame_of(minutes)
    looking = LOOKING.get(kind)
    parts: list[tuple[str, int, int | None]] = [(key, frame[key], None) for key in FIRST]
    if looking:
        parts.append((looking, max(minutes - length_of(minutes, agenda), 0), None))
    half = (len(agenda) + 1) // 2
    for number, long in enumerate(agenda):
        if number == half and _break_of(minutes, agenda):
            parts.append((Part.BREAK, BREAK_MINUTES, None))
        parts.append((Part.PROMPT, long, number))
    parts += [(key, frame[key], None) for key in frame if key not in FIRST]
    starts = accumulate((long for _key, long, _prompt in parts), initial=0)
    inside = [Line(key, at, long, prompt) for (key, long, prompt), at in zip(parts, starts, strict=False)]
    end = inside[-1].at + inside[-1].minutes
    before = [Line(key, at, 0) for key, at in BEFORE.items()]
    after = [Line(Part.CLOSE, end, HELPER_STAYS), Line(Part.DEBRIEF, end + DEBRIEF_AFTER, 0)]
    return [*before, *inside, *after]
