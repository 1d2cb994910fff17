from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Flask, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from listening.contributions import service as contributions
from listening.contributions import withdrawals
from listening.contributions.intake import NotStored, Shut
from listening.contributions.kind import new_receipt
from listening.contributions.receipt import is_secret
from listening.contributions.rules import SMALLEST_POOL, Lane
from listening.core.database import db, will_only_read
from listening.core.page import language, page
from listening.core.policy import public
from listening.live import taps
from listening.live.after import After
from listening.live.forms import (
    ProposalForm,
    TapForm,
    heard_words,
    lane_words,
    nod_words,
    pulse_words,
    scale_words,
    share_words,
    vote_words,
)
from listening.live.marks import Unmoved, mark_of_room
from listening.live.models import Room
from listening.live.rules import Asked, Share, Turn, turn
from listening.live.service import blank, hearings, room_of
from listening.live.wall import statements
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State, clean_code
from listening.sessions.service import find

views = Blueprint("live", __name__)
#: The one choice of :func:`few` that touches the main database.
DELETE = "delete"
#: htmx and our own script both stop asking at this answer.
STOP = 286
#: Which kind of tap belongs to which turn.
TAPS = {
    Turn.RULES: taps.RULES,
    Turn.VOTE: taps.VOTE,
    Turn.READ_BACK: taps.READ_BACK,
    Turn.PULSE: taps.PULSES,
}


def register(app: Flask) -> None:
    app.jinja_env.globals["room_of"] = room_if_any
    app.jinja_env.filters["share_words"] = lambda share: share_words()[Share(share)]
    app.jinja_env.filters["lane_words"] = lambda lane: lane_words()[Lane(lane)]
    app.jinja_env.filters["pulse_words"] = lambda about: pulse_words()[about]
    app.wsgi_app = Unmoved(app.wsgi_app, app)  # type: ignore[method-assign]


def room_if_any(asked: Any) -> Room:
    """The room of a session; a survey has none, and its pages read a blank one."""
    return room_of(asked) if isinstance(asked, ListeningSession) else blank(0)


def session_or_404(code: str) -> ListeningSession:
    # Taps go to the intake; only a deletion corrects what quoted the words.
    if request.form.get("choice") != DELETE:
        will_only_read()
    session = find(clean_code(code))
    if session is None or session.engagement.opened_on is None:
        abort(404)
    return session


def secret_here() -> str:
    """The phone's secret from the page before, or a new one."""
    given = request.form.get("secret", "")
    return given if is_secret(given) else new_receipt()


@views.get("/s/<code>/now")
@public
def now(code: str) -> ResponseReturnValue:
    """Whether the room has moved on: 204 no, 200 yes, 286 it is over. The same answer for everyone."""
    mark, over = mark_of_room(clean_code(code))
    if over:
        return Response(status=STOP)
    return Response(status=204) if request.args.get("v") == mark else Response(mark, mimetype="text/plain")


@views.route("/s/<code>/room", methods=["GET", "POST"])
@public
def room(code: str) -> ResponseReturnValue:
    """What the room does now, and the one thing this phone is asked."""
    session = session_or_404(code)
    return room_page(session, secret_here(), thanked=None)


def room_page(session: ListeningSession, secret: str, *, thanked: Turn | None) -> ResponseReturnValue:
    if session.state is not State.OPEN:
        return redirect(url_for("contributions.welcome", code=session.code), 303)
    found = room_of(session)
    return page(
        "live/room.html",
        session=session,
        room=found,
        secret=secret,
        mark=mark_of_room(session.code)[0],
        turn=turn(open_for(session, found, secret), paused=found.paused),
        number=number_of(session, found),
        written=bool(contributions.answers_of(secret, session)),
        thanked=thanked,
    )


def number_of(session: ListeningSession, found: Room) -> int | None:
    """The place on the agenda of the prompt that is open."""
    places = {item.prompt_id: place for place, item in enumerate(session.agenda, start=1)}
    return places.get(found.prompt_id) if found.prompt_id else None


