from typing import Any

from flask import Blueprint, Flask, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.actions.answers import actions_of, current_decision
from listening.actions.plain import reading_of
from listening.core.database import db
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link
from listening.reportbacks import service
from listening.reportbacks.forms import ButtonForm, ReportBackForm, check_words, mark_of
from listening.reportbacks.letter import letter_of
from listening.reportbacks.models import ReportBack
from listening.reportbacks.rules import missing_from
from listening.reportbacks.shelf import shelf
from listening.themes.models import Theme

desk = Blueprint("reportbacks_desk", __name__, url_prefix="/staff/report-backs")


def register(app: Flask) -> None:
    roles = frozenset({Role.PUBLISHER, Role.REVIEWER})
    places = frozenset({"reportbacks_desk"})
    add_desk_link(app, DeskLink("reportbacks_desk.listed", _l("Report-backs"), roles, places))
    app.jinja_env.filters.update(
        check_words=lambda name: check_words()[name],
        missing_words=lambda name: service.missing_words()[name],
    )


def report_back_or_404(report_back_id: int) -> ReportBack:
    return db.session.get(ReportBack, report_back_id) or abort(404)


@desk.get("")
@requires(Role.PUBLISHER, Role.REVIEWER)
def listed(_me: Staff) -> ResponseReturnValue:
    return page("reportbacks/desk/listed.html", engagements=shelf())


@desk.route("/themes/<int:theme_id>/<language>", methods=["GET", "POST"])
@requires(Role.PUBLISHER, Role.REVIEWER)
def write(me: Staff, theme_id: int, language: str) -> ResponseReturnValue:
    theme = db.session.get(Theme, theme_id)
    if theme is None or theme.is_draft or language not in theme.engagement.languages:
        abort(404)
    newest, fit = service.newest_version(theme_id, language), service.quotable(theme_id, language)
    if newest and newest.published_on is None:
        return done(url_for(".edit", report_back_id=newest.id))
    form = ReportBackForm.about(theme_id, language, fit, **_first_words(theme, language, newest))
    if not form.validate_on_submit() or (newest and form.needs_correction()):
        return _desk_page(theme, language, form, next_version=newest is not None)
    report_back = service.draft(me, theme, language, form.texts(), form.correction.data or "")
    service.choose_quotes(me, report_back, form.chosen(theme_id, fit))
    db.session.commit()
    return done(url_for(".edit", report_back_id=report_back.id), _("The draft is kept."))


def _first_words(theme: Theme, language: str, newest: ReportBack | None) -> dict[str, Any]:
    """What a new draft begins with: the version it corrects, or what reviewers heard."""
    if newest is None:
        return {"you_said": theme.summary.get(language, "")}
    return _words_of(newest) | {"correction": ""}


def _words_of(report_back: ReportBack) -> dict[str, Any]:
    chosen = [mark_of(report_back.theme_id, one.contribution_id) for one in report_back.quotes]
    texts = {name: getattr(report_back, name) for name in service.TEXTS}
    return texts | {"quotes": chosen, "correction": report_back.correction or ""}


@desk.route("/<int:report_back_id>", methods=["GET", "POST"])
@requires(Role.PUBLISHER, Role.REVIEWER)
def edit(me: Staff, report_back_id: int) -> ResponseReturnValue:
    report_back = report_back_or_404(report_back_id)
    if report_back.published_on:
        return done(url_for(".preview", report_back_id=report_back.id))
    theme, fit = report_back.theme, service.quotable(report_back.theme_id, report_back.language)
    form = ReportBackForm.about(theme.id, report_back.language, fit, **_words_of(report_back))
    next_version = report_back.version > 1
    if not form.validate_on_submit() or (next_version and form.needs_correction()):
        return _desk_page(
            theme, report_back.language, form, next_version=next_version, draft=report_back, me=me
        )
    service.change(me, report_back, form.texts(), form.correction.data or "")
    service.choose_quotes(me, report_back, form.chosen(theme.id, fit))
    db.session.commit()
    return done(url_for(".edit", report_back_id=report_back.id), _("The draft is kept."))


def _desk_page(
    theme: Theme, language: str, form: ReportBackForm, *, next_version: bool, **more: Any
) -> ResponseReturnValue:
    """The editor: the texts, and beside them the theme, its decision and the checklist."""
    draft, me = more.get("draft"), more.get("me")
    return page(
        "reportbacks/desk/edit.html",
        theme=theme,
        written_in=language,
        form=form,
        draft=draft,
        next_version=next_version,
        decision=current_decision(theme.id),
        actions=actions_of([theme.id]).get(theme.id, []),
        needs_cosign=service.needs_cosign(theme),
        missing=missing_from(service.readiness(draft, me)) if draft else None,
        reading=reading_of("\n".join(form.texts().values()), language),
        button=ButtonForm(),
        with_htmx=True,
        status=422 if form.is_submitted() else 200,
    )


@desk.post("/reading/<language>")
@requires(Role.PUBLISHER, Role.REVIEWER)
def read_while_writing(_me: Staff, language: str) -> ResponseReturnValue:
    """How the text reads so far; asked for by htmx while someone writes."""
    text = "\n".join(ReportBackForm().texts().values())
    return page("reportbacks/desk/_reading.html", reading=reading_of(text, language))


@desk.get("/<int:report_back_id>/preview")
@requires(Role.PUBLISHER, Role.REVIEWER)
def preview(_me: Staff, report_back_id: int) -> ResponseReturnValue:
    letter = letter_of(report_back_or_404(report_back_id))
    return page("reportbacks/desk/preview.html", letter=letter)


@desk.post("/<int:report_back_id>/reviewed")
@requires(Role.PUBLISHER, Role.REVIEWER)
def mark_reviewed(me: Staff, report_back_id: int) -> ResponseReturnValue:
    report_back = report_back_or_404(report_back_id)
    service.mark_reviewed(me, report_back)
    db.session.commit()
    return done(url_for(".edit", report_back_id=report_back.id), _("Noted: a person read it."))


@desk.post("/<int:report_back_id>/cosign")
@requires(Role.REVIEWER)
def cosign(me: Staff, report_back_id: int) -> ResponseReturnValue:
    report_back = report_back_or_404(report_back_id)
    service.cosign(me, report_back)
    db.session.commit()
    return done(url_for(".edit", report_back_id=report_back.id), _("You signed it."))


@desk.post("/<int:report_back_id>/publish")
@requires(Role.PUBLISHER)
def publish(me: Staff, report_back_id: int) -> ResponseReturnValue:
    report_back = report_back_or_404(report_back_id)
    service.publish(me, report_back)
    db.session.commit()
    return done(url_for(".preview", report_back_id=report_back.id), _("It is public now."))
