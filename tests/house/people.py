"""Who walks through every address: anonymous, the cast, and Casey, whose session outlived the job."""

from datetime import UTC
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from listening.accounts.rules import Role
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
            desk = Desk(app, name)
            assert desk.entered, f"{name} cannot sign in"
            self.cookie, self.token = cookie_of(app, desk.client), desk.token
        elif name == "casey":
            self.cookie = session_that_outlived(app, name)

    def ask(
        self, method: str, path: str, *, htmx: bool = False, data: dict[str, Any] | None = None
    ) -> TestResponse:
        headers = {"HX-Request": "true"} if htmx else {}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if method in {"GET", "HEAD", "OPTIONS"}:
            return self.client.open(path, method=method, headers=headers)
        form = {"csrf_token": self.token, **(data or {})}
        return self.client.open(path, method=method, headers=headers, data=form)


def cookie_of(app: Flask, client: FlaskClient) -> str:
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    return f"{name}={cookie.value}"


def session_that_outlived(app: Flask, name: str) -> str:
    """The cookie of someone who was signed in when the account was closed."""
    staff = staff_named(name)
    now = app.config["CLOCK"]().astimezone(UTC)
    session = {"_user_id": str(staff.id), "version": staff.session_version, "since": now.isoformat()}
    value = app.session_interface.get_signing_serializer(app).dumps(session)
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"
