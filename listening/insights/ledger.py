"""The public list of themes: a fixed number of queries, whatever its length."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from listening.actions.answers import actions_of, published_decisions, standing_decisions
from listening.actions.models import Action, Decision
from listening.actions.rules import Completion
from listening.confirmations.models import Confirmation, Reply
from listening.confirmations.service import replies_owed
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.loop import Loop, Step, reads_as
from listening.engagements.models import Engagement
from listening.engagements.rules import Level
from listening.insights.rules import Counted, Facts, Filter, counted, key_of, urgency
from listening.sessions.models import ListeningSession
from listening.themes.counts import voices_in, voices_of
from listening.themes.models import Theme
from listening.themes.sense_making import named_with_community

#: Themes on one page: a list a person reads, and a page that stays quick however many there are.
PAGE = 50


@dataclass(frozen=True)
class Row:
    """One theme of the ledger."""

    theme: Theme
    loop: Loop
    decision: Decision | None
    actions: Sequence[Action]
    #: Exact; only ever shown through ``|voices``.
    voices: int
    #: Whether a room of the community named it or put it in order.
    named: bool = False
    #: By when a reply to words that people left is owed; None when none is.
    reply_owed: date | None = None

    @property
    def reply_late(self) -> int:
        """Days since that reply was owed, 0 when it is not late."""
        return clock.days_late(self.reply_owed)

    @property
    def next_action(self) -> Action | None:
        """The action that is due next and not complete."""
        return next((action for action in self.actions if action.completion != "complete"), None)


@dataclass(frozen=True)
class Choices:
    """What the ledger can be filtered by: ``(key, name)`` of each."""

    engagements: Sequence[Engagement]
    places: Sequence[tuple[str, Words]]
    units: Sequence[tuple[str, str]]
    levels: Sequence[Level]


@dataclass(frozen=True)
class Ledger:
    rows: list[Row]
    figures: Counted
    choices: Choices
    #: How many themes the filter takes, on how many pages, and which one this is.
    found: int
    pages: int
    page: int


@dataclass(frozen=True)
class _Shelf:
    """Every signed-off theme as the filter sees it."""

    facts: dict[int, Facts]
    choices: Choices


def ledger(wanted: Filter, page: int = 1) -> Ledger:
    """One page of the signed-off themes the filter takes, overdue first, with the figures over all of them."""
    shelf = _shelf(wanted)
    taken = _taken(shelf, wanted)
    pages = max(1, -(-len(taken) // PAGE))
    page = min(max(page, 1), pages)
    shown = taken[(page - 1) * PAGE : page * PAGE]
    figures = counted([one.loop for one in shelf.facts.values()])
    return Ledger(_rows(shown, shelf), figures, shelf.choices, len(taken), pages, page)


def every_row(wanted: Filter) -> list[Row]:
    """All signed-off themes the filter takes, overdue first."""
    shelf = _shelf(wanted)
    return _rows(_taken(shelf, wanted), shelf)


def loops_taken(wanted: Filter) -> dict[int, Loop]:
    """The loop of every signed-off theme the filter takes."""
    shelf = _shelf(wanted)
    return {number: shelf.facts[number].loop for number in _taken(shelf, wanted)}


def _taken(shelf: _Shelf, wanted: Filter) -> list[int]:
    taken = [number for number, facts in shelf.facts.items() if wanted.takes(facts)]
    return sorted(taken, key=lambda number: urgency(shelf.facts[number].loop))


def _shelf(wanted: Filter) -> _Shelf:
    themes = _themes(with_words=bool(wanted.words))
    engagements = _engagements({one.engagement_id for one in themes})
    places, units, late = _places(engagements), _units(), themes_with_late_actions()
    met = {one: frozenset(key for key, _name in found) for one, found in places.items()}
    owned = {one: frozenset(map(key_of, found)) for one, found in units.items()}
    promised = {one.id: engagements[one.engagement_id].respond_by for one in themes}
    loops = journal.loops_on(clock.today(), promised)
    facts = {
        one.id: Facts(
            slug=engagement.slug,
            level=engagement.level,
            loop=loops[one.id],
            places=met.get(engagement.id, frozenset()),
            units=owned.get(one.id, frozenset()),
            late=one.id in late,
            text=" ".join((*one.label.values(), *one.summary.values())) if wanted.words else "",
        )
        for one in themes
        for engagement in (engagements[one.engagement_id],)
    }
    return _Shelf(facts, _choices(engagements, places, units))


def _choices(
    engagements: dict[int, Engagement],
    places: dict[int, list[tuple[str, Words]]],
    units: dict[int, set[str]],
) -> Choices:
    met = {key: name for found in places.values() for key, name in found}
    owners = {key_of(one): one for found in units.values() for one in sorted(found)}
    there = {one.participation for one in engagements.values()}
    return Choices(
        list(engagements.values()),
        sorted(met.items()),
        sorted(owners.items()),
        [one for one in Level if one in there],
    )


def _themes(*, with_words: bool) -> Sequence[Any]:
    """Id and engagement of every signed-off theme; its words only when they are looked through."""
    columns = [Theme.label, Theme.summary] if with_words else []
    query = select(Theme.id, Theme.engagement_id, *columns).where(Theme.signed_off_on.is_not(None))
    return db.session.execute(query.order_by(Theme.id)).all()


def _engagements(numbers: Collection[int]) -> dict[int, Engagement]:
    query = select(Engagement).where(Engagement.id.in_(numbers)).order_by(Engagement.id)
    return {one.id: one for one in db.session.scalars(query)}


def _places(numbers: Collection[int]) -> dict[int, list[tuple[str, Words]]]:
    """Where each engagement met, or will. Who said what where is not told: rooms can be small."""
    rows = db.session.execute(
        select(ListeningSession.engagement_id, ListeningSession.place)
        .where(ListeningSession.engagement_id.in_(numbers), ListeningSession.cancelled_on.is_(None))
        .order_by(ListeningSession.starts_at)
    )
    found: dict[int, list[tuple[str, Words]]] = {}
    for engagement_id, place in rows:
        found.setdefault(engagement_id, []).append((key_of(next(iter(place.values()), "")), place))
    return found


def _units() -> dict[int, set[str]]:
    """Owners of the actions about each theme."""
    found: dict[int, set[str]] = {}
    for theme_id, owner in db.session.execute(select(Action.theme_id, Action.owner).distinct()):
        found.setdefault(theme_id, set()).add(owner)
    return found


def themes_with_late_actions() -> set[int]:
    """Themes about which something should have been done by now."""
    late = (Action.due_on < clock.today(), Action.completion != Completion.COMPLETE.value)
    return set(db.session.scalars(select(Action.theme_id).where(*late).distinct()))


def _rows(numbers: Sequence[int], shelf: _Shelf) -> list[Row]:
    """These themes with all that is shown of them, in a fixed number of queries."""
    query = select(Theme).where(Theme.id.in_(numbers)).options(joinedload(Theme.engagement))
    themes = {one.id: one for one in db.session.scalars(query)}
    decisions, actions = standing_decisions(numbers), actions_of(numbers)
    voices = voices_in(numbers)
    named = named_with_community({one.engagement_id for one in themes.values()})
    owed = replies_owed(numbers)
    return [
        Row(
            themes[number],
            shelf.facts[number].loop,
            decisions.get(number),
            actions.get(number, []),
            voices.get(number, 0),
            number in named,
            owed.get(number),
        )
        for number in numbers
    ]


@dataclass(frozen=True)
class Story:
    """One theme with everything that happened to it."""

    theme: Theme
    loop: Loop
    steps: Sequence[Step]
    decisions: Sequence[Decision]
    actions: Sequence[Action]
    voices: int
    confirmations: Sequence[Confirmation]
    #: Replies to words people left, with what readers passed on.
    replies: Sequence[Reply]
    #: Whether a room of the community named it or put it in order.
    named: bool = False
    #: By when a reply to words that people left is owed; None when none is.
    reply_owed: date | None = None

    @property
    def reply_late(self) -> int:
        """Days since that reply was owed, 0 when it is not late."""
        return clock.days_late(self.reply_owed)


def story(theme: Theme) -> Story:
    """The trail of one signed-off theme."""
    steps = journal.steps_of(theme.id)
    return Story(
        theme=theme,
        loop=reads_as(steps, respond_by=theme.engagement.respond_by, today=clock.today()),
        steps=steps,
        decisions=published_decisions([theme.id]).get(theme.id, []),
        actions=actions_of([theme.id]).get(theme.id, []),
        voices=voices_of(theme.id),
        confirmations=_confirmations(theme),
        replies=_replies(theme),
        named=theme.id in named_with_community([theme.engagement_id]),
        reply_owed=replies_owed([theme.id]).get(theme.id),
    )


def _confirmations(theme: Theme) -> Sequence[Confirmation]:
    return db.session.scalars(
        select(Confirmation).where(Confirmation.theme_id == theme.id).order_by(Confirmation.id.desc())
    ).all()


def _replies(theme: Theme) -> Sequence[Reply]:
    """Each answers all that people wrote by some day: how many replies there are does not tell how many wrote."""
    return db.session.scalars(
        select(Reply)
        .join(Confirmation)
        .where(Confirmation.theme_id == theme.id, Reply.replied_on.is_not(None))
        .order_by(Reply.replied_on.desc(), Reply.id)
    ).all()
