"""Roles, and which of them the agency may never hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice, pairwise, takewhile


class Role(StrEnum):
    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"
    COMMUNITY_STEWARD = "community_steward"


#: Roles that need independence from the agency: proposed by the administrator, accepted by the steward.
INDEPENDENT = frozenset({Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD})
#: Roles that speak for the agency.
OF_THE_AGENCY = frozenset({Role.PUBLISHER})
#: The only role that may read what people wrote.
READERS = frozenset({Role.REVIEWER})
#: Without one of each, nobody could ever be invited again.
KEY_HOLDERS = frozenset({Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD})

#: Shortest password: NIST SP 800-63B asks for 15 where it is the only factor.
PASSWORD_LENGTH = 15
#: What anyone would try here first; names of the person and of the agency are added (ASVS 5, 6.1.2).
EXPECTED = frozenset({"hearback", "password", "passphrase", "contrasena", "contraseña", "welcome", "letmein"})
EXPECTED |= {"bienvenida", "bienvenido", "listening", "session", "child", "welfare", "county", "agency"}
EXPECTED |= {"qwertyuiop", "asdfghjkl", "zxcvbnm"}.union(*(role.split("_") for role in Role))
#: Steps to a letter that is not the same or the next one, and different letters, that must be left without all that.
LEFT_STEPS, LEFT_LETTERS = 8, 6
#: Shortest name that is taken out of a password: shorter ones stand in too many words.
NAME_LETTERS = 3
#: Days an invitation or a reset stays open.
INVITATION_DAYS = 14
#: Hours a staff session lasts without a new sign-in (ASVS 5, 7.3.2: a working day).
SESSION_HOURS = 10
#: Minutes between password and code.
PENDING_MINUTES = 15
#: Wrong codes in a row before the account rests: 5 of a million codes, three of which are good at a time.
WRONG_CODES = 5
#: Minutes it rests; 5 tries each quarter of an hour need years to find one of three codes in a million.
LOCKED_MINUTES = 15
#: Steps of half a minute that a phone's clock may be off, each way (RFC 6238, 5.2 asks for one).
DRIFT_STEPS = 1
#: Recovery codes on one sheet.
RECOVERY_CODES = 10


def fits(role: Role, *, agency_staff: bool) -> bool:
    """Whether someone of (or outside) the agency may hold this role."""
    if agency_staff:
        return role not in INDEPENDENT
    return role not in OF_THE_AGENCY


def is_easy(password: str, names: Iterable[str]) -> bool:
    """Whether little is left of a password without what anyone would try, repeats and runs.

    >>> is_easy("rosa rosa rosa 1", ["Rosa Diaz"]), is_easy("four plain words here", ["Rosa Diaz"])
    (True, False)
    """
    about = {part for name in names for part in name.casefold().split() if len(part) >= NAME_LETTERS}
    left = password.casefold()
    for word in sorted(EXPECTED | about, key=len, reverse=True):
        left = left.replace(word, "")
    steps = sum(abs(ord(second) - ord(first)) > 1 for first, second in pairwise(left))
    return steps < LEFT_STEPS or len(set(left)) < LEFT_LETTERS


def two_keys(first: Role, second: Role) -> bool:
    """Whether two roles together may give someone a new second factor: one inside, one outside the agency."""
    return {first, second} == KEY_HOLDERS


#: Originals that one person opens within an hour before the others are told: at 200 words a minute an hour holds 300
#: texts of forty words; more than that is turning pages, not reading.
BULK_TEXTS = 300
BULK_HOUR = timedelta(hours=1)
#: Pages with texts that were dealt to one reader, or asked for one by one: reading them is the work (rulings, 27).
DEALT = frozenset({"batch", "sample", "second reading", "redact", "translate", "safe_part"})


@dataclass(frozen=True)
class Opened:
    """One line of the record of readings."""

    who: int
    at: datetime
    texts: int


@dataclass(frozen=True)
class Bulk:
    """An hour in which one person opened more than anyone reads."""

    who: int
    began: datetime
    texts: int


def bulk(opened: Sequence[Opened]) -> list[Bulk]:
    """Hours with more than :data:`BULK_TEXTS` texts, each person's own, none within another; ``opened`` by time."""
    found: dict[int, list[Bulk]] = {}
    for first, one in enumerate(opened):
        mine = found.setdefault(one.who, [])
        if mine and one.at < mine[-1].began + BULK_HOUR:
            continue
        texts = _in_the_hour(islice(opened, first, None), one)
        if texts > BULK_TEXTS:
            mine.append(Bulk(one.who, one.at, texts))
    return sorted((one for mine in found.values() for one in mine), key=lambda one: one.began)


def _in_the_hour(later: Iterable[Opened], first: Opened) -> int:
    """Texts that one person opened within an hour of their first."""
    hour = takewhile(lambda one: one.at < first.at + BULK_HOUR, later)
    return sum(one.texts for one in hour if one.who == first.who)
