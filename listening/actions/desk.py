from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.actions import service
from listening.actions.around import around, days
from listening.actions.asking import carry_out, said_on, shown_at, theme_or_404
from listening.actions.board import board, may_share, picture
from listening.actions.delays import delays
from listening.actions.desk_drafts import drafts
from listening.actions.desk_elsewhere import elsewhere
from listening.actions.desk_proofs import proofs
from listening.actions.desk_saying import short
from listening.actions.forms import (
    AcknowledgeForm,
    ActionForm,
    ButtonForm,
    DecisionForm,
    JudgeForm,
    MilestoneForm,
    MoveForm,
    ReachForm,
    choice_hints,
    choice_words,
    completion_words,
    living_words,
    next_words,
    reason_words,
)
from listening.actions.forms_proof import kind_words, told_words
from listening.actions.models import Action, Decision, Milestone
from listening.actions.plain import readings_of
from listening.actions.rules import Choice, Completion, FileKind, Living, Next, Reason, Told, host_of
from listening.actions.saying import other_things, without_theme
from listening.actions.shown import drawn, has_bars, value_words
from listening.actions.shown import proofs as shown_proofs
from listening.actions.together import together
from listening.core.database import db
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link, said
from listening.engagements.models import Engagement
from listening.themes.models import Theme

desk = Blueprint("actions_desk", __name__, url_prefix="/staff/actions")


def register(app: Flask) -> None:
    roles = frozenset({Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER})
    for pages in (drafts, elsewhere, proofs, short):
        app.register_blueprint(pages)
    mine = ("desk", "drafts", "elsewhere", "proofs", "saying")
    places = frozenset(f"actions_{one}" for one in mine)
    add_desk_link(app, DeskLink("actions_desk.listed", _l("Answers and actions"), roles, places))
    app.jinja_env.filters.update(
        choice_words=lambda choice: choice_words()[Choice(choice)],
        reason_words=lambda reason: reason_words()[Reason(reason)],
        completion_words=lambda completion: completion_words()[Completion(completion)],
        next_words=lambda step: next_words()[Next(step)],
        living_words=lambda answer: living_words()[Living(answer)],
    )
    app.jinja_env.filters.update(
        told_words=lambda kind: told_words()[Told(kind)],
        file_words=lambda kind: kind_words()[FileKind(kind)],
        host=host_of,
    )
    app.jinja_env.globals.update(
        around=lambda theme: around([theme])[theme.id],
        days_of=days,
        readings_of=readings_of,
        delays_of=lambda rows: delays(row.theme.id for row in rows if row.loop.overdue),
        proofs=shown_proofs,
        other_things=other_things,
        value_words=value_words,
        drawn=drawn,
        has_bars=has_bars,
    )


@desk.get("")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def listed(_me: Staff) -> ResponseReturnValue:
    return page("actions/desk/listed.html", engagements=board(), without_theme=without_theme())


@desk.get("/themes/<int:theme_id>")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def shown(me: Staff, theme_id: int) -> ResponseReturnValue:
    theme = theme_or_404(theme_id)
    now = picture(theme)
    return page(
        "actions/desk/shown.html",
        theme=theme,
        now=now,
        answers_draft=now.draft and now.draft.shown_on and me.holds(Role.REVIEWER, Role.FACILITATOR),
        edits=me.holds(Role.PUBLISHER),
        judges=lambda action: service.fits_to_judge(me, action),
        button=ButtonForm(),
    )


