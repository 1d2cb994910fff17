from flask import Blueprint, Flask, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import KEY_HOLDERS, Role
from listening.core import clock, jobs
from listening.core.database import db, languages
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link
from listening.engagements import service
from listening.engagements.desk_keeping import keeping
from listening.engagements.forms import (
    AmendForm,
    ButtonForm,
    EngagementForm,
    ExplainForm,
    OpenForm,
    PromptForm,
    level_words,
)
from listening.engagements.library import starter_named, starters
from listening.engagements.models import Engagement, Obligation, Prompt
from listening.engagements.rules import Level, prompt_hints

desk = Blueprint("engagements_desk", __name__, url_prefix="/staff/engagements")


def register(app: Flask) -> None:
    roles = frozenset({Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER})
    places = frozenset({"engagements_desk"})
    add_desk_link(app, DeskLink("engagements_desk.listed", _l("Engagements"), roles, places))
    app.register_blueprint(keeping)
    add_desk_link(app, DeskLink("keeping.listed", _l("What we keep"), KEY_HOLDERS, frozenset({"keeping"})))


def engagement_or_404(engagement_id: int) -> Engagement:
    return db.session.get(Engagement, engagement_id) or abort(404)


@desk.get("")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def listed(_me: Staff) -> ResponseReturnValue:
    on_the_desk = Engagement.archived_on.is_(None)
    query = select(Engagement).where(on_the_desk).order_by(Engagement.respond_by)
    engagements = db.session.scalars(query).all()
    return page("engagements/desk/listed.html", engagements=engagements)


