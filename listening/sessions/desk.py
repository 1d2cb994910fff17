from flask import Blueprint, Flask, abort, current_app, url_for
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
from listening.sessions import service
from listening.sessions.forms import ButtonForm, CancelForm, SessionForm, starter_words
from listening.sessions.models import ListeningSession
from listening.sessions.rules import VENUE_QUESTIONS, minutes_needed

desk = Blueprint("sessions_desk", __name__, url_prefix="/staff/sessions")


def register(app: Flask) -> None:
    roles = frozenset({Role.FACILITATOR, Role.PUBLISHER, Role.REVIEWER})
    places = frozenset({"sessions_desk", "live_desk"})
    add_desk_link(app, DeskLink("sessions_desk.listed", _l("Sessions"), roles, places))


#: People at one table of a usual evening.
TABLE = 6


def session_or_404(session_id: int) -> ListeningSession:
    return db.session.get(ListeningSession, session_id) or abort(404)


@desk.get("")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def listed(_me: Staff) -> ResponseReturnValue:
    sessions = db.session.scalars(select(ListeningSession).order_by(ListeningSession.starts_at.desc())).all()
    return page("sessions/desk/listed.html", sessions=sessions)


@desk.route("/new/<int:engagement_id>", methods=["GET", "POST"])
@requires(Role.FACILITATOR)
def new(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    form = SessionForm.for_engagement(engagement, service.could_help(me), data=_start(engagement))
    if not form.validate_on_submit():
        return _edit_page(form, engagement, None)
    session = service.plan(me, engagement, form.facts(), form.chosen(engagement))
    service.share(me, session, form.co_facilitators.data or [])
    if form.returns_at.data:
        service.return_with(session, form.local(form.returns_at.data))
    db.session.commit()
    return done(url_for(".shown", session_id=session.id))


def _start(engagement: Engagement) -> dict[str, object]:
    return {
        **SessionForm.fill(ground_rules=starter_words(engagement.languages)),
        "prompts": [prompt.id for prompt in engagement.prompts],
    }


def _edit_page(
    form: SessionForm, engagement: Engagement, session: ListeningSession | None
) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    return page("sessions/desk/edit.html", form=form, engagement=engagement, session=session, status=status)


@desk.route("/<int:session_id>/edit", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def edit(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    form = SessionForm.for_engagement(session.engagement, service.could_help(me), data=_filled(session))
    if not form.validate_on_submit():
        return _edit_page(form, session.engagement, session)
    service.change(me, session, form.facts(), form.chosen(session.engagement))
    service.share(me, session, form.co_facilitators.data or [])
    db.session.commit()
    return done(url_for(".shown", session_id=session.id), _("Saved."))


def _filled(session: ListeningSession) -> dict[str, object]:
    names = ("kind", "minutes", "address", "owner", "supports", "place", "ground_rules", "venue_reason")
    answers = {
        f"venue_{question.key}": "yes" if session.venue_answers[question.key] else "no"
        for question in VENUE_QUESTIONS
        if question.key in session.venue_answers
    }
    zone = current_app.config["SETTINGS"].timezone
    return {
        **SessionForm.fill(**{name: getattr(session, name) for name in names}),
        **answers,
        "starts_at": session.starts_at.astimezone(zone),
        "prompts": [item.prompt_id for item in session.agenda],
        "co_facilitators": [one.id for one in session.co_facilitators],
    }


@desk.get("/<int:session_id>")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def shown(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    return page(
        "sessions/desk/shown.html",
        session=session,
        mine=session.run_by(me),
        minutes_needed=minutes_needed(TABLE, len(session.agenda)),
        button=ButtonForm(),
    )


@desk.post("/<int:session_id>/open")
@requires(Role.FACILITATOR, Role.REVIEWER)
def open_session(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    service.open_session(me, session)
    db.session.commit()
    return done(url_for("live_desk.console", session_id=session.id))


@desk.route("/<int:session_id>/cancel", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def cancel(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    form = CancelForm.in_languages(session.engagement.languages)()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("sessions/desk/cancel.html", form=form, session=session, status=status)
    service.cancel(me, session, form.words("reason"))
    db.session.commit()
    return done(
        url_for(".shown", session_id=session.id), _("The session is called off. Everyone can see why.")
    )
