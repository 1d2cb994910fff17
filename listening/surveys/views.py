from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, abort, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.core import clock
from listening.core.calendars import calendar_of, new_event, permanent
from listening.core.database import db
from listening.core.limits import limiter
from listening.core.page import language, page
from listening.core.paper import DRAWINGS, SIZES, as_answer, fitted, paper_asked
from listening.core.policy import public
from listening.surveys.forms import question_kinds
from listening.surveys.models import Survey
from listening.surveys.rules import QuestionKind
from listening.surveys.service import surveys_of

if TYPE_CHECKING:
    from icalendar import Event

views = Blueprint("surveys", __name__, url_prefix="/surveys")


def register(app: Flask) -> None:
    app.jinja_env.filters["question_kind"] = lambda kind: question_kinds()[QuestionKind(kind)]
    app.jinja_env.globals["surveys_of"] = surveys_of


def survey_or_404(survey_id: int) -> Survey:
    return db.session.get(Survey, survey_id) or abort(404)


@views.get("/<int:survey_id>")
@public
def invitation(survey_id: int) -> ResponseReturnValue:
    """What is asked, what is promised, until when."""
    return page("surveys/invitation.html", survey=survey_or_404(survey_id))


@views.get("/<int:survey_id>/poster")
@public
def poster(survey_id: int) -> ResponseReturnValue:
    """One sheet for a wall, with the code to scan."""
    return page("surveys/poster.html", survey=survey_or_404(survey_id))


@views.get("/<int:survey_id>/poster.pdf")
@public
@limiter.limit(DRAWINGS)
def poster_file(survey_id: int) -> ResponseReturnValue:
    """The same sheet as a file, on ``?paper=letter`` or ``a4``."""
    survey, paper = survey_or_404(survey_id), paper_asked()
    html = render_template("surveys/poster_pdf.html", survey=survey)
    return as_answer(fitted(html, paper, "poster-pdf.css", SIZES), f"survey-{survey_id}")


@views.get("/<int:survey_id>/calendar.ics")
@public
def calendar(survey_id: int) -> ResponseReturnValue:
    """The day to remind people and the last day: the reminder is in everyone's own calendar."""
    survey = survey_or_404(survey_id)
    title = survey.engagement.title.said(language())
    days = {"closes": (survey.closes_on, _("Last day to answer: %(title)s", title=title))}
    if survey.remind_on:
        days["remind"] = (survey.remind_on, _("You can still answer: %(title)s", title=title))
    return Response(
        calendar_of(title, [_day(survey, what, *one) for what, one in days.items()]), mimetype="text/calendar"
    )


def _day(survey: Survey, what: str, on: date, words: str) -> "Event":
    event = new_event()
    event.add("uid", permanent("survey", str(survey.id), what))
    event.add("dtstamp", clock.now())
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", words)
    event.add("url", url_for("surveys.invitation", survey_id=survey.id, _external=True))
    event.add("transp", "TRANSPARENT")
    return event
