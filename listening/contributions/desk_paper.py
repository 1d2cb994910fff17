"""The desk for a stack of paper forms: choose the stack, type one form after the other, by keyboard alone."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions import paper
from listening.contributions.asked import Asked, find
from listening.contributions.form_marks import looks_like_mark, secret_of
from listening.contributions.forms_imports import ButtonForm
from listening.contributions.paper import Sheet, Typed
from listening.contributions.receipt import NotAReceipt, is_secret, new_secret, read
from listening.contributions.service import keys
from listening.core.database import db
from listening.core.page import page
from listening.engagements.models import Engagement, Prompt
from listening.sessions.rules import Kind, State, clean_code
from listening.sessions.service import sessions_of
from listening.surveys.models import ClosedQuestion, Survey
from listening.surveys.service import surveys_of

stack = Blueprint("paper", __name__, url_prefix="/staff/paper")


@dataclass(frozen=True)
class Stack:
    """Which forms are typed in; all of it is in the address, nothing of it is kept."""

    engagement: Engagement
    #: The session or survey whose forms they are, if one of ours.
    asked: Asked | None
    language: str
    #: Each form is typed twice, and the two are compared.
    twice: bool

    @property
    def prompts(self) -> list[Prompt]:
        return paper.prompts_of(self.engagement, self.asked)

    @property
    def questions(self) -> list[ClosedQuestion]:
        return paper.countable(self.asked)

    @property
    def uncounted(self) -> bool:
        """Whether what was ticked comes too late."""
        return isinstance(self.asked, Survey) and bool(self.asked.questions) and not self.questions

    def typed(self, before: str = "") -> Sheet:
        return paper.typed_in(self.prompts, self.questions, request.form, before)

    @property
    def address(self) -> str:
        return url_for(
            "paper.form",
            engagement_id=self.engagement.id,
            asked=self.asked.code if self.asked else None,
            language=self.language,
            twice="1" if self.twice else None,
        )


@stack.get("")
@requires(Role.FACILITATOR, Role.REVIEWER)
def listed(_me: Staff) -> ResponseReturnValue:
    """Which stack is it?"""
    query = select(Engagement).where(Engagement.opened_on.is_not(None), Engagement.closed_on.is_(None))
    stacks = [(one, _asked_in(one)) for one in db.session.scalars(query.order_by(Engagement.respond_by))]
    return page("contributions/desk/paper.html", stacks=stacks)


def _asked_in(engagement: Engagement) -> list[Asked]:
    """Its listening sessions and surveys that have begun."""
    asked: list[Asked] = [one for one in sessions_of(engagement.id) if one.kind == Kind.LISTENING]
    asked += surveys_of(engagement.id)
    return [one for one in asked if one.state in {State.OPEN, State.CLOSED, State.SEALED}]


def _stack_or_404(engagement_id: int) -> Stack:
    engagement = db.session.get(Engagement, engagement_id)
    code = request.args.get("asked", "")
    asked = find(clean_code(code)) if code else None
    if engagement is None or not engagement.is_open or (code and asked not in _asked_in(engagement)):
        abort(404)
    language = request.args.get("language", "")
    known = language if language in engagement.languages else engagement.languages[0]
    return Stack(engagement, asked, known, bool(request.args.get("twice")))


@stack.route("/<int:engagement_id>", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def form(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    """One form: type it, go on; if asked, type it again and compare."""
    forms = _stack_or_404(engagement_id)
    if request.method == "GET":
        return _screen(forms)
    sheet = forms.typed()
    card, problem = _card(forms)
    if not problem and not sheet.anything:
        problem = _("Type at least one answer.")
    if problem or sheet.wrong:
        typed = request.form.get("card", "")
        return _screen(forms, sheet, problem=problem, card=typed, status=422)
    step = request.form.get("step", "first")
    if forms.twice and step == "first":
        return _screen(forms, first=sheet, step="second", key=_key(), card=card)
    differing = _differing(forms, sheet, card) if step == "second" else None
    return differing or _keep(forms, sheet, card)


def _differing(forms: Stack, sheet: Sheet, card: str) -> ResponseReturnValue | None:
    """The two typings beside each other, where they are not the same."""
    first = forms.typed("first-")
    wrong, ticked = paper.differ(first, sheet), paper.ticked_differently(first, sheet)
    if not wrong and not ticked:
        return None
    return _screen(
        forms, sheet, step="decide", first=first, key=_key(), card=card, wrong=wrong, ticked=ticked
    )


def _keep(forms: Stack, sheet: Sheet, card: str) -> ResponseReturnValue:
    gathering = paper.where(forms.engagement, forms.asked)
    ids = paper.keep_form(gathering, _key(), sheet.answers, forms.language, card)
    ids += paper.keep_choices(forms.asked, _key(), sheet, card)
    return _screen(forms, kept=ids)


def _key() -> str:
    """The key of the form on the screen; a new one when it is broken."""
    key = request.form.get("key", "")
    return key if is_secret(key) else new_secret()


def _card(forms: Stack) -> tuple[str, str]:
    """The secret that the form's mark or the card's words stand for, or what is wrong with them."""
    typed = request.form.get("card", "").strip()
    if not typed or is_secret(typed):
        return typed, ""
    try:
        if looks_like_mark(typed):
            return secret_of(keys(), typed), ""
        return read(typed, [forms.language, *forms.engagement.languages])[0], ""
    except NotAReceipt:
        return "", _("The mark or the words do not fit. Look at them again, or leave them out.")


def _screen(
    forms: Stack, sheet: Sheet | None = None, *, status: int = 200, **shown: Any
) -> ResponseReturnValue:
    facts: dict[str, Any] = {
        "step": "first",
        "key": new_secret(),
        "card": "",
        "wrong": [],
        "ticked": [],
        "first": None,
        "kept": None,
    }
    return page(
        "contributions/desk/paper_form.html",
        forms=forms,
        sheet=sheet or Sheet([Typed(prompt, "", None) for prompt in forms.prompts], forms.questions),
        button=ButtonForm(formdata=None),
        status=status,
        **facts | {"problem": ""} | shown,
    )


@stack.post("/<int:engagement_id>/undo")
@requires(Role.FACILITATOR, Role.REVIEWER)
def undo(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    """Take the last form out, while it is not sealed."""
    forms = _stack_or_404(engagement_id)
    ids = [one for one in request.form.get("ids", "").split(",") if one]
    gone = paper.undo(forms.engagement, forms.asked, ids)
    words = _("The last form was taken out.") if gone else _("It is sealed already, so it stays.")
    return _screen(forms, undone=words)
