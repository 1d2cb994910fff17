"""How hard a test tries: at every change, or before a release (``HEARBACK_FULL=1``)."""

import os

FULL = os.environ.get("HEARBACK_FULL") == "1"


def size(every_change: int, release: int) -> int:
    return release if FULL else every_change
