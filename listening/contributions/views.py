from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.contributions import service, tallies, withdrawals
from listening.contributions.admission import admitted, room_code
from listening.contributions.asked import Asked, find, known, questions_of
from listening.contributions.challenges import challenges
from listening.contributions.forms import AnswerForm, CardForm, JoinForm, ReceiptForm, consent_words
from listening.contributions.intake import NotStored, Shut, intake
from listening.contributions.numbers import case_numbers, help_numbers, lines_to_call, reporting
from listening.contributions.padding import filler, padded
from listening.contributions.pooling import CHOICES, CHOICES_APART, choices_gathering
from listening.contributions.receipt import shown
from listening.contributions.results import results_of
from listening.contributions.rules import Consent, too_long_by
from listening.contributions.sealed import NotSealed, opened, public_key
from listening.contributions.steps import Steps, read_steps
from listening.core.database import db, languages, will_only_read
from listening.core.languages import address_in
from listening.core.limits import RECEIPTS, limiter
from listening.core.models import Setting
from listening.core.page import language, letter, page
from listening.core.policy import public
from listening.sessions.rules import State, clean_code
from listening.surveys.models import Survey
from listening.surveys.rules import twice_ranked

views = Blueprint("contributions", __name__)
views.after_request(padded)

#: The header of an answer that acknowledges words; a portal that answers for us does not know it.
RECEIVED = "Hearback-Received"
CLEARED = "Clear-Site-Data"
#: Statuses from which an answer is a refusal, and that of one without a page.
BAD, EMPTY = 300, 204


def register(app: Flask) -> None:
    app.register_blueprint(challenges)
    app.jinja_env.filters["consent_words"] = lambda consent: consent_words()[Consent(consent)]
    app.jinja_env.globals.update(address_in=address_in, outbox_key=public_key, words_of=words_of)
    app.jinja_env.globals["room_code"] = room_code
    app.jinja_env.globals.update(
        help_numbers=help_numbers, case_numbers=case_numbers, lines_to_call=lines_to_call, reporting=reporting
    )
    app.jinja_env.globals["reading_group"] = lambda: Setting.value_of("reading_group") or {}


def words_of(secret: str) -> list[str]:
    """A receipt in the words of this page's language."""
    return shown(secret, language())


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


@views.route("/s/<code>/card", methods=["GET", "POST"])
@public
def card(code: str) -> ResponseReturnValue:
    """A card from the basket: its words become the receipt. The QR code keeps them out of the address we see."""
    session = _session_or_404(code)
    form = CardForm()
    if form.is_submitted() and form.validate() and session.state is State.OPEN:
        steps = read_steps(session, {"secret": form.secret, "card": "1"})
        return page("contributions/welcome.html", session=session, steps=steps)
    status = 422 if form.errors else 200
    return page("contributions/card.html", session=session, form=form, status=status)


@views.get("/s/<code>/paper")
@public
def paper(code: str) -> ResponseReturnValue:
    """The same questions as a form to print, in the reader's language."""
    session = _session_or_404(code)
    address = url_for(".welcome", code=session.code, _external=True)
    return page("contributions/paper.html", session=session, questions=questions_of(session), address=address)


@views.get("/surveys/<int:survey_id>/results")
@public
def survey_results(survey_id: int) -> ResponseReturnValue:
    """What was chosen, in bands; nothing while it is open."""
    survey = db.session.get(Survey, survey_id)
    if survey is None or survey.state is not State.CLOSED:
        abort(404)
    counting = intake().exists(choices_gathering(survey))
    results = [] if counting else results_of(survey)
    return page("contributions/survey_results.html", survey=survey, results=results, counting=counting)


def _session_or_404(code: str) -> Asked:
    session = known(clean_code(code))
    if session is None or session.engagement.opened_on is None:
        abort(404)
    return session


