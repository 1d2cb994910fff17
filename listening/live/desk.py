from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions.service import waiting
from listening.core import jobs
from listening.core.database import db
from listening.core.page import done, page
from listening.live.rules import stepped
from listening.sessions import service
from listening.sessions.desk import session_or_404
from listening.sessions.forms import ButtonForm

desk = Blueprint("live_desk", __name__, url_prefix="/staff/live")


@desk.get("/<int:session_id>")
@requires(Role.FACILITATOR, Role.REVIEWER)
def console(me: Staff, session_id: int) -> ResponseReturnValue:
    """The facilitator's calm desk while the room is open."""
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    return page(
        "live/desk/console.html",
        block="counter",
        session=session,
        heard=stepped(waiting(session)),
        address=url_for("contributions.join", _external=True),
        button=ButtonForm(),
    )


@desk.get("/<int:session_id>/screen")
@requires(Role.FACILITATOR, Role.REVIEWER)
def screen(me: Staff, session_id: int) -> ResponseReturnValue:
    """For the projector: the code, the address, the prompt, the ground rules; nothing personal."""
    session = session_or_404(session_id)
    service.refuse_unless_running(me, session)
    number = request.args.get("prompt", 1, type=int)
    return page(
        "live/desk/screen.html",
        session=session,
        number=min(max(number, 1), max(len(session.agenda), 1)),
        address=url_for("contributions.join", _external=True),
    )


@desk.post("/<int:session_id>/close")
@requires(Role.FACILITATOR, Role.REVIEWER)
def close(me: Staff, session_id: int) -> ResponseReturnValue:
    session = session_or_404(session_id)
    service.close_session(me, session)
    db.session.commit()
    jobs.soon()
    message = _("The session is closed. What people said is being sealed.")
    return done(url_for("sessions_desk.shown", session_id=session.id), message)
