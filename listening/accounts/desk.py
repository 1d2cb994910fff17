from flask import Blueprint, Flask, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from listening.accounts import guard, second_factor, service
from listening.accounts import readings as kept
from listening.accounts.desk_door import door
from listening.accounts.forms import (
    ButtonForm,
    JoinForm,
    ProposeForm,
    ResetForm,
    SignInForm,
    reading_words,
    role_words,
)
from listening.accounts.guard import anyone_at_the_door, requires
from listening.accounts.models import Invitation, Reading, Staff
from listening.accounts.rules import Role
from listening.core import clock
from listening.core.database import db
from listening.core.limits import NAME, at_the_door, limiter, name_key, wrong
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link

desk = Blueprint("accounts_desk", __name__, url_prefix="/staff")

#: Readings shown on one page.
READINGS_SHOWN = 200


def register(app: Flask) -> None:
    app.register_blueprint(door)
    people = frozenset({Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD})
    add_desk_link(app, DeskLink("accounts_desk.people", _l("People"), people))
    readers = frozenset({Role.REVIEWER, Role.COMMUNITY_STEWARD})
    add_desk_link(app, DeskLink("accounts_desk.readings", _l("Who read what"), readers))
    app.jinja_env.filters["role_words"] = lambda role: role_words()[Role(role)]
    app.jinja_env.filters["reading_words"] = lambda place: reading_words().get(place, place)


@desk.route("/sign-in", methods=["GET", "POST"])
@anyone_at_the_door
@at_the_door(methods=["POST"])
@limiter.limit(NAME, methods=["POST"], key_func=name_key, deduct_when=wrong)
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return page("accounts/desk/sign_in.html", form=form, status=422 if form.is_submitted() else 200)
    staff = service.check_password(form.sign_in.data, form.password.data)
    if staff is None:
        form.password.errors = [_("That name and password do not go together. Try again.")]
        return page("accounts/desk/sign_in.html", form=form, status=422)
    return _ask_for_code(staff)


def _ask_for_code(staff: Staff) -> ResponseReturnValue:
    second_factor.factor_of(staff)
    db.session.commit()
    guard.wait_for_code(staff)
    return done(url_for("accounts_door.code", next=request.args.get("next")))


@desk.post("/sign-out")
@requires()
def sign_out(_me: Staff) -> ResponseReturnValue:
    guard.end()
    db.session.commit()
    answer = done(url_for("engagements.home"))
    if current_app.config["SETTINGS"].secure:
        # Browsers listen to it over TLS only. Not the storage: words may wait there, unsent, on a shared machine.
        answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@desk.get("/people")
@requires(Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD)
def people(me: Staff) -> ResponseReturnValue:
    people = select(Staff).where(Staff.sign_in.not_in(service.SET_UP))
    everyone = db.session.scalars(people.order_by(Staff.active.desc(), Staff.display_name)).all()
    waiting = db.session.scalars(select(Invitation).where(Invitation.used_on.is_(None))).all()
    return page(
        "accounts/desk/people.html",
        people=everyone,
        waiting=[one for one in waiting if one.needs_steward],
        invited=[one for one in waiting if not one.staff_id and one.expires_on >= clock.today()],
        form=ProposeForm(),
        button=ButtonForm(),
        may_reset=lambda staff: service.fits_to_reset(me, staff),
        lost=second_factor.lost_phones(),
        let_in=service.let_in_by_command(),
    )


@desk.post("/people")
@requires(Role.ADMINISTRATOR)
def propose(me: Staff) -> ResponseReturnValue:
    form = ProposeForm()
    if not form.validate_on_submit():
        return page("accounts/desk/propose.html", form=form, status=422)
    role = Role(form.role.data)
    invitation, code = service.propose(me, form.display_name.data, role, agency_staff=form.agency_staff.data)
    db.session.commit()
    return _show_code(invitation, code)


@desk.post("/people/<int:staff_id>/reset")
@requires(Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD)
def reset(me: Staff, staff_id: int) -> ResponseReturnValue:
    invitation, code = service.offer_reset(me, _staff_or_404(staff_id))
    db.session.commit()
    return _show_code(invitation, code)


def _show_code(invitation: Invitation, code: str) -> ResponseReturnValue:
    address = url_for("accounts_desk.join", code=code, _external=True)
    return page("accounts/desk/invitation.html", invitation=invitation, address=address)


@desk.post("/people/<int:staff_id>/lost-phone")
@requires(Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD)
def lost_phone(me: Staff, staff_id: int) -> ResponseReturnValue:
    """The first key holder asks, the second agrees: then the person enrols anew at the next sign-in."""
    staff = _staff_or_404(staff_id)
    did = second_factor.reset(me, staff)
    db.session.commit()
    name = staff.display_name
    if did:
        return done(url_for(".people"), _("%(name)s sets up a new phone at the next sign-in.", name=name))
    return done(
        url_for(".people"), _("The other key holder must agree before %(name)s can go on.", name=name)
    )


@desk.post("/people/<int:staff_id>/let-go")
@requires(Role.ADMINISTRATOR, Role.COMMUNITY_STEWARD)
def let_go(me: Staff, staff_id: int) -> ResponseReturnValue:
    staff = _staff_or_404(staff_id)
    service.let_go(me, staff)
    db.session.commit()
    return done(url_for(".people"), _("%(name)s can no longer sign in.", name=staff.display_name))


@desk.post("/invitations/<int:invitation_id>/accept")
@requires(Role.COMMUNITY_STEWARD)
def accept(me: Staff, invitation_id: int) -> ResponseReturnValue:
    invitation = db.session.get(Invitation, invitation_id) or abort(404)
    service.accept(me, invitation)
    db.session.commit()
    return done(url_for(".people"), _("%(name)s can join now.", name=invitation.display_name))


@desk.route("/join/<code>", methods=["GET", "POST"])
@anyone_at_the_door
def join(code: str) -> ResponseReturnValue:
    invitation = service.open_invitation(code)
    form = ResetForm() if invitation.staff_id else JoinForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("accounts/desk/join.html", form=form, invitation=invitation, status=status)
    if invitation.staff_id is None and service.name_taken(form.sign_in.data):
        form.sign_in.errors = [_("Someone already signs in with this name. Choose another.")]
        return page("accounts/desk/join.html", form=form, invitation=invitation, status=422)
    if service.is_too_easy(form.password.data, form.sign_in.data, invitation.display_name):
        form.password.errors = [service.too_easy_words()]
        return page("accounts/desk/join.html", form=form, invitation=invitation, status=422)
    staff = service.use_invitation(invitation, form.sign_in.data or "", form.password.data)
    return _ask_for_code(staff)


@desk.get("/readings")
@requires(Role.REVIEWER, Role.COMMUNITY_STEWARD)
def readings(_me: Staff) -> ResponseReturnValue:
    """Who opened originals, newest first, for those outside the agency to watch."""
    rows = db.session.scalars(select(Reading).order_by(Reading.id)).all()
    return page(
        "accounts/desk/readings.html",
        readings=rows[::-1][:READINGS_SHOWN],
        broken=kept.first_broken_reading(rows),
        cut=kept.is_cut(rows),
        bulk=kept.in_bulk(rows)[::-1],
        names={one.id: one.display_name for one in db.session.scalars(select(Staff))},
        head=rows[-1].digest if rows else "",
    )


def _staff_or_404(staff_id: int) -> Staff:
    return db.session.get(Staff, staff_id) or abort(404)
