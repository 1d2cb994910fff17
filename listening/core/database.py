"""One database, two engines: SQLite in the data folder or PostgreSQL by URL."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from flask import current_app, g, has_app_context, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Engine, MetaData, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")
#: Every constraint has a name, or a batch migration would lose it.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, with an end of the request that cannot spoil an answer."""

    def _teardown_session(self, exc: BaseException | None) -> None:
        try:
            super()._teardown_session(exc)
        except OperationalError:
            # The server went away after all was done: there is nothing left to roll back.
            self.session.registry.clear()


db = Database(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Words(dict[str, str]):
    """The same text in several languages: ``{"en": "Visits", "es": "Visitas"}``."""

    def said(self, language: str) -> str:
        """The text in ``language``, else in the first language that has it, else nothing."""
        return self.get(language) or next((text for text in self.values() if text), "")

    def missing(self, languages: list[str]) -> list[str]:
        """The languages that still have no text."""
        return [language for language in languages if not (self.get(language) or "").strip()]


class WordsType(TypeDecorator[Words]):
    """Stores :class:`Words` as JSON."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: dict[str, str] | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else dict(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Words | None:  # noqa: ARG002
        return None if value is None else Words(value)

    @property
    def none_as_null(self) -> bool:
        """Whether None is stored as SQL NULL; a column that may be missing needs it."""
        return bool(getattr(self.impl_instance, "none_as_null", False))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC that comes back with its zone, which SQLite forgets. For staff acts only."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


#: Settings of every SQLite connection. Debian 12's library has the WAL-reset race (fixed in 3.51.3), so the
#: vault uses a rollback journal with the strongest durability; the intake, which needs speed, uses apsw.
PRAGMAS = (
    "journal_mode=DELETE",
    "synchronous=EXTRA",
    "busy_timeout=30000",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "trusted_schema=OFF",
    "cell_size_check=ON",
)


def harden_sqlite(engine: Engine) -> None:
    """Set the pragmas on each connection and begin transactions ourselves."""
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails under load however long it waits:
    # 688 of 800 did, 0 of 800 with BEGIN IMMEDIATE. Pages that only read need no lock.
    safe = has_request_context() and request.method in {"GET", "HEAD", "OPTIONS"} and "writes" not in g
    reading = safe or (has_app_context() and "only_reads" in g)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def number(rows: Sequence[Any]) -> None:
    """Write 1, 2, 3 … into ``row.position``, in the order given; no two rows may share a position even for a moment."""
    for sign in (-1, 1):
        for position, row in enumerate(rows, start=1):
            row.position = sign * position
        db.session.flush()


def one_up(rows: Sequence[T], one: T) -> list[T]:
    """The same rows, with ``one`` before the one it followed; the first stays, and so do all when it is not there."""
    if one not in rows:
        return list(rows)
    rest, place = [row for row in rows if row is not one], max(list(rows).index(one) - 1, 0)
    return [*rest[:place], one, *rest[place:]]


def will_write() -> None:
    """Begin anew, ready to write: for a page that is asked for with GET and still records a reading."""
    db.session.rollback()
    g.writes = True


def will_only_read() -> None:
    """For a post that keeps something in the intake alone: it must not queue for the lock of this database.

    With sixteen people pressing send at once, waiting for that lock took most of the time.
    """
    g.only_reads = True


def init_database(app_engine: Engine) -> None:
    if app_engine.dialect.name == "sqlite":
        harden_sqlite(app_engine)


def on_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def languages() -> list[str]:
    """The languages this installation offers, the agency's default first."""
    return list(current_app.config["SETTINGS"].languages)
