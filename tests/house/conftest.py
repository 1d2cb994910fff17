"""A stage with every kind of object on it, and what the checks read from the application itself."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from listening import create_app
from listening.core.database import db
from tests.house.stage import set_stage
from tests.world import World


@pytest.fixture
def stage(app: Flask, world: World) -> Flask:
    """The application with a little of everything in it; errors are answered, not raised."""
    set_stage(world)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture
def built_again(app: Flask) -> Iterator[Callable[..., Flask]]:
    """Builds the application once more, with some settings changed; closes what it opened."""
    built: list[Flask] = []

    def build(**changes: Any) -> Flask:
        built.append(create_app(replace(app.config["SETTINGS"], **changes)))
        return built[-1]

    yield build
    for one in built:
        with one.app_context():
            db.engine.dispose()
