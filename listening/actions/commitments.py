"""Verbs of actions: plan, reach a milestone, judge, move a date; each in the open."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import NotAllowed
from listening.actions.agency import Incomplete, publishers_only, record, words_needed
from listening.actions.answers import current_decision
from listening.actions.models import Action, Milestone, Postponement
from listening.actions.proofs import Evidence
from listening.actions.rules import Completion, host_of, may_judge
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.themes.models import Theme


def plan_action(by: Staff, theme: Theme, facts: Mapping[str, Any]) -> Action:
    """Commit to an action; ``facts`` are its columns, at least words, owner and due_on."""
    publishers_only(by)
    if current_decision(theme.id) is None:
        raise Refused(_("First publish a decision. Then plan what you will do."))
    links = [facts[name] for name in ("plan_link", "agreement_link") if facts.get(name)]
    if not all(host_of(link) for link in links):
        raise Incomplete(_("Give a whole link that begins with https://"))
    action = Action(theme_id=theme.id, theme=theme, **facts)
    db.session.add(action)
    db.session.flush()
    record(by, Happened.ACTION_PLANNED, theme, action=action.id, due_on=action.due_on.isoformat())
    return action


def add_milestone(by: Staff, action: Action, words: Words, due_on: date) -> Milestone:
    """Add a step on the way that people can see."""
    publishers_only(by)
    milestone = Milestone(action_id=action.id, words=words, due_on=due_on)
    action.milestones.append(milestone)
    db.session.flush()
    return milestone


def reach_milestone(by: Staff, milestone: Milestone, on: date, evidence: Words) -> None:
    """A milestone is reached when something shows it; from then on the theme is being acted on."""
    publishers_only(by)
    if milestone.reached_on:
        raise Refused(_("This milestone is reached already."))
    words_needed(evidence, _("Say what shows that it was reached."))
    if on > clock.today():
        raise Incomplete(_("A milestone cannot be reached before its day has come."))
    milestone.reached_on, milestone.evidence = on, evidence
    record(
        by,
        Happened.MILESTONE_REACHED,
        milestone.action.theme,
        action=milestone.action_id,
        milestone=milestone.id,
        on=on.isoformat(),
    )


def fits_to_judge(by: Staff, action: Action) -> bool:
    """Whether this person may say how far an action is."""
    level = action.theme.engagement.participation
    return may_judge(level, agency_staff=by.agency_staff, publisher=by.holds(Role.PUBLISHER))


def refuse_to_judge(by: Staff, action: Action) -> None:
    if not fits_to_judge(by, action):
        raise NotAllowed(_("At this level of say, it is not you who judges how far an action is."))


def judge_completion(by: Staff, action: Action, completion: Completion) -> None:
    """Say in public how far an action is, and who says so.

    Raises:
        Incomplete: when the agency calls its own action complete and shows nothing for it.
    """
    refuse_to_judge(by, action)
    if by.agency_staff and completion is Completion.COMPLETE and not _is_shown(action):
        raise Incomplete(_("First show what was done: a file, a link, or a step that was reached."))
    action.completion, action.judged_by_id = completion.value, by.id
    facts = {"completion": completion.value, "agency": by.agency_staff}
    record(by, Happened.ACTION_JUDGED, action.theme, action=action.id, **facts)


def _is_shown(action: Action) -> bool:
    """Whether people can see that something was done."""
    filed = select(Evidence.id).where(Evidence.action_id == action.id, Evidence.removed_on.is_(None))
    reached = any(one.reached_on for one in action.milestones)
    return reached or db.session.scalars(filed.limit(1)).first() is not None


def move_due_date(by: Staff, action: Action, new_date: date, reason: Words) -> Postponement:
    """Move a due date in the open: the old one and the reason stay in sight."""
    publishers_only(by)
    if new_date <= clock.today() or new_date == action.due_on:
        raise Incomplete(_("The new date must be still to come."))
    words_needed(reason, _("Say why the date moves."))
    move = Postponement(
        on=clock.today(), old_date=action.due_on, new_date=new_date, reason=reason, staff_id=by.id
    )
    action.moves.append(move)
    dates = {"from": action.due_on.isoformat(), "to": new_date.isoformat()}
    action.due_on = new_date
    record(by, Happened.ACTION_MOVED, action.theme, action=action.id, **dates)
    return move
