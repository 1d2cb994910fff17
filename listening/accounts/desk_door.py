"""Behind the password: the second factor, its enrolment, and the printed pass of one evening."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts import guard, passes, second_factor, service
from listening.accounts.forms import AccountForm, Act, ButtonForm, CodeForm, PassForm, SignInForm
from listening.accounts.guard import anyone_at_the_door, requires
from listening.accounts.models import SecondFactor, Staff
from listening.core.database import db
from listening.core.limits import NAME, at_the_door, limiter, under_todays_key, wrong
from listening.core.models import Setting
from listening.core.page import done, page

door = Blueprint("accounts_door", __name__, url_prefix="/staff")


@door.route("/sign-in/code", methods=["GET", "POST"])
@anyone_at_the_door
@at_the_door(methods=["POST"])
def code() -> ResponseReturnValue:
    """Asks for a code; of those who have no second factor yet, for the first one."""
    staff = guard.waiting()
    if staff is None:
        status = 422 if request.method == "POST" else 200
        return page("accounts/desk/sign_in.html", form=SignInForm(formdata=None), status=status)
    factor, form = second_factor.factor_of(staff), CodeForm()
    if not form.validate_on_submit():
        return _code_page(staff, factor, form)
    right = second_factor.prove(factor, form.code.data)
    if not right:
        db.session.commit()
        form.code.errors = [_why_not(factor)]
        return _code_page(staff, factor, form)
    return _come_in(staff, factor)


def _why_not(factor: SecondFactor) -> str:
    if second_factor.is_locked(factor):
        return str(_("Too many wrong codes. Wait a quarter of an hour, then try again."))
    return str(_("That code is not right, or it was used before. Wait for the next one."))


def _code_page(staff: Staff, factor: SecondFactor, form: CodeForm) -> Response:
    template = "code" if factor.proved_on else "enrol"
    demo_code = second_factor.next_code(factor) if _in_the_demo() else ""
    form.code.data = demo_code or form.code.data
    return page(
        f"accounts/desk/{template}.html",
        form=form,
        key=second_factor.key_of(factor),
        address=second_factor.address_of(staff, factor),
        demo_code=demo_code,
        status=422 if form.is_submitted() else 200,
    )


def _in_the_demo() -> bool:
    """The demo shows the code; the receipt it leaves is only there when the demo was told into this database."""
    return bool(current_app.config["SETTINGS"].demo and Setting.value_of("demo_receipt"))


def _come_in(staff: Staff, factor: SecondFactor) -> ResponseReturnValue:
    codes = second_factor.enrol(factor) if factor.proved_on is None else []
    guard.begin(staff)
    db.session.commit()
    target = own_page(request.args.get("next", ""))
    return page("accounts/desk/recovery.html", codes=codes, target=target) if codes else done(target)


def own_page(address: str) -> str:
    """Where they wanted to go, if it is on our desk; their own desk otherwise."""
    parts = urlsplit(address)
    ours = not parts.netloc and not parts.scheme and parts.path.startswith("/staff")
    return request.script_root + address if ours else url_for("insights_desk.home")


def own_key() -> str:
    """This desk session, under today's key: wrong passwords in a stolen one do not keep its owner from ending it."""
    return under_todays_key(f"account {session['key']}")


@door.route("/account", methods=["GET", "POST"])
@requires()
@limiter.limit(NAME, methods=["POST"], key_func=own_key, deduct_when=wrong)
def account(me: Staff) -> ResponseReturnValue:
    """One's own password, recovery codes and browsers."""
    form, factor = AccountForm(), second_factor.factor_of(me)
    if not form.validate_on_submit() or _wrong(me, factor, form):
        return _account_page(me, factor, form)
    codes = second_factor.new_recovery_codes(factor) if form.act.data == Act.CODES else []
    if form.act.data == Act.PASSWORD:
        service.set_password(me, form.new.data)
    elif form.act.data == Act.ELSEWHERE:
        service.end_sessions(me)
    guard.begin(me)
    db.session.commit()
    if codes:
        return page("accounts/desk/recovery.html", codes=codes, target=url_for(".account"))
    return done(url_for(".account"), _("Done. Only this browser is signed in now."))


def _wrong(me: Staff, factor: SecondFactor, form: AccountForm) -> bool:
    """Whether it is someone else, or the new password is one that others would guess; the form says which."""
    if service.check_password(me.sign_in, form.password.data) is None:
        form.password.errors = [_("That is not your password. Try again.")]
    elif form.act.data == Act.PASSWORD and service.is_too_easy(form.new.data, me.sign_in, me.display_name):
        form.new.errors = [service.too_easy_words()]
    elif not second_factor.prove(factor, form.code.data):
        form.code.errors = [_why_not(factor)]
    db.session.commit()
    return bool(form.errors)


def _account_page(me: Staff, factor: SecondFactor, form: AccountForm) -> Response:
    demo_code = second_factor.next_code(factor) if _in_the_demo() else ""
    form.code.data = demo_code or form.code.data
    return page(
        "accounts/desk/account.html",
        form=form,
        browsers=guard.browsers(me),
        demo_code=demo_code,
        status=422 if form.is_submitted() else 200,
    )


@door.route("/pass", methods=["GET", "POST"])
@anyone_at_the_door
@at_the_door(methods=["POST"])
def type_pass() -> ResponseReturnValue:
    """Six words from paper, typed by hand."""
    form = PassForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("accounts/desk/pass.html", form=form, status=status)
    return _enter_with(form.words.data)


@door.route("/pass/<words>", methods=["GET", "POST"])
@anyone_at_the_door
@at_the_door()
def scanned_pass(words: str) -> ResponseReturnValue:
    """The QR code of a pass: says whose it is, and asks before it opens."""
    form = ButtonForm()
    if not form.validate_on_submit():
        return page("accounts/desk/scanned.html", form=form, name=passes.found(words).staff.display_name)
    return _enter_with(words)


def _enter_with(words: str) -> ResponseReturnValue:
    one = passes.found(words)
    guard.begin(one.staff, one)
    db.session.commit()
    return done(url_for("live_desk.console", session_id=one.listening_session_id))