@desk.route("/themes/<int:theme_id>/acknowledge", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def acknowledge(me: Staff, theme_id: int) -> ResponseReturnValue:
    theme, form = theme_or_404(theme_id), AcknowledgeForm()
    return carry_out(
        theme,
        form,
        (_("Say that you heard it"), _("Tell everyone")),
        lambda: service.acknowledge(me, theme, form.reply_by.data),
        "reply_by",
        reply_by=service.loop_of(theme).reply_by,
    )


@desk.route("/engagements/<int:engagement_id>/acknowledge", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def acknowledge_all(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement, form = db.session.get(Engagement, engagement_id) or abort(404), AcknowledgeForm()
    if form.validate_on_submit():
        try:
            service.acknowledge_all(me, engagement, form.reply_by.data)
        except service.Incomplete as error:
            said_on(form.reply_by, error.words)
        else:
            db.session.commit()
            return done(url_for(".listed"), _("Saved. Everyone can see it now."))
    status = 422 if form.is_submitted() else 200
    return page("actions/desk/acknowledge_all.html", form=form, engagement=engagement, status=status)


@desk.route("/themes/<int:theme_id>/decision", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def decide(me: Staff, theme_id: int) -> ResponseReturnValue:
    theme = theme_or_404(theme_id)
    form = DecisionForm.in_languages(theme.engagement.languages)()
    service.refuse_if_decided(theme)
    others = {one.id: one for one in may_share(theme)}
    form.also.choices = [(number, said(one.label)) for number, one in others.items()]
    also = [others[number] for number in form.also.data or [] if number in others]
    differs = any(one.differs for one in (theme, *also))
    return _keep_decision(
        theme, form, lambda: service.draft_decision(me, theme, form.facts(), also), differs=differs
    )


@desk.route("/decisions/<int:decision_id>", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def change(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision = db.session.get(Decision, decision_id) or abort(404)
    kind = DecisionForm.in_languages(decision.theme.engagement.languages)
    names = (*kind.SAID, "choice", "reason", "until", "referred_to")
    form = kind(data=kind.fill(**{name: getattr(decision, name) for name in names}))
    service.refuse_to_change(me, decision)
    differs = any(one.theme.differs for one in together(decision))
    return _keep_decision(
        decision.theme, form, lambda: service.change_decision(me, decision, form.facts()), differs=differs
    )


def _keep_decision(
    theme: Theme, form: DecisionForm, verb: Callable[[], Any], *, differs: bool
) -> ResponseReturnValue:
    form.owes_dissent = differs
    if form.validate_on_submit():
        try:
            verb()
        except service.Incomplete as error:
            said_on(form.until, error.words)
        else:
            db.session.commit()
            return done(shown_at(theme.id), _("Your draft is kept. Someone else must publish it."))
    status = 422 if form.is_submitted() else 200
    return page("actions/desk/decide.html", theme=theme, form=form, hints=choice_hints(), status=status)


@desk.post("/decisions/<int:decision_id>/publish")
@requires(Role.PUBLISHER)
def publish(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision = db.session.get(Decision, decision_id) or abort(404)
    service.publish_decision(me, decision)
    db.session.commit()
    return done(shown_at(decision.theme_id), _("The decision is public now."))


@desk.post("/decisions/<int:decision_id>/discard")
@requires(Role.PUBLISHER)
def discard(me: Staff, decision_id: int) -> ResponseReturnValue:
    decision = db.session.get(Decision, decision_id) or abort(404)
    service.discard_decision(me, decision)
    db.session.commit()
    return done(shown_at(decision.theme_id), _("The draft is gone."))


@desk.route("/themes/<int:theme_id>/plan", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def plan(me: Staff, theme_id: int) -> ResponseReturnValue:
    theme = theme_or_404(theme_id)
    form = ActionForm.in_languages(theme.engagement.languages)()
    return carry_out(
        theme,
        form,
        (_("Plan an action"), _("Commit to it")),
        lambda: service.plan_action(me, theme, form.facts()),
        "due_on",
    )


@desk.route("/<int:action_id>/milestones", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def add_milestone(me: Staff, action_id: int) -> ResponseReturnValue:
    action = db.session.get(Action, action_id) or abort(404)
    form = MilestoneForm.in_languages(action.theme.engagement.languages)()
    return carry_out(
        action.theme,
        form,
        (_("Add a milestone"), _("Add it")),
        lambda: service.add_milestone(me, action, form.words("words"), form.due_on.data),
        "due_on",
        action=action,
    )


@desk.route("/milestones/<int:milestone_id>/reach", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def reach(me: Staff, milestone_id: int) -> ResponseReturnValue:
    milestone = db.session.get(Milestone, milestone_id) or abort(404)
    form = ReachForm.in_languages(milestone.action.theme.engagement.languages)()
    return carry_out(
        milestone.action.theme,
        form,
        (_("A milestone is reached"), _("Tell everyone")),
        lambda: service.reach_milestone(me, milestone, form.on.data, form.words("evidence")),
        "on",
        milestone=milestone,
    )


@desk.route("/<int:action_id>/judge", methods=["GET", "POST"])
@requires(Role.PUBLISHER, Role.REVIEWER, Role.FACILITATOR)
def judge(me: Staff, action_id: int) -> ResponseReturnValue:
    action = db.session.get(Action, action_id) or abort(404)
    form = JudgeForm(data={"completion": action.completion})
    service.refuse_to_judge(me, action)
    return carry_out(
        action.theme,
        form,
        (_("How far is this action?"), _("Tell everyone")),
        lambda: service.judge_completion(me, action, Completion(form.completion.data)),
        "completion",
        action=action,
    )


@desk.route("/<int:action_id>/move", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def move(me: Staff, action_id: int) -> ResponseReturnValue:
    action = db.session.get(Action, action_id) or abort(404)
    form = MoveForm.in_languages(action.theme.engagement.languages)()
    return carry_out(
        action.theme,
        form,
        (_("Move the date"), _("Move it in public")),
        lambda: service.move_due_date(me, action, form.new_date.data, form.words("reason")),
        "new_date",
        action=action,
    )
