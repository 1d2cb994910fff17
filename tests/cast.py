"""The people of every test. Rosa, who contributes, has no account: she is only a client."""

import re
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from listening.accounts import second_factor, service
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core import clock
from listening.core.database import db
from listening.core.models import Setting

PASSWORD = "four plain words here"
PEOPLE = {
    "bo": (Role.FACILITATOR, False),
    "pia": (Role.REVIEWER, False),
    "mei": (Role.REVIEWER, False),
    "ada": (Role.PUBLISHER, True),
    "ben": (Role.PUBLISHER, True),
    "ren": (Role.ADMINISTRATOR, True),
    "stella": (Role.COMMUNITY_STEWARD, False),
    "casey": (Role.FACILITATOR, False),
}


def enrol() -> None:
    """Make everyone's account. Casey has left: that account opens nothing."""
    Setting.put("agency_name", "Sierra County Family Services")
    for name, (role, agency) in PEOPLE.items():
        staff = service.add_staff(name, name.title(), role, PASSWORD, agency_staff=agency)
        second_factor.factor_of(staff).proved_on = clock.today()
    staff_named("casey").active = False
    db.session.commit()


def staff_named(name: str) -> Staff:
    return db.session.scalars(select(Staff).where(Staff.sign_in == name)).one()


def code_of(name: str) -> str:
    """What this person's phone shows now; a test that stands still may ask again and again."""
    factor = second_factor.factor_of(staff_named(name))
    factor.last_step = 0
    code = second_factor.next_code(factor)
    db.session.commit()
    return code


class Desk:
    """A browser in which one member of staff is signed in."""

    def __init__(self, app: Flask, name: str) -> None:
        self.name = name
        self.client: FlaskClient = app.test_client()
        self.token = self._token()
        answer = self.client.post(
            "/staff/sign-in", data={"sign_in": name, "password": PASSWORD, "csrf_token": self.token}
        )
        self.entered = answer.status_code == 303 and self._show_code()
        self.token = self._token()

    def _show_code(self) -> bool:
        form = {"code": code_of(self.name), "csrf_token": self.token}
        return self.client.post("/staff/sign-in/code", data=form).status_code in {200, 303}

    def _token(self) -> str:
        html = self.client.get("/staff/sign-in").get_data(as_text=True)
        return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)[1]

    @property
    def staff(self) -> Staff:
        return staff_named(self.name)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self.client.get(path, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **kwargs)


class Cast:
    """Everyone's desk, opened when first needed."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @cached_property
    def bo(self) -> Desk:
        return Desk(self.app, "bo")

    @cached_property
    def pia(self) -> Desk:
        return Desk(self.app, "pia")

    @cached_property
    def mei(self) -> Desk:
        return Desk(self.app, "mei")

    @cached_property
    def ada(self) -> Desk:
        return Desk(self.app, "ada")

    @cached_property
    def ben(self) -> Desk:
        return Desk(self.app, "ben")

    @cached_property
    def ren(self) -> Desk:
        return Desk(self.app, "ren")

    @cached_property
    def stella(self) -> Desk:
        return Desk(self.app, "stella")

    @cached_property
    def casey(self) -> Desk:
        return Desk(self.app, "casey")
