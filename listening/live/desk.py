from flask import Blueprint, Flask, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions.intake import Shut
from listening.contributions.lanes import Card
from listening.contributions.rules import Lane
from listening.core import jobs
from listening.core.database import db
from listening.core.errors import Refused
from listening.core.page import done, htmx_asked, page
from listening.live import service, wall
from listening.live.desk_rehearsal import rehearsals
from listening.live.desk_room import pages
from listening.live.screens import add_console_link, closing_page, console_page, screen_page, written_here
from listening.live.service import room_of
from listening.sessions import service as sessions
from listening.sessions.desk import session_or_404
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.themes.warming import warm

desk = Blueprint("live_desk", __name__, url_prefix="/staff/live")
#: What a button of a card asks for besides a lane.
UNDO, VOTE, NO_VOTE = "undo", "vote", "no_vote"
#: Acts of the page of the ground rules, which shows what came of them.
OF_THE_RULES = frozenset({"open_rules_round", "close_rules_round"})


def register(app: Flask) -> None:
    app.register_blueprint(pages)
    add_console_link(app, "sessions_evening.sheet", _l("Run sheet to print"))
    app.register_blueprint(rehearsals)


def lane_asked() -> Lane:
    asked = request.values.get("lane", "")
    return Lane(asked) if asked in set(Lane) else Lane.NEW


@desk.get("/<int:session_id>")
@requires(Role.FACILITATOR, Role.REVIEWER)
def console(me: Staff, session_id: int) -> ResponseReturnValue:
    """The facilitator's calm desk while the room is open."""
    session = session_or_404(session_id)
    sessions.refuse_unless_running(me, session)
    session = written_here(me, session)
    answer = console_page(me, session, lane_asked())
    db.session.commit()
    # Long before the first draft is asked for: reading the engine in takes seconds.
    warm()
    return answer


@desk.post("/<int:session_id>/act")
@requires(Role.FACILITATOR, Role.REVIEWER)
def act(me: Staff, session_id: int) -> ResponseReturnValue:
    """One button of the console."""
    session = session_or_404(session_id)
    name = request.form.get("act", "")
    if name not in service.ACTS:
        abort(404)
    try:
        service.act(me, session, name, request.form.get("value", type=int))
        if name in {"close_prompt", "open_prompt"}:
            wall.let_heap_in(session, room_of(session), at_once=True)
    except Refused as no:
        return _refused(me, session, no)
    except Shut:
        abort(409)
    db.session.commit()
    if name in OF_THE_RULES:
        return done(url_for("live_room.rules", session_id=session.id))
    return _answered(me, session)


@desk.post("/<int:session_id>/cards/<int:number>")
@requires(Role.FACILITATOR, Role.REVIEWER)
def card(me: Staff, session_id: int, number: int) -> ResponseReturnValue:
    """Put one card into a lane, take the last move back, or put it to the vote."""
    session = session_or_404(session_id)
    wall.refuse_the_agency(me, session)
    one = wall.card(session, number) or abort(404)
    try:
        moved = _moved(me, session, one, request.form.get("to", ""))
    except Refused as no:
        return _refused(me, session, no, tried=one)
    except Shut:
        abort(409)
    db.session.commit()
    return _answered(me, session, moved=moved, undone=request.form.get("to") == UNDO)


def _moved(me: Staff, session: ListeningSession, one: Card, to: str) -> Card | None:
    """What can be undone afterwards."""
    if to == UNDO:
        wall.take_back(me, session, one)
    elif to in {VOTE, NO_VOTE}:
        wall.vote_on(me, session, one, voted=to == VOTE)
    elif to in set(Lane):
        form = request.form
        wall.move(me, session, one, Lane(to), words=form.get("words", ""), reason=form.get("reason", ""))
        return one
    else:
        abort(404)
    return None


def _answered(
    me: Staff, session: ListeningSession, *, moved: Card | None = None, undone: bool = False
) -> ResponseReturnValue:
    """The room as it is now for htmx, else back to the console."""
    if htmx_asked():
        answer = console_page(me, session, lane_asked(), moved=moved, undone=undone, fresh=True)
        db.session.commit()
        return answer
    lane = lane_asked()
    number = moved.number if moved else None
    return done(url_for(".console", session_id=session.id, lane=lane.value, moved=number))


def _refused(
    me: Staff, session: ListeningSession, no: Refused, *, tried: Card | None = None
) -> ResponseReturnValue:
    db.session.rollback()
    if not htmx_asked():
        raise no
    return console_page(me, session, lane_asked(), problem=no.words, tried=tried, fresh=True, status=422)


@desk.get("/<int:session_id>/screen")
@requires(Role.FACILITATOR, Role.REVIEWER)
def screen(me: Staff, session_id: int) -> ResponseReturnValue:
    """For the projector: what the room does now, approved words, the way in; nothing personal."""
    session = session_or_404(session_id)
    sessions.refuse_unless_running(me, session)
    return screen_page(session)


@desk.get("/<int:session_id>/keys")
@requires(Role.FACILITATOR, Role.REVIEWER)
def keys(me: Staff, session_id: int) -> ResponseReturnValue:
    """The keys of the console."""
    session = session_or_404(session_id)
    sessions.refuse_unless_running(me, session)
    return page("live/desk/keys.html", session=session)


@desk.route("/<int:session_id>/close", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def close(me: Staff, session_id: int) -> ResponseReturnValue:
    """A second look at what nobody can take back; its button closes the session."""
    session = session_or_404(session_id)
    if request.method == "GET":
        sessions.refuse_unless_running(me, session)
        sessions.refuse_unless(session, State.OPEN)
        return closing_page(me, session)
    sessions.close_session(me, session)
    db.session.commit()
    jobs.soon()
    message = _("The session is closed. What people said is being sealed.")
    return done(url_for("sessions_desk.shown", session_id=session.id), message)
