"""Writing to the intake in turn, when several processes serve one room.

SQLite lets whoever finds a file busy look again later; among two busy processes the unluckiest waits for seconds. A
lock of the system wakes them in the order in which they came.
"""

import fcntl
import os
import weakref
from pathlib import Path


class Turn:
    """``with turn:`` one process at a time writes to the intake folder. Threads take another lock first."""

    def __init__(self, folder: Path) -> None:
        # The folder itself is locked: no file is left behind.
        self._folder = os.open(folder, os.O_RDONLY)
        self.close = weakref.finalize(self, os.close, self._folder)

    def __enter__(self) -> None:
        fcntl.flock(self._folder, fcntl.LOCK_EX)

    def __exit__(self, *_error: object) -> None:
        fcntl.flock(self._folder, fcntl.LOCK_UN)
