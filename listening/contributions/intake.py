"""Intake: one short-lived file per open gathering, durable before the acknowledgement.

A raw SQLite store of our own under both databases (apsw bundles a library without the WAL-reset race). Its order
is the order in which people pressed send, so nobody but the sealing ever lists it, and sealing destroys it.
"""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw
from flask import current_app

from listening.contributions.turns import Turn
from listening.core.backup import wipe

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)
TABLE = """
CREATE TABLE IF NOT EXISTS dropped (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shut (yes INTEGER PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS lane (
    id TEXT PRIMARY KEY,
    lane TEXT NOT NULL,
    reason TEXT,
    wall TEXT,
    number INTEGER NOT NULL,
    voted INTEGER NOT NULL,
    before TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS by_kind ON dropped (kind);
CREATE INDEX IF NOT EXISTS by_lane ON lane (lane, id);
CREATE INDEX IF NOT EXISTS by_number ON lane (number);
CREATE TABLE IF NOT EXISTS wish (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heard (number INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
"""
#: Milliseconds to wait for another process that writes to the same gathering.
BUSY = 30_000
#: What a row becomes when its words were withdrawn before sealing: the id stays, so that a retry stays out.
WITHDRAWN = "withdrawn"
#: The body of a row; one encoder for all of them.
ENCODED = json.JSONEncoder(ensure_ascii=False).encode
#: End of the name of a file that is being destroyed.
GONE = ".gone"


class Shut(Exception):
    """The gathering is being sealed: nothing more fits in."""


class NotStored(Exception):
    """The disk did not take it. Nothing was acknowledged."""


@dataclass(frozen=True)
class Dropped:
    """One anonymous act in the intake."""

    id: str
    kind: str
    body: dict[str, object]


@dataclass(frozen=True)
class Gathering:
    """Names one intake: ``session-12``, ``engagement-3``."""

    prefix: str
    number: int

    def __str__(self) -> str:
        return f"{self.prefix}-{self.number}"

    @classmethod
    def parse(cls, name: str) -> "Gathering":
        prefix, _, number = name.rpartition("-")
        return cls(prefix, int(number))


class _Ticket:
    """A caller waiting for its rows to be on disk, or for its turn to write for all who wait."""

    def __init__(self, rows: Sequence[Dropped], *, replace: bool) -> None:
        self.rows, self.replace = rows, replace
        self.woken = threading.Lock()
        self.woken.acquire()
        self.done = False
        self.error: Exception | None = None
        #: Ids that are kept now; those of withdrawn words stay out.
        self.kept: set[str] = set()


@contextmanager
def disk() -> Iterator[None]:
    """Every trouble with the file has one name.

    Raises:
        NotStored: when the disk could not read or write.
    """
    try:
        yield
    except apsw.Error as error:
        raise NotStored(type(error).__name__) from error


