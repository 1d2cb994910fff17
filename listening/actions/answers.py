"""Reading what was answered, for this desk and every later room. Each list is one query and its parts."""

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from listening.actions.models import Action, Decision
from listening.actions.rules import Choice, missing_from, waits_for_community
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.languages import own_name
from listening.core.loop import Loop, reads_as
from listening.themes.models import Disposition, Theme
from listening.themes.sense_making import engagements_that_looked


class NotHeardYet(Refused):
    """Only what people signed off can be answered."""


def signed_off() -> list[Theme]:
    """Every theme a person signed off, with its engagement."""
    return list(
        db.session.scalars(
            select(Theme)
            .where(Theme.signed_off_on.is_not(None))
            .options(joinedload(Theme.engagement))
            .order_by(Theme.id)
        )
    )


def loops(themes: Iterable[Theme], engagement_id: int | None = None) -> dict[int, Loop]:
    """Where each of these signed-off themes stands today."""
    today = clock.today()
    if engagement_id is None:
        return journal.loops_on(today, {theme.id: theme.engagement.respond_by for theme in themes})
    steps = journal.steps_by_theme(engagement_id)
    return {
        theme.id: reads_as(steps[theme.id], respond_by=theme.engagement.respond_by, today=today)
        for theme in themes
        if theme.id in steps
    }


def loop_of(theme: Theme) -> Loop:
    """Where the loop of a theme stands today.

    Raises:
        NotHeardYet: while nobody signed it off.
    """
    steps = [] if theme.is_draft else journal.steps_of(theme.id)
    if not steps:
        raise NotHeardYet(_("Reviewers have not signed off this theme. It cannot be answered yet."))
    return reads_as(steps, respond_by=theme.engagement.respond_by, today=clock.today())


class WaitsForCommunity(Refused):
    """The promise says: people look at the themes before the agency answers."""


def waiting_for_community(themes: Iterable[Theme]) -> set[int]:
    """Of these themes, those the agency may not answer before a sense-making session; one query."""
    found = list(themes)
    looked = engagements_that_looked({theme.engagement_id for theme in found})
    return {
        theme.id
        for theme in found
        if waits_for_community(theme.engagement.participation, looked=theme.engagement_id in looked)
    }


def refuse_before_community(theme: Theme) -> None:
    if waiting_for_community([theme]):
        raise WaitsForCommunity(
            _("This waits for the community. Close a sense-making session first, as you promised.")
        )


def voices_by_theme() -> dict[int, int]:
    """How many voices each theme holds: for bands only, never to be shown as they are."""
    rows = db.session.execute(
        select(Disposition.theme_id, func.count())
        .where(Disposition.theme_id.is_not(None))
        .group_by(Disposition.theme_id)
    )
    return {theme_id: count for theme_id, count in rows if theme_id is not None}


def current_decision(theme_id: int) -> Decision | None:
    """The decision that stands: the newest one published."""
    return db.session.scalars(_published().where(Decision.theme_id == theme_id).limit(1)).first()


def _published() -> Select[Any]:
    return (
        select(Decision)
        .where(Decision.published_on.is_not(None))
        .order_by(Decision.published_on.desc(), Decision.id.desc())
    )


def published_decisions(theme_ids: Collection[int]) -> dict[int, list[Decision]]:
    """Published decisions of these themes, the one that stands first."""
    return _by_theme(db.session.scalars(_published().where(Decision.theme_id.in_(theme_ids))))


def standing_decisions(theme_ids: Collection[int]) -> dict[int, Decision]:
    """Of each of these themes the decision that stands."""
    return {theme_id: found[0] for theme_id, found in published_decisions(theme_ids).items()}


def actions_of(theme_ids: Collection[int]) -> dict[int, list[Action]]:
    """Actions of these themes, as :func:`actions_by_theme` gives them."""
    return _by_theme(db.session.scalars(_planned().where(Action.theme_id.in_(theme_ids))))


def decisions_by_theme(engagement_id: int | None = None) -> dict[int, list[Decision]]:
    """Published decisions of each theme, the one that stands first."""
    return _by_theme(db.session.scalars(_within(_published(), Decision, engagement_id)))


def drafts_by_theme(engagement_id: int | None = None) -> dict[int, Decision]:
    """The decision of each theme that waits for a second person."""
    query = (
        select(Decision)
        .where(Decision.published_on.is_(None), Decision.discarded_on.is_(None))
        .options(joinedload(Decision.drafted_by))
    )
    drafts = db.session.scalars(_within(query, Decision, engagement_id))
    return {draft.theme_id: draft for draft in drafts}


def actions_by_theme(engagement_id: int | None = None) -> dict[int, list[Action]]:
    """Actions of each theme, the first due first, with milestones and moved dates."""
    return _by_theme(db.session.scalars(_within(_planned(), Action, engagement_id)))


def _planned() -> Select[Any]:
    return (
        select(Action)
        .options(selectinload(Action.milestones), selectinload(Action.moves))
        .order_by(Action.due_on, Action.id)
    )


def _within(query: Select[Any], model: Any, engagement_id: int | None) -> Select[Any]:
    if engagement_id is None:
        return query
    return query.join(Theme, model.theme_id == Theme.id).where(Theme.engagement_id == engagement_id)


def _by_theme(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.theme_id, []).append(row)
    return found


def missing_of(decision: Decision, languages: list[str] | None = None) -> list[str]:
    """What a decision lacks, in words: parts, and languages when they are named."""
    would_change = decision.would_change or Words()
    names = missing_from(
        Choice(decision.choice),
        reason=decision.reason or "",
        would_change=any(would_change.values()),
        until=decision.until,
        referred_to=decision.referred_to or "",
    )
    texts = [(_("The decision"), decision.words)]
    texts += [(_("What could change it"), would_change)] if decision.would_change else []
    if decision.theme.differs:
        names += [] if any((decision.to_dissent or {}).values()) else ["to_dissent"]
        texts += [(_part_words()["to_dissent"], decision.to_dissent)] if decision.to_dissent else []
    return [str(_part_words()[name]) for name in names] + [
        _("%(part)s, in %(language)s", part=part, language=own_name(language))
        for part, words in texts
        for language in words.missing(languages or [])
    ]


def _part_words() -> dict[str, str]:
    return {
        "reason": _("The reason"),
        "would_change": _("What could change it"),
        "until": _("Until when"),
        "referred_to": _("Who decides it instead"),
        "to_dissent": _("What you say to those who see it differently"),
    }
