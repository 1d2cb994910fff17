"""The engine is read in while a reviewer looks at the table, or a facilitator at the console: no draft waits for it."""

from functools import cache
from threading import Thread

from flask import current_app


def warm() -> None:
    """Begin to read in the engine, once for each process; a test does not wait for it and needs none."""
    if not current_app.testing:
        _begin()


@cache
def _begin() -> None:
    Thread(target=_read_in, name="warm-engine", daemon=True).start()


def _read_in() -> None:
    from analysis import Document, propose_split

    propose_split([Document(str(number), f"A ride to visit number {number}", "en") for number in range(5)])
