"""One real application per test, on the database the run was asked for; time stands still until moved."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from listening import create_app
from listening.core import schema
from listening.core.config import Settings, database_url
from listening.core.database import db
from tests import postgresql as databases
from tests.cast import Cast, enrol
from tests.world import World

pytest_plugins = ("tests.services", "tests.mailbox", "tests.in_memory")

#: The day every test begins on: a Monday morning in California.
MORNING = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


class Calendar:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = MORNING

    def __call__(self) -> datetime:
        return self.now

    def move(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture(scope="session")
def postgresql(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--database") == "postgresql")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, postgresql: bool) -> Iterator[Path]:
    """Migrated once per process, with the cast enrolled; each test begins from it."""
    home = tmp_path_factory.mktemp("template")
    if postgresql:
        databases.drop_abandoned()
        databases.make(databases.TEMPLATE)
    app = create_app(settings_for(home, databases.TEMPLATE if postgresql else ""))
    with app.app_context():
        schema.upgrade()
        enrol()
        db.session.remove()
        db.engine.dispose()
    if postgresql:
        databases.remember()
    yield home
    if postgresql:
        databases.drop(databases.NAME, databases.TEMPLATE)


def settings_for(home: Path, database: str = "") -> Settings:
    data = home / "data"
    url = database_url(databases.url(database) if database else "", data)
    return Settings(data=data, keys=home / "keys", database_url=url, inline_jobs=True, cheap_passwords=True)


class Client(FlaskClient):
    """Each request in a context of its own, as on a server; what the test did before is committed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            db.session.commit()
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def app(template: Path, tmp_path: Path, calendar: Calendar, postgresql: bool) -> Iterator[Flask]:
    """The application as a server would build it, its jobs run at once."""
    home = tmp_path / "home"
    shutil.copytree(template, home)
    if postgresql:
        databases.put_back()
    app = create_app(settings_for(home, databases.NAME if postgresql else ""), now=calendar)
    app.testing = True
    app.test_client_class = Client
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Bo facilitates, Pia reviews, Ada and Ben publish, Ren administers, Stella is steward, Casey left."""
    return Cast(app)


@pytest.fixture
def rosa(app: Flask) -> FlaskClient:
    """A contributor's phone: no account, no cookie."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def world(app: Flask, cast: Cast, calendar: Calendar) -> World:
    """Verbs that bring the loop to any stage."""
    return World(app, cast, calendar)