@desk.route("/new", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def new(me: Staff) -> ResponseReturnValue:
    form = EngagementForm.in_languages(languages())()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("engagements/desk/edit.html", form=form, engagement=None, status=status)
    engagement = service.plan(me, form.facts() | {"languages": languages()})
    db.session.commit()
    return done(url_for(".shown", engagement_id=engagement.id))


@desk.get("/<int:engagement_id>")
@requires(Role.PUBLISHER, Role.FACILITATOR, Role.REVIEWER)
def shown(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    return page(
        "engagements/desk/shown.html",
        block="ending",
        engagement=engagement,
        missing=[] if engagement.opened_on else service.missing_from(engagement),
        capacity=engagement.capacity_on(clock.today()),
        prompt_form=PromptForm.in_languages(engagement.languages)(),
        hints={prompt.id: _hints(prompt) for prompt in engagement.prompts},
        button=ButtonForm(),
    )


def _hints(prompt: Prompt) -> list[str]:
    words = {
        "long": _("Longer than %(words)s words: people will lose the thread."),
        "two_questions": _("Two questions in one: ask them apart."),
        "case": _("“%(words)s” asks about a case. Ask about the system."),
    }
    hints = {(hint.kind, hint.words) for text in prompt.words.values() for hint in prompt_hints(text)}
    return [words[kind] % {"words": said} for kind, said in sorted(hints)]


@desk.route("/<int:engagement_id>/edit", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def edit(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    service.refuse_if_frozen(engagement)
    kind = EngagementForm.in_languages(engagement.languages)
    names = (
        *kind.SAID,
        "level",
        "coordinator",
        "inform_by",
        "respond_by",
        "expected_themes",
        "answering_people",
        "answered_by",
    )
    form = kind(data=kind.fill(**{name: getattr(engagement, name) for name in names}))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("engagements/desk/edit.html", form=form, engagement=engagement, status=status)
    service.change(engagement, form.facts())
    db.session.commit()
    return done(url_for(".shown", engagement_id=engagement.id), _("Saved."))


@desk.post("/<int:engagement_id>/prompts")
@requires(Role.PUBLISHER, Role.FACILITATOR)
def ask(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    form = PromptForm.in_languages(engagement.languages)()
    if not form.validate_on_submit():
        return page("engagements/desk/prompt.html", form=form, engagement=engagement, status=422)
    service.ask(engagement, form.words("words"))
    db.session.commit()
    return _back_to_prompts(engagement)


@desk.route("/<int:engagement_id>/library", methods=["GET", "POST"])
@requires(Role.PUBLISHER, Role.FACILITATOR)
def library(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    """Prompts to start from."""
    engagement = engagement_or_404(engagement_id)
    service.refuse_if_frozen(engagement)
    if request.method == "GET":
        return _library_page(engagement, request.args.get("starter"))
    starter = starter_named(request.form.get("starter", "")) or abort(404)
    service.ask(engagement, starter.in_languages(engagement.languages))
    db.session.commit()
    return done(
        url_for(".library", engagement_id=engagement.id), _("Added. It stands last among the prompts.")
    )


def _library_page(engagement: Engagement, key: str | None) -> ResponseReturnValue:
    """All starters, or the words of one to change before they are added."""
    if key:
        starter, kind = starter_named(key) or abort(404), PromptForm.in_languages(engagement.languages)
        form = kind(data=kind.fill(words=starter.in_languages(engagement.languages)))
        return page("engagements/desk/prompt.html", form=form, engagement=engagement)
    asked = [prompt.words for prompt in engagement.prompts]
    added = {one.key for one in starters() if one.in_languages(engagement.languages) in asked}
    return page(
        "engagements/desk/library.html",
        engagement=engagement,
        starters=starters(),
        added=added,
        button=ButtonForm(),
    )


def _prompt_or_404(engagement: Engagement, prompt_id: int) -> Prompt:
    return next((one for one in engagement.prompts if one.id == prompt_id), None) or abort(404)


@desk.route("/<int:engagement_id>/prompts/<int:prompt_id>", methods=["GET", "POST"])
@requires(Role.PUBLISHER, Role.FACILITATOR)
def change_prompt(_me: Staff, engagement_id: int, prompt_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    prompt, kind = _prompt_or_404(engagement, prompt_id), PromptForm.in_languages(engagement.languages)
    service.refuse_if_frozen(engagement)
    form = kind(data=kind.fill(words=prompt.words))
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page(
            "engagements/desk/prompt.html", form=form, engagement=engagement, prompt=prompt, status=status
        )
    service.change_prompt(engagement, prompt, form.words("words"))
    db.session.commit()
    return _back_to_prompts(engagement)


@desk.post("/<int:engagement_id>/prompts/<int:prompt_id>/up")
@requires(Role.PUBLISHER, Role.FACILITATOR)
def move_prompt_up(_me: Staff, engagement_id: int, prompt_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    service.move_prompt_up(engagement, _prompt_or_404(engagement, prompt_id))
    db.session.commit()
    return _back_to_prompts(engagement)


@desk.post("/<int:engagement_id>/prompts/<int:prompt_id>/withdraw")
@requires(Role.PUBLISHER, Role.FACILITATOR)
def withdraw_prompt(_me: Staff, engagement_id: int, prompt_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    service.withdraw_prompt(engagement, _prompt_or_404(engagement, prompt_id))
    db.session.commit()
    return _back_to_prompts(engagement)


def _back_to_prompts(engagement: Engagement) -> ResponseReturnValue:
    return done(url_for(".shown", engagement_id=engagement.id) + "#prompts")


@desk.route("/<int:engagement_id>/open", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def open_promise(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement, form = engagement_or_404(engagement_id), OpenForm()
    if request.method == "GET":
        service.refuse_if_frozen(engagement)
        return _about_to_open(engagement, form)
    try:
        service.open_promise(me, engagement, knowing=form.knowing.data)
    except service.TooMuchPromised as error:
        form.knowing.errors = [error.words]
        return _about_to_open(engagement, form)
    db.session.commit()
    return done(url_for(".shown", engagement_id=engagement.id), _("The promise is public now."))


def _about_to_open(engagement: Engagement, form: OpenForm) -> ResponseReturnValue:
    """The last look at a promise, with what is missing and whether it can be kept."""
    return page(
        "engagements/desk/open.html",
        engagement=engagement,
        missing=service.missing_from(engagement),
        capacity=engagement.capacity_on(clock.today()),
        level=level_words()[Level(engagement.level)],
        form=form,
        status=422 if form.knowing.errors else 200,
    )


@desk.route("/<int:engagement_id>/amend", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def amend(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    form = AmendForm.in_languages(engagement.languages)()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("engagements/desk/amend.html", form=form, engagement=engagement, status=status)
    service.amend(me, engagement, form.part.data, form.words("after"), form.words("reason"))
    db.session.commit()
    return done(url_for(".shown", engagement_id=engagement.id), _("The amendment is public now."))


@desk.route("/obligations/<int:obligation_id>/explain", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def explain(me: Staff, obligation_id: int) -> ResponseReturnValue:
    obligation = db.session.get(Obligation, obligation_id) or abort(404)
    engagement = engagement_or_404(obligation.engagement_id)
    form = ExplainForm.in_languages(engagement.languages)()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("engagements/desk/explain.html", form=form, obligation=obligation, status=status)
    service.explain(me, obligation, form.words("reason"), form.new_date.data)
    db.session.commit()
    return done(url_for(".shown", engagement_id=engagement.id), _("Your reason stands beside it now."))


@desk.route("/<int:engagement_id>/end-listening", methods=["GET", "POST"])
@requires(Role.PUBLISHER, Role.FACILITATOR)
def end_listening(me: Staff, engagement_id: int) -> ResponseReturnValue:
    """A second look at what nobody can take back; its button ends the listening."""
    engagement = engagement_or_404(engagement_id)
    if request.method == "GET":
        service.refuse_unless_listening(engagement)
        button = ButtonForm(formdata=None)
        return page("engagements/desk/end.html", block="ending", engagement=engagement, button=button)
    service.end_listening(me, engagement)
    db.session.commit()
    jobs.soon()
    return done(url_for(".shown", engagement_id=engagement.id), _("Listening has ended."))
