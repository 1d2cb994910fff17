"""What came without proof of work, room code or card: a person lets it in, or sets it aside for a public reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from listening.accounts.models import Staff
from listening.contributions.models import Contribution
from listening.core.database import db
from listening.engagements.models import Engagement, Prompt
from listening.themes import service
from listening.themes.hold import NotHere, hold, readers_only
from listening.themes.models import Disposition
from listening.themes.rules import AsideReason, Place

#: Texts shown of each group, and groups shown at once.
SHOWN, GROUPS = 3, 20


@dataclass(frozen=True)
class Alike:
    """Texts that are nearly the same."""

    #: The first of them by id, which names the group.
    name: str
    ids: tuple[str, ...]
    shown: tuple[Contribution, ...]


def groups_of(engagement: Engagement) -> list[Alike]:
    """All that waits to be judged, in groups of near duplicates, the largest first."""
    from analysis.near_duplicates import near_duplicates

    voices = _waiting(engagement)
    found = near_duplicates([one.text for one in voices])
    return [_alike([voices[place] for place in group]) for group in found]


def _alike(voices: Sequence[Contribution]) -> Alike:
    return Alike(voices[0].id, tuple(one.id for one in voices), tuple(voices[:SHOWN]))


def _waiting(engagement: Engagement) -> Sequence[Contribution]:
    query = (
        select(Contribution)
        .join(Prompt, Prompt.id == Contribution.prompt_id)
        .join(Disposition, Disposition.contribution_id == Contribution.id)
        .where(Prompt.engagement_id == engagement.id, Disposition.place == Place.QUARANTINE.value)
    )
    return db.session.scalars(query.order_by(Contribution.id)).all()


def judge(by: Staff, engagement: Engagement, name: str, reason: AsideReason | None) -> int:
    """Let a whole group in, or set it aside when there is a reason; how many texts.

    Raises:
        NotHere: when someone judged it meanwhile.
    """
    readers_only(by)
    hold(engagement.id)
    group = next((one for one in groups_of(engagement) if name in one.ids), None)
    if group is None:
        raise NotHere(_("Some of these words are not here any more. Look at the page again."))
    if reason is None:
        let_in = Disposition.contribution_id.in_(group.ids), Disposition.place == Place.QUARANTINE.value
        db.session.execute(delete(Disposition).where(*let_in))
    else:
        service.move(by, engagement, group.ids, Place.SET_ASIDE, reason=reason)
    return len(group.ids)
