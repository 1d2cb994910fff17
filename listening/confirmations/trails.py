"""The trail behind a receipt: theme, decision, status, what happens next. Never the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from listening.actions.answers import actions_of, current_decision, loop_of
from listening.actions.models import Action, Decision
from listening.actions.saying import Told, said_to
from listening.confirmations.afterwards import ended_for
from listening.confirmations.models import Confirmation
from listening.confirmations.rules import AGAIN_MONTHS, look_again, months_after
from listening.confirmations.service import open_for
from listening.contributions.withdrawals import Held, held_by
from listening.core import clock
from listening.core.loop import Loop
from listening.reportbacks.reading import published_for
from listening.themes.counts import disposition_of
from listening.themes.models import Disposition
from listening.themes.parting import parted_of
from listening.themes.rules import Place


@dataclass(frozen=True)
class Trail:
    """What came of one answer of one person."""

    held: Held
    #: A reader keeps a part of it apart; the other part has the place.
    parted: bool
    disposition: Disposition | None
    loop: Loop | None
    decision: Decision | None
    #: The window they can answer in today.
    window: Confirmation | None
    reported: bool
    #: The last window when it is over: words can still be left.
    ended: Confirmation | None = None
    #: What is being done about its theme.
    actions: Sequence[Action] = ()
    #: Lines under "Other things we heard" that a single voice stands behind, with the agency's answer.
    others: Sequence[Told] = ()

    @property
    def respond_by(self) -> date:
        return self.held.prompt.engagement.respond_by

    @property
    def look_again_on(self) -> date | None:
        """The next day that is promised: an answer, a step, the end of the window, or "still so?"."""
        if self.loop is None:
            return look_again([self.respond_by], clock.today())
        owed = [one.owed_by for one in self.actions]
        owed += [step.owed_by for one in self.actions for step in one.milestones]
        said = self.loop.confirmed_on
        still_so = [months_after(said, months) for months in AGAIN_MONTHS] if said else []
        window_ends = self.window.ends_on if self.window else None
        return look_again([self.loop.reply_by, window_ends, *owed, *still_so], clock.today())


def trails_of(secret: str) -> list[Trail]:
    """One trail for every answer the receipt proves, in the order of the prompts."""
    held = held_by(secret)
    ids = [one.id for one in held]
    places, apart = {one.contribution_id: one for one in disposition_of(ids)}, parted_of(ids)
    return [_trail(one, places.get(one.id), parted=one.id in apart) for one in held]


def _trail(held: Held, place: Disposition | None, *, parted: bool) -> Trail:
    theme = place.theme if place else None
    if place and place.place == Place.SINGLE_VOICE:
        return Trail(held, parted, place, None, None, None, reported=False, others=said_to(held.id))
    if theme is None or theme.is_draft:
        return Trail(held, parted, place if theme is None else None, None, None, None, reported=False)
    return Trail(
        held,
        parted,
        place,
        loop_of(theme),
        current_decision(theme.id),
        open_for(theme.id),
        reported=bool(published_for(theme.id)),
        ended=ended_for(theme.id),
        actions=actions_of([theme.id]).get(theme.id, []),
    )


def window_in(trails: Sequence[Trail], confirmation_id: int) -> Confirmation | None:
    """The open window with this id, if a voice behind the receipt belongs to its theme."""
    windows = (trail.window for trail in trails if trail.window is not None)
    return next((window for window in windows if window.id == confirmation_id), None)


def ended_in(trails: Sequence[Trail], confirmation_id: int) -> Confirmation | None:
    """The same for a window that is over."""
    windows = (trail.ended for trail in trails if trail.ended is not None)
    return next((window for window in windows if window.id == confirmation_id), None)
