"""Which day each duty was met: gathered here, because evidence of an early promise lies in later rooms."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from listening.actions.models import Action, Decision
from listening.actions.rules import COMMITS, Choice
from listening.actions.saying import answers_in
from listening.core import clock
from listening.core.database import db
from listening.core.journal import step_of
from listening.core.loop import Happened
from listening.core.models import Event
from listening.engagements.models import Engagement, Obligation
from listening.engagements.rules import Duty, Standing, judge
from listening.reportbacks.models import ReportBack
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind
from listening.themes.counts import coverage
from listening.themes.models import Theme
from listening.themes.others import checked


@dataclass(frozen=True)
class Judged:
    """One obligation with its standing on one day."""

    obligation: Obligation
    standing: Standing
    met_on: date | None


def judged(engagement: Engagement) -> list[Judged]:
    """Every obligation of an engagement, judged today."""
    today = clock.today()
    found = []
    for obligation in engagement.obligations:
        met = EVIDENCE[Duty(obligation.duty)](engagement)
        found.append(Judged(obligation, judge(obligation.owed, met, today), met))
    return found


def _all(days: Iterable[date | None]) -> date | None:
    """The day the last of them was there; None while one is missing or there are none."""
    listed = list(days)
    present = [day for day in listed if day is not None]
    return max(present) if present and len(present) == len(listed) else None


def information(engagement: Engagement) -> date | None:
    """A promise opens only when it is complete in every language, so opening it is the evidence."""
    return engagement.opened_on


def every_voice_placed(engagement: Engagement) -> date | None:
    """Listening has ended and each contribution has a place; seen on the day of the last sign-off."""
    if engagement.closed_on is None or not coverage(engagement).complete:
        return None
    return max(_last(engagement, Happened.SIGNED_OFF) or engagement.closed_on, engagement.closed_on)


def every_theme_answered(engagement: Engagement) -> date | None:
    """Each theme has a public decision and a report-back in each language; where none was found, everyone an answer."""
    if engagement.closed_on is None:
        return None
    themes, decided, reported = _themes(engagement), decision_days(engagement), report_days(engagement)
    if not themes:
        return everyone_answered(engagement)
    days = [
        day
        for theme in themes
        for day in (
            decided.get(theme.id),
            *(reported.get((theme.id, one)) for one in engagement.languages),
        )
    ]
    return _all(days)


def no_theme_found(engagement: Engagement) -> date | None:
    """Listening has ended, and people, not the machine, found no theme: the day each voice had its own place."""
    if engagement.closed_on is None or _themes(engagement):
        return None
    return every_voice_placed(engagement) if coverage(engagement).without_theme else None


def everyone_answered(engagement: Engagement) -> date | None:
    """Where no theme was found, all who spoke have an answer, and so has each line of other things that was heard."""
    found = no_theme_found(engagement)
    if found is None or coverage(engagement).total == 0:
        return found
    answers = answers_in(engagement.id)
    owed = [None, *(line.id for line in checked(engagement.id))]
    return _all([found, *(answers[one].published_on if one in answers else None for one in owed)])


def _all_decided(engagement: Engagement) -> date | None:
    """The day the last theme had its decision, once listening has ended."""
    if engagement.closed_on is None:
        return None
    decided = decision_days(engagement)
    return _all(decided.get(theme.id) for theme in _themes(engagement))


def _nothing_to_do(engagement: Engagement) -> date | None:
    """Nothing is to be done: no theme was found, or no decision commits the agency to an action."""
    choices = db.session.scalars(
        select(Decision.choice)
        .join(Theme)
        .where(Theme.engagement_id == engagement.id, Decision.published_on.is_not(None))
    )
    if any(Choice(one) in COMMITS for one in choices):
        return None
    return _all_decided(engagement) or no_theme_found(engagement)


def _themes(engagement: Engagement) -> list[Theme]:
    query = select(Theme).where(Theme.engagement_id == engagement.id, Theme.signed_off_on.is_not(None))
    return list(db.session.scalars(query))


def decision_days(engagement: Engagement) -> dict[int, date]:
    """Of each theme the day of its first public decision."""
    rows = db.session.execute(
        select(Decision.theme_id, Decision.published_on)
        .join(Theme)
        .where(Theme.engagement_id == engagement.id, Decision.published_on.is_not(None))
        .order_by(Decision.published_on.desc())
    )
    return {theme_id: day for theme_id, day in rows if day is not None}


def report_days(engagement: Engagement) -> dict[tuple[int, str], date]:
    """Of each theme and language the day of the first report-back."""
    rows = db.session.execute(
        select(ReportBack.theme_id, ReportBack.language, ReportBack.published_on)
        .join(Theme)
        .where(Theme.engagement_id == engagement.id, ReportBack.published_on.is_not(None))
        .order_by(ReportBack.published_on.desc())
    )
    return {(theme_id, language): day for theme_id, language, day in rows if day is not None}


def sense_making(engagement: Engagement) -> date | None:
    """A sense-making session was closed before the first decision."""
    closed = db.session.scalars(
        select(ListeningSession.closed_at).where(
            ListeningSession.engagement_id == engagement.id,
            ListeningSession.kind == Kind.SENSE_MAKING.value,
            ListeningSession.closed_at.is_not(None),
        )
    ).all()
    days = sorted(clock.day_of(moment) for moment in closed if moment is not None)
    decided = min(decision_days(engagement).values(), default=None)
    return days[0] if days and (decided is None or days[0] <= decided) else None


def cosigned(engagement: Engagement) -> date | None:
    """Each published report-back has a parent partner's signature; met when all are owed and there."""
    rows = db.session.execute(
        select(ReportBack.published_on, ReportBack.cosigned_by_id)
        .join(Theme)
        .where(Theme.engagement_id == engagement.id, ReportBack.published_on.is_not(None))
    ).all()
    if not rows:
        return no_theme_found(engagement)
    signed = _all(day if cosigner is not None else None for day, cosigner in rows)
    return signed if signed and every_theme_answered(engagement) else None


