from flask import Blueprint, Flask, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from listening.core.calendars import calendar_of
from listening.core.database import db
from listening.core.limits import limiter
from listening.core.page import done, language, page
from listening.core.pages import hour
from listening.core.paper import DRAWINGS, SIZES, as_answer, fitted, paper_asked
from listening.core.policy import public
from listening.sessions import around
from listening.sessions.calendars import entry_of
from listening.sessions.debriefing import Barrier, debrief_of
from listening.sessions.forms import kind_words, owner_words, support_words, venue_words
from listening.sessions.forms_around import group_words
from listening.sessions.forms_debrief import barrier_words
from listening.sessions.forms_evening import job_words
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Group, Job, Kind, Owner, Support
from listening.sessions.service import sessions_of

views = Blueprint("sessions", __name__, url_prefix="/sessions")


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        kind_words=lambda kind: kind_words()[Kind(kind)],
        owner_words=lambda owner: owner_words()[Owner(owner)],
        support_words=lambda support: support_words()[Support(support)],
        venue_question=lambda key: venue_words()[key][0],
        venue_advice=lambda key: venue_words()[key][1],
        job_name=lambda job: job_words()[Job(job)][0],
        hour=hour,
        group_words=lambda group: group_words()[Group(group)],
        barrier_words=lambda barrier: barrier_words()[Barrier(barrier)],
    )
    app.jinja_env.globals.update(debrief_of=debrief_of, sessions_of=sessions_of)


@views.get("/<int:session_id>")
@public
def invitation(session_id: int) -> ResponseReturnValue:
    """Where and when, who runs it, what people find there, and what is true of the place."""
    session = invited_or_404(session_id)
    came = around.outreach_of(session) if session.closed_at else []
    missing = around.missing_from(session)
    return page("sessions/invitation.html", session=session, came=came, missing=missing)


@views.get("/<int:session_id>/flyer")
@public
def flyer(session_id: int) -> ResponseReturnValue:
    """The invitation on one sheet, to print and to pass on."""
    return page("sessions/flyer.html", session=invited_or_404(session_id))


@views.get("/<int:session_id>/flyer.pdf")
@public
@limiter.limit(DRAWINGS)
def flyer_file(session_id: int) -> ResponseReturnValue:
    """The same sheet as a file, on ``?paper=letter`` or ``a4``."""
    session, paper = invited_or_404(session_id), paper_asked()
    html = render_template("sessions/flyer_pdf.html", session=session)
    return as_answer(fitted(html, paper, "poster-pdf.css", SIZES), f"flyer-{session_id}")


@views.get("/<int:session_id>/calendar.ics")
@public
def calendar(session_id: int) -> ResponseReturnValue:
    """The day and hour, for a calendar."""
    session = invited_or_404(session_id)
    file = calendar_of(session.place.said(language()), [entry_of(session)])
    return Response(file, mimetype="text/calendar")


@views.route("/places/<link>", methods=["GET", "POST"])
@public
def places(link: str) -> ResponseReturnValue:
    """A partner organisation says which times and places work for it; afterwards it sees what was chosen."""
    mine = around.vote_with(link) or abort(404)
    if request.method == "POST":
        around.vote(mine, [one for one in request.form.getlist("works", type=int) if one])
        db.session.commit()
        return done(url_for(".places", link=link))
    return page("sessions/places.html", mine=mine, poll=mine.poll, votes=around.votes_for(mine.poll))


def invited_or_404(session_id: int) -> ListeningSession:
    """A session the public may know: one whose promise was made."""
    session = db.session.get(ListeningSession, session_id)
    if session is None or session.engagement.opened_on is None:
        abort(404)
    return session
