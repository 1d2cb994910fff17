"""People leave, obligations stay: an action goes to the next role or unit, a draft to the next writer."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from listening.accounts.models import Staff
from listening.actions.agency import Incomplete, publishers_only, record, words_needed
from listening.actions.models import Action, Decision
from listening.actions.proofs import Handover
from listening.actions.together import together
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened


def hand_over(by: Staff, action: Action, owner: str, deputy: str, reason: Words, note: str = "") -> Handover:
    """Give an action to another role or unit, in the open; the old one stays in sight.

    Args:
        by: who does it.
        action: what is handed over.
        owner: the role or unit that does it from now on.
        deputy: who stands in for it.
        reason: why, for everyone.
        note: what the next ones should know; stays on the desk.
    """
    publishers_only(by)
    if (owner, deputy) == (action.owner, action.deputy):
        raise Incomplete(_("Name another role or unit."))
    words_needed(reason, _("Say why it is handed over."))
    handover = Handover(
        action_id=action.id,
        on=clock.today(),
        old_owner=action.owner,
        new_owner=owner,
        old_deputy=action.deputy,
        new_deputy=deputy,
        reason=reason,
        note=note.strip(),
        staff_id=by.id,
    )
    db.session.add(handover)
    names = {"from": action.owner, "to": owner}
    action.owner, action.deputy = owner, deputy
    db.session.flush()
    record(by, Happened.ACTION_HANDED_OVER, action.theme, action=action.id, **names)
    return handover


def handovers(action_ids: Iterable[int]) -> dict[int, list[Handover]]:
    """Through whose hands each action went, the newest first."""
    query = select(Handover).where(Handover.action_id.in_(list(action_ids))).order_by(Handover.id.desc())
    found: dict[int, list[Handover]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.action_id, []).append(one)
    return found


def left_drafts() -> list[Decision]:
    """Drafts whose writer's account is closed; one for each shared answer."""
    query = (
        select(Decision)
        .join(Staff, Decision.drafted_by_id == Staff.id)
        .where(
            Decision.published_on.is_(None),
            Decision.discarded_on.is_(None),
            Decision.shared_id.is_(None),
            ~Staff.active,
        )
        .options(joinedload(Decision.drafted_by))
    )
    return list(db.session.scalars(query.order_by(Decision.id)))


def take_over(by: Staff, decision: Decision) -> None:
    """Become the writer of a draft whose writer left; someone else still publishes it."""
    publishers_only(by)
    if decision.drafted_by.active:
        raise Refused(_("Only a draft of someone who left can be taken over."))
    if decision.published_on or decision.discarded_on:
        raise Refused(_("This is not a draft any more."))
    for one in together(decision):
        one.drafted_by_id = by.id
