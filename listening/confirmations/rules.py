"""When a verdict window ends, and what its verdicts come to (rulings, 1 and 2)."""

from collections.abc import Iterable, Sequence
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
#: Days the agency has to reply once contested, and to words left with an answer.
REPLY_DAYS = 30
#: Months after a confirmation, and after a change was made, at which the community is asked "still so?".
AGAIN_MONTHS = (6, 12)
CHANGE_AGAIN_MONTHS = 12
#: Nobody is asked twice within this many days: one asking serves every date that falls due so soon after it.
ONE_ASKING_SERVES_DAYS = 90
#: How words are marked that came by receipt when no window was open.
LATER = "later"


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


def reply_due(opened_on: date, *, later: bool = False) -> date:
    """By when words are owed a reply; later ones are counted from the end of the week in which they came together.

    >>> reply_due(date(2026, 3, 4)), reply_due(date(2026, 3, 4), later=True)
    (datetime.date(2026, 4, 3), datetime.date(2026, 4, 7))
    """
    begin = opened_on + timedelta(days=7 - opened_on.isoweekday()) if later else opened_on
    return begin + timedelta(days=REPLY_DAYS)


def months_after(day: date, months: int) -> date:
    """The same day some months later; where that month is too short, the first day of the next.

    >>> months_after(date(2026, 8, 31), 6), months_after(date(2028, 2, 29), 12)
    (datetime.date(2027, 3, 1), datetime.date(2029, 3, 1))
    """
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + years, month + 1, day.day)
    except ValueError:
        return months_after(day.replace(day=1), months + 1)


@dataclass(frozen=True)
class Asked:
    """One window as the rule of asking again sees it."""

    opened_on: date
    #: None while it is open.
    evaluated_on: date | None
    outcome: Status | None
    #: Whether it asked "still so?".
    again: bool = False


def look_again(days: Iterable[date | None], today: date) -> date | None:
    """The next day on which a receipt has something new to tell; None when no day is known.

    >>> look_again([None, date(2026, 3, 1), date(2026, 5, 1)], date(2026, 3, 2))
    datetime.date(2026, 5, 1)
    """
    return min((day for day in days if day and day >= today), default=None)


def standing(windows: Sequence[Asked]) -> tuple[Status | None, date | None]:
    """What the community says of a theme, and since when; a later "too few answers" takes nothing back."""
    said: tuple[Status | None, date | None] = (None, None)
    for one in windows:
        if one.outcome is None or (one.again and one.outcome is Status.UNCONFIRMED):
            continue
        if one.outcome is not said[0]:
            said = (one.outcome, one.evaluated_on)
    return said


def asks_again(windows: Sequence[Asked], changes: Iterable[date], today: date) -> bool:
    """Whether the community should be asked "still so?" today.

    Args:
        windows: all windows of the theme, oldest first.
        changes: the days on which actions about the theme were judged complete.
        today: the day to judge on.
    """
    if not windows or windows[-1].evaluated_on is None:
        return False
    status, since = standing(windows)
    if status is Status.CONTESTED:
        return False
    due = [months_after(made, CHANGE_AGAIN_MONTHS) for made in changes]
    if status is Status.CONFIRMED and since is not None:
        due += [months_after(since, months) for months in AGAIN_MONTHS]
    served = timedelta(days=ONE_ASKING_SERVES_DAYS)
    return any(day <= today and not any(one.opened_on >= day - served for one in windows) for day in due)


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
