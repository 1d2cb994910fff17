"""The desk beside the workbench: strands, codebook, codes on texts, the second reader, files."""

from typing import Any

from flask import Blueprint, abort, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.database import db, will_write
from listening.core.page import done, page
from listening.core.sheets import as_csv
from listening.engagements.models import Engagement
from listening.themes import codebook, coding, second_coder, sharing, strands
from listening.themes.forms import (
    ButtonForm,
    CodeForm,
    CodingForm,
    DissentForm,
    SampleForm,
    SecondReadingForm,
    StrandForm,
)
from listening.themes.hold import held
from listening.themes.models import Code, SecondReading, Theme
from listening.themes.screens_codes import (
    Coded,
    code_form,
    show_code,
    show_coding,
    show_sample,
    show_second_readings,
    show_strands,
)

codes = Blueprint("themes_codes", __name__, url_prefix="/staff/themes")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def found(kind: type[Any], key: int) -> Any:
    return db.session.get(kind, key) or abort(404)


def theme_or_404(theme_id: int) -> Theme:
    """The theme, nobody else changing it until this request is over."""
    return held(theme_id) or abort(404)


@codes.route("/<int:theme_id>/strands", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def strands_of(me: Staff, theme_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        will_write()
    theme, form = theme_or_404(theme_id), StrandForm()
    if not form.validate_on_submit():
        return show_strands(me, theme, form, status=422 if form.is_submitted() else 200)
    number = strands.mark(me, theme, form.voices.data, form.chosen)
    db.session.commit()
    where = url_for(".strands_of", theme_id=theme.id, page=request.args.get("page"))
    return done(where, _("Marked by you: %(number)s.", number=number))


@codes.post("/<int:theme_id>/dissent")
@requires(Role.REVIEWER)
def say_dissent(me: Staff, theme_id: int) -> ResponseReturnValue:
    theme = theme_or_404(theme_id)
    form = DissentForm.in_languages(theme.engagement.languages)()
    if not form.validate_on_submit():
        return show_strands(me, theme, dissent=form, status=422)
    strands.say_dissent(me, theme, form.words("dissent"))
    db.session.commit()
    return done(url_for(".strands_of", theme_id=theme.id), _("Saved."))


@codes.get("/engagements/<int:engagement_id>/codebook")
@requires(Role.REVIEWER)
def codebook_of(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = found(Engagement, engagement_id)
    return page(
        "themes/desk/codebook.html",
        engagement=engagement,
        codes=codebook.codes_of(engagement.id),
        used=codebook.times_used(engagement.id),
        shareable=sharing.how_many(engagement.id),
        button=ButtonForm(formdata=None),
    )


@codes.post("/engagements/<int:engagement_id>/codebook/starters")
@requires(Role.REVIEWER)
def load_starters(me: Staff, engagement_id: int) -> ResponseReturnValue:
    number = codebook.load_starters(me, found(Engagement, engagement_id))
    db.session.commit()
    where = url_for(".codebook_of", engagement_id=engagement_id)
    return done(where, _("Codes put into the book: %(number)s.", number=number))


@codes.route("/engagements/<int:engagement_id>/codebook/new", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def new_code(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = found(Engagement, engagement_id)
    return _keep_code(me, engagement, CodeForm.in_languages(engagement.languages)())


@codes.route("/codes/<int:code_id>", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def change_code(me: Staff, code_id: int) -> ResponseReturnValue:
    code = found(Code, code_id)
    return _keep_code(me, code.engagement, code_form(code), code)


def _keep_code(
    me: Staff, engagement: Engagement, form: CodeForm, code: Code | None = None
) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            codebook.write_code(me, engagement, form.facts(), code)
        except codebook.NameTaken as error:
            form.name.errors = [error.words]
        else:
            db.session.commit()
            return done(url_for(".codebook_of", engagement_id=engagement.id), _("Saved."))
    return show_code(engagement, form, code, status=422 if form.is_submitted() else 200)


@codes.post("/codes/<int:code_id>/remove")
@requires(Role.REVIEWER)
def remove_code(me: Staff, code_id: int) -> ResponseReturnValue:
    code = found(Code, code_id)
    where = url_for(".codebook_of", engagement_id=code.engagement_id)
    codebook.remove_code(me, code)
    db.session.commit()
    return done(where, _("The code is out of the book."))


@codes.route("/<int:theme_id>/coding", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def code_theme(me: Staff, theme_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        will_write()
    theme = theme_or_404(theme_id)
    return _code(me, Coded(theme.engagement, theme))


@codes.route("/engagements/<int:engagement_id>/coding", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def code_singles(me: Staff, engagement_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        will_write()
    return _code(me, Coded(found(Engagement, engagement_id)))


def _code(me: Staff, where: Coded) -> ResponseReturnValue:
    form = CodingForm()
    if not form.validate_on_submit():
        return show_coding(me, where, form, status=422 if form.is_submitted() else 200)
    had, have = form.pairs("had"), form.pairs("codes")
    changed = coding.give(me, where.engagement, have - had, had - have)
    db.session.commit()
    return done(where.address(request.args.get("page")), _("Codes changed: %(number)s.", number=changed))


@codes.route("/engagements/<int:engagement_id>/second-reading", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def second_readings(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement, form = found(Engagement, engagement_id), SampleForm()
    if not form.validate_on_submit():
        return show_second_readings(me, engagement, form, status=422 if form.is_submitted() else 200)
    reading = second_coder.draw(me, engagement, form.languages.data)
    db.session.commit()
    return done(url_for(".second_reading", second_reading_id=reading.id))


@codes.route("/second-readings/<int:second_reading_id>", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def second_reading(me: Staff, second_reading_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        will_write()
    reading, form = found(SecondReading, second_reading_id), SecondReadingForm()
    if waits := second_coder.left(reading):
        second_coder.mine_only(me, reading)
    if not form.validate_on_submit():
        return show_sample(me, reading, form, status=422 if form.is_submitted() else 200)
    note = second_coder.answer if waits else second_coder.settle
    note(me, reading, form.chosen)
    db.session.commit()
    return done(url_for(".second_reading", second_reading_id=reading.id), _("Kept."))


@codes.get("/engagements/<int:engagement_id>/codebook.csv")
@requires(Role.REVIEWER)
def codebook_csv(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = found(Engagement, engagement_id)
    return _file(as_csv(sharing.codebook_sheet(engagement)), f"{engagement.slug}-codebook.csv", "text/csv")


@codes.get("/engagements/<int:engagement_id>/coded.csv")
@requires(Role.REVIEWER)
def coded_csv(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = found(Engagement, engagement_id)
    return _file(as_csv(sharing.texts_sheet(engagement)), f"{engagement.slug}-coded.csv", "text/csv")


@codes.get("/engagements/<int:engagement_id>/themes.csv")
@requires(Role.REVIEWER)
def themes_csv(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = found(Engagement, engagement_id)
    return _file(as_csv(sharing.themes_sheet(engagement)), f"{engagement.slug}-themes.csv", "text/csv")


@codes.get("/engagements/<int:engagement_id>/coded.xlsx")
@requires(Role.REVIEWER)
def coded_xlsx(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = found(Engagement, engagement_id)
    return _file(sharing.workbook(engagement), f"{engagement.slug}-coded.xlsx", XLSX)


def _file(content: bytes, name: str, kind: str) -> ResponseReturnValue:
    response = make_response(content)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
