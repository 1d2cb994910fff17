from flask import Blueprint, Flask, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core import jobs, letters, mail
from listening.core.database import db
from listening.core.limits import limiter
from listening.core.models import Setting
from listening.core.page import done, language, page
from listening.core.pages import DeskLink, add_desk_link
from listening.engagements.models import Engagement
from listening.insights import weekly as weekly_mail
from listening.insights.forms import ButtonForm, UnitForm, WeeklyForm
from listening.insights.leaving import left_behind
from listening.insights.models import Unit
from listening.insights.monday import waiting_for
from listening.insights.units import units_known, unreached
from listening.insights.week import week_of

desk = Blueprint("insights_desk", __name__, url_prefix="/staff")

#: The demo's calendar moves on by at most a year at once.
MOST_DAYS = 366
#: Letters that ask for a yes, from one address block: nobody's mailbox is flooded through us.
ASKINGS = "10 per hour"


def register(app: Flask) -> None:
    roles = frozenset({Role.PUBLISHER, Role.ADMINISTRATOR})
    add_desk_link(app, DeskLink("insights_desk.units", _l("Reminders"), roles))
    app.jinja_env.globals["demo"] = lambda: current_app.config["SETTINGS"].demo


@desk.get("")
@requires()
def home(me: Staff) -> ResponseReturnValue:
    """What waits for you; for those who answer, the whole week."""
    week = week_of(me) if me.holds(Role.PUBLISHER) else None
    promised = db.session.scalar(select(Engagement.id).limit(1)) is not None
    return page(
        "insights/desk/home.html", waiting=waiting_for(me), week=week, promised=promised, left=left_behind()
    )


@desk.route("/mail", methods=["GET", "POST"])
@requires()
@limiter.limit(ASKINGS, methods=["POST"])
def weekly(me: Staff) -> ResponseReturnValue:
    """Ask for this page by e-mail, every Monday."""
    form, mine = WeeklyForm(), weekly_mail.mine(me)
    if not mail.works():
        abort(404)
    if not form.validate_on_submit():
        status, asked = (422 if form.is_submitted() else 200), "asked" in request.args
        return page("insights/desk/mail.html", form=form, mine=mine, asked=asked, status=status)
    letter = weekly_mail.question_for(me, form.address.data, language())
    # The database is free for others while the mail server takes its time.
    db.session.commit()
    letters.post(letter)
    return done(url_for(".weekly", asked="yes"))


@desk.route("/mail/yes/<token>", methods=["GET", "POST"])
@requires()
def mail_yes(me: Staff, token: str) -> ResponseReturnValue:
    """The link of the first mail. A look at it changes nothing."""
    address, _language = weekly_mail.asked_with(me, token)
    if request.method == "GET":
        return page("insights/desk/mail_yes.html", address=address, form=ButtonForm())
    weekly_mail.begin(me, token)
    db.session.commit()
    return done(url_for(".home"), _("The page comes by e-mail every Monday."))


@desk.post("/mail/stop")
@requires()
def mail_stop(me: Staff) -> ResponseReturnValue:
    weekly_mail.end(me)
    db.session.commit()
    return done(url_for(".home"), _("No more letters. Your address is gone."))


@desk.get("/units")
@requires(Role.PUBLISHER, Role.ADMINISTRATOR)
def units(_me: Staff) -> ResponseReturnValue:
    """Who is reminded of what is owed, and which level is above."""
    return page(
        "insights/desk/units.html", units=units_known(), unreached=unreached(), mail_works=mail.works()
    )


@desk.route("/units/new", methods=["GET", "POST"])
@requires(Role.PUBLISHER, Role.ADMINISTRATOR)
def new_unit(_me: Staff) -> ResponseReturnValue:
    return _write_unit(Unit(name="", address=""), name=request.args.get("name", ""))


@desk.route("/units/<int:unit_id>", methods=["GET", "POST"])
@requires(Role.PUBLISHER, Role.ADMINISTRATOR)
def unit(_me: Staff, unit_id: int) -> ResponseReturnValue:
    return _write_unit(db.session.get(Unit, unit_id) or abort(404))


def _write_unit(one: Unit, **data: str) -> ResponseReturnValue:
    known = units_known()
    first = {"name": one.name, "address": one.address, "above": one.above_id or 0} | data
    form = UnitForm.among(known, one, **first)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("insights/desk/unit.html", form=form, unit=one, status=status)
    one.name, one.address, one.above_id = form.name.data, form.address.data, form.above.data or None
    db.session.add(one)
    db.session.commit()
    return done(url_for(".units"), _("Saved."))


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


@desk.get("/left-behind")
@requires()
def left(_me: Staff) -> ResponseReturnValue:
    """What waited for people who left."""
    return page("insights/desk/left.html", left=left_behind())
