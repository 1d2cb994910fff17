"""The trail behind a receipt: theme, decision, status, what happens next. Never the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from listening.actions.answers import current_decision, loop_of
from listening.actions.models import Decision
from listening.confirmations.models import Confirmation
from listening.confirmations.service import open_for
from listening.contributions.service import Held, held_by
from listening.core.loop import Loop
from listening.reportbacks.reading import published_for
from listening.themes.counts import disposition_of
from listening.themes.models import Disposition


@dataclass(frozen=True)
class Trail:
    """What came of one answer of one person."""

    held: Held
    disposition: Disposition | None
    loop: Loop | None
    decision: Decision | None
    #: The window they can answer in today.
    window: Confirmation | None
    reported: bool

    @property
    def respond_by(self) -> date:
        return self.held.prompt.engagement.respond_by


def trails_of(secret: str) -> list[Trail]:
    """One trail for every answer the receipt proves, in the order of the prompts."""
    held = held_by(secret)
    places = {one.contribution_id: one for one in disposition_of([one.id for one in held])}
    return [_trail(one, places.get(one.id)) for one in held]


def _trail(held: Held, place: Disposition | None) -> Trail:
    theme = place.theme if place else None
    if theme is None or theme.is_draft:
        return Trail(held, place if theme is None else None, None, None, None, reported=False)
    return Trail(
        held,
        place,
        loop_of(theme),
        current_decision(theme.id),
        open_for(theme.id),
        reported=bool(published_for(theme.id)),
    )


def window_in(trails: Sequence[Trail], confirmation_id: int) -> Confirmation | None:
    """The open window with this id, if a voice behind the receipt belongs to its theme."""
    windows = (trail.window for trail in trails if trail.window is not None)
    return next((window for window in windows if window.id == confirmation_id), None)
