"""Verbs of answering: acknowledge, decide (one drafts, another publishes), commit to actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import NotAllowed
from listening.actions import answers
from listening.actions.answers import (
    NotHeardYet,
    actions_by_theme,
    current_decision,
    decisions_by_theme,
    loop_of,
)
from listening.actions.models import Action, Decision, Milestone, Postponement
from listening.actions.rules import Choice, Completion, may_decide, may_judge
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened, Status
from listening.engagements.models import Engagement
from listening.themes.models import Theme

__all__ = ["NotHeardYet", "actions_by_theme", "current_decision", "decisions_by_theme", "loop_of"]


class Incomplete(Refused):
    """A part is missing, and the words say which."""

    status = 422


class TwoPeopleNeeded(NotAllowed):
    """Two people look before the public does."""


def acknowledge(by: Staff, theme: Theme, reply_by: date) -> None:
    """Say in public by when an answer comes. The date can come forward, never go back."""
    _publishers_only(by)
    answers.refuse_before_community(theme)
    loop = loop_of(theme)
    if loop.reply_by is None:
        raise Refused(_("This theme has its answer."))
    if reply_by < clock.today():
        raise Incomplete(_("Choose a day that is still to come."))
    if reply_by > loop.reply_by:
        raise Incomplete(_("The date cannot be later than what was promised."))
    _record(by, Happened.ACKNOWLEDGED, theme, reply_by=reply_by.isoformat())


def acknowledge_all(by: Staff, engagement: Engagement, reply_by: date) -> list[Theme]:
    """Acknowledge every theme of an engagement that was heard and not acknowledged; returns them."""
    themes = [theme for theme in answers.signed_off() if theme.engagement_id == engagement.id]
    loops = answers.loops(themes, engagement.id)
    heard = [theme for theme in themes if theme.id in loops and loops[theme.id].status is Status.HEARD]
    for theme in heard:
        acknowledge(by, theme, reply_by)
    return heard


def draft_decision(by: Staff, theme: Theme, facts: Mapping[str, Any]) -> Decision:
    """Write a decision; nobody outside sees it until someone else publishes it.

    Raises:
        Incomplete: while :func:`rules.missing_from` names a missing part.
    """
    _publishers_only(by)
    refuse_if_decided(theme)
    decision = Decision(theme_id=theme.id, theme=theme, drafted_by_id=by.id)
    _write(decision, facts)
    db.session.add(decision)
    db.session.flush()
    return decision


def refuse_if_decided(theme: Theme) -> None:
    """One draft at a time; and a public decision stands until the community contests it."""
    answers.refuse_before_community(theme)
    loop, stands = loop_of(theme), current_decision(theme.id)
    if theme.id in answers.drafts_by_theme(theme.engagement_id):
        raise Refused(_("A draft of this decision is waiting already."))
    if not may_decide(loop, Choice(stands.choice) if stands else None):
        raise Refused(_("This theme has its decision. It changes only if the community disagrees."))


def change_decision(by: Staff, decision: Decision, facts: Mapping[str, Any]) -> None:
    """Change a draft."""
    refuse_to_change(by, decision)
    _write(decision, facts)


def refuse_to_change(by: Staff, decision: Decision) -> None:
    """Only the one who wrote a draft changes it, or the second look would be at other words."""
    _refuse_if_public(decision)
    if decision.drafted_by_id != by.id:
        raise NotAllowed(_("Only the person who wrote this draft can change it."))


def _refuse_if_public(decision: Decision) -> None:
    if decision.published_on:
        raise Refused(_("This decision is public. It cannot be changed any more."))


def discard_decision(by: Staff, decision: Decision) -> None:
    """Throw a draft away, for example when the one who wrote it left."""
    _publishers_only(by)
    _refuse_if_public(decision)
    db.session.delete(decision)


def _write(decision: Decision, facts: Mapping[str, Any]) -> None:
    choice = Choice(facts["choice"])
    decision.choice, decision.words = choice.value, facts["words"]
    plain = choice is Choice.WILL_DO
    decision.reason = None if plain else facts.get("reason") or None
    decision.would_change = None if plain else facts.get("would_change") or None
    answered = facts.get("to_dissent") if decision.theme.differs else None
    decision.to_dissent = answered if answered and any(answered.values()) else None
    decision.until = facts.get("until") if choice is Choice.NEED_MORE_TIME else None
    decision.referred_to = (facts.get("referred_to") or None) if choice is Choice.NOT_OURS else None
    _refuse_while_missing(answers.missing_of(decision))
    if decision.until and decision.until <= clock.today():
        raise Incomplete(_("Choose a day that is still to come."))


def _refuse_while_missing(missing: list[str]) -> None:
    if missing:
        raise Incomplete(_("This is still missing: %(parts)s.", parts="; ".join(missing)))


def publish_decision(by: Staff, decision: Decision) -> None:
    """Make a decision public.

    Raises:
        TwoPeopleNeeded: when the one who wrote it tries.
        Incomplete: while a part, or a language of the engagement, is missing.
    """
    _publishers_only(by)
    _refuse_if_public(decision)
    answers.refuse_before_community(decision.theme)
    if decision.drafted_by_id == by.id:
        raise TwoPeopleNeeded(_("You wrote this. Someone else must read it and publish it."))
    _refuse_while_missing(answers.missing_of(decision, decision.theme.engagement.languages))
    decision.published_by_id, decision.published_on = by.id, clock.today()
    extra = {"until": decision.until and decision.until.isoformat(), "referred_to": decision.referred_to}
    _record(
        by,
        Happened.DECISION_PUBLISHED,
        decision.theme,
        choice=decision.choice,
        reason=decision.reason,
        **{name: value for name, value in extra.items() if value},
    )


def plan_action(by: Staff, theme: Theme, facts: Mapping[str, Any]) -> Action:
    """Commit to an action; ``facts`` are its columns, at least words, owner and due_on."""
    _publishers_only(by)
    if current_decision(theme.id) is None:
        raise Refused(_("First publish a decision. Then plan what you will do."))
    action = Action(theme_id=theme.id, theme=theme, **facts)
    db.session.add(action)
    db.session.flush()
    _record(by, Happened.ACTION_PLANNED, theme, action=action.id, due_on=action.due_on.isoformat())
    return action


def add_milestone(by: Staff, action: Action, words: Words, due_on: date) -> Milestone:
    """Add a step on the way that people can see."""
    _publishers_only(by)
    milestone = Milestone(action_id=action.id, words=words, due_on=due_on)
    action.milestones.append(milestone)
    db.session.flush()
    return milestone


def reach_milestone(by: Staff, milestone: Milestone, on: date, evidence: Words) -> None:
    """A milestone is reached when something shows it; from then on the theme is being acted on."""
    _publishers_only(by)
    if milestone.reached_on:
        raise Refused(_("This milestone is reached already."))
    if not any(evidence.values()):
        raise Incomplete(_("Say what shows that it was reached."))
    if on > clock.today():
        raise Incomplete(_("A milestone cannot be reached before its day has come."))
    milestone.reached_on, milestone.evidence = on, evidence
    _record(
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
    """Say in public how far an action is, and who says so."""
    refuse_to_judge(by, action)
    action.completion, action.judged_by_id = completion.value, by.id
    _record(by, Happened.ACTION_JUDGED, action.theme, action=action.id, completion=completion.value)


def move_due_date(by: Staff, action: Action, new_date: date, reason: Words) -> Postponement:
    """Move a due date in the open: the old one and the reason stay in sight."""
    _publishers_only(by)
    if new_date <= clock.today() or new_date == action.due_on:
        raise Incomplete(_("The new date must be still to come."))
    if not any(reason.values()):
        raise Incomplete(_("Say why the date moves."))
    move = Postponement(
        on=clock.today(), old_date=action.due_on, new_date=new_date, reason=reason, staff_id=by.id
    )
    action.moves.append(move)
    dates = {"from": action.due_on.isoformat(), "to": new_date.isoformat()}
    action.due_on = new_date
    _record(by, Happened.ACTION_MOVED, action.theme, action=action.id, **dates)
    return move


def _publishers_only(by: Staff) -> None:
    if not by.holds(Role.PUBLISHER):
        raise NotAllowed(_("Only publishers answer for the agency."))


def _record(by: Staff, kind: Happened, theme: Theme, **detail: Any) -> None:
    journal.record(
        kind,
        on=clock.today(),
        engagement_id=theme.engagement_id,
        theme_id=theme.id,
        staff_id=by.id,
        detail=detail,
    )
