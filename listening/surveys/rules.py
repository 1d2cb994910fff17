"""When a survey is open, and what may be chosen in a closed question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from listening.sessions.rules import State


class QuestionKind(StrEnum):
    SINGLE = "single"
    SEVERAL = "several"
    SCALE = "scale"
    RANKING = "ranking"


#: Steps of a scale; five is what the pulse uses (rulings, 23).
SCALE = ("1", "2", "3", "4", "5")
#: A ticked box among several.
TICKED = "yes"
#: Options of a question: fewer is no choice, more nobody reads on a phone.
LEAST_OPTIONS, MOST_OPTIONS = 2, 8
#: Words of a scale: its two ends.
ENDS = 2


def state_of(*, opens_on: date, closes_on: date, ended_on: date | None, today: date) -> State:
    """The state of a survey on a day: its last day is still open, unless someone ended it."""
    if ended_on is not None or today > closes_on:
        return State.CLOSED
    return State.OPEN if today >= opens_on else State.PLANNED


@dataclass(frozen=True)
class Closed:
    """A closed question as the rules see it."""

    id: int
    kind: QuestionKind
    options: int

    def taps(self) -> dict[str, tuple[str, ...]]:
        """Every thing that can be tapped, and what may be chosen of it.

        >>> Closed(7, QuestionKind.SINGLE, 2).taps(), Closed(8, QuestionKind.RANKING, 2).taps()
        ({'7': ('0', '1')}, {'8.0': ('1', '2'), '8.1': ('1', '2')})
        """
        if self.kind is QuestionKind.SINGLE:
            return {str(self.id): tuple(str(number) for number in range(self.options))}
        if self.kind is QuestionKind.SCALE:
            return {str(self.id): SCALE}
        ranks = tuple(str(number) for number in range(1, self.options + 1))
        chosen = (TICKED,) if self.kind is QuestionKind.SEVERAL else ranks
        return {f"{self.id}.{option}": chosen for option in range(self.options)}


def allowed(questions: Iterable[Closed], posted: Mapping[str, str]) -> dict[str, str]:
    """What of a posted form are taps that these questions offer; the rest is left out."""
    offered = {about: chosen for question in questions for about, chosen in question.taps().items()}
    return {about: posted[about] for about in offered if posted.get(about) in offered[about]}


def twice_ranked(questions: Iterable[Closed], taps: Mapping[str, str]) -> list[int]:
    """Ids of rankings in which two options have the same place."""
    wrong = []
    for question in questions:
        ranks = [taps[about] for about in question.taps() if about in taps]
        if question.kind is QuestionKind.RANKING and len(set(ranks)) < len(ranks):
            wrong.append(question.id)
    return wrong
