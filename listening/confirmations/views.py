from flask import Blueprint, Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.actions.answers import current_decision
from listening.confirmations import apart, service
from listening.confirmations.afterwards import leave_words
from listening.confirmations.forms import AnswerForm, LaterForm, VerdictForm, answer_words, message_words
from listening.confirmations.models import Confirmation
from listening.confirmations.rules import Answer
from listening.confirmations.trails import Trail, ended_in, trails_of, window_in
from listening.contributions.forms import ReceiptForm
from listening.contributions.intake import NotStored, Shut
from listening.contributions.receipt import is_secret
from listening.contributions.withdrawals import withdraw
from listening.core.database import db
from listening.core.limits import RECEIPTS, limiter
from listening.core.page import language, page
from listening.core.policy import public
from listening.sessions.service import next_return

views = Blueprint("confirmations", __name__, url_prefix="/receipt")
answers = Blueprint("answers", __name__, url_prefix="/report-backs")

#: Answers on the page from one address block: they count nowhere, so a library is enough and a machine is not.
PAGE_ANSWERS = "60 per hour"


def register(app: Flask) -> None:
    app.jinja_env.filters["answer_words"] = lambda answer: answer_words()[Answer(answer)]
    app.jinja_env.filters["message_words"] = lambda answer: message_words()[answer]
    app.jinja_env.globals["window_of"] = service.open_for
    app.register_blueprint(answers)


@views.route("", methods=["GET", "POST"])
@public
@limiter.limit(RECEIPTS, methods=["POST"])
def receipt() -> ResponseReturnValue:
    """The way back: seven words open the trail, and nothing else does."""
    form = ReceiptForm()
    if not form.is_submitted():
        return page("confirmations/receipt.html", form=form)
    if not form.validate():
        return page("confirmations/receipt.html", form=form, status=422)
    secret, trails = _first_that_fits(form.secrets)
    if not trails:
        form.receipt.errors = [
            _("We hold nothing for these words. They may be deleted, or one word is wrong.")
        ]
        return page("confirmations/receipt.html", form=form, status=422)
    return _trail_page(secret, trails)


def _first_that_fits(secrets: tuple[str, ...]) -> tuple[str, list[Trail]]:
    found = [(secret, trails_of(secret)) for secret in secrets]
    return next(((secret, trails) for secret, trails in found if trails), ("", []))


def _trail_page(
    secret: str,
    trails: list[Trail],
    *,
    form: VerdictForm | LaterForm | None = None,
    thanks: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    return page(
        "confirmations/trail.html",
        secret=secret,
        trails=trails,
        form=form,
        verdict_form=VerdictForm(formdata=None),
        later_form=LaterForm(formdata=None),
        asked=request.form.get("window", type=int),
        thanks=thanks,
        status=status,
    )


def _arrive() -> tuple[str, list[Trail]]:
    secret = request.form.get("secret", "")
    trails = trails_of(secret) if is_secret(secret) else []
    if not trails:
        abort(400)
    return secret, trails


@views.route("/verdict", methods=["GET", "POST"])
@public
@limiter.limit(RECEIPTS, methods=["POST"])
def verdict() -> ResponseReturnValue:
    """Is it so? Only a receipt of this theme can say."""
    if request.method != "POST":
        return redirect(url_for(".receipt"), 303)
    secret, trails = _arrive()
    window = window_in(trails, request.form.get("window", 0, type=int)) or abort(400)
    form = VerdictForm()
    if not form.validate():
        return _trail_page(secret, trails, form=form, status=422)
    try:
        service.give(secret, window, Answer(form.answer.data), form.text.data or "", language())
    except NotStored:
        form.form_errors.append(_("We could not save your answer just now. Please try again in a moment."))
        return _trail_page(secret, trails, form=form, status=503)
    return _trail_page(
        secret, trails, thanks=_("We received your answer. You can change it until the last day.")
    )


@answers.route("/<int:theme_id>/answer", methods=["GET", "POST"])
@public
@limiter.limit(PAGE_ANSWERS, methods=["POST"])
def answer(theme_id: int) -> ResponseReturnValue:
    """Is it so? Anyone can say it here, without a receipt; it is shown apart and never counted."""
    window = service.open_for(theme_id) or abort(404)
    form = AnswerForm()
    if not form.is_submitted():
        return _answer_page(window, form)
    if not form.validate():
        return _answer_page(window, form, status=422)
    try:
        apart.say(window, Answer(form.answer.data))
    except NotStored:
        form.form_errors.append(_("We could not save your answer just now. Please try again in a moment."))
        return _answer_page(window, form, status=503)
    return _answer_page(window, None)


def _answer_page(window: Confirmation, form: AnswerForm | None, status: int = 200) -> ResponseReturnValue:
    theme = window.theme
    return page(
        "confirmations/answer.html",
        form=form,
        window=window,
        theme=theme,
        decision=current_decision(theme.id),
        returning=next_return(theme.engagement_id),
        status=status,
    )


@views.route("/words", methods=["GET", "POST"])
@public
@limiter.limit(RECEIPTS, methods=["POST"])
def words() -> ResponseReturnValue:
    """A loop that was answered still takes a message: a reader passes it on, the agency must reply."""
    if request.method != "POST":
        return redirect(url_for(".receipt"), 303)
    secret, trails = _arrive()
    window = ended_in(trails, request.form.get("window", 0, type=int)) or abort(400)
    form = LaterForm()
    if not form.validate():
        return _trail_page(secret, trails, form=form, status=422)
    try:
        leave_words(secret, window, form.text.data, language())
    except NotStored:
        form.form_errors.append(_("We could not save your message just now. Please try again in a moment."))
        return _trail_page(secret, trails, form=form, status=503)
    return _trail_page(
        secret, trails, thanks=_("We received your message. A reader passes it on. The agency must reply.")
    )


@views.route("/delete", methods=["GET", "POST"])
@public
@limiter.limit(RECEIPTS, methods=["POST"])
def delete() -> ResponseReturnValue:
    """Delete what the receipt holds, after asking once more."""
    if request.method != "POST":
        return redirect(url_for(".receipt"), 303)
    secret, trails = _arrive()
    if not request.form.get("sure"):
        return page("confirmations/delete.html", secret=secret, trails=trails)
    try:
        at_once = withdraw(secret, [trail.held for trail in trails])
    except (NotStored, Shut):
        abort(503)
    db.session.commit()
    promises = {trail.held.prompt.engagement for trail in trails}
    held = [promise for promise in promises if promise.hold and not at_once]
    return page("confirmations/deleted.html", at_once=at_once, held=held)
