"""The desk before the evening: agenda, who does what, run sheet."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.database import db
from listening.core.page import done, page
from listening.core.paper import Paper, as_answer, as_file, paper_asked
from listening.sessions import preparing, service
from listening.sessions.evening import run_sheet
from listening.sessions.forms_evening import AgendaForm, JobsForm, line_words
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind, State, minutes_needed
from listening.sessions.shown import session_or_404

evening = Blueprint("sessions_evening", __name__, url_prefix="/staff/sessions")


@evening.route("/<int:session_id>/agenda", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def agenda(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    service.refuse_unless(session, State.PLANNED)
    form = AgendaForm.of(session)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("sessions/desk/agenda.html", form=form, **_times(session), status=status)
    preparing.time_agenda(me, session, form.minutes(session), form.order(session))
    db.session.commit()
    return done(url_for(".agenda", session_id=session.id), _("Saved."))


def _times(session: ListeningSession) -> dict[str, Any]:
    return {
        "session": session,
        "planned": preparing.planned_length(session),
        "needed": minutes_needed(preparing.TABLE, len(session.agenda)),
    }


@evening.route("/<int:session_id>/jobs", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def jobs(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    form = JobsForm.of(session)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("sessions/desk/jobs.html", form=form, session=session, status=status)
    try:
        preparing.give_jobs(me, session, form.held())
    except preparing.TwoAtOnce as no:
        form.table_scribe.errors = [no.words]
        return page("sessions/desk/jobs.html", form=form, session=session, status=422)
    db.session.commit()
    return done(url_for("sessions_desk.shown", session_id=session.id), _("Saved."))


@evening.get("/<int:session_id>/run-sheet")
@requires(Role.FACILITATOR, Role.REVIEWER)
def sheet(me: Staff, session_id: int) -> ResponseReturnValue:
    """The evening line by line, to print."""
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    return page("sessions/desk/run_sheet.html", rows=_rows(session), **_times(session))


@evening.get("/<int:session_id>/run-sheet.pdf")
@requires(Role.FACILITATOR, Role.REVIEWER)
def sheet_file(me: Staff, session_id: int) -> ResponseReturnValue:
    """The same as a file, on ``?paper=letter`` or ``a4``."""
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    paper = paper_asked()
    html = render_template("sessions/desk/run_sheet_pdf.html", rows=_rows(session), session=session)
    return as_answer(as_file(Paper(html, paper, "run-sheet-pdf.css").lay_out()), f"run-sheet-{session_id}")


def _rows(session: ListeningSession) -> list[tuple[Any, ...]]:
    """Each line with its hour, its name, what happens, and who does it."""
    lines = run_sheet(session.minutes, [item.minutes for item in session.agenda], Kind(session.kind))
    return [(line, session.starts_at + timedelta(minutes=line.at), *line_words()[line.key]) for line in lines]