class Store:
    """One intake file. Many threads may put; whoever writes takes everyone who waits along in one fsync."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = apsw.Connection(str(path))
        self.connection.set_busy_timeout(BUSY)
        for pragma in PRAGMAS:
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute(TABLE)
        self._waiting: list[_Ticket] = []
        #: Whether somebody writes now, or was woken to.
        self._led = False
        self._queue = threading.Lock()
        self._writing = threading.Lock()
        self._turn = Turn(path.parent)

    def put(self, rows: Sequence[Dropped], *, replace: bool = False) -> set[str]:
        """Keep rows; returns when they are on disk. A row already there stays as it is, or is replaced.

        Returns:
            The ids that were written: not those whose words were withdrawn, nor those that stayed as they were.

        Raises:
            Shut: when the gathering is being sealed.
            NotStored: when the disk refused; none of these rows is kept.
        """
        ticket = _Ticket(rows, replace=replace)
        with self._queue:
            self._waiting.append(ticket)
            leads, self._led = not self._led, True
        if not leads:
            ticket.woken.acquire()
        if not ticket.done:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        return ticket.kept

    def _lead(self) -> None:
        """Write for all who wait, and let the first of those who came meanwhile do the same for the others."""
        try:
            with self._writing, self._turn:
                self._write_all_waiting()
        finally:
            with self._queue:
                self._led = bool(self._waiting)
                if self._led:
                    self._waiting[0].woken.release()

    def _write_all_waiting(self) -> None:
        with self._queue:
            tickets, self._waiting = self._waiting, []
        # Until the commit has returned, nobody's words are kept: an end we did not foresee must say so to all.
        error: Exception | None = NotStored("cut off")
        try:
            with Transaction(self.connection):
                self._refuse_when_shut()
                for ticket in tickets:
                    self._insert(ticket)
            error = None
        except Shut as shut:
            error = shut
        except (apsw.Error, TypeError, ValueError) as broken:
            error = NotStored(type(broken).__name__)
        finally:
            for ticket in tickets:
                ticket.error, ticket.done = error, True
                ticket.woken.release()

    def _insert(self, ticket: _Ticket) -> None:
        verb = (
            f"UPDATE SET kind = excluded.kind, body = excluded.body WHERE kind <> '{WITHDRAWN}'"
            if ticket.replace
            else "NOTHING"
        )
        written = self.connection.executemany(
            f"INSERT INTO dropped VALUES (?, ?, ?) ON CONFLICT (id) DO {verb} RETURNING id",  # noqa: S608
            [(row.id, row.kind, ENCODED(row.body)) for row in ticket.rows],
        )
        ticket.kept = {key for (key,) in written}

    def withdraw(self, ids: Sequence[str]) -> set[str]:
        """Take words out before sealing: their bytes go, their id stays; which ids were taken out.

        Once shut it takes out none: the sealing may hold them already.
        """
        inside = {row.id for row in self.held(ids) if row.kind != WITHDRAWN}
        if not inside:
            return inside
        with self._writing, self._turn, disk():
            with Transaction(self.connection):
                if self._is_shut():
                    return set()
                self.connection.executemany(
                    f"UPDATE dropped SET kind = '{WITHDRAWN}', body = '{{}}' WHERE id = ?",  # noqa: S608
                    [(one,) for one in inside],
                )
                for table in ("lane", "wish"):
                    self.connection.executemany(
                        f"DELETE FROM {table} WHERE id = ?",  # noqa: S608
                        [(one,) for one in inside],
                    )
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return inside

    def take_out(self, ids: Sequence[str]) -> bool:
        """Undo what was typed in by mistake: no trace of it stays. False once the sealing has begun."""
        with self._writing, self._turn, disk():
            with Transaction(self.connection):
                if self._is_shut():
                    return False
                self.connection.executemany("DELETE FROM dropped WHERE id = ?", [(one,) for one in ids])
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return True

    def rows(self) -> list[Dropped]:
        """Everything in it, in no useful order. For sealing only."""
        return self._found("SELECT id, kind, body FROM dropped")

    def held(self, ids: Sequence[str]) -> list[Dropped]:
        """The rows with these ids: for the receipt of the person who dropped them."""
        marks = ",".join("?" * len(ids))
        return self._found(f"SELECT id, kind, body FROM dropped WHERE id IN ({marks})", *ids)  # noqa: S608

    def _found(self, query: str, *values: str) -> list[Dropped]:
        # One connection serves one thread at a time, or reader and writer are both refused.
        with self._writing, disk():
            found = self.connection.execute(query, values).fetchall()
        return [_row(*one) for one in found]

    def ask(self, query: str, *values: object) -> list[Any]:
        """The rows of a query over this file."""
        with self._writing, disk():
            found: list[Any] = self.connection.execute(query, values).fetchall()
        return found

    def note(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Run one statement for each row, all or none; staff's marks beside what was dropped.

        Raises:
            Shut: when the gathering is being sealed.
        """
        with self._writing, self._turn, disk(), Transaction(self.connection):
            self._refuse_when_shut()
            self.connection.executemany(statement, rows)

    def count(self, kind: str) -> int:
        """How many of a kind wait. Never shown as it is."""
        with self._writing, disk():
            query = "SELECT count(*) FROM dropped WHERE kind = ?"
            found: list[Any] = self.connection.execute(query, (kind,)).fetchall()
        return int(found[0][0])

    def shut(self) -> None:
        """Let nothing more in; stays so after a crash."""
        with self._writing, self._turn, disk(), Transaction(self.connection):
            self.connection.execute("INSERT OR IGNORE INTO shut VALUES (1)")

    def _refuse_when_shut(self) -> None:
        if self._is_shut():
            raise Shut

    def _is_shut(self) -> bool:
        found: list[Any] = self.connection.execute("SELECT count(*) FROM shut").fetchall()
        return bool(found[0][0])

    def close(self) -> None:
        with self._writing:
            self.connection.close()
            self._turn.close()


class Transaction:
    """BEGIN IMMEDIATE … COMMIT; with synchronous=FULL the commit returns after the fsync."""

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection

    def __enter__(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            try:
                self.connection.execute("COMMIT")
            except apsw.Error:
                self._roll_back()
                raise
        else:
            self._roll_back()

    def _roll_back(self) -> None:
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


class Intake:
    """All open gatherings of this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stores: dict[str, Store] = {}
        self._lock = threading.Lock()

    def store(self, gathering: Gathering) -> Store:
        """The store of a gathering, made when first needed.

        Raises:
            NotStored: when the disk refused.
        """
        name = str(gathering)
        with self._lock:
            known = self._stores.get(name)
            if known is None or not known.path.exists():
                with disk():
                    known = self._stores[name] = Store(self.folder / f"{name}.db")
            return known

    def gatherings(self) -> list[Gathering]:
        """Those that have a file."""
        return [Gathering.parse(path.stem) for path in sorted(self.folder.glob("*-*.db"))]

    def exists(self, gathering: Gathering) -> bool:
        return (self.folder / f"{gathering}.db").exists()

    def destroy(self, gathering: Gathering) -> None:
        """Overwrite and remove the file and its journal."""
        name = str(gathering)
        with self._lock:
            store = self._stores.pop(name, None)
            if store is not None:
                store.close()
            # Renamed first: a file cut off half overwritten would be a gathering that nobody can open.
            for path in (self.folder / f"{name}.db{end}" for end in ("-wal", "-shm", "")):
                if path.exists():
                    path.rename(path.with_name(f"{path.name}{GONE}"))
            self.finish_destroying()

    def finish_destroying(self) -> None:
        """Overwrite and remove what an earlier destroying left behind."""
        for path in self.folder.glob(f"*{GONE}"):
            wipe(path)
        _sync_folder(self.folder)


def columns() -> dict[str, list[str]]:
    """Every table of an intake file and its columns, read from a file that was never written."""
    connection = apsw.Connection(":memory:")
    connection.execute(TABLE)
    tables: list[Any] = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    found = {
        str(row[0]): [str(one[1]) for one in connection.execute(f"PRAGMA table_info({row[0]})")]
        for row in tables
    }
    connection.close()
    return found


def _row(key: Any, kind: Any, body: Any) -> Dropped:
    return Dropped(key, kind, json.loads(body))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def intake() -> Intake:
    """This application's intake."""
    found: Intake = current_app.extensions["hearback_intake"]
    return found
