from datetime import datetime

from flask import Blueprint, Flask, abort, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from listening.accounts import passes
from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core import clock
from listening.core.database import db
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link
from listening.engagements.desk import engagement_or_404
from listening.engagements.models import Engagement
from listening.sessions import preparing, service
from listening.sessions.desk_around import beside
from listening.sessions.desk_evening import evening
from listening.sessions.forms import ButtonForm, CancelForm, SessionForm, starter_words
from listening.sessions.forms_evening import check_words
from listening.sessions.models import ListeningSession
from listening.sessions.records import PlaceOption, PlacePoll
from listening.sessions.rules import VENUE_QUESTIONS, State, minutes_needed
from listening.sessions.shown import session_or_404

__all__ = ["desk", "register", "session_or_404"]

#: What is still to come, or going on.
AHEAD = frozenset({State.OPEN, State.PLANNED})

desk = Blueprint("sessions_desk", __name__, url_prefix="/staff/sessions")


def register(app: Flask) -> None:
    roles = frozenset({Role.FACILITATOR, Role.PUBLISHER, Role.REVIEWER})
    places = frozenset({"sessions_desk", "sessions_evening", "sessions_around", "live_desk"})
    app.register_blueprint(evening)
    app.register_blueprint(beside)
    add_desk_link(app, DeskLink("sessions_desk.listed", _l("Sessions"), roles, places))


@desk.get("")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def listed(me: Staff) -> ResponseReturnValue:
    """What is open, then what comes next, then what is over, the latest first."""
    sessions = db.session.scalars(select(ListeningSession).order_by(ListeningSession.starts_at.desc())).all()
    coming = sorted((one for one in sessions if one.state in AHEAD), key=_soonest)
    over = [one for one in sessions if one.state not in AHEAD]
    promised = select(Engagement).where(Engagement.opened_on.is_not(None), Engagement.closed_on.is_(None))
    plannable = db.session.scalars(promised).all() if me.role == Role.FACILITATOR else []
    return page("sessions/desk/listed.html", sessions=coming + over, plannable=plannable)


def _soonest(session: ListeningSession) -> tuple[bool, datetime]:
    return session.state is not State.OPEN, session.starts_at


@desk.route("/new/<int:engagement_id>", methods=["GET", "POST"])
@requires(Role.FACILITATOR)
def new(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    like = db.session.get(ListeningSession, request.args.get("like", 0, type=int))
    start = _again(like) if like and like.engagement_id == engagement.id else _start(engagement)
    poll = db.session.get(PlacePoll, request.args.get("place", 0, type=int))
    if poll and poll.engagement_id == engagement.id and poll.chosen:
        start |= _at(next(one for one in poll.options if one.number == poll.chosen))
    form = SessionForm.for_engagement(engagement, service.could_help(me), data=start)
    if not form.validate_on_submit():
        return _edit_page(form, engagement, None, last=preparing.last_one(me, engagement.id))
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


def _again(like: ListeningSession) -> dict[str, object]:
    """Everything of an earlier session but its day."""
    return {name: value for name, value in _filled(like).items() if name != "starts_at"}


def _at(option: PlaceOption) -> dict[str, object]:
    """The time and place that partners chose."""
    zone = current_app.config["SETTINGS"].timezone
    return {
        **SessionForm.fill(place=option.place),
        "address": option.address,
        "starts_at": option.starts_at.astimezone(zone),
        "venue_chosen_by_community": "yes",
    }


def _edit_page(
    form: SessionForm,
    engagement: Engagement,
    session: ListeningSession | None,
    *,
    last: ListeningSession | None = None,
) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    return page(
        "sessions/desk/edit.html",
        form=form,
        engagement=engagement,
        session=session,
        last=last,
        status=status,
    )


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
    if form.returns_at.data and session.return_session is None and not session.is_return:
        service.return_with(session, form.local(form.returns_at.data))
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
        minutes_needed=minutes_needed(preparing.TABLE, len(session.agenda)),
        checklist=_checklist(session) if session.run_by(me) and session.state is State.PLANNED else [],
        today=clock.day_of(session.starts_at) <= clock.today(),
        button=ButtonForm(),
    )


def _checklist(session: ListeningSession) -> list[dict[str, object]]:
    """Each line with its words and the page where it is mended."""
    words = check_words()
    engagement = url_for("engagements_desk.shown", engagement_id=session.engagement_id)
    elsewhere = {
        "promise": engagement,
        "listening": engagement,
        "prompts": f"{engagement}#prompts",
        "time": url_for("sessions_evening.agenda", session_id=session.id),
        "jobs": url_for("sessions_evening.jobs", session_id=session.id),
    }
    edit = url_for(".edit", session_id=session.id)
    return [
        {"line": line, "words": words[line.key][not line.fine], "href": elsewhere.get(line.key, edit)}
        for line in preparing.checklist(session)
    ]


@desk.post("/<int:session_id>/open")
@requires(Role.FACILITATOR, Role.REVIEWER)
def open_session(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    service.open_session(me, session)
    db.session.commit()
    return done(url_for("live_desk.console", session_id=session.id))


@desk.post("/<int:session_id>/passes")
@requires(Role.FACILITATOR, Role.REVIEWER)
def print_pass(me: Staff, session_id: int) -> ResponseReturnValue:
    """A printed way in for that evening; whoever holds it works as the one it was made for."""
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    if g.get("on_pass"):
        abort(403)
    holder = db.session.get(Staff, request.form.get("holder", 0, type=int)) or abort(404)
    service.refuse_unless_running(holder, session)
    words = passes.issue(me, holder, session.id, clock.day_of(session.starts_at))
    db.session.commit()
    address = url_for("accounts_door.scanned_pass", words=words.replace(" ", "-"), _external=True)
    return page("sessions/desk/pass.html", session=session, holder=holder, words=words, address=address)


@desk.route("/<int:session_id>/cancel", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def cancel(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    form = CancelForm.in_languages(session.engagement.languages)()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("sessions/desk/cancel.html", form=form, session=session, status=status)
    service.cancel(me, session, form.words("reason"))
    db.session.commit()
    return done(
        url_for(".shown", session_id=session.id), _("The session is called off. Everyone can see why.")
    )