def open_for(session: ListeningSession, found: Room, secret: str) -> Mapping[Turn, bool]:
    """What is asked and was not answered by this phone."""
    asked = {one: not_tapped(session, found, kind, secret) for one, kind in TAPS.items()}
    mine = contributions.answers_of(secret, session)
    here = found.prompt_id and contributions.keys().id_of(secret, contributions.subject(found.prompt_id))
    few = found.last_call and bool(mine) and contributions.waiting(session) < SMALLEST_POOL
    return asked | {Turn.PROMPT: bool(here) and here not in mine, Turn.FEW: few}


def not_tapped(session: ListeningSession, found: Room, kind: str, secret: str) -> bool:
    offered = taps.offers(session, found, kind)
    return bool(offered) and not taps.tapped(session, kind, secret, [one.about for one in offered])


@views.route("/s/<code>/room/<what>", methods=["GET", "POST"])
@public
def tapping(code: str, what: str) -> ResponseReturnValue:
    """Ground rules, statements, read-back, pulse: choices and one button. Only a button that says so sends."""
    session, asked = session_or_404(code), Turn(what) if what in {str(one) for one in TAPS} else abort(404)
    found, secret = room_of(session), secret_here()
    form = tap_form(session, found, asked)
    if not form.offers:
        return room_page(session, secret, thanked=None)
    proposal = ProposalForm() if asked is Turn.RULES else None
    sent = request.method == "POST" and "send" in request.form
    if not sent or not form.validate() or not (form.chosen() or (proposal and proposal.text.data)):
        return tap_page(session, found, asked, form, proposal, status=422 if sent else 200)
    try:
        taps.tap(session, found, TAPS[asked], secret, form.chosen())
        if proposal and proposal.text.data:
            taps.propose(session, secret, proposal.text.data, language())
    except NotStored:
        return tap_page(session, found, asked, form, proposal, status=503)
    except contributions.SessionOver:
        return room_page(session, secret, thanked=None)
    return room_page(session, secret, thanked=asked)


def tap_page(
    session: ListeningSession,
    found: Room,
    asked: Turn,
    form: TapForm,
    proposal: ProposalForm | None,
    *,
    status: int,
) -> ResponseReturnValue:
    return page(
        "live/tap.html",
        session=session,
        room=found,
        secret=secret_here(),
        asked=asked,
        form=form,
        proposal=proposal,
        status=status,
    )


def tap_form(session: ListeningSession, found: Room, asked: Turn) -> TapForm:
    offers = taps.offers(session, found, TAPS[asked])
    labels: dict[str, Any] = {
        **pulse_words(),
        taps.RULES: _l("Are these rules fine for you?"),
        **({str(one.number): one.wall for one in statements(session)} if asked is Turn.VOTE else {}),
        **(
            {str(one.number): one.words.said(language()) for one in hearings(session)}
            if asked is Turn.READ_BACK
            else {}
        ),
    }
    words = {**vote_words(), **heard_words(), **nod_words(), **scale_words()}
    return TapForm.for_offers(offers, labels, {str(key): said for key, said in words.items()})


@views.route("/s/<code>/few", methods=["GET", "POST"])
@public
def few(code: str) -> ResponseReturnValue:
    """Only a few have spoken (rulings, 14): wait for others, let readers see it now, or delete."""
    session, secret = session_or_404(code), secret_here()
    choice = request.form.get("choice")
    if session.state is not State.OPEN or not contributions.answers_of(secret, session):
        return room_page(session, secret, thanked=None)
    if choice == "now":
        contributions.let_readers_see_now(secret, session)
    elif choice == DELETE:
        _delete(secret)
    if choice not in {"wait", "now", DELETE}:
        return page("live/few.html", session=session, secret=secret)
    return page("live/few_done.html", session=session, secret=secret, choice=choice)


def _delete(secret: str) -> None:
    try:
        withdrawals.withdraw(secret, withdrawals.held_by(secret))
    except (NotStored, Shut):
        abort(503)
    # What quoted the words was corrected in the main database.
    db.session.commit()


@views.get("/sessions/<int:session_id>/afterwards")
@public
def afterwards(session_id: int) -> ResponseReturnValue:
    """How the room was, once it is sealed: shares in words, never numbers of people."""
    after = After.of(session_id)
    if after is None:
        abort(404)
    return page("live/afterwards.html", session=after.session, after=after, asked=Asked)
