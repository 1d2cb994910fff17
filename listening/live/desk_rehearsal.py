"""The desk beside a rehearsal: begin it, let made-up people speak, end it."""

from flask import Blueprint, abort, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import NumberRange

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.forms import Form, choices
from listening.core.languages import own_name
from listening.core.page import done, page
from listening.live import rehearsal as rehearsing
from listening.live.made_up import MADE_UP
from listening.live.rehearsal import Rehearsal
from listening.sessions import service as sessions
from listening.sessions.desk import session_or_404
from listening.sessions.rules import State

rehearsals = Blueprint("rehearsals", __name__, url_prefix="/staff/rehearsals")

#: A room of a usual evening speaks a few voices at a time.
MOST_AT_ONCE = 12


class SpeakForm(Form):
    language = SelectField(_l("In which language?"))
    how_many = IntegerField(
        _l("How many people?"),
        default=4,
        validators=[NumberRange(1, MOST_AT_ONCE, _l("Choose 1 to 12 people"))],
        render_kw={"inputmode": "numeric"},
    )

    @classmethod
    def ready(cls) -> "SpeakForm":
        form = cls()
        offered = current_app.config["SETTINGS"].languages
        form.language.choices = choices({code: own_name(code) for code in offered if code in MADE_UP})
        return form


def rehearsal_or_404(me: Staff, token: str) -> Rehearsal:
    return rehearsing.find(me, token) or abort(404)


@rehearsals.post("/sessions/<int:session_id>")
@requires(Role.FACILITATOR, Role.REVIEWER)
def begin(me: Staff, session_id: int) -> ResponseReturnValue:
    """Build the copy, and go to the page beside it."""
    session = session_or_404(session_id)
    sessions.refuse_unless_running(me, session)
    sessions.refuse_unless(session, State.PLANNED)
    if not session.agenda or current_app.config["SETTINGS"].rehearsal:
        raise sessions.WrongMoment(_("Put at least one prompt on the agenda first."))
    copy = rehearsing.begin_rehearsal(me, session)
    answer = done(url_for(".beside", token=copy.token))
    answer.headers.add("Set-Cookie", rehearsing.way_in(copy))
    return answer


@rehearsals.route("/<token>", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def beside(me: Staff, token: str) -> ResponseReturnValue:
    """Where the console and a phone are, and who speaks next."""
    copy, form = rehearsal_or_404(me, token), SpeakForm.ready()
    if form.validate_on_submit():
        rehearsing.speak(copy, form.language.data, form.how_many.data)
        return done(url_for(".beside", token=token), _("They have spoken. Look at the console."))
    status = 422 if form.is_submitted() else 200
    return page("live/desk/rehearsal.html", copy=copy, form=form, status=status)


@rehearsals.post("/<token>/end")
@requires(Role.FACILITATOR, Role.REVIEWER)
def end(me: Staff, token: str) -> ResponseReturnValue:
    copy = rehearsal_or_404(me, token)
    rehearsing.end(copy)
    message = _("The rehearsal is over. Nothing of it was kept.")
    return done(url_for("sessions_desk.shown", session_id=copy.session_id), message)
