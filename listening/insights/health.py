"""What ``hearback doctor`` looks at: is this installation able to keep what it promises?"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import apsw
from flask import current_app
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from listening.accounts.models import Reading, Staff
from listening.accounts.readings import first_broken_reading, is_cut
from listening.accounts.rules import KEY_HOLDERS
from listening.contributions.intake import GONE
from listening.contributions.numbers import RING_AGAIN, help_numbers, rung_on
from listening.core import clock, graves, journal, schema
from listening.core.backup import BackupFailed
from listening.core.config import Settings
from listening.core.database import db, on_postgresql
from listening.core.models import Event
from listening.core.paths import PACKAGE
from listening.engagements.holds import in_force
from listening.sessions.models import ListeningSession

#: Free bytes below which an evening could fill the disk: a thousand answers of the longest kind, many times over.
FREE = 500 * 1024 * 1024
#: Names of file systems that lie on other machines: their locks and syncs cannot be trusted.
ELSEWHERE = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs")
#: What settings of PostgreSQL must say, or it keeps a journal of who wrote when.
QUIET = {"log_statement": "none", "log_connections": "off", "archive_mode": "off"}
GOOD, LOOK, BAD = "ok", "look", "bad"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    state: str
    what: str
    words: str


Found = Iterator[Finding]


def looked_at() -> list[Finding]:
    """Every check; one that cannot be made is a finding too."""
    settings: Settings = current_app.config["SETTINGS"]
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found += check(settings)
        except (OSError, SQLAlchemyError, BackupFailed) as error:
            found.append(Finding(BAD, check.__name__.strip("_"), type(error).__name__))
        finally:
            # A check that looks by a connection of its own must not wait for the one before it.
            db.session.rollback()
    return found


def _folders(settings: Settings) -> Found:
    for name, folder in (("data", settings.data), ("keys", settings.keys)):
        loose = folder.stat().st_mode & 0o077
        words = f"{folder} can be read by others: chmod 700" if loose else f"{folder} is closed to others"
        yield Finding(BAD if loose else GOOD, name, words)
        kind = _file_system(folder)
        far = kind.startswith(ELSEWHERE)
        yield Finding(BAD if far else GOOD, name, f"{folder} is on {kind or 'a disk of an unknown kind'}")
        free = shutil.disk_usage(folder).free
        yield Finding(BAD if free < FREE else GOOD, name, f"{free // 1024**2} MB are free")
    nested = settings.keys.is_relative_to(settings.data) or settings.data.is_relative_to(settings.keys)
    words = "one folder lies inside the other" if nested else "data and keys lie apart"
    yield Finding(BAD if nested else GOOD, "keys", words)


def _file_system(folder: Path) -> str:
    """What the system calls the disk a folder is on; empty where it does not say."""
    try:
        lines = Path("/proc/mounts").read_text().splitlines()
    except OSError:
        return ""
    mounts = [(Path(parts[1]), parts[2]) for parts in (line.split() for line in lines)]
    holding = [(len(point.parts), kind) for point, kind in mounts if folder.is_relative_to(point)]
    return max(holding)[1] if holding else ""


def _numbers(_settings: Settings) -> Found:
    rung = rung_on()
    old = rung is None or clock.today() - rung > timedelta(days=RING_AGAIN)
    words = f"numbers to call were last rung on {rung}" if rung else "nobody has rung the numbers to call"
    yield Finding(
        LOOK if old else GOOD,
        "help",
        words if help_numbers() else "no numbers to call are set: /staff/numbers",
    )


def _clocks(_settings: Settings) -> Found:
    newest = db.session.scalar(select(Event.on).order_by(Event.on.desc()).limit(1)) or date.min
    ahead = newest > clock.today() + timedelta(days=1)
    words = f"the newest event is of {newest}, today is {clock.today()}"
    yield Finding(BAD if ahead else GOOD, "clock", words)
    built = datetime.fromtimestamp((PACKAGE / "__init__.py").stat().st_mtime, UTC)
    behind = datetime.now(UTC) < built - timedelta(days=1)
    yield Finding(
        BAD if behind else GOOD, "clock", "older than this program" if behind else "after this program"
    )


def _tables(_settings: Settings) -> Found:
    here, newest = schema.here(), schema.newest()
    words = f"at {here}" if here == newest else f"at {here}, the newest is {newest}: hearback upgrade"
    yield Finding(GOOD if here == newest else BAD, "tables", words)


def _libraries(_settings: Settings) -> Found:
    yield Finding(GOOD, "intake", f"SQLite {apsw.sqlite_lib_version()}, without the race of older ones")
    yield from _of_postgresql() if on_postgresql() else _of_sqlite()


def _of_postgresql() -> Found:
    for name, wanted in QUIET.items():
        said = str(db.session.scalar(text(f"SHOW {name}")))
        words = f"{name} = {said}" + ("" if said == wanted else f", set {wanted}")
        yield Finding(GOOD if said == wanted else LOOK, "postgresql", words)


def _of_sqlite() -> Found:
    for name, wanted in (("synchronous", 3), ("secure_delete", 1), ("foreign_keys", 1)):
        said = db.session.scalar(text(f"PRAGMA {name}"))
        yield Finding(GOOD if said == wanted else BAD, "sqlite", f"{name} = {said}")


def _chains(_settings: Settings) -> Found:
    broken = journal.first_break(db.session.scalars(select(Event).order_by(Event.id)))
    yield Finding(BAD if broken else GOOD, "events", f"broken at {broken}" if broken else "the chain holds")
    readings = db.session.scalars(select(Reading).order_by(Reading.id)).all()
    wrong = first_broken_reading(readings) or (is_cut(readings) and "its end")
    yield Finding(BAD if wrong else GOOD, "readings", f"broken at {wrong}" if wrong else "the chain holds")


def _words(settings: Settings) -> Found:
    left = [path.name for path in settings.intake.glob(f"*{GONE}")]
    words = f"half destroyed, the next sweep goes on: {', '.join(left)}" if left else "nothing half destroyed"
    yield Finding(LOOK if left else GOOD, "intake", words)
    yesterday = clock.now() - timedelta(days=1)
    late = select(ListeningSession.id).where(
        ListeningSession.closed_at < yesterday, ListeningSession.sealed_on.is_(None)
    )
    waiting = db.session.scalars(late).all()
    words = (
        f"closed over a day ago and not sealed: {list(waiting)}"
        if waiting
        else "every closed session is sealed"
    )
    yield Finding(BAD if waiting else GOOD, "sealing", words)
    yield Finding(
        GOOD, "deleted", f"{len(graves.remembered(settings.keys))} marks of deleted words, and they open"
    )
    held = len(in_force())
    yield Finding(
        LOOK if held else GOOD, "keeping", f"deletion is paused for {held}" if held else "nothing is paused"
    )


def _people(_settings: Settings) -> Found:
    for role in sorted(KEY_HOLDERS):
        there = db.session.scalars(select(Staff.id).where(Staff.role == role.value, Staff.active)).all()
        words = (
            "nobody"
            if not there
            else "one person: a second would help"
            if len(there) == 1
            else "more than one"
        )
        yield Finding((BAD, LOOK)[bool(there)] if len(there) < 2 else GOOD, role.value, words)  # noqa: PLR2004


def _service(settings: Settings) -> Found:
    yield Finding(
        GOOD if settings.secure else LOOK,
        "tls",
        "HEARBACK_SECURE is on"
        if settings.secure
        else "HEARBACK_SECURE is off: for a room or a try-out only",
    )
    yield Finding(
        GOOD if settings.address else LOOK,
        "address",
        settings.address or "HEARBACK_ADDRESS is not set: mail has no links",
    )
    root = os.geteuid() == 0
    yield Finding(LOOK if root else GOOD, "user", "runs as root" if root else "runs as nobody special")


CHECKS: tuple[Callable[[Settings], Found], ...] = (
    _folders,
    _numbers,
    _clocks,
    _tables,
    _libraries,
    _chains,
    _words,
    _people,
    _service,
)