def _not_open(session: Asked, steps: Steps | None = None) -> ResponseReturnValue:
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
    problem = problem or _ranked_twice(session, steps)
    choosing = "choose" in request.form and not steps.anything
    status = 200 if steps.anything or choosing else 422
    return problem or page(
        "contributions/check.html", session=session, steps=steps, choosing=choosing, status=status
    )


@views.route("/s/<code>/choices", methods=["GET", "POST"])
@public
def choices(code: str) -> ResponseReturnValue:
    """The questions with choices of a survey, all on one page; each can be left empty."""
    session, steps, answer = _arrive(code)
    if answer is not None:
        return answer
    if not steps.questions:
        abort(404)
    problem = _left_with_problem(session, steps, towards=len(steps.answers) + 1)
    return problem or page("contributions/choices.html", session=session, steps=steps, wrong=())


def _ranked_twice(session: Asked, steps: Steps) -> ResponseReturnValue | None:
    wrong = twice_ranked([one.closed for one in steps.questions], steps.taps)
    if not wrong:
        return None
    return page("contributions/choices.html", session=session, steps=steps, wrong=wrong, status=422)


@views.route("/s/<code>/again", methods=["GET", "POST"])
@public
@limiter.limit(RECEIPTS, methods=["POST"])
def again(code: str) -> ResponseReturnValue:
    """Come back to a survey with the receipt, to answer the rest."""
    session = _session_or_404(code)
    if session.state is not State.OPEN or not isinstance(session, Survey):
        return _not_open(session) if isinstance(session, Survey) else abort(404)
    form = ReceiptForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("contributions/again.html", session=session, form=form, status=status)
    asked = {item.prompt_id for item in session.agenda}
    for secret in form.secrets:
        done = {held.prompt.id for held in withdrawals.held_by(secret)} & asked
        if done:
            carried = {"secret": secret, "done": ",".join(map(str, sorted(done)))}
            return page("contributions/again.html", session=session, steps=read_steps(session, carried))
    form.receipt.errors = [_("We hold nothing for these words. They may be deleted, or one word is wrong.")]
    return page("contributions/again.html", session=session, form=form, status=422)


@views.route("/s/<code>/receipt", methods=["GET", "POST"])
@public
def receipt(code: str) -> ResponseReturnValue:
    """Send, and show the receipt: once it is on disk, never before. Sending again changes nothing."""
    session, steps, answer = _arrive(code)
    if answer is not None:
        return answer
    if not steps.anything:
        return status_alone(_check_again(session, steps, status=422))
    return status_alone(
        _first_too_long(session, steps) or _ranked_twice(session, steps) or _send(session, steps)
    )


def _send(session: Asked, steps: Steps) -> ResponseReturnValue:
    spoken = language()
    try:
        held = not _keep(session, steps, spoken)
    except service.SessionOver:
        return _not_open(session, steps)
    except service.TakenBack as gone:
        return _check_again(session, steps, status=409, gone=gone.words)
    except (NotStored, Shut):
        return _check_again(session, steps, status=503, not_stored=True)
    # Choices are counted and nothing else: there is nothing of them to come back to.
    words = shown(steps.secret, spoken) if steps.written or steps.done else []
    receipt = letter(
        "contributions/receipt.html",
        about=(session.code, steps.card, held),
        gaps=[*words, steps.secret, filler(words)],
        context=lambda gaps: {
            "session": session,
            "words": gaps[:-2],
            "secret": gaps[-2],
            "filler": gaps[-1],
            "card": steps.card,
            "held": held,
        },
    )
    return acknowledged(receipt, held=held)


def _keep(session: Asked, steps: Steps, spoken: str, *, late: bool = False) -> bool:
    """Keep words and choices, in quarantine where nothing shows that a person sent them; whether they are in."""
    way_in = admitted(session, steps)
    keep = service.contribute_late if late else service.contribute
    among = keep(session, steps.secret, steps.voices(spoken), apart=not way_in)
    if isinstance(session, Survey) and steps.taps:
        tallies.tap(
            choices_gathering(session), CHOICES if way_in else CHOICES_APART, steps.secret, steps.taps
        )
    return among


