"""Verbs of answering: acknowledge, decide (one drafts, another publishes), commit to actions."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from listening.accounts.models import Staff
from listening.accounts.service import NotAllowed
from listening.actions import answers, counsel, living
from listening.actions.agency import Incomplete, TwoPeopleNeeded, publishers_only, record
from listening.actions.answers import (
    NotHeardYet,
    actions_by_theme,
    current_decision,
    decisions_by_theme,
    loop_of,
)
from listening.actions.commitments import (
    add_milestone,
    fits_to_judge,
    judge_completion,
    move_due_date,
    plan_action,
    reach_milestone,
    refuse_to_judge,
)
from listening.actions.models import Decision
from listening.actions.rules import Choice, may_decide
from listening.actions.together import together
from listening.core import clock
from listening.core.database import db
from listening.core.errors import Refused
from listening.core.loop import Happened, Status
from listening.engagements.models import Engagement
from listening.themes.models import Theme

__all__ = [
    "Incomplete",
    "NotHeardYet",
    "TwoPeopleNeeded",
    "actions_by_theme",
    "add_milestone",
    "current_decision",
    "decisions_by_theme",
    "fits_to_judge",
    "judge_completion",
    "loop_of",
    "move_due_date",
    "plan_action",
    "reach_milestone",
    "refuse_to_judge",
]


def acknowledge(by: Staff, theme: Theme, reply_by: date) -> None:
    """Say in public by when an answer comes. The date can come forward, never go back."""
    publishers_only(by)
    answers.refuse_before_community(theme)
    loop = loop_of(theme)
    if loop.reply_by is None:
        raise Refused(_("This theme has its answer."))
    if reply_by < clock.today():
        raise Incomplete(_("Choose a day that is still to come."))
    if reply_by > loop.reply_by:
        raise Incomplete(_("The date cannot be later than what was promised."))
    record(by, Happened.ACKNOWLEDGED, theme, reply_by=reply_by.isoformat())


def acknowledge_all(by: Staff, engagement: Engagement, reply_by: date) -> list[Theme]:
    """Acknowledge every theme of an engagement that was heard and not acknowledged; returns them."""
    themes = [theme for theme in answers.signed_off() if theme.engagement_id == engagement.id]
    loops = answers.loops(themes, engagement.id)
    heard = [theme for theme in themes if theme.id in loops and loops[theme.id].status is Status.HEARD]
    for theme in heard:
        acknowledge(by, theme, reply_by)
    return heard


def draft_decision(by: Staff, theme: Theme, facts: Mapping[str, Any], also: Iterable[Theme] = ()) -> Decision:
    """Write a decision; nobody outside sees it until someone else publishes it.

    Args:
        by: who writes it.
        theme: what it answers.
        facts: its columns.
        also: other themes that get the same answer; each keeps a loop of its own.

    Raises:
        Incomplete: while :func:`rules.missing_from` names a missing part.
    """
    publishers_only(by)
    lead = None
    for one in (theme, *also):
        if one.engagement_id != theme.engagement_id:
            raise Refused(_("One answer is for themes of one engagement."))
        refuse_if_decided(one)
        decision = Decision(theme_id=one.id, theme=one, drafted_by_id=by.id, shared_id=lead and lead.id)
        _write(decision, facts)
        db.session.add(decision)
        db.session.flush()
        lead = lead or decision
    assert lead is not None
    return lead


def refuse_if_decided(theme: Theme) -> None:
    """One draft at a time; and a public decision stands until the community contests it."""
    answers.refuse_before_community(theme)
    loop, stands = loop_of(theme), current_decision(theme.id)
    if theme.id in answers.drafts_by_theme(theme.engagement_id):
        raise Refused(_("A draft of this decision is waiting already."))
    if not may_decide(loop, Choice(stands.choice) if stands else None):
        raise Refused(_("This theme has its decision. It changes only if the community disagrees."))


def change_decision(by: Staff, decision: Decision, facts: Mapping[str, Any]) -> None:
    """Change a draft, for all themes it answers; parents must see the new words before they are public."""
    refuse_to_change(by, decision)
    for one in together(decision):
        _write(one, facts)
        one.shown_on = None


def refuse_to_change(by: Staff, decision: Decision) -> None:
    """Only the one who wrote a draft changes it, or the second look would be at other words."""
    _refuse_if_public(decision)
    if decision.drafted_by_id != by.id:
        raise NotAllowed(_("Only the person who wrote this draft can change it."))


def _refuse_if_public(decision: Decision) -> None:
    if decision.discarded_on:
        raise Refused(_("This draft was thrown away."))
    if decision.published_on:
        raise Refused(_("This decision is public. It cannot be changed any more."))


def discard_decision(by: Staff, decision: Decision) -> None:
    """Throw a draft away, for example when the one who wrote it left. What parents said to it stays."""
    publishers_only(by)
    _refuse_if_public(decision)
    if counsel.open_for(decision):
        counsel.come_back(by, decision, clock.today())
    for one in together(decision):
        one.discarded_on = clock.today()


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
    """Make a decision public, for every theme it answers; each has its own event.

    Raises:
        TwoPeopleNeeded: when the one who wrote it tries.
        NotReady: while lawyers have it, or parents were not shown it or wait for a reply.
        Incomplete: while a part, or a language of the engagement, is missing.
    """
    publishers_only(by)
    _refuse_if_public(decision)
    answers.refuse_before_community(decision.theme)
    if decision.drafted_by_id == by.id:
        raise TwoPeopleNeeded(_("You wrote this. Someone else must read it and publish it."))
    living.refuse_unless_ready(decision)
    for one in together(decision):
        _refuse_while_missing(answers.missing_of(one, one.theme.engagement.languages))
        one.published_by_id, one.published_on = by.id, clock.today()
        record(by, Happened.DECISION_PUBLISHED, one.theme, **_public_facts(one))


def _public_facts(decision: Decision) -> dict[str, Any]:
    """What the journal keeps of a decision."""
    extra = {
        "until": decision.until and decision.until.isoformat(),
        "referred_to": decision.referred_to,
        "shared_with": [one.theme_id for one in together(decision) if one.id != decision.id],
        "could_live_with_it": living.answers_to(decision),
    }
    facts = {"choice": decision.choice, "reason": decision.reason}
    return facts | {name: value for name, value in extra.items() if value}
