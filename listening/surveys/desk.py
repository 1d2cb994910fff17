from flask import Blueprint, Flask, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.database import db
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link
from listening.engagements.desk import engagement_or_404
from listening.engagements.models import Engagement
from listening.surveys import service
from listening.surveys.forms import ButtonForm, QuestionForm, SurveyForm
from listening.surveys.models import ClosedQuestion, Survey
from listening.surveys.rules import QuestionKind

desk = Blueprint("surveys_desk", __name__, url_prefix="/staff/surveys")


def register(app: Flask) -> None:
    roles = frozenset({Role.FACILITATOR, Role.PUBLISHER, Role.REVIEWER})
    add_desk_link(app, DeskLink("surveys_desk.listed", _l("Surveys"), roles, frozenset({"surveys_desk"})))


def survey_or_404(survey_id: int) -> Survey:
    return db.session.get(Survey, survey_id) or abort(404)


@desk.get("")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def listed(_me: Staff) -> ResponseReturnValue:
    surveys = db.session.scalars(select(Survey).order_by(Survey.closes_on.desc())).all()
    listening = db.session.scalars(
        select(Engagement).where(Engagement.opened_on.is_not(None), Engagement.closed_on.is_(None))
    ).all()
    return page("surveys/desk/listed.html", surveys=surveys, listening=listening)


@desk.route("/new/<int:engagement_id>", methods=["GET", "POST"])
@requires(Role.FACILITATOR)
def new(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    start = {"prompts": [prompt.id for prompt in engagement.prompts], "return_session": 0}
    form = SurveyForm.of(engagement, service.returns_of(engagement.id), data=start)
    if not form.validate_on_submit():
        return _edit_page(form, engagement, None)
    survey = service.plan(me, engagement, form.facts(), form.chosen(engagement))
    db.session.commit()
    return done(url_for(".shown", survey_id=survey.id))


def _edit_page(form: SurveyForm, engagement: Engagement, survey: Survey | None) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    return page("surveys/desk/edit.html", form=form, engagement=engagement, survey=survey, status=status)


@desk.route("/<int:survey_id>/edit", methods=["GET", "POST"])
@requires(Role.FACILITATOR)
def edit(me: Staff, survey_id: int) -> ResponseReturnValue:
    survey = survey_or_404(survey_id)
    service.refuse_unless_running(me, survey)
    start = {name: getattr(survey, name) for name in ("opens_on", "closes_on", "remind_on")}
    start |= {
        "prompts": [item.prompt_id for item in survey.agenda],
        "return_session": survey.return_session_id or 0,
    }
    form = SurveyForm.of(survey.engagement, service.returns_of(survey.engagement_id), data=start)
    if not form.validate_on_submit():
        return _edit_page(form, survey.engagement, survey)
    service.change(me, survey, form.facts(), form.chosen(survey.engagement))
    db.session.commit()
    return done(url_for(".shown", survey_id=survey.id), _("Saved."))


@desk.get("/<int:survey_id>")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def shown(me: Staff, survey_id: int) -> ResponseReturnValue:
    survey = survey_or_404(survey_id)
    mine = survey.facilitator_id == me.id
    form = QuestionForm.in_languages(survey.engagement.languages)()
    return page(
        "surveys/desk/shown.html", block="ending", survey=survey, mine=mine, form=form, button=ButtonForm()
    )


@desk.post("/<int:survey_id>/questions")
@requires(Role.FACILITATOR)
def ask(me: Staff, survey_id: int) -> ResponseReturnValue:
    survey = survey_or_404(survey_id)
    service.refuse_unless_running(me, survey)
    form = QuestionForm.in_languages(survey.engagement.languages)()
    if not form.validate_on_submit():
        return page("surveys/desk/question.html", form=form, survey=survey, status=422)
    kind = QuestionKind(form.kind.data)
    try:
        service.ask_closed(me, survey, kind, form.words("words"), form.choices_typed())
    except service.NoChoice as no:
        form.fields_of("options")[0].errors = [no.words]
        return page("surveys/desk/question.html", form=form, survey=survey, status=422)
    db.session.commit()
    return done(url_for(".shown", survey_id=survey.id) + "#questions")


def _question_or_404(survey: Survey, question_id: int) -> ClosedQuestion:
    return next((one for one in survey.questions if one.id == question_id), None) or abort(404)


@desk.post("/<int:survey_id>/questions/<int:question_id>/up")
@requires(Role.FACILITATOR)
def move_question_up(me: Staff, survey_id: int, question_id: int) -> ResponseReturnValue:
    survey = survey_or_404(survey_id)
    service.move_question_up(me, survey, _question_or_404(survey, question_id))
    db.session.commit()
    return done(url_for(".shown", survey_id=survey.id) + "#questions")


@desk.post("/<int:survey_id>/questions/<int:question_id>/withdraw")
@requires(Role.FACILITATOR)
def withdraw_question(me: Staff, survey_id: int, question_id: int) -> ResponseReturnValue:
    survey = survey_or_404(survey_id)
    service.withdraw_question(me, survey, _question_or_404(survey, question_id))
    db.session.commit()
    return done(url_for(".shown", survey_id=survey.id) + "#questions")


@desk.route("/<int:survey_id>/end", methods=["GET", "POST"])
@requires(Role.FACILITATOR)
def end(me: Staff, survey_id: int) -> ResponseReturnValue:
    """A second look at what nobody can take back; its button closes the survey."""
    survey = survey_or_404(survey_id)
    if request.method == "GET":
        service.refuse_to_end(me, survey)
        return page("surveys/desk/end.html", block="ending", survey=survey, button=ButtonForm(formdata=None))
    service.end(me, survey)
    db.session.commit()
    return done(
        url_for(".shown", survey_id=survey.id), _("The survey is closed. What waits is being sealed.")
    )
