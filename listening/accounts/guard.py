"""``requires(...)``: the only door to the desk. It proves who is there and hands them to the view."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from listening.accounts.models import Staff
from listening.accounts.rules import SESSION_HOURS, Role
from listening.core import clock
from listening.core.database import db
from listening.core.extensions import csrf, login
from listening.core.policy import declare

View = Callable[..., ResponseReturnValue]


def requires(*roles: Role) -> Callable[[View], View]:
    """Let in staff who hold one of ``roles`` (any role when none is named); the view gets them first."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            me = signed_in()
            if me is None:
                return redirect(url_for("accounts_desk.sign_in", next=request.full_path.rstrip("?")), 303)
            g.staff = me
            if roles and not me.holds(*roles):
                abort(403)
            csrf.protect()
            return view(me, *args, **kwargs)

        return declare(guarded, frozenset(str(role) for role in roles or Role))

    return guard


def anyone_at_the_door(view: View) -> View:
    """For sign-in and invitations: a session may exist, nobody is known yet."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        csrf.protect()
        return view(*args, **kwargs)

    return declare(guarded, frozenset({"door"}))


def signed_in() -> Staff | None:
    """The person of this session, unless they left, changed role, or signed in too long ago."""
    version, since = session.get("version"), session.get("since")
    if since is None or clock.now() - datetime.fromisoformat(since) > timedelta(hours=SESSION_HOURS):
        return None
    staff = load(session.get("_user_id"))
    return staff if staff and staff.session_version == version else None


@login.user_loader
def load(staff_id: str | None) -> Staff | None:
    staff = db.session.get(Staff, int(staff_id)) if staff_id else None
    return staff if staff and staff.active else None


def begin(staff: Staff) -> None:
    """Start a session anew: nothing of the one before is kept."""
    session.clear()
    login_user(_Known(staff))
    session.update(version=staff.session_version, since=clock.now().isoformat())


def end() -> None:
    logout_user()
    session.clear()


class _Known:
    """What flask-login asks of a person."""

    is_active = is_authenticated = True
    is_anonymous = False

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    def get_id(self) -> str:
        return str(self.staff.id)
