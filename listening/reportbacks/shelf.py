"""Where every report-back stands, by theme and language."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from listening.actions.answers import decisions_by_theme, loops, signed_off
from listening.core.database import db
from listening.core.loop import Loop
from listening.engagements.models import Engagement
from listening.reportbacks.models import ReportBack
from listening.reportbacks.rules import missing_from
from listening.reportbacks.service import readiness
from listening.themes.models import Theme


@dataclass(frozen=True)
class Place:
    """One theme in one language."""

    language: str
    published: ReportBack | None
    draft: ReportBack | None
    #: What the draft lacks before someone else can publish it.
    missing: Sequence[str]


@dataclass(frozen=True)
class Row:
    theme: Theme
    loop: Loop
    answered: bool
    places: Sequence[Place]


@dataclass(frozen=True)
class Group:
    engagement: Engagement
    rows: Sequence[Row]


def shelf() -> list[Group]:
    """Every signed-off theme with its report-backs; answered themes first, as they can be told back."""
    themes = signed_off()
    standing, decided, written = loops(themes), decisions_by_theme(), _by_place()
    groups: dict[int, list[Row]] = {}
    for theme in sorted(themes, key=lambda theme: (theme.id not in decided, theme.id)):
        places = [_place(written, theme, language) for language in theme.engagement.languages]
        row = Row(theme, standing[theme.id], theme.id in decided, places)
        groups.setdefault(theme.engagement_id, []).append(row)
    return [Group(rows[0].theme.engagement, rows) for rows in groups.values()]


def _by_place() -> dict[tuple[int, str], list[ReportBack]]:
    """Every version, oldest first, by theme and language."""
    found: dict[tuple[int, str], list[ReportBack]] = {}
    query = select(ReportBack).options(joinedload(ReportBack.drafted_by)).order_by(ReportBack.version)
    for one in db.session.scalars(query):
        found.setdefault((one.theme_id, one.language), []).append(one)
    return found


def _place(written: dict[tuple[int, str], list[ReportBack]], theme: Theme, language: str) -> Place:
    rows = written.get((theme.id, language), [])
    published = [one for one in rows if one.published_on]
    draft = next((one for one in rows if one.published_on is None), None)
    return Place(
        language=language,
        published=published[-1] if published else None,
        draft=draft,
        missing=missing_from(readiness(draft)) if draft else [],
    )
