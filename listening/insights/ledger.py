"""The public list of themes: a fixed number of queries, whatever its length."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from listening.actions.answers import actions_by_theme, decisions_by_theme
from listening.actions.models import Action, Decision
from listening.confirmations.models import Confirmation, Message
from listening.core import clock, journal
from listening.core.database import db
from listening.core.journal import step_of
from listening.core.loop import Loop, Step, reads_as
from listening.core.models import Event
from listening.engagements.models import Engagement
from listening.insights.rules import Figures, Filter, figures, urgency
from listening.themes.counts import voices_by_theme, voices_of
from listening.themes.models import Theme
from listening.themes.sense_making import named_with_community


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

    @property
    def next_action(self) -> Action | None:
        """The action that is due next and not complete."""
        return next((action for action in self.actions if action.completion != "complete"), None)


@dataclass(frozen=True)
class Ledger:
    rows: list[Row]
    figures: Figures
    engagements: list[Engagement]


def ledger(wanted: Filter) -> Ledger:
    """Every signed-off theme the filter takes, overdue first, with the figures over all of them."""
    themes = _themes()
    steps, today = journal.steps_by_theme(), clock.today()
    loops = {
        theme.id: reads_as(steps[theme.id], respond_by=theme.engagement.respond_by, today=today)
        for theme in themes
    }
    engagements = list({theme.engagement_id: theme.engagement for theme in themes}.values())
    decisions, actions = decisions_by_theme(), actions_by_theme()
    voices = voices_by_theme(one.id for one in engagements)
    named = named_with_community(one.id for one in engagements)
    rows = [
        Row(
            theme,
            loops[theme.id],
            next(iter(decisions.get(theme.id, [])), None),
            actions.get(theme.id, []),
            voices.get(theme.id, 0),
            theme.id in named,
        )
        for theme in themes
        if wanted.takes(theme.engagement.slug, loops[theme.id], _text(theme))
    ]
    counted = figures(list(loops.values()), [theme.engagement.respond_by for theme in themes])
    return Ledger(sorted(rows, key=lambda row: urgency(row.loop)), counted, engagements)


def _text(theme: Theme) -> str:
    """What a search looks through: the public words in every language."""
    return " ".join((*theme.label.values(), *theme.summary.values()))


def _themes() -> Sequence[Theme]:
    return db.session.scalars(
        select(Theme)
        .where(Theme.signed_off_on.is_not(None))
        .options(joinedload(Theme.engagement))
        .order_by(Theme.id)
    ).all()


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
    replies: Sequence[Message]
    #: Whether a room of the community named it or put it in order.
    named: bool = False


def story(theme: Theme) -> Story:
    """The trail of one signed-off theme."""
    events = db.session.scalars(select(Event).where(Event.theme_id == theme.id).order_by(Event.id)).all()
    steps = [step_of(event) for event in events]
    return Story(
        theme=theme,
        loop=reads_as(steps, respond_by=theme.engagement.respond_by, today=clock.today()),
        steps=steps,
        decisions=decisions_by_theme(theme.engagement_id).get(theme.id, []),
        actions=actions_by_theme(theme.engagement_id).get(theme.id, []),
        voices=voices_of(theme.id),
        confirmations=_confirmations(theme),
        replies=_replies(theme),
        named=theme.id in named_with_community([theme.engagement_id]),
    )


def _confirmations(theme: Theme) -> Sequence[Confirmation]:
    return db.session.scalars(
        select(Confirmation).where(Confirmation.theme_id == theme.id).order_by(Confirmation.id.desc())
    ).all()


def _replies(theme: Theme) -> Sequence[Message]:
    return db.session.scalars(
        select(Message)
        .join(Confirmation)
        .where(Confirmation.theme_id == theme.id, Message.reply.is_not(None))
        .order_by(Message.replied_on.desc(), Message.id)
    ).all()
