"""A draft on its way to the public: the lawyers have it, parents look at it, someone replies to them."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.actions import counsel, living
from listening.actions.agency import Incomplete
from listening.actions.asking import carry_out, said_on, shown_at
from listening.actions.forms import BackForm, CounselForm, LookForm, LookReplyForm
from listening.actions.models import Decision
from listening.actions.records import DraftLook
from listening.actions.rules import Living
from listening.actions.together import together
from listening.core.database import db
from listening.core.languages import own_name
from listening.core.page import done, language, page
from listening.core.pages import local_day, said
from listening.sessions.models import ListeningSession

drafts = Blueprint("actions_drafts", __name__, url_prefix="/staff/actions")


def decision_or_404(decision_id: int) -> Decision:
    return db.session.get(Decision, decision_id) or abort(404)


@drafts.route("/decisions/<int:decision_id>/counsel", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def to_counsel(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision, form = decision_or_404(decision_id), CounselForm()
    return carry_out(
        decision.theme,
        form,
        (_("Send it to the lawyers"), _("It is sent")),
        lambda: counsel.send(me, decision, form.on.data),
        "on",
        note=_("Everyone sees how long they have it. The promised date does not wait for them."),
    )


@drafts.route("/decisions/<int:decision_id>/back", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def from_counsel(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision, form = decision_or_404(decision_id), BackForm()
    return carry_out(
        decision.theme,
        form,
        (_("The lawyers gave it back"), _("It is back")),
        lambda: counsel.come_back(me, decision, form.on.data),
        "on",
    )


@drafts.post("/decisions/<int:decision_id>/show")
@requires(Role.PUBLISHER)
def show(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision = decision_or_404(decision_id)
    living.show(me, decision)
    db.session.commit()
    return done(shown_at(decision.theme_id), _("Parent partners and facilitators see it now."))


@drafts.route("/decisions/<int:decision_id>/look", methods=["GET", "POST"])
@requires(Role.REVIEWER, Role.FACILITATOR)
def look(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision, form = decision_or_404(decision_id), LookForm()
    living.refuse_to_answer(me, decision)
    rooms = _ask_who(form, me, decision)
    if form.validate_on_submit():
        try:
            living.answer(
                me,
                decision,
                Living(form.answer.data),
                form.words.data or "",
                form.language.data,
                rooms.get(form.room.data),
            )
        except Incomplete as error:
            said_on(form.words, error.words)
        else:
            db.session.commit()
            return done(shown_at(decision.theme_id), _("Kept. The agency must reply to your words."))
    return page(
        "actions/desk/look.html",
        form=form,
        decision=decision,
        shared=[one.theme for one in together(decision)],
        status=422 if form.is_submitted() else 200,
    )


def _ask_who(form: LookForm, me: Staff, decision: Decision) -> dict[str, ListeningSession]:
    """Offer who can be speaking: the person, if a parent partner, and rooms they may write for."""
    rooms = {str(one.id): one for one in living.rooms_of(me, decision.theme.engagement_id)}
    myself = [("", _("I, as a parent partner"))] if me.holds(Role.REVIEWER) else []
    form.room.choices = myself + [
        (number, f"{said(one.place)}, {local_day(one.starts_at)}") for number, one in rooms.items()
    ]
    form.language.choices = [(code, own_name(code)) for code in decision.theme.engagement.languages]
    if not form.is_submitted():
        form.language.data = language()
    return rooms


@drafts.route("/looks/<int:look_id>/reply", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def reply(me: Staff, look_id: int) -> ResponseReturnValue:
    found = db.session.get(DraftLook, look_id) or abort(404)
    kind = LookReplyForm.in_languages(found.decision.theme.engagement.languages)
    form = kind(data=kind.fill(reply=found.reply))
    return carry_out(
        found.decision.theme,
        form,
        (_("Reply to what parents said"), _("Keep the reply")),
        lambda: living.reply(me, found, form.words("reply")),
        form.fields_of("reply")[0].name,
        said=_("Kept. It is public when the decision is."),
        look=found,
    )
