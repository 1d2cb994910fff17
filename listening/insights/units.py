"""Units that are reminded, and those in use that nobody can reach."""

from collections.abc import Sequence

from sqlalchemy import select

from listening.actions.models import Action
from listening.actions.rules import Completion
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.insights.models import Unit
from listening.insights.reminders import address_for, upwards
from listening.insights.rules import key_of
from listening.themes.models import Theme


def units_known() -> Sequence[Unit]:
    return db.session.scalars(select(Unit).order_by(Unit.name)).all()


def unreached() -> list[str]:
    """Roles and units that owe something and have no mailbox, nor any level above that has."""
    reached = {key_of(one.name) for one in units_known() if address_for(one, 0)}
    owners = db.session.scalars(select(Action.owner).where(Action.completion != Completion.COMPLETE.value))
    promised = db.session.scalars(select(Engagement.coordinator).where(Engagement.opened_on.is_not(None)))
    names = {key_of(name): name for name in (*owners, *promised)}
    return sorted(name for key, name in names.items() if key not in reached)


def levels_of(engagement: Engagement) -> list[list[str]]:
    """Each unit that owes something here with the levels above it, the nearest first; units without any are not."""
    owners = db.session.scalars(
        select(Action.owner).join(Theme).where(Theme.engagement_id == engagement.id).distinct()
    )
    known = {key_of(one.name): one for one in units_known()}
    names = sorted({engagement.coordinator, *owners})
    chains = [[name, *(one.name for one in list(upwards(known.get(key_of(name))))[1:])] for name in names]
    return [chain for chain in chains if len(chain) > 1]
