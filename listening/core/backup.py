"""Backups of the sealed vault and of evidence: one encrypted file, and the way back.

The intake is never in it: it is ordered, and a backup of it would be a journal of who spoke when. The keys folder
needs a backup of its own, in another place; without it a backup of the vault cannot be opened.
"""

import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from datetime import date, timedelta
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


#: Names inside the archive.
VAULT, EVIDENCE = "vault", "evidence"


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
        plain = Path(folder) / VAULT
        _dump(settings, plain)
        sealed = pyrage.encrypt(_packed(settings, plain), [key.to_public()])
    target.write_bytes(sealed)
    target.chmod(0o600)
    return len(sealed)


#: A day's backup in a folder of them.
NAMED = re.compile(r"hearback-(\d{4}-\d{2}-\d{2})\.age")


def back_up_into(settings: Settings, folder: Path, today: date) -> tuple[Path, list[Path]]:
    """Write today's backup into a folder and destroy those that are too old; the new one, and those destroyed.

    Only files named like a day's backup are touched. A name from the future is a clock gone wrong: it stays.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = folder / f"hearback-{today.isoformat()}.age"
    back_up(settings, made)
    oldest = today - timedelta(days=settings.backup_days)
    old = [path for path in sorted(folder.iterdir()) if (_day_of(path) or date.max) <= oldest]
    for path in old:
        wipe(path)
    return made, old


def _day_of(path: Path) -> date | None:
    named = NAMED.fullmatch(path.name)
    try:
        return date.fromisoformat(named[1]) if named else None
    except ValueError:
        return None


def wipe(path: Path) -> None:
    """Overwrite a file and remove it."""
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def _packed(settings: Settings, plain: Path) -> bytes:
    """The database and the files of evidence, in one archive."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        archive.add(plain, VAULT)
        if settings.evidence.is_dir():
            archive.add(settings.evidence, EVIDENCE)
    return packed.getvalue()


def _unpacked(packed: bytes, folder: Path) -> Path:
    """Put an archive into a folder; where its database is. A backup made before there were files is only that."""
    if not tarfile.is_tarfile(io.BytesIO(packed)):
        (folder / VAULT).write_bytes(packed)
    else:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
    return folder / VAULT


def _put_back_evidence(settings: Settings, found: Path) -> None:
    """Files of the backup take the place of those that are there."""
    if found.is_dir():
        shutil.rmtree(settings.evidence, ignore_errors=True)
        shutil.copytree(found, settings.evidence)
        settings.evidence.chmod(0o700)


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
        path = _unpacked(plain, Path(folder))
        if on_postgresql():
            _run(
                "pg_restore",
                "--clean",
                "--if-exists",
                "--no-owner",
                f"--dbname={_libpq(settings)}",
                str(path),
            )
        elif not path.read_bytes().startswith(SQLITE):
            raise BackupFailed("This is a backup of another kind of database.")
        else:
            db.engine.dispose()
            # A journal left by a crash belongs to the old file; it would be rolled back into the new one.
            (settings.data / "hearback.db-journal").unlink(missing_ok=True)
            shutil.move(path, settings.data / "hearback.db")
        _put_back_evidence(settings, Path(folder) / EVIDENCE)


def _libpq(settings: Settings) -> str:
    return make_url(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    if shutil.which(command[0]) is None:
        raise BackupFailed(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupFailed(done.stderr.strip())
