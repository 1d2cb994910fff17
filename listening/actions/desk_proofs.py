"""What shows that an action is real, and who holds it: measures, evidence, hand-over, the board of dates."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.actions import evidence, files, handing_over, measuring
from listening.actions.asking import carry_out, shown_at
from listening.actions.desk_drafts import decision_or_404
from listening.actions.due import due_board
from listening.actions.forms_proof import (
    DueForm,
    EvidenceForm,
    HandOverForm,
    MeasureForm,
    ReadingForm,
    RemoveForm,
)
from listening.actions.models import Action
from listening.actions.proofs import Evidence, Measure
from listening.actions.rules import Within
from listening.core.config import MAX_REQUEST_BYTES
from listening.core.database import db
from listening.core.page import done, page

proofs = Blueprint("actions_proofs", __name__, url_prefix="/staff/actions")


@proofs.before_request
def let_files_in() -> None:
    """Evidence is larger than anything else that is sent here."""
    if request.endpoint == "actions_proofs.file_evidence":
        request.max_content_length = files.LARGEST + MAX_REQUEST_BYTES


def action_or_404(action_id: int) -> Action:
    return db.session.get(Action, action_id) or abort(404)


@proofs.get("/board")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def board(_me: Staff) -> ResponseReturnValue:
    """Every date still owed, the overdue first, by unit."""
    unit, asked = request.args.get("unit", ""), request.args.get("within", "")
    within = Within(asked) if asked in list(Within) else Within.ALL
    found, form = due_board(unit, within), DueForm(formdata=None, data={"unit": unit, "within": within.value})
    form.unit.choices = [("", _("All")), *((one.name, one.name) for one in found.units)]
    return page("actions/desk/board.html", board=found, form=form, unit=unit)


@proofs.route("/<int:action_id>/measures", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def measure(me: Staff, action_id: int) -> ResponseReturnValue:
    action = action_or_404(action_id)
    form = MeasureForm.in_languages(action.theme.engagement.languages)()
    return carry_out(
        action.theme,
        form,
        (_("Measure it"), _("Tell everyone")),
        lambda: measuring.begin(
            me,
            action,
            form.words("words"),
            form.words("unit"),
            (form.value("before"), form.before_on.data),
            (form.value("goal"), form.goal_on.data),
            counts_people=form.counts_people.data,
        ),
        "before_on",
        action=action,
        note=_("Say how it was before, and how it shall be. A number, or words: one of the two."),
    )


@proofs.route("/measures/<int:measure_id>/read", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def read(me: Staff, measure_id: int) -> ResponseReturnValue:
    found = db.session.get(Measure, measure_id) or abort(404)
    form = ReadingForm.in_languages(found.action.theme.engagement.languages)()
    return carry_out(
        found.action.theme,
        form,
        (_("How is it now?"), _("Tell everyone")),
        lambda: measuring.read(me, found, form.value(), form.on.data),
        "on",
        measure=found,
    )


@proofs.route("/<int:action_id>/evidence", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def file_evidence(me: Staff, action_id: int) -> ResponseReturnValue:
    action = action_or_404(action_id)
    form = EvidenceForm.in_languages(action.theme.engagement.languages)()

    def keep() -> None:
        link, words = (form.link.data or "").strip(), form.words("words")
        if bool(form.file.data) == bool(link):
            raise evidence.NotThisFile(_("Choose a file or give a link: one of the two."))
        if link:
            evidence.link(me, action, words, link)
        else:
            evidence.file(me, action, words, form.file.data.read(files.LARGEST + 1))

    words = (_("Show what was done"), _("Show everyone"))
    return carry_out(action.theme, form, words, keep, "file", action=action, upload=True)


@proofs.route("/evidence/<int:evidence_id>/remove", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def remove(me: Staff, evidence_id: int) -> ResponseReturnValue:
    found = db.session.get(Evidence, evidence_id) or abort(404)
    form = RemoveForm.in_languages(found.action.theme.engagement.languages)()
    return carry_out(
        found.action.theme,
        form,
        (_("Take it away"), _("Take it away")),
        lambda: evidence.remove(me, found, form.words("reason")),
        form.fields_of("reason")[0].name,
        note=_("The file is erased. That it was here, and why it is gone, stays."),
    )


@proofs.route("/<int:action_id>/hand-over", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def hand_over(me: Staff, action_id: int) -> ResponseReturnValue:
    action = action_or_404(action_id)
    kind = HandOverForm.in_languages(action.theme.engagement.languages)
    form = kind(data={"owner": action.owner, "deputy": action.deputy})
    return carry_out(
        action.theme,
        form,
        (_("Hand it over"), _("Hand it over in public")),
        lambda: handing_over.hand_over(
            me,
            action,
            form.owner.data.strip(),
            (form.deputy.data or "").strip(),
            form.words("reason"),
            form.note.data or "",
        ),
        "owner",
        action=action,
    )


@proofs.post("/decisions/<int:decision_id>/take-over")
@requires(Role.PUBLISHER)
def take_over(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision = decision_or_404(decision_id)
    handing_over.take_over(me, decision)
    db.session.commit()
    return done(shown_at(decision.theme_id), _("This is your draft now. Someone else must publish it."))
