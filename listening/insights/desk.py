from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core import jobs
from listening.core.database import db
from listening.core.models import Setting
from listening.core.page import done, page
from listening.insights import calendars
from listening.insights.monday import waiting_for

desk = Blueprint("insights_desk", __name__, url_prefix="/staff")

#: The demo's calendar moves on by at most a year at once.
MOST_DAYS = 366


def register(app: Flask) -> None:
    app.jinja_env.globals["demo"] = lambda: current_app.config["SETTINGS"].demo


@desk.get("")
@requires()
def home(me: Staff) -> ResponseReturnValue:
    """What waits for you."""
    return page("insights/desk/home.html", waiting=waiting_for(me))


@desk.post("/calendar")
@requires()
def calendar(_me: Staff) -> ResponseReturnValue:
    """In the demo only: move the calendar on, so that promises fall due and windows end."""
    if not current_app.config["SETTINGS"].demo:
        abort(404)
    days = min(max(request.form.get("days", 0, type=int), 0), MOST_DAYS)
    Setting.put("demo_days_ahead", int(Setting.value_of("demo_days_ahead") or 0) + days)
    db.session.commit()
    jobs.soon()
    return done(url_for(".home"), _("The calendar moved on."))


@desk.get("/actions/calendar.ics")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def owed(_me: Staff) -> ResponseReturnValue:
    """Dates of actions and milestones still to be done, of ``?owner=`` or of all."""
    return Response(calendars.owed(request.args.get("owner", "")), mimetype="text/calendar")
