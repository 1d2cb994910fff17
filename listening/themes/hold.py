"""One at a time: who may change where words are, and why a change is refused."""

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import NotAllowed
from listening.core.database import db
from listening.core.errors import Refused
from listening.engagements.models import Engagement
from listening.themes.models import Theme


class NotHere(Refused):
    """These words or this theme belong to another engagement, or were deleted meanwhile."""


class SignedOff(Refused):
    """A signed-off theme cannot be undone: people are promised an answer to it."""


class NotReady(Refused):
    """Something is missing before a draft or a sign-off."""


def hold(engagement_id: int) -> None:
    """Let one at a time change where this engagement's words are; SQLite's write lock does it by itself."""
    query = select(Engagement.id).where(Engagement.id == engagement_id).with_for_update(key_share=True)
    db.session.execute(query)


def held(theme_id: int) -> Theme | None:
    """The theme as it is now, nobody else changing it until the commit; None when it is gone."""
    theme = db.session.get(Theme, theme_id)
    if theme is None:
        return None
    hold(theme.engagement_id)
    return db.session.get(Theme, theme_id, populate_existing=True)


def readers_only(by: Staff) -> None:
    if not by.holds(Role.REVIEWER):
        raise NotAllowed(_("Only a reviewer outside the agency can do this."))
