from dataclasses import replace

import pytest

from listening import create_app
from listening.core import schema
from listening.core.config import database_url
from listening.core.database import db
from tests.cast import enrol
from tests.conftest import settings_for
from tests.faults.cluster import Cluster
from tests.faults.server import Server
from tests.house.stage import set_stage


@pytest.fixture
def server(app, tmp_path):
    """Not started yet: what the test prepares in the database must be committed first."""
    db.session.commit()
    server = Server(app.config["SETTINGS"], tmp_path / "server.log")
    yield server
    if server.process is not None:
        server.stop()


@pytest.fixture
def stage(app, world):
    """A little of everything in every table."""
    set_stage(world)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture(scope="session")
def cluster():
    made = Cluster()
    yield made
    made.stop()


@pytest.fixture
def installed(cluster, tmp_path, request):
    """An application on a database of the private server, with the cast enrolled."""
    name = f"test_{abs(hash(request.node.name)) % 10**6}"
    url = cluster.database(name)
    settings = replace(settings_for(tmp_path), database_url=database_url(url, tmp_path))
    app = create_app(settings)
    with app.app_context():
        schema.upgrade()
        enrol()
        yield app, url
        db.session.remove()
        db.engine.dispose()
