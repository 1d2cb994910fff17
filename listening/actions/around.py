"""What stands around the decisions of themes, for the desk and for everyone; in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from listening.actions import counsel, delays, living, referring
from listening.actions.models import Decision
from listening.actions.records import Counsel, Delay, DraftLook, Referral
from listening.actions.rules import days_between
from listening.core import clock
from listening.core.database import db
from listening.themes.models import Theme


@dataclass(frozen=True)
class Around:
    """One theme: the lawyers' days, what parents said to drafts, what other bodies replied, why it is late."""

    #: Every decision of the theme, also drafts and those thrown away, the newest first.
    decisions: Sequence[Decision]
    #: The newest first.
    counsel: Sequence[Counsel]
    looks: Sequence[DraftLook]
    #: The newest first.
    referrals: Sequence[Referral]
    #: The newest first.
    delays: Sequence[Delay]
    #: Themes that have the same answer, by the first decision of that answer.
    shared: dict[int, list[Theme]]

    @property
    def at_counsel(self) -> Counsel | None:
        return next((one for one in self.counsel if one.back_on is None), None)

    @property
    def shown_on(self) -> date | None:
        """The day a draft that is not public yet was shown to parents."""
        drafts = (one for one in self.decisions if not one.published_on and not one.discarded_on)
        return next((one.shown_on for one in drafts), None)

    @property
    def public_looks(self) -> list[DraftLook]:
        """What was said to drafts that became public, once there is a reply to each."""
        public = {one.lead_id for one in self.decisions if one.published_on}
        return [one for one in self.looks if one.decision_id in public]


def days(begin: date, end: date | None = None) -> int:
    """Days until ``end``, or until today."""
    return days_between(begin, end, clock.today())


def around(themes: Iterable[Theme]) -> dict[int, Around]:
    """Each of these themes with everything around its decisions."""
    ids = [theme.id for theme in themes]
    query = select(Decision).where(Decision.theme_id.in_(ids)).order_by(Decision.id.desc())
    by_theme: dict[int, list[Decision]] = {number: [] for number in ids}
    for one in db.session.scalars(query):
        by_theme[one.theme_id].append(one)
    leads = {one.lead_id for found in by_theme.values() for one in found}
    steps, said, asked = counsel.steps(leads), living.looks(leads), referring.referrals(leads)
    late, shared = delays.delays(ids), _shared(leads)
    return {
        number: _of(found, steps, said, asked, late.get(number, []), shared)
        for number, found in by_theme.items()
    }


def _of(
    decisions: list[Decision],
    steps: list[Counsel],
    said: list[DraftLook],
    asked: list[Referral],
    late: list[Delay],
    shared: dict[int, list[Theme]],
) -> Around:
    mine = {one.lead_id for one in decisions}
    return Around(
        decisions=decisions,
        counsel=[one for one in steps if one.decision_id in mine],
        looks=[one for one in said if one.decision_id in mine],
        referrals=[one for one in asked if one.decision_id in mine],
        delays=late,
        shared={lead: themes for lead, themes in shared.items() if lead in mine},
    )


def _shared(leads: Iterable[int]) -> dict[int, list[Theme]]:
    """The themes of each answer that has more than one."""
    lead = Decision.shared_id
    known = list(leads)
    rows = db.session.execute(
        select(Decision.id, lead, Theme)
        .join(Theme, Decision.theme_id == Theme.id)
        .where(Decision.id.in_(known) | lead.in_(known))
        .order_by(Decision.id)
    )
    found: dict[int, list[Theme]] = {}
    for number, first, theme in rows:
        found.setdefault(first or number, []).append(theme)
    return {first: themes for first, themes in found.items() if len(themes) > 1}
