"""Files on their way in: in a folder of their own from choosing to importing, overwritten after that."""

import secrets
import time
from pathlib import Path

from flask import Flask, current_app
from werkzeug.datastructures import FileStorage

from listening.accounts.models import Staff
from listening.contributions.files import ENDINGS
from listening.core import jobs
from listening.core.backup import wipe

#: Largest file: some ten thousand answers with all their columns.
MOST_BYTES = 8 * 1024 * 1024
#: Seconds a file may lie without being imported: a working day.
LIES = 24 * 60 * 60


def register(app: Flask) -> None:
    jobs.register(app, "uploads", sweep)


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].data / "uploads"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def ending_of(name: str) -> str:
    """The end of a file's name when we can read such files, else nothing."""
    ending = Path(name).suffix.lower()
    return ending if ending in ENDINGS else ""


def keep(by: Staff, file: FileStorage) -> str:
    """Put a file aside; the name it has here, which says nothing of the name it had."""
    token = secrets.token_hex(16)
    path = _folder() / f"{by.id}-{token}{ending_of(file.filename or '')}"
    path.touch(mode=0o600)
    file.save(path)
    return token


def find(by: Staff, token: str) -> Path | None:
    """The file, for the person who brought it."""
    return (
        next(
            (
                path
                for path in _folder().iterdir()
                if path.name.startswith(f"{by.id}-") and path.stem.endswith(token)
            ),
            None,
        )
        if token.isalnum()
        else None
    )


def forget(path: Path) -> None:
    wipe(path)


def sweep() -> int:
    """Overwrite what was left lying."""
    old = [path for path in _folder().iterdir() if time.time() - path.stat().st_mtime > LIES]
    for path in old:
        wipe(path)
    return len(old)
