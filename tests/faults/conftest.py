import pytest

from listening.core.database import db
from tests.faults.server import Server


@pytest.fixture
def server(app, tmp_path):
    """Not started yet: what the test prepares in the database must be committed first."""
    db.session.commit()
    server = Server(app.config["SETTINGS"], tmp_path / "server.log")
    yield server
    if server.process is not None:
        server.stop()
