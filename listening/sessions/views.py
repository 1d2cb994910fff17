from flask import Blueprint, Flask, abort
from flask.typing import ResponseReturnValue

from listening.core.database import db
from listening.core.page import page
from listening.core.policy import public
from listening.sessions.forms import kind_words, owner_words, support_words, venue_words
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind, Owner, Support

views = Blueprint("sessions", __name__, url_prefix="/sessions")


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        kind_words=lambda kind: kind_words()[Kind(kind)],
        owner_words=lambda owner: owner_words()[Owner(owner)],
        support_words=lambda support: support_words()[Support(support)],
        venue_question=lambda key: venue_words()[key][0],
        venue_advice=lambda key: venue_words()[key][1],
    )


@views.get("/<int:session_id>")
@public
def invitation(session_id: int) -> ResponseReturnValue:
    """Where and when, who runs it, what people find there, and what is true of the place."""
    session = db.session.get(ListeningSession, session_id)
    if session is None or session.engagement.opened_on is None:
        abort(404)
    return page("sessions/invitation.html", session=session)
