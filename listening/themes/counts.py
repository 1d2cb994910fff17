"""What later rooms ask about places: how many voices, how many receipts, where one contribution went."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from listening.contributions.models import Contribution
from listening.core.database import db
from listening.core.suppression import Band, total
from listening.engagements.models import Engagement, Prompt
from listening.themes.models import Disposition, Theme
from listening.themes.rules import Coverage, Place, PlacedBy
from listening.themes.rules import coverage as cover


def coverage(engagement: Engagement) -> Coverage:
    """How many of an engagement's contributions have their place; two queries."""
    return coverages([engagement.id])[engagement.id]


def coverages(engagement_ids: Iterable[int]) -> dict[int, Coverage]:
    """The coverage of several engagements in two queries, however many there are."""
    ids = list(engagement_ids)
    totals = Counter({row[0]: row[1] for row in db.session.execute(_said_in(ids))})
    places: dict[int, Counter[Place]] = {one: Counter() for one in ids}
    checked: Counter[int] = Counter()
    for engagement_id, place, placed_by, how_many in db.session.execute(_placed_in(ids)):
        places[engagement_id][Place(place)] += how_many
        checked[engagement_id] += how_many if placed_by == PlacedBy.PERSON else 0
    return {one: cover(places[one], totals[one], checked[one]) for one in ids}


def _said_in(ids: Sequence[int]) -> Select[int, int]:
    return (
        select(Prompt.engagement_id, func.count())
        .join(Contribution, Contribution.prompt_id == Prompt.id)
        .where(Prompt.engagement_id.in_(ids))
        .group_by(Prompt.engagement_id)
    )


def _placed_in(ids: Sequence[int]) -> Select[int, str, str, int]:
    return (
        select(Prompt.engagement_id, Disposition.place, Disposition.placed_by, func.count())
        .join(Contribution, Contribution.prompt_id == Prompt.id)
        .join(Disposition, Disposition.contribution_id == Contribution.id)
        .where(Prompt.engagement_id.in_(ids))
        .group_by(Prompt.engagement_id, Disposition.place, Disposition.placed_by)
    )


def voices_by_theme(engagement_ids: Iterable[int]) -> dict[int, int]:
    """Voices of each theme that has any, in one query. Exact: suppress before publishing."""
    rows = db.session.execute(
        select(Disposition.theme_id, func.count())
        .join(Theme, Theme.id == Disposition.theme_id)
        .where(Theme.engagement_id.in_(list(engagement_ids)))
        .group_by(Disposition.theme_id)
    )
    return {theme_id: how_many for theme_id, how_many in rows if theme_id is not None}


def totals_told(engagement_ids: Iterable[int]) -> dict[int, Band]:
    """What may be said in public of each engagement's total."""
    ids = list(engagement_ids)
    return {one: total(covered.total) for one, covered in coverages(ids).items()}


def voices_in(theme_ids: Iterable[int]) -> dict[int, int]:
    """The same for these themes only: what it costs does not grow with all that was ever said."""
    rows = db.session.execute(
        select(Disposition.theme_id, func.count())
        .where(Disposition.theme_id.in_(list(theme_ids)))
        .group_by(Disposition.theme_id)
    )
    return {theme_id: how_many for theme_id, how_many in rows if theme_id is not None}


def voices_of(theme_id: int) -> int:
    """Voices of one theme. Exact: suppress before publishing."""
    return db.session.scalar(select(func.count()).where(Disposition.theme_id == theme_id)) or 0


def share_signed_off(engagement_id: int) -> int | None:
    """Whole percent of an engagement's themes that a person signed off; None while there is none."""
    query = select(func.count(), func.count(Theme.signed_off_on)).where(Theme.engagement_id == engagement_id)
    every, signed = db.session.execute(query).one()
    return signed * 100 // every if every else None


def receipts_issued(theme_id: int) -> int:
    """How many of a theme's voices were handed a receipt and can answer the report-back."""
    query = (
        select(func.count())
        .select_from(Disposition)
        .join(Contribution, Contribution.id == Disposition.contribution_id)
        .where(Disposition.theme_id == theme_id, Contribution.fingerprint.is_not(None))
    )
    return db.session.scalar(query) or 0


def disposition_of(contribution_ids: Iterable[str]) -> list[Disposition]:
    """Where these contributions ended, with their themes, in one query; those not placed yet are absent."""
    return list(
        db.session.scalars(
            select(Disposition)
            .where(Disposition.contribution_id.in_(list(contribution_ids)))
            .options(joinedload(Disposition.theme))
        )
    )
