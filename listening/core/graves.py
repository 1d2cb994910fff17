"""Which words were deleted, kept apart from the database: a backup from before must not bring them back.

One encrypted file in the keys folder with the marks of all deleted words, in alphabetical order and with a fixed date,
so that it says neither when nor in which order. It belongs into the backup of the keys folder.
"""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path

import pyrage

from listening.core.backup import BackupFailed, identity

#: File in the keys folder.
GRAVES = "deleted"
#: The date of the file, always the same: the first day of 2000, in seconds.
SOME_DAY = 946_684_800


def remember(folder: Path, marks: Iterable[str]) -> None:
    """Add marks; they are on disk when this returns."""
    new = set(marks)
    if not new:
        return
    with (folder / f"{GRAVES}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        every = "\n".join(sorted(remembered(folder) | new))
        _write(folder, pyrage.encrypt(every.encode(), [identity(folder).to_public()]))
    os.utime(folder / f"{GRAVES}.lock", (SOME_DAY, SOME_DAY))


def _write(folder: Path, sealed: bytes) -> None:
    fresh = folder / f"{GRAVES}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    os.utime(fresh, (SOME_DAY, SOME_DAY))
    fresh.replace(folder / GRAVES)
    there = os.open(folder, os.O_RDONLY)
    os.fsync(there)
    os.close(there)


def remembered(folder: Path) -> set[str]:
    """Every mark.

    Raises:
        BackupFailed: when the file does not open with the key beside it.
    """
    path = folder / GRAVES
    if not path.is_file():
        return set()
    try:
        return set(pyrage.decrypt(path.read_bytes(), [identity(folder)]).decode().split())
    except pyrage.DecryptError as error:
        raise BackupFailed(f"{path} does not open. Restore the whole keys folder first.") from error
