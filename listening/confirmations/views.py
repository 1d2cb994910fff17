from flask import Blueprint, Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.confirmations import service
from listening.confirmations.forms import ReceiptForm, VerdictForm, answer_words
from listening.confirmations.rules import Answer
from listening.confirmations.trails import Trail, trails_of, window_in
from listening.contributions.intake import NotStored, Shut
from listening.contributions.receipt import is_secret
from listening.contributions.service import withdraw
from listening.core.limits import RECEIPTS, limiter
from listening.core.page import language, page
from listening.core.policy import public

views = Blueprint("confirmations", __name__, url_prefix="/receipt")


def register(app: Flask) -> None:
    app.jinja_env.filters["answer_words"] = lambda answer: answer_words()[Answer(answer)]


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
    secret: str, trails: list[Trail], *, form: VerdictForm | None = None, thanks: str = "", status: int = 200
) -> ResponseReturnValue:
    return page(
        "confirmations/trail.html",
        secret=secret,
        trails=trails,
        form=form,
        verdict_form=VerdictForm(formdata=None),
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
    return page("confirmations/deleted.html", at_once=at_once)
