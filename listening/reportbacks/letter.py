"""A report-back as people read it: one record for the page, the poster and the preview."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.actions.answers import actions_by_theme, current_decision, loop_of
from listening.actions.models import Action, Decision
from listening.actions.plain import Reading, reading_of
from listening.contributions.models import Contribution
from listening.core.database import db
from listening.core.loop import Loop
from listening.reportbacks.models import Quote, ReportBack
from listening.reportbacks.reading import versions
from listening.reportbacks.rules import Quotable
from listening.sessions.models import ListeningSession
from listening.sessions.service import next_return
from listening.themes.models import Theme


@dataclass(frozen=True)
class Letter:
    """Everything that stands on the page of one report-back."""

    report_back: ReportBack
    theme: Theme
    loop: Loop
    decision: Decision | None
    actions: Sequence[Action]
    quotes: Sequence[Quotable]
    #: Published versions in this language, newest first.
    versions: Sequence[ReportBack]
    #: Roles, never names: who wrote it, who co-signed, who published.
    written_by: Role
    cosigned_by: Role | None
    published_by: Role | None
    #: Where people can come and say if it is so; None when no such evening is planned.
    returning: ListeningSession | None

    @property
    def reading(self) -> Reading:
        """How hard it is to read, told to everyone as it is to those who write."""
        return reading_of(self.report_back.text, self.report_back.language)

    @property
    def superseded(self) -> bool:
        return bool(self.versions) and self.versions[0].version > self.report_back.version


def letter_of(report_back: ReportBack) -> Letter:
    theme = report_back.theme
    return Letter(
        report_back=report_back,
        theme=theme,
        loop=loop_of(theme),
        decision=current_decision(theme.id),
        actions=actions_by_theme(theme.engagement_id).get(theme.id, []),
        quotes=quotes_of(report_back),
        versions=versions(theme.id, report_back.language)[::-1],
        written_by=Role(report_back.drafted_by.role),
        cosigned_by=_role(report_back.cosigned_by_id),
        published_by=_role(report_back.published_by_id),
        returning=next_return(theme.engagement_id),
    )


def quotes_of(report_back: ReportBack) -> list[Quotable]:
    """The quoted words, each with the language it was said in."""
    rows = db.session.execute(
        select(Quote.words, Contribution.language, Quote.translated_into)
        .join(Contribution, Contribution.id == Quote.contribution_id)
        .where(Quote.report_back_id == report_back.id)
        .order_by(Quote.id)
    )
    return [Quotable(*row) for row in rows]


def _role(staff_id: int | None) -> Role | None:
    staff = db.session.get(Staff, staff_id) if staff_id else None
    return Role(staff.role) if staff else None
