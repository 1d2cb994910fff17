"""Promises without a theme: they stand in the ledger too, so that stage and silence show from the first day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from listening.actions.records import ShortAnswer
from listening.core import clock
from listening.core.database import db
from listening.core.loop import BROKEN_DAYS, SILENT_DAYS
from listening.core.models import Event
from listening.engagements.models import Engagement
from listening.insights.rules import Filter, Stage, key_of, stage
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind
from listening.surveys.models import Survey
from listening.surveys.service import last_day_of
from listening.themes.counts import coverages
from listening.themes.models import Theme
from listening.themes.rules import Coverage

#: Stages in which nobody waits for the agency any more.
DONE = frozenset({Stage.ANSWERED, Stage.NOBODY})


@dataclass(frozen=True)
class Unthemed:
    """One promise of which no theme is signed off."""

    engagement: Engagement
    stage: Stage
    #: The first day of listening while none has begun, else the last one that is set; None where none is set.
    on: date | None
    days_overdue: int
    silent: bool

    @property
    def promise_broken(self) -> bool:
        return self.days_overdue > BROKEN_DAYS

    @property
    def beside(self) -> frozenset[str]:
        """What it can be asked for, as a theme can."""
        states = {"overdue": self.days_overdue > 0, "silent": self.silent, "broken": self.promise_broken}
        return frozenset(name for name, true in states.items() if true)


@dataclass(frozen=True)
class _Listening:
    """All listening of one engagement that was not called off."""

    sessions: Sequence[ListeningSession] = ()
    surveys: Sequence[Survey] = ()

    @property
    def begun(self) -> bool:
        today = clock.today()
        return any(one.opened_at for one in self.sessions) or any(
            one.opens_on <= today for one in self.surveys
        )

    @property
    def open_now(self) -> bool:
        today = clock.today()
        return any(one.opened_at and not one.closed_at for one in self.sessions) or any(
            one.opens_on <= today <= last_day_of(one) for one in self.surveys
        )

    @property
    def on(self) -> date | None:
        days = [clock.day_of(one.starts_at) for one in self.sessions]
        if self.begun:
            return max([*days, *map(last_day_of, self.surveys)])
        return min([*days, *(one.opens_on for one in self.surveys)], default=None)

    @property
    def places(self) -> frozenset[str]:
        return frozenset(key_of(next(iter(one.place.values()), "")) for one in self.sessions)


def unthemed(wanted: Filter) -> list[Unthemed]:
    """Every promise without a theme that the filter takes, the most overdue first; a fixed number of queries."""
    themed = select(Theme.engagement_id).where(Theme.signed_off_on.is_not(None))
    query = select(Engagement).where(Engagement.opened_on.is_not(None), Engagement.id.not_in(themed))
    engagements = db.session.scalars(query.order_by(Engagement.respond_by, Engagement.id)).all()
    if not engagements:
        return []
    ids = [one.id for one in engagements]
    listening, covered = _listening(ids), coverages(ids)
    answered, news = _answered(ids), _last_news(ids)
    found = []
    for one in engagements:
        heard = listening.get(one.id, _Listening())
        row = _row(one, heard, covered[one.id], news.get(one.id), answered=one.id in answered)
        if wanted.takes_unthemed(one.slug, one.level, heard.places, row.beside):
            found.append(row)
    return sorted(found, key=lambda one: -one.days_overdue)


def _row(
    engagement: Engagement, heard: _Listening, covered: Coverage, news: date | None, *, answered: bool
) -> Unthemed:
    today = clock.today()
    where = stage(
        begun=heard.begun,
        open_now=heard.open_now,
        ended=engagement.closed_on is not None,
        spoke=covered.total + covered.to_judge > 0,
        without_theme=covered.without_theme,
        answered=answered,
    )
    late = max(0, (today - engagement.respond_by).days)
    quiet = today - (news or today) >= timedelta(days=SILENT_DAYS)
    return Unthemed(
        engagement,
        where,
        heard.on,
        0 if where in DONE else late,
        silent=quiet and where not in DONE,
    )


def _listening(ids: Sequence[int]) -> Mapping[int, _Listening]:
    """Returning and looking at themes is no listening."""
    rooms = select(ListeningSession).where(
        ListeningSession.engagement_id.in_(ids),
        ListeningSession.kind == Kind.LISTENING.value,
        ListeningSession.cancelled_on.is_(None),
    )
    sessions: dict[int, list[ListeningSession]] = {}
    for room in db.session.scalars(rooms):
        sessions.setdefault(room.engagement_id, []).append(room)
    surveys: dict[int, list[Survey]] = {}
    for survey in db.session.scalars(select(Survey).where(Survey.engagement_id.in_(ids))):
        surveys.setdefault(survey.engagement_id, []).append(survey)
    return {one: _Listening(sessions.get(one, ()), surveys.get(one, ())) for one in ids}


def _answered(ids: Sequence[int]) -> set[int]:
    """Of these, the ones in which all who spoke were answered at once."""
    query = select(ShortAnswer.engagement_id).where(
        ShortAnswer.engagement_id.in_(ids),
        ShortAnswer.other_thing_id.is_(None),
        ShortAnswer.published_on.is_not(None),
    )
    return set(db.session.scalars(query))


def _last_news(ids: Sequence[int]) -> dict[int, date]:
    """The last day anything public happened in each."""
    query = select(Event.engagement_id, func.max(Event.on)).where(Event.engagement_id.in_(ids))
    return dict(db.session.execute(query.group_by(Event.engagement_id)).all())
