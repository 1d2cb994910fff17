"""What every verb of this room shares: who speaks for the agency, what a refusal says, the public record."""

from typing import Any

from flask_babel import gettext as _

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import NotAllowed
from listening.core import clock, journal
from listening.core.database import Words
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.themes.models import Theme


class Incomplete(Refused):
    """A part is missing, and the words say which."""

    status = 422


class TwoPeopleNeeded(NotAllowed):
    """Two people look before the public does."""


def publishers_only(by: Staff) -> None:
    if not by.holds(Role.PUBLISHER):
        raise NotAllowed(_("Only publishers answer for the agency."))


def words_needed(words: Words, refusal: str) -> None:
    if not any(words.values()):
        raise Incomplete(refusal)


def record(by: Staff, kind: Happened, theme: Theme, **detail: Any) -> None:
    """Append a public event about a theme."""
    journal.record(
        kind,
        on=clock.today(),
        engagement_id=theme.engagement_id,
        theme_id=theme.id,
        staff_id=by.id,
        detail=detail,
    )
