"""A server of our own, as people run it: its own process, folders and port."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from flask import Flask

from listening import create_app
from listening.core import schema
from listening.core.config import Settings, settings_from
from tests.cast import Cast, enrol
from tests.house.stage import set_stage
from tests.world import World

ROOT = Path(__file__).parents[2]
#: Seconds a start may take.
PATIENCE = 30.0


class Server:
    """Runs ``hearback serve`` on folders of its own."""

    #: What else it is told, on the command line and in its environment.
    options: tuple[str, ...] = ()
    more: Mapping[str, str] = MappingProxyType({})

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        #: The same installation in this process, once prepared.
        self.app: Flask | None = None

    @property
    def environment(self) -> dict[str, str]:
        folders = {"HEARBACK_DATA": str(self.home / "data"), "HEARBACK_KEYS": str(self.home / "keys")}
        inherited = {
            key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "PYTHONWARNINGS"}
        }
        return inherited | folders | {"PORT": str(self.port)} | dict(self.more)

    @property
    def settings(self) -> Settings:
        return settings_from(self.environment)

    def prepare(self) -> Flask:
        """Make the tables, enrol the cast and set the stage, before anyone is served."""
        app = create_app(self.settings, inline_jobs=True, cheap_passwords=True)
        with app.app_context():
            schema.upgrade()
            enrol()
            set_stage(World(app, Cast(app), None))
        self.app = app
        return app

    def start(self) -> None:
        with (self.home / "server.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "listening.cli", "serve", *self.options],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait()

    def wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                break
            if self.answers():
                return
            time.sleep(0.1)
        raise AssertionError(f"the server did not start: {self.log()[-2000:]}")

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (http.client.HTTPException, OSError):
            return False
        finally:
            connection.close()

    def log(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=PATIENCE)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
