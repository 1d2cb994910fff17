"""The desk around a session: who came, pay cards, places that partners choose from."""

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.database import db
from listening.core.page import done, page
from listening.engagements.desk import engagement_or_404
from listening.sessions import around, debriefing, service
from listening.sessions.forms import ButtonForm
from listening.sessions.forms_around import CardsForm, PlacesForm, ReachForm, group_words
from listening.sessions.forms_debrief import DebriefForm
from listening.sessions.records import PayCards, PlacePoll
from listening.sessions.rules import State
from listening.sessions.shown import session_or_404

beside = Blueprint("sessions_around", __name__, url_prefix="/staff")


@beside.route("/sessions/<int:session_id>/reach", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def reach(me: Staff, session_id: int) -> ResponseReturnValue:
    """Whom the session wanted to reach, and who came: tallies, no lists."""
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    form = ReachForm.of(around.outreach_of(session))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page(
            "sessions/desk/reach.html",
            form=form,
            session=session,
            groups=group_words(),
            missing=around.missing_from(session),
            status=status,
        )
    around.note_reach(me, session, form.tallies())
    db.session.commit()
    return done(url_for(".reach", session_id=session.id), _("Saved."))


@beside.route("/sessions/<int:session_id>/pay-cards", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def pay_cards(me: Staff, session_id: int) -> ResponseReturnValue:
    """Numbered cards: how many are left, and nobody's name."""
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    cards = db.session.get(PayCards, session.id)
    form = CardsForm.of(cards)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("sessions/desk/pay_cards.html", form=form, session=session, cards=cards, status=status)
    around.count_cards(me, session, **form.facts())
    db.session.commit()
    return done(url_for(".pay_cards", session_id=session.id), _("Saved."))


@beside.route("/sessions/<int:session_id>/debrief", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def debrief(me: Staff, session_id: int) -> ResponseReturnValue:
    """Afterwards: what stood in the way, what helped, what we learned about how we work."""
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    service.refuse_unless(session, State.CLOSED, State.SEALED)
    form = DebriefForm.of(session.engagement.languages, debriefing.debrief_of(session.id))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("sessions/desk/debrief.html", form=form, session=session, status=status)
    barriers, used = form.barriers.data or [], form.supports_used.data or []
    debriefing.debrief(me, session, barriers, used, form.words("learned"))
    db.session.commit()
    return done(url_for("sessions_desk.shown", session_id=session.id), _("Saved."))


@beside.route("/places/new/<int:engagement_id>", methods=["GET", "POST"])
@requires(Role.FACILITATOR)
def propose(me: Staff, engagement_id: int) -> ResponseReturnValue:
    """Two or three times and places for partners to choose from."""
    engagement = engagement_or_404(engagement_id)
    form = PlacesForm.with_places(engagement.languages)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        polls = around.polls_of(me, engagement)
        return page(
            "sessions/desk/propose.html", form=form, engagement=engagement, polls=polls, status=status
        )
    poll = around.propose(me, engagement, form.places(), form.names())
    db.session.commit()
    return done(url_for(".places", place_poll_id=poll.id))


def _poll_or_404(me: Staff, place_poll_id: int) -> PlacePoll:
    poll = db.session.get(PlacePoll, place_poll_id)
    return poll if poll and poll.facilitator_id == me.id else abort(404)


@beside.get("/places/<int:place_poll_id>")
@requires(Role.FACILITATOR)
def places(me: Staff, place_poll_id: int) -> ResponseReturnValue:
    """The links to send on, and what works for whom."""
    poll = _poll_or_404(me, place_poll_id)
    return page("sessions/desk/places.html", poll=poll, votes=around.votes_for(poll), button=ButtonForm())


@beside.post("/places/<int:place_poll_id>/choose")
@requires(Role.FACILITATOR)
def choose(me: Staff, place_poll_id: int) -> ResponseReturnValue:
    poll = _poll_or_404(me, place_poll_id)
    around.choose(me, poll, request.form.get("number", 0, type=int))
    db.session.commit()
    return done(
        url_for("sessions_desk.new", engagement_id=poll.engagement_id, place=poll.id),
        _("Chosen. Everyone with a link can see it. Now plan the session."),
    )
