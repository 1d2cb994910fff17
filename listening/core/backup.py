"""Backups of the sealed vault: one encrypted file, and the way back.

The intake is never in it: it is ordered, and a backup of it would be a journal of who spoke when. The keys folder
needs a backup of its own, in another place; without it a backup of the vault cannot be opened.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pyrage
from sqlalchemy import text
from sqlalchemy.engine import make_url

from listening.core.config import Settings
from listening.core.database import db, on_postgresql

#: File in the keys folder with the secret that opens backups.
IDENTITY = "backup"
#: How every SQLite file begins.
SQLITE = b"SQLite format 3\0"


class BackupFailed(RuntimeError):
    """Nothing was changed; the words say why."""


def identity(folder: Path) -> pyrage.x25519.Identity:
    """The installation's backup key, made when first needed."""
    path = folder / IDENTITY
    if path.is_file():
        return pyrage.x25519.Identity.from_str(path.read_text().strip())
    made = pyrage.x25519.Identity.generate()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(str(made))
    return made


def back_up(settings: Settings, target: Path) -> int:
    """Write an encrypted copy of the vault to ``target``; its size in bytes."""
    key = identity(settings.keys)
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        plain = Path(folder) / "vault"
        _dump(settings, plain)
        sealed = pyrage.encrypt(plain.read_bytes(), [key.to_public()])
    target.write_bytes(sealed)
    target.chmod(0o600)
    return len(sealed)


def _dump(settings: Settings, plain: Path) -> None:
    if on_postgresql():
        _run("pg_dump", "--format=custom", f"--file={plain}", f"--dbname={_libpq(settings)}")
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.execute(text("VACUUM INTO :target"), {"target": str(plain)})


def restore(settings: Settings, source: Path) -> None:
    """Put a backup in the place of the database.

    Raises:
        BackupFailed: when the keys do not open it or the database refuses it; the old database stays.
    """
    key = identity(settings.keys)
    try:
        plain = pyrage.decrypt(source.read_bytes(), [key])
    except pyrage.DecryptError as error:
        raise BackupFailed("These keys do not open this backup. Restore the keys folder first.") from error
    with tempfile.TemporaryDirectory(dir=settings.data) as folder:
        path = Path(folder) / "vault"
        path.write_bytes(plain)
        if on_postgresql():
            _run(
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                f"--dbname={_libpq(settings)}",
                str(path),
            )
        elif not plain.startswith(SQLITE):
            raise BackupFailed("This is a backup of another kind of database.")
        else:
            db.engine.dispose()
            # A journal left by a crash belongs to the old file; it would be rolled back into the new one.
            (settings.data / "hearback.db-journal").unlink(missing_ok=True)
            shutil.move(path, settings.data / "hearback.db")


def _libpq(settings: Settings) -> str:
    return make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    if shutil.which(command[0]) is None:
        raise BackupFailed(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupFailed(done.stderr.strip())
