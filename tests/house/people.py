"""Who walks through every address: anonymous, the cast, and Casey, whose session outlived the job."""

from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from listening.accounts import guard
from listening.accounts.rules import Role
from listening.core.database import db
from tests.cast import Desk, staff_named

#: Each role once.
STAFF = {
    "bo": Role.FACILITATOR,
    "pia": Role.REVIEWER,
    "ada": Role.PUBLISHER,
    "ren": Role.ADMINISTRATOR,
    "stella": Role.COMMUNITY_STEWARD,
}
#: Those whom no door of the desk may let in.
STRANGERS = ("anonymous", "casey")
EVERYONE = (*STRANGERS, *STAFF)


class Walker:
    """Someone with a cookie that never changes, so that one request cannot spoil the next."""

    def __init__(self, app: Flask, name: str) -> None:
        self.name, self.role = name, STAFF.get(name)
        self.client: FlaskClient = app.test_client(use_cookies=False)
        self.cookie, self.token = "", ""
        if name in STAFF:
            self.sign_in(app)
        elif name == "casey":
            self.cookie = session_that_outlived(app, name)

    def sign_in(self, app: Flask) -> None:
        desk = Desk(app, self.name)
        assert desk.entered, f"{self.name} cannot sign in"
        self.cookie, self.token = cookie_of(app, desk.client), desk.token

    def ask(
        self, method: str, path: str, *, htmx: bool = False, data: dict[str, Any] | None = None
    ) -> TestResponse:
        headers = {"HX-Request": "true"} if htmx else {}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if method in {"GET", "HEAD", "OPTIONS"}:
            return self.client.open(path, method=method, headers=headers)
        form = {"csrf_token": self.token, **(data or {})}
        answer = self.client.open(path, method=method, headers=headers, data=form)
        if self.role and path.endswith("/sign-out") and method == "POST":
            self.sign_in(self.client.application)
        return answer


def cookie_of(app: Flask, client: FlaskClient) -> str:
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    return f"{name}={cookie.value}"


def session_that_outlived(app: Flask, name: str) -> str:
    """The cookie of someone who was signed in when the account was closed."""
    staff = staff_named(name)
    with app.test_request_context("/staff"):
        guard.begin(staff)
        db.session.commit()
        value = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"