def acknowledged(answer: Response, *, held: bool = False) -> Response:
    """Mark an answer that only we give, once the words are on disk: a phone believes nothing else.

    ``held`` says that a person judges them first; the mark is as long either way. What lies in the browser's
    storage goes when the phone says that nothing else waits there.
    """
    answer.headers[RECEIVED] = "held" if held else "kept"
    if current_app.config["SETTINGS"].secure:
        empty = request.form.get("waiting") == "0"
        answer.headers[CLEARED] = '"cache", "storage"' if empty else '"cache"'
    return answer


def status_alone(answer: ResponseReturnValue) -> ResponseReturnValue:
    """For a script that asks for no page: every answer of one outcome is then of one size (anonymity, T5)."""
    whole = make_response(answer)
    if "quiet" not in request.form:
        return whole
    status = whole.status_code if whole.status_code >= BAD else EMPTY
    alone = Response(status=status)
    alone.headers.extend({name: whole.headers[name] for name in (RECEIVED, CLEARED) if name in whole.headers})
    return alone


@views.post("/s/<code>/sealed")
@public
def sealed(code: str) -> ResponseReturnValue:
    """What a phone kept while it had no network. Answers with a status alone: nobody may be looking."""
    session = _session_or_404(code)
    try:
        form = opened(session, request.form.get("sealed", ""))
    except NotSealed:
        return Response(status=400)
    steps = read_steps(session, form)
    if "secret" not in form or not steps.written or _too_long(steps):
        return Response(status=422)
    return _keep_late(session, steps, form.get("language", ""))


def _keep_late(session: Asked, steps: Steps, spoken: str) -> Response:
    try:
        held = not _keep(session, steps, spoken if spoken in languages() else language(), late=True)
    except service.SessionOver:
        return Response(status=410)
    except service.TakenBack:
        return Response(status=409)
    except (NotStored, Shut):
        return Response(status=503)
    return acknowledged(Response(status=204), held=held)


def _too_long(steps: Steps) -> bool:
    return any(too_long_by(answer.text) for answer in steps.written)


def _check_again(session: Asked, steps: Steps, *, status: int, **why: Any) -> ResponseReturnValue:
    """Nothing was sent: everything typed is on the page, with what stood in the way."""
    return page("contributions/check.html", session=session, steps=steps, status=status, **why)


def _arrive(code: str) -> tuple[Asked, Steps, ResponseReturnValue | None]:
    """The session and what the page carries; an answer of its own where the way does not start here."""
    will_only_read()
    session = _session_or_404(code)
    steps = read_steps(session, request.form.to_dict())
    if request.method != "POST":
        return session, steps, redirect(url_for(".welcome", code=session.code), 303)
    if session.state is not State.OPEN:
        return session, steps, _not_open(session, steps)
    return session, steps, None


def _left_with_problem(session: Asked, steps: Steps, *, towards: int) -> ResponseReturnValue | None:
    """The page being left, shown again, when its answer cannot be kept; going back is always possible."""
    number = steps.leaving
    if number is None or request.form.get("skip") or towards <= number:
        return None
    answer = steps.answers[number - 1]
    form = AnswerForm(data={"text": answer.text, "consent": answer.consent})
    return None if form.validate() else _prompt_page(session, steps, number, form)


def _first_too_long(session: Asked, steps: Steps) -> ResponseReturnValue | None:
    for number, answer in enumerate(steps.answers, start=1):
        if too_long_by(answer.text):
            form = AnswerForm(data={"text": answer.text, "consent": answer.consent})
            form.validate()
            return _prompt_page(session, steps, number, form)
    return None


def _prompt_page(
    session: Asked, steps: Steps, number: int, form: AnswerForm | None = None
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
