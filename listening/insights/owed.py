"""What the agency owes by a day: answers, actions, milestones and duties that are not done, each with its owner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from listening.actions.answers import actions_by_theme, loops, signed_off
from listening.actions.models import Action
from listening.actions.rules import Completion
from listening.confirmations.models import Reply
from listening.core import clock
from listening.core.database import db
from listening.core.loop import Loop
from listening.core.page import language
from listening.engagements.forms import duty_words
from listening.engagements.models import Engagement
from listening.engagements.rules import Duty
from listening.insights.evidence import judged
from listening.themes.models import Theme


@dataclass(frozen=True)
class Owed:
    """One thing that is owed."""

    #: ``action-12``, ``milestone-3``, ``theme-5``, ``duty-7``, or ``reply-2``: the same while it is owed.
    thing: str
    title: str
    due_on: date
    #: Role or unit that owes it.
    owner: str
    href: str

    @property
    def days_late(self) -> int:
        """Days since the due date; negative before it."""
        return (clock.today() - self.due_on).days


def owed() -> list[Owed]:
    """Everything that is owed and not done, the first due first."""
    themes = signed_off()
    found = [*_answers(themes, loops(themes)), *_replies(), *_actions(themes), *_duties()]
    return sorted(found, key=lambda one: (one.due_on, one.thing))


def _answers(themes: list[Theme], standing: Mapping[int, Loop]) -> Iterator[Owed]:
    for theme in themes:
        loop = standing.get(theme.id)
        if loop is not None and loop.reply_by is not None:
            href = url_for("actions_desk.shown", theme_id=theme.id)
            owner = theme.engagement.coordinator
            yield Owed(f"theme-{theme.id}", theme.label.said(language()), loop.reply_by, owner, href)


def _replies() -> Iterator[Owed]:
    """What readers told of the words people left: one reply is owed to all of it."""
    for told in db.session.scalars(select(Reply).where(Reply.replied_on.is_(None))):
        theme = told.confirmation.theme
        title = _("A reply to words people left: %(theme)s", theme=theme.label.said(language()))
        href = url_for("confirmations_desk.reply", reply_id=told.id)
        yield Owed(f"reply-{told.id}", title, told.reply_by, theme.engagement.coordinator, href)


def _actions(themes: list[Theme]) -> Iterator[Owed]:
    planned = actions_by_theme()
    for theme in themes:
        for action in planned.get(theme.id, []):
            if action.completion != Completion.COMPLETE:
                yield from _steps(theme, action)


def _steps(theme: Theme, action: Action) -> Iterator[Owed]:
    href, here = url_for("actions_desk.shown", theme_id=theme.id), language()
    name = f"{theme.label.said(here)}: {action.words.said(here).rstrip('.')}"
    yield Owed(f"action-{action.id}", name, action.due_on, action.owner, href)
    for step in action.milestones:
        if step.reached_on is None:
            title = f"{name}: {step.words.said(here)}"
            yield Owed(f"milestone-{step.id}", title, step.due_on, action.owner, href)


def _duties() -> Iterator[Owed]:
    for engagement in db.session.scalars(select(Engagement).where(Engagement.opened_on.is_not(None))):
        for one in judged(engagement):
            if one.met_on is None:
                words = duty_words()[Duty(one.obligation.duty)]
                yield Owed(
                    f"duty-{one.obligation.id}",
                    f"{engagement.title.said(language())}: {words}",
                    one.obligation.due_on,
                    engagement.coordinator,
                    url_for("engagements_desk.shown", engagement_id=engagement.id),
                )
