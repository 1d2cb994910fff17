"""A stage with every kind of object on it, and what the checks read from the application itself."""

import pytest
from flask import Flask

from tests.house.stage import empty_tables, set_stage
from tests.world import World


@pytest.fixture
def stage(app: Flask, world: World) -> Flask:
    """The application with at least one row in every table; errors are answered, not raised."""
    set_stage(world)
    assert empty_tables() == [], "tests/house/stage.py must show these tables too"
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app
