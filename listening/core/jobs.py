"""Work that outlives a request, with no queue to lose it: every job is derived from the state of the tables.

Rooms register *sweeps*, idempotent functions that look for what is due and do it. A killed server does the
rest at its next start. Nothing about one contribution is ever queued.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from sqlalchemy import text

from listening.core.database import db, on_postgresql

Sweep = Callable[[], int]
#: Seconds between two looks when nobody asks for one.
EVERY = 20.0
#: Key of the advisory lock that keeps two processes from sweeping at once.
SWEEP_LOCK = 4_837_202
log = logging.getLogger("hearback.jobs")


def register(app: Flask, name: str, sweep: Sweep) -> None:
    app.extensions.setdefault("hearback_sweeps", {})[name] = sweep


def sweep_all(app: Flask) -> dict[str, int]:
    """Run every sweep once; how much each did. One that fails does not stop the others."""
    did = {}
    with app.app_context():
        if not _alone():
            return {}
        try:
            for name, sweep in app.extensions.get("hearback_sweeps", {}).items():
                did[name] = _run(name, sweep)
        finally:
            _release()
    return did


def _run(name: str, sweep: Sweep) -> int:
    try:
        return sweep()
    except Exception:
        db.session.rollback()
        log.exception("sweep %s failed and will be tried again", name)
        if current_app.testing:
            raise
        return 0


_lock: Any = None


def _alone() -> bool:
    global _lock  # noqa: PLW0603
    if not on_postgresql():
        return True
    _lock = db.engine.connect()
    held = _lock.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": SWEEP_LOCK})
    if not held:
        _release()
    return bool(held)


def _release() -> None:
    global _lock  # noqa: PLW0603
    if _lock is not None:
        _lock.execute(text("SELECT pg_advisory_unlock_all()"))
        _lock.close()
        _lock = None


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
            sweep_all(self.app)
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
