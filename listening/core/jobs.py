"""Work that outlives a request, with no queue to lose it: every job is derived from the state of the tables.

Rooms register *sweeps*, idempotent functions that look for what is due and do it. A killed server does the
rest at its next start. Nothing about one contribution is ever queued.
"""

import fcntl
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app

from listening.core.database import db

Sweep = Callable[[], int]
#: Seconds between two looks when nobody asks for one.
EVERY = 20.0
log = logging.getLogger("hearback.jobs")


def register(app: Flask, name: str, sweep: Sweep) -> None:
    app.extensions.setdefault("hearback_sweeps", {})[name] = sweep


def sweep_all(app: Flask) -> dict[str, int]:
    """Run every sweep once; how much each did. One that fails does not stop the others."""
    did = {}
    with app.app_context(), alone(app.config["SETTINGS"].data):
        for name, sweep in app.extensions.get("hearback_sweeps", {}).items():
            did[name] = _run(name, sweep)
    return did


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One sweep at a time among all processes of this installation; the others wait."""
    with (folder / "sweep.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(name: str, sweep: Sweep) -> int:
    try:
        return sweep()
    except Exception:
        db.session.rollback()
        if current_app.testing:
            raise
        # Only the name: the message of an error may hold what someone said.
        log.error("sweep %s failed and will be tried again", name)  # noqa: TRY400
        return 0


class Sweeper(threading.Thread):
    """Sweeps every :data:`EVERY` seconds, and at once when woken."""

    def __init__(self, app: Flask) -> None:
        super().__init__(name="hearback-sweeper", daemon=True)
        self.app = app
        self.wake = threading.Event()
        self.over = False

    def run(self) -> None:
        while not self.over:
            self.wake.clear()
            try:
                sweep_all(self.app)
            except Exception:  # noqa: BLE001
                # A full disk must not end the sweeping for good: without it nothing is ever sealed.
                log.error("sweeping failed and will be tried again")  # noqa: TRY400
            self.wake.wait(EVERY)


def start(app: Flask) -> Sweeper:
    sweeper = Sweeper(app)
    app.extensions["hearback_sweeper"] = sweeper
    sweeper.start()
    return sweeper


def soon() -> None:
    """Ask for a sweep: now where jobs run inline, at once in the background on a server."""
    if current_app.config["SETTINGS"].inline_jobs:
        sweep_all(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
        return
    sweeper: Sweeper | None = current_app.extensions.get("hearback_sweeper")
    if sweeper is not None:
        sweeper.wake.set()
