"""The figures of the loop: how well promises are kept. Themes and days are exact, people only in bands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from listening.actions.models import Decision
from listening.actions.rules import Choice
from listening.confirmations.models import Confirmation
from listening.core.database import db, languages
from listening.core.loop import Status
from listening.engagements.models import Engagement
from listening.engagements.rules import Level, Standing
from listening.insights.evidence import judged
from listening.insights.ledger import loops_taken
from listening.insights.owing import Owing, owing
from listening.insights.rules import Counted, Filter, Share, counted
from listening.live import rules as room
from listening.live.after import pulse_of
from listening.reportbacks.models import ReportBack
from listening.themes.counts import coverages
from listening.themes.rules import Coverage
from listening.themes.second_coder import latest_result

#: Answers of the agency that say no.
REFUSALS = frozenset({Choice.WILL_NOT.value, Choice.NOT_OURS.value})


@dataclass(frozen=True)
class Agreed:
    """Two readers of one engagement, side by side."""

    engagement: Engagement
    percent: int
    kappa: float | None


@dataclass(frozen=True)
class Figures:
    """Everything on the page of figures."""

    loops: Counted
    #: Of the themes the filter takes: with a public decision.
    decided: Share
    #: Of the decisions that say no: with a reason.
    reasoned: Share
    #: Windows that ended, by outcome: how many themes, not how many people.
    outcomes: dict[Status, int]
    #: All answers of people in them; only ever shown through ``|voices``.
    answers: int
    #: Obligations that fell due, by level: kept, of all.
    kept: dict[Level, Share]
    #: Over all contributions of these engagements.
    coverage: Coverage
    agreed: Sequence[Agreed]
    #: Language → themes told back in it, of all that were told back in any.
    told_in: dict[str, Share]
    #: Pulse question → the share of people in the rooms who did not say "yes, fully".
    pulse: dict[str, room.Share]
    #: What each unit owes.
    owing: Sequence[Owing]


def figures_of(wanted: Filter) -> Figures:
    """Count what the filter takes; the number of questions grows with promises, never with themes or voices."""
    loops = loops_taken(wanted)
    engagements = _engagements(wanted)
    decisions = _decisions(set(loops))
    refused = [reason for choice, reason in decisions.values() if choice in REFUSALS]
    outcomes, answers = _outcomes(set(loops))
    return Figures(
        loops=counted(list(loops.values())),
        decided=Share(len(decisions), len(loops)),
        reasoned=Share(sum(bool(reason) for reason in refused), len(refused)),
        outcomes=outcomes,
        answers=answers,
        kept=_kept(engagements),
        coverage=_coverage(engagements),
        agreed=_agreed(engagements),
        told_in=_told_in(set(loops)),
        pulse=pulse_of([one.id for one in engagements]),
        owing=owing(loops),
    )


def _engagements(wanted: Filter) -> list[Engagement]:
    """The promises that were made, of this engagement and level."""
    query = select(Engagement).where(Engagement.opened_on.is_not(None))
    if wanted.engagement:
        query = query.where(Engagement.slug == wanted.engagement)
    if wanted.level:
        query = query.where(Engagement.level == wanted.level)
    return list(db.session.scalars(query.order_by(Engagement.id)))


def _decisions(numbers: set[int]) -> dict[int, tuple[str, str | None]]:
    """Of each theme the decision that stands: its choice and its reason."""
    query = select(Decision.theme_id, Decision.choice, Decision.reason).where(
        Decision.published_on.is_not(None)
    )
    rows = db.session.execute(query.order_by(Decision.published_on, Decision.id))
    return {theme_id: (choice, reason) for theme_id, choice, reason in rows if theme_id in numbers}


def _outcomes(numbers: set[int]) -> tuple[dict[Status, int], int]:
    columns = (Confirmation.yes, Confirmation.partly, Confirmation.no, Confirmation.cannot_tell)
    query = select(Confirmation.theme_id, Confirmation.outcome, sum(columns[1:], columns[0]))
    outcomes, answers = dict.fromkeys(_SHOWN, 0), 0
    for theme_id, outcome, how_many in db.session.execute(query.where(Confirmation.outcome.is_not(None))):
        if theme_id in numbers:
            outcomes[Status(outcome or "")] += 1
            answers += how_many
    return outcomes, answers


_SHOWN = (Status.CONFIRMED, Status.PARTLY_CONFIRMED, Status.CONTESTED, Status.UNCONFIRMED)


def _kept(engagements: Sequence[Engagement]) -> dict[Level, Share]:
    found: dict[Level, Share] = {}
    for engagement in engagements:
        due = [one for one in judged(engagement) if one.standing is not Standing.NOT_YET_DUE]
        kept = sum(one.standing is Standing.KEPT for one in due)
        level = engagement.participation
        found[level] = found.get(level, Share(0, 0)) + Share(kept, len(due))
    return {level: found[level] for level in Level if level in found and found[level].whole}


def _told_in(numbers: set[int]) -> dict[str, Share]:
    """Whether people of every language are told as much."""
    query = select(ReportBack.theme_id, ReportBack.language).where(ReportBack.published_on.is_not(None))
    told = {(number, code) for number, code in db.session.execute(query) if number in numbers}
    themes = {number for number, _code in told}
    return {code: Share(sum((one, code) in told for one in themes), len(themes)) for code in languages()}


def _coverage(engagements: Sequence[Engagement]) -> Coverage:
    parts = coverages([one.id for one in engagements]).values()
    return Coverage(
        placed=sum(one.placed for one in parts),
        total=sum(one.total for one in parts),
        checked=sum(one.checked for one in parts),
        to_judge=sum(one.to_judge for one in parts),
    )


def _agreed(engagements: Sequence[Engagement]) -> list[Agreed]:
    results = ((one, latest_result(one.id)) for one in engagements)
    return [
        Agreed(one, int((result.agreed or 0) * 100), result.kappa)
        for one, result in results
        if result is not None and not result.too_few
    ]
