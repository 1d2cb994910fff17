"""How long words are kept, and the switch that pauses deletion for everyone to see."""

from datetime import date, timedelta

from flask import Blueprint, abort, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.database import db
from listening.core.page import done, page
from listening.engagements import holds
from listening.engagements.forms import ButtonForm, HoldForm
from listening.engagements.models import Engagement

keeping = Blueprint("keeping", __name__, url_prefix="/staff/keeping")


def due_on(engagement: Engagement) -> date | None:
    """The day after which the originals go; None while they are still read."""
    days = current_app.config["SETTINGS"].originals_days
    return engagement.coded_on + timedelta(days=days) if engagement.coded_on else None


@keeping.get("")
@requires()
def listed(_me: Staff) -> ResponseReturnValue:
    """Every engagement and its clock."""
    query = select(Engagement).where(Engagement.opened_on.is_not(None)).order_by(Engagement.id.desc())
    engagements = db.session.scalars(query).all()
    settings = current_app.config["SETTINGS"]
    return page(
        "engagements/desk/keeping.html",
        engagements=engagements,
        due_on=due_on,
        settings=settings,
        button=ButtonForm(),
    )


@keeping.route("/<int:engagement_id>/hold", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD)
def hold(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = _opened_or_404(engagement_id)
    form = HoldForm.in_languages(engagement.languages)()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("engagements/desk/hold.html", form=form, engagement=engagement, status=status)
    holds.begin(me, engagement, form.words("reason"))
    db.session.commit()
    return done(url_for(".listed"), _("Deletion is paused. Everyone can see it, and why."))


@keeping.post("/<int:engagement_id>/hold/end")
@requires(Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD)
def end(me: Staff, engagement_id: int) -> ResponseReturnValue:
    ended = holds.end(me, _opened_or_404(engagement_id))
    db.session.commit()
    words = _("Deletion goes on.") if ended else _("The other key holder must agree before deletion goes on.")
    return done(url_for(".listed"), words)


@keeping.post("/<int:engagement_id>/put-away")
@requires(Role.PUBLISHER, Role.ADMINISTRATOR)
def put_away(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    """Put an engagement away, or take it out again."""
    engagement = _opened_or_404(engagement_id)
    if engagement.archived_on:
        holds.take_out(engagement)
        words = _("It is back on the desk.")
    else:
        holds.put_away(engagement)
        words = _("Put away. Its public pages and receipts stay as they are.")
    db.session.commit()
    return done(url_for(".listed"), words)


def _opened_or_404(engagement_id: int) -> Engagement:
    found = db.session.get(Engagement, engagement_id)
    return found if found and found.opened_on else abort(404)
