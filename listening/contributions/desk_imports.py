"""The desk for files from elsewhere: choose, look, say what it is, bring it in, take it out again."""

from pathlib import Path

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions import importing, uploads
from listening.contributions.files import (
    Record,
    Unreadable,
    columns_of,
    likely_column,
    read_records,
    rows_of,
    speakers_of,
)
from listening.contributions.forms_imports import ButtonForm, MappingForm, UploadForm
from listening.contributions.models import ImportBatch
from listening.contributions.transcripts import SPEAKER
from listening.core.database import db
from listening.core.forms import choices
from listening.core.page import done, language, page
from listening.engagements.models import Engagement, Prompt
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind, State
from listening.sessions.service import sessions_of

imports = Blueprint("imports", __name__, url_prefix="/staff/imports")

#: Rows shown before a file is brought in.
SHOWN = 8
#: What the form around a file may weigh besides it.
AROUND = 64 * 1024


@imports.before_request
def take_files() -> None:
    """A file may be larger than what people type."""
    request.max_content_length = uploads.MOST_BYTES + AROUND


@imports.route("", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def listed(me: Staff) -> ResponseReturnValue:
    form = UploadForm()
    form.engagement.choices = choices({one.id: one.title.said(language()) for one in _promised()})
    if form.validate_on_submit():
        token = uploads.keep(me, form.file.data)
        return done(url_for(".look", engagement_id=form.engagement.data, token=token))
    if form.file.data:
        form.file.data.close()
    return page(
        "contributions/desk/imports.html",
        form=form,
        batches=[(one, importing.begun(one)) for one in importing.batches()],
        button=ButtonForm(formdata=None),
        status=422 if form.is_submitted() else 200,
    )


def _promised() -> list[Engagement]:
    query = select(Engagement).where(Engagement.opened_on.is_not(None)).order_by(Engagement.respond_by.desc())
    return list(db.session.scalars(query))


def _here(me: Staff, engagement_id: int, token: str) -> tuple[Engagement, Path]:
    engagement, path = db.session.get(Engagement, engagement_id), uploads.find(me, token)
    if engagement is None or engagement.opened_on is None or path is None:
        abort(404)
    return engagement, path


@imports.route("/<int:engagement_id>/<token>", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def look(me: Staff, engagement_id: int, token: str) -> ResponseReturnValue:
    """The first rows of a file, and the questions about it."""
    engagement, path = _here(me, engagement_id, token)
    try:
        records = read_records(path)
    except Unreadable as no:
        uploads.forget(path)
        return page(
            "contributions/desk/unreadable.html", why=str(no).replace(path.name, _("This file")), status=422
        )
    asked = request.args.get("column") or likely_column(records)
    past = [one for one in sessions_of(engagement.id) if _is_past(one)]
    columns = [name for name in columns_of(records) if name != SPEAKER]
    data = {"column": asked, "session": 0}
    form = MappingForm.of(engagement, past, columns, speakers_of(records), data=data)
    if not form.validate_on_submit():
        return _look_page(form, engagement, token, records)
    return _bring_in(form, path)


def _is_past(session: ListeningSession) -> bool:
    return session.kind == Kind.LISTENING and session.state in {State.CLOSED, State.SEALED}


def _look_page(
    form: MappingForm, engagement: Engagement, token: str, records: list[Record]
) -> ResponseReturnValue:
    rows = rows_of(records, form.column.data, form.without.data or ())
    good = [row for row in rows if not row.reason]
    return page(
        "contributions/desk/look.html",
        form=form,
        engagement=engagement,
        token=token,
        rows=rows[:SHOWN],
        read=len(rows),
        good=len(good),
        bad=[row for row in rows if row.reason],
        doubles=importing.doubled(rows),
        status=422 if form.is_submitted() else 200,
    )


def _bring_in(form: MappingForm, path: Path) -> ResponseReturnValue:
    session = db.session.get(ListeningSession, form.session.data)
    brought = [
        importing.import_file(
            path,
            db.session.get_one(Prompt, prompt_id),
            column=column,
            language=form.language.data,
            consent=form.agreed(),
            session=session,
            without=form.without.data or (),
        )
        for prompt_id, column in form.mapped().items()
    ]
    db.session.commit()
    uploads.forget(path)
    if all(one.before for one in brought):
        return done(url_for(".listed"), _("This file was brought in before. Nothing changed."))
    accepted = sum(one.accepted for one in brought if not one.before)
    words = ngettext("%(num)s row was brought in.", "%(num)s rows were brought in.", accepted)
    return done(url_for(".listed"), words)


@imports.post("/<int:engagement_id>/<token>/leave")
@requires(Role.FACILITATOR, Role.REVIEWER)
def leave(me: Staff, engagement_id: int, token: str) -> ResponseReturnValue:
    _engagement, path = _here(me, engagement_id, token)
    uploads.forget(path)
    return done(url_for(".listed"), _("The file is gone from here. Nothing was brought in."))


@imports.post("/batches/<int:import_batch_id>/undo")
@requires(Role.FACILITATOR, Role.REVIEWER)
def undo(_me: Staff, import_batch_id: int) -> ResponseReturnValue:
    batch = db.session.get(ImportBatch, import_batch_id) or abort(404)
    importing.undo(batch)
    db.session.commit()
    return done(url_for(".listed"), _("Taken out again. You can bring it in anew."))
