from typing import Any

from flask import Blueprint, Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.contributions import service
from listening.contributions.forms import AnswerForm, JoinForm, consent_words
from listening.contributions.intake import NotStored
from listening.contributions.receipt import shown
from listening.contributions.rules import Consent
from listening.contributions.steps import Steps, read_steps
from listening.core.languages import address_in
from listening.core.models import Setting
from listening.core.page import language, page
from listening.core.policy import public
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State, clean_code
from listening.sessions.service import find

views = Blueprint("contributions", __name__)


def register(app: Flask) -> None:
    app.jinja_env.filters["consent_words"] = lambda consent: consent_words()[Consent(consent)]
    app.jinja_env.globals["address_in"] = address_in
    app.jinja_env.globals["help_numbers"] = lambda: Setting.value_of("help_numbers") or []
    app.jinja_env.globals["reading_group"] = lambda: Setting.value_of("reading_group") or {}


@views.route("/join", methods=["GET", "POST"])
@public
def join() -> ResponseReturnValue:
    """A code from the wall, typed or scanned."""
    scanned = request.args.get("code")
    form = JoinForm(data={"code": scanned}) if scanned else JoinForm()
    asked = form.is_submitted() or scanned is not None
    if not asked or not form.validate():
        return page("contributions/join.html", form=form, status=422 if asked else 200)
    if find(form.code.data) is None:
        form.code.errors = [_("We do not know this code. Look at the wall again, or ask the facilitator.")]
        return page("contributions/join.html", form=form, status=422)
    return redirect(url_for(".welcome", code=form.code.data), 303)


@views.get("/s/<code>")
@public
def welcome(code: str) -> ResponseReturnValue:
    """Who asks, what is promised, who reads, what the limits are: before the first box."""
    session = _session_or_404(code)
    if session.state is not State.OPEN:
        return _not_open(session)
    return page("contributions/welcome.html", session=session, steps=read_steps(session, {}))


def _session_or_404(code: str) -> ListeningSession:
    session = find(clean_code(code))
    if session is None or session.engagement.opened_on is None:
        abort(404)
    return session


def _not_open(session: ListeningSession, steps: Steps | None = None) -> ResponseReturnValue:
    """Not yet, or over: say so, and give back whatever was typed."""
    planned = session.state is State.PLANNED
    return page("contributions/not_open.html", session=session, steps=steps, status=409 if planned else 410)


@views.route("/s/<code>/prompt/<int:number>", methods=["GET", "POST"])
@public
def prompt(code: str, number: int) -> ResponseReturnValue:
    """One prompt a page; the button pressed names where to go."""
    session, steps, answer = _arrive(code)
    if answer is not None:
        return answer
    if not 1 <= number <= len(steps.answers):
        abort(404)
    problem = _left_with_problem(session, steps, towards=number)
    return problem or _prompt_page(session, steps, number)


@views.route("/s/<code>/check", methods=["GET", "POST"])
@public
def check(code: str) -> ResponseReturnValue:
    """Everything once more before sending."""
    session, steps, answer = _arrive(code)
    if answer is not None:
        return answer
    problem = _left_with_problem(session, steps, towards=len(steps.answers) + 1)
    status = 200 if steps.written else 422
    return problem or page("contributions/check.html", session=session, steps=steps, status=status)


@views.route("/s/<code>/receipt", methods=["GET", "POST"])
@public
def receipt(code: str) -> ResponseReturnValue:
    """Send, and show the receipt: once it is on disk, never before. Sending again changes nothing."""
    session, steps, answer = _arrive(code)
    if answer is not None:
        return answer
    if not steps.written:
        return _check_again(session, steps, status=422)
    return _first_too_long(session, steps) or _send(session, steps)


def _send(session: ListeningSession, steps: Steps) -> ResponseReturnValue:
    try:
        service.contribute(session, steps.secret, steps.voices(language()))
    except service.SessionOver:
        return _not_open(session, steps)
    except service.TakenBack as gone:
        return _check_again(session, steps, status=409, gone=gone.words)
    except NotStored:
        return _check_again(session, steps, status=503, not_stored=True)
    words = shown(steps.secret, language())
    return page("contributions/receipt.html", session=session, words=words)


def _check_again(session: ListeningSession, steps: Steps, *, status: int, **why: Any) -> ResponseReturnValue:
    """Nothing was sent: everything typed is on the page, with what stood in the way."""
    return page("contributions/check.html", session=session, steps=steps, status=status, **why)


def _arrive(code: str) -> tuple[ListeningSession, Steps, ResponseReturnValue | None]:
    """The session and what the page carries; an answer of its own where the way does not start here."""
    session = _session_or_404(code)
    steps = read_steps(session, request.form)
    if request.method != "POST":
        return session, steps, redirect(url_for(".welcome", code=session.code), 303)
    if session.state is not State.OPEN:
        return session, steps, _not_open(session, steps)
    return session, steps, None


def _left_with_problem(
    session: ListeningSession, steps: Steps, *, towards: int
) -> ResponseReturnValue | None:
    """The page being left, shown again, when its answer cannot be kept; going back is always possible."""
    number = steps.leaving
    if number is None or request.form.get("skip") or towards <= number:
        return None
    answer = steps.answers[number - 1]
    form = AnswerForm(data={"text": answer.text, "consent": answer.consent})
    return None if form.validate() else _prompt_page(session, steps, number, form)


def _first_too_long(session: ListeningSession, steps: Steps) -> ResponseReturnValue | None:
    for number, answer in enumerate(steps.answers, start=1):
        form = AnswerForm(data={"text": answer.text, "consent": answer.consent})
        if answer.text and not form.validate():
            return _prompt_page(session, steps, number, form)
    return None


def _prompt_page(
    session: ListeningSession, steps: Steps, number: int, form: AnswerForm | None = None
) -> ResponseReturnValue:
    answer = steps.answers[number - 1]
    shown_form = form or AnswerForm(
        formdata=None, data={"text": answer.text, "consent": answer.consent and answer.consent.value}
    )
    return page(
        "contributions/prompt.html",
        session=session,
        steps=steps,
        number=number,
        prompt=answer.prompt,
        form=shown_form,
        status=422 if form else 200,
    )
