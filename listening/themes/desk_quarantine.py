"""The page on which readers judge what waits in quarantine."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, SelectField
from wtforms.validators import ValidationError

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions.results import apart_in
from listening.core.database import db, will_write
from listening.core.forms import Form, choices
from listening.core.page import done
from listening.engagements.desk import engagement_or_404
from listening.engagements.models import Engagement
from listening.themes import quarantine
from listening.themes.forms import reason_words
from listening.themes.rules import AsideReason
from listening.themes.screens import read

judging = Blueprint("themes_quarantine", __name__, url_prefix="/staff/themes")

LET_IN, ASIDE = "let_in", "aside"


class JudgeForm(Form):
    group = HiddenField()
    then = HiddenField()
    reason = SelectField(
        _l("Why is it set aside? Everyone can see the reason."),
        choices=choices({"": _l("Choose a reason"), **reason_words()}),
        validate_choice=False,
    )

    def validate_reason(self, field: SelectField) -> None:
        if self.then.data != LET_IN and field.data not in set(AsideReason):
            raise ValidationError(_l("Choose a reason"))

    @property
    def aside(self) -> AsideReason | None:
        return None if self.then.data == LET_IN else AsideReason(self.reason.data)


@judging.get("/engagements/<int:engagement_id>/quarantine")
@requires(Role.REVIEWER)
def listed(me: Staff, engagement_id: int) -> ResponseReturnValue:
    will_write()
    return _page(me, engagement_or_404(engagement_id), JudgeForm(formdata=None), status=200)


@judging.post("/engagements/<int:engagement_id>/quarantine")
@requires(Role.REVIEWER)
def judge(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement, form = engagement_or_404(engagement_id), JudgeForm()
    if not form.validate_on_submit():
        return _page(me, engagement, form, status=422)
    number = quarantine.judge(me, engagement, form.group.data, form.aside)
    db.session.commit()
    words = (
        ngettext("Set aside: %(num)s text.", "Set aside: %(num)s texts.", number)
        if form.aside
        else ngettext("Let in: %(num)s text.", "Let in: %(num)s texts.", number)
    )
    return done(url_for(".listed", engagement_id=engagement.id), words)


def _page(me: Staff, engagement: Engagement, form: JudgeForm, *, status: int) -> ResponseReturnValue:
    groups = quarantine.groups_of(engagement)
    shown = groups[: quarantine.GROUPS]
    context = {"groups": shown, "more": len(groups) - len(shown), "form": form, "status": status}
    context["chosen"] = apart_in(engagement.id)
    texts = sum(len(group.shown) for group in shown)
    return read(me, engagement, "quarantine", texts, "themes/desk/quarantine.html", **context)