def community_co_owners(engagement: Engagement) -> date | None:
    """Each action has someone of the community beside its owner, once every theme is decided."""
    shared = db.session.scalars(
        select(Action.co_owner).join(Theme).where(Theme.engagement_id == engagement.id)
    ).all()
    if not shared:
        return _nothing_to_do(engagement)
    if not all(shared) or _all_decided(engagement) is None:
        return None
    return _last(engagement, Happened.ACTION_PLANNED)


def decided_together(engagement: Engagement) -> date | None:
    """Each decision was published on a day on which a session of this engagement took place."""
    moments = db.session.scalars(
        select(ListeningSession.opened_at).where(
            ListeningSession.engagement_id == engagement.id, ListeningSession.opened_at.is_not(None)
        )
    )
    met = {clock.day_of(moment) for moment in moments if moment is not None}
    decided, themes = decision_days(engagement), _themes(engagement)
    if not themes:
        return no_theme_found(engagement)
    return _all(decided.get(theme.id) if decided.get(theme.id) in met else None for theme in themes)


def community_judges(engagement: Engagement) -> date | None:
    """Each action's completion was judged; at this level only the community can."""
    rows = db.session.scalars(
        select(Action.judged_by_id).join(Theme).where(Theme.engagement_id == engagement.id)
    ).all()
    if not rows:
        return _nothing_to_do(engagement)
    return _last(engagement, Happened.ACTION_JUDGED) if all(rows) else None


def _last(engagement: Engagement, kind: Happened) -> date | None:
    events = db.session.scalars(
        select(Event).where(Event.engagement_id == engagement.id, Event.kind == kind.value)
    )
    return max((step_of(event).on for event in events), default=None)


EVIDENCE: dict[Duty, Callable[[Engagement], date | None]] = {
    Duty.INFORMATION: information,
    Duty.EVERY_VOICE_PLACED: every_voice_placed,
    Duty.EVERY_THEME_ANSWERED: every_theme_answered,
    Duty.SENSE_MAKING: sense_making,
    Duty.COSIGNED: cosigned,
    Duty.COMMUNITY_CO_OWNERS: community_co_owners,
    Duty.DECIDED_TOGETHER: decided_together,
    Duty.COMMUNITY_JUDGES: community_judges,
}
