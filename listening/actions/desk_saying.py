"""Short answers: to the lines of "Other things we heard", and to all who spoke where no theme was found."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.actions import saying
from listening.actions.forms import ButtonForm, SayForm
from listening.actions.records import ShortAnswer
from listening.core.database import db
from listening.core.page import done, page
from listening.engagements.models import Engagement
from listening.themes import others
from listening.themes.records import OtherThing

short = Blueprint("actions_saying", __name__, url_prefix="/staff/actions")


def engagement_or_404(engagement_id: int) -> Engagement:
    return db.session.get(Engagement, engagement_id) or abort(404)


@short.get("/engagements/<int:engagement_id>/other-things")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def listed(me: Staff, engagement_id: int) -> ResponseReturnValue:
    """What waits for a short answer."""
    engagement = engagement_or_404(engagement_id)
    return page(
        "actions/desk/saying.html",
        engagement=engagement,
        lines=others.checked(engagement.id),
        answers=saying.answers_in(engagement.id),
        everyone=saying.speaks_to_everyone(engagement),
        writes=me.holds(Role.PUBLISHER),
        button=ButtonForm(),
    )


@short.route("/engagements/<int:engagement_id>/everyone", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def to_everyone(me: Staff, engagement_id: int) -> ResponseReturnValue:
    return _write(me, engagement_or_404(engagement_id), None)


@short.route("/other-things/<int:other_thing_id>", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def to_line(me: Staff, other_thing_id: int) -> ResponseReturnValue:
    line = db.session.get(OtherThing, other_thing_id)
    if line is None or line.published_on is None:
        abort(404)
    return _write(me, line.engagement, line)


def _write(me: Staff, engagement: Engagement, line: OtherThing | None) -> ResponseReturnValue:
    saying.refuse_if_nothing_to_answer(engagement, line)
    answer = saying.answer_for(engagement.id, line.id if line else None)
    if answer:
        saying.refuse_if_public(answer)
    kind = SayForm.in_languages(engagement.languages)
    form = kind(data=kind.fill(words=answer.words) if answer else None)
    if form.validate_on_submit():
        saying.draft(me, engagement, line, form.words("words"))
        db.session.commit()
        return done(url_for(".listed", engagement_id=engagement.id), _("The draft is kept."))
    return page(
        "actions/desk/say.html",
        engagement=engagement,
        line=line,
        form=form,
        status=422 if form.is_submitted() else 200,
    )


@short.post("/short-answers/<int:short_answer_id>/publish")
@requires(Role.PUBLISHER)
def publish(me: Staff, short_answer_id: int) -> ResponseReturnValue:
    answer = db.session.get(ShortAnswer, short_answer_id) or abort(404)
    saying.publish(me, answer)
    db.session.commit()
    return done(url_for(".listed", engagement_id=answer.engagement_id), _("It is public now."))
