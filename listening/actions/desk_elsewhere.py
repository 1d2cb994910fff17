"""What waits for someone else, and why it is late: referrals with their replies, reasons with new dates."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.actions import delays, referring
from listening.actions.asking import carry_out, theme_or_404
from listening.actions.desk_drafts import decision_or_404
from listening.actions.forms import DelayForm, ReferForm, ReferralReplyForm
from listening.actions.records import Referral
from listening.core.database import db

elsewhere = Blueprint("actions_elsewhere", __name__, url_prefix="/staff/actions")


@elsewhere.route("/decisions/<int:decision_id>/refer", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def refer(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision = decision_or_404(decision_id)
    form = ReferForm.in_languages(decision.theme.engagement.languages)()
    return carry_out(
        decision.theme,
        form,
        (_("Send it to those who decide"), _("Tell everyone")),
        lambda: referring.refer(me, decision, form.words("asked"), form.sent_on.data, form.reply_by.data),
        "sent_on",
        note=_("It is decided by: %(name)s", name=decision.referred_to or ""),
    )


@elsewhere.route("/referrals/<int:referral_id>/reply", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def note_reply(me: Staff, referral_id: int) -> ResponseReturnValue:
    referral = db.session.get(Referral, referral_id) or abort(404)
    form = ReferralReplyForm.in_languages(referral.decision.theme.engagement.languages)()
    return carry_out(
        referral.decision.theme,
        form,
        (_("They replied"), _("Tell everyone")),
        lambda: referring.note_reply(me, referral, form.on.data, form.words("reply")),
        "on",
        note=referral.body,
    )


@elsewhere.route("/themes/<int:theme_id>/delay", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def explain(me: Staff, theme_id: int) -> ResponseReturnValue:
    theme = theme_or_404(theme_id)
    form = DelayForm.in_languages(theme.engagement.languages)()
    return carry_out(
        theme,
        form,
        (_("Say why it is late"), _("Publish the reason")),
        lambda: delays.explain(me, theme, form.words("reason"), form.new_date.data),
        "new_date",
        note=_("Your reason and the new date will stand beside it in public. The old date stays."),
    )
