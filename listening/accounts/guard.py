"""``requires(...)``: the only door to the desk. It proves who is there and hands them to the view."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user
from sqlalchemy import delete, select

from listening.accounts.models import DeskSession, SessionPass, Staff
from listening.accounts.passes import is_good
from listening.accounts.rules import PENDING_MINUTES, SESSION_HOURS, Role
from listening.accounts.second_factor import real_time
from listening.core.database import db
from listening.core.extensions import csrf, login
from listening.core.policy import declare

View = Callable[..., ResponseReturnValue]

#: Where a printed pass may go besides its own session.
ON_ANY_PASS = frozenset({"accounts_desk.sign_out"})


def requires(*roles: Role) -> Callable[[View], View]:
    """Let in staff who hold one of ``roles`` (any role when none is named); the view gets them first."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            here = signed_in()
            if here is None:
                return redirect(url_for("accounts_desk.sign_in", next=request.full_path.rstrip("?")), 303)
            me = g.staff = here.staff
            if here.session_pass is not None and not within(here.session_pass):
                return _back_to_the_session(here.session_pass)
            if roles and not me.holds(*roles):
                abort(403)
            csrf.protect()
            return view(me, *args, **kwargs)

        return declare(guarded, frozenset(str(role) for role in roles or Role))

    return guard


def within(one: SessionPass) -> bool:
    """Whether this request stays inside the one session of a pass; the desk's other rooms are not shown."""
    g.on_pass = True
    inside = (request.view_args or {}).get("session_id") == one.listening_session_id
    return inside or request.endpoint in ON_ANY_PASS


def _back_to_the_session(one: SessionPass) -> ResponseReturnValue:
    if request.method != "GET":
        abort(403)
    return redirect(url_for("live_desk.console", session_id=one.listening_session_id), 303)


def anyone_at_the_door(view: View) -> View:
    """For sign-in and invitations: a session may exist, nobody is known yet."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        csrf.protect()
        return view(*args, **kwargs)

    return declare(guarded, frozenset({"door"}))


def signed_in() -> DeskSession | None:
    """The session of this browser, unless its person left, changed role or password, or came too long ago."""
    here = db.session.get(DeskSession, _mark(session.get("key", "")))
    if here is None or real_time() - here.began_at > timedelta(hours=SESSION_HOURS):
        return None
    staff = here.staff
    if not staff.active or (staff.role, staff.session_version) != (here.role, here.version):
        return None
    return here if here.session_pass is None or is_good(here.session_pass) else None


@login.user_loader
def load(staff_id: str | None) -> Staff | None:
    staff = db.session.get(Staff, int(staff_id)) if staff_id else None
    return staff if staff and staff.active else None


def wait_for_code(staff: Staff) -> None:
    """The password was right: this browser may now show the second factor, and nothing else."""
    session["waiting"] = [staff.id, staff.session_version, real_time().isoformat()]


def waiting() -> Staff | None:
    """Whose password this browser showed a moment ago."""
    staff_id, version, since = session.get("waiting") or (None, None, None)
    if since is None or real_time() - datetime.fromisoformat(since) > timedelta(minutes=PENDING_MINUTES):
        return None
    staff = load(str(staff_id))
    return staff if staff and staff.session_version == version else None


def begin(staff: Staff, session_pass: SessionPass | None = None) -> None:
    """Start a session anew: nothing of the one before is kept. The caller commits."""
    end()
    oldest = real_time() - timedelta(hours=SESSION_HOURS)
    over = delete(DeskSession).where(DeskSession.staff_id == staff.id, DeskSession.began_at < oldest)
    db.session.execute(over)
    key = secrets.token_urlsafe(32)
    here = DeskSession(
        id=_mark(key),
        staff_id=staff.id,
        began_at=real_time(),
        role=staff.role,
        version=staff.session_version,
        session_pass_id=session_pass.id if session_pass else None,
    )
    db.session.add(here)
    login_user(_Known(staff))
    session["key"] = key


def browsers(staff: Staff) -> list[tuple[datetime, bool]]:
    """Since when this person is signed in, in each browser; whether it is this one."""
    here, oldest = _mark(session.get("key", "")), real_time() - timedelta(hours=SESSION_HOURS)
    query = select(DeskSession).where(
        DeskSession.staff_id == staff.id,
        DeskSession.version == staff.session_version,
        DeskSession.began_at > oldest,
    )
    return [
        (one.began_at, one.id == here) for one in db.session.scalars(query.order_by(DeskSession.began_at))
    ]


def end() -> None:
    """Forget this session on the server too, so that a copy of its cookie is worth nothing. The caller commits."""
    db.session.execute(delete(DeskSession).where(DeskSession.id == _mark(session.get("key", ""))))
    logout_user()
    session.clear()


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


class _Known:
    """What flask-login asks of a person."""

    is_active = is_authenticated = True
    is_anonymous = False

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    def get_id(self) -> str:
        return str(self.staff.id)
