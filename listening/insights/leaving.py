"""What waited for people whose account is closed, so that someone takes it up."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from listening.accounts.models import Staff
from listening.actions.handing_over import left_drafts
from listening.core.database import db
from listening.core.page import language
from listening.reportbacks.models import ReportBack
from listening.sessions.models import ListeningSession
from listening.themes.records import Batch


@dataclass(frozen=True)
class Left:
    """One thing that waited for someone who left. It never shows what people said."""

    who: str
    what: str
    #: Where it is taken up; only some roles may enter there.
    href: str
    action: str


def left_behind() -> list[Left]:
    """Everything that still waits for closed accounts, person by person."""
    found = [*_decisions(), *_report_backs(), *_sessions(), *_batches()]
    return sorted(found, key=lambda one: one.who)


def _decisions() -> Iterator[Left]:
    for draft in left_drafts():
        yield Left(
            draft.drafted_by.display_name,
            _("Draft of an answer: %(theme)s", theme=draft.theme.label.said(language())),
            url_for("actions_desk.shown", theme_id=draft.theme_id),
            _("Take it over"),
        )


def _report_backs() -> Iterator[Left]:
    rows = db.session.execute(
        select(ReportBack, Staff)
        .join(Staff, ReportBack.drafted_by_id == Staff.id)
        .where(ReportBack.published_on.is_(None), ~Staff.active)
    )
    for draft, staff in rows:
        yield Left(
            staff.display_name,
            _("Draft of a report-back: %(theme)s", theme=draft.theme.label.said(language())),
            url_for("reportbacks_desk.edit", report_back_id=draft.id),
            _("Look at it"),
        )


def _sessions() -> Iterator[Left]:
    rows = db.session.execute(
        select(ListeningSession, Staff)
        .join(Staff, ListeningSession.facilitator_id == Staff.id)
        .where(ListeningSession.closed_at.is_(None), ListeningSession.cancelled_on.is_(None), ~Staff.active)
    )
    for session, staff in rows:
        yield Left(
            staff.display_name,
            _("A session to run: %(place)s", place=session.place.said(language())),
            url_for("sessions_desk.shown", session_id=session.id),
            _("See the session"),
        )


def _batches() -> Iterator[Left]:
    rows = db.session.execute(
        select(Staff, Batch.engagement_id, func.count())
        .join(Batch, Batch.reader_id == Staff.id)
        .where(Batch.read_on.is_(None), ~Staff.active)
        .group_by(Staff.id, Batch.engagement_id)
    )
    for staff, engagement_id, heaps in rows:
        yield Left(
            staff.display_name,
            ngettext("%(num)s heap of answers to read", "%(num)s heaps of answers to read", heaps),
            url_for("themes_desk.workbench", engagement_id=engagement_id),
            _("Go to the workbench"),
        )
