"""When a verdict window ends, and what its verdicts come to (rulings, 1 and 2)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from listening.core.loop import Status


class Answer(StrEnum):
    """The community's answer to a report-back."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    CANNOT_TELL = "cannot_tell"


#: Days a window stays open after publication.
WINDOW_DAYS = 60
#: Days it stays open after the return session, when that is later.
AFTER_RETURN_DAYS = 14
#: Fewest answers that count, and the share of receipts handed out that must have answered.
FEWEST_ANSWERS = 3
SHARE_OF_RECEIPTS = Fraction(1, 10)
#: More than this share of "no" contests; at least that share of "yes" confirms.
CONTESTED_ABOVE = Fraction(1, 3)
CONFIRMED_FROM = Fraction(2, 3)
#: Days the agency has to reply once contested.
REPLY_DAYS = 30


@dataclass(frozen=True)
class Tally:
    """Counts of answers; they can be added."""

    yes: int = 0
    partly: int = 0
    no: int = 0
    cannot_tell: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.yes + other.yes,
            self.partly + other.partly,
            self.no + other.no,
            self.cannot_tell + other.cannot_tell,
        )

    @property
    def deciding(self) -> int:
        """Answers that decide: "I don't know yet" is left out."""
        return self.yes + self.partly + self.no


def window_ends(published_on: date, return_session_on: date | None) -> date:
    """The last day to answer: 60 days from publication or 14 after the return session, the later."""
    ends = published_on + timedelta(days=WINDOW_DAYS)
    if return_session_on is None:
        return ends
    return max(ends, return_session_on + timedelta(days=AFTER_RETURN_DAYS))


def outcome(tally: Tally, receipts: int) -> Status:
    """What a pool of verdicts comes to.

    Args:
        tally: all answers that count: by receipt, and by show of hands at a return session.
        receipts: receipts issued for the theme.

    >>> outcome(Tally(yes=6, partly=2, no=1), receipts=20).value
    'confirmed'
    """
    if tally.deciding < max(Fraction(FEWEST_ANSWERS), SHARE_OF_RECEIPTS * receipts):
        return Status.UNCONFIRMED
    if tally.no > CONTESTED_ABOVE * tally.deciding:
        return Status.CONTESTED
    if tally.yes >= CONFIRMED_FROM * tally.deciding:
        return Status.CONFIRMED
    return Status.PARTLY_CONFIRMED
