"""How Alembic reaches our tables: always through the application, so settings are said once."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from listening.core.database import Moment, WordsType

database = current_app.extensions["migrate"].db


def render(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """Migrations outlive our types: a Words column is JSON in them."""
    if kind == "type" and isinstance(value, WordsType):
        return "sa.JSON(none_as_null=True)" if value.none_as_null else "sa.JSON()"
    if kind == "type" and isinstance(value, Moment):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with database.engine.connect() as connection:
        migrate(connection)


def migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        render_as_batch=True,
        render_item=render,
        compare_type=True,
    )
    with tables_that_can_be_copied(connection):
        with context.begin_transaction():
            context.run_migrations()
            refuse_what_points_nowhere(connection)
        connection.commit()


@contextmanager
def tables_that_can_be_copied(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by a copy of it; rows that point at the old one would hold it fast.

    Foreign keys are looked through before anything is kept, and are on again whatever happens.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    connection.rollback()
    below: Any = connection.connection.driver_connection
    below.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        below.execute("PRAGMA foreign_keys=ON")


def refuse_what_points_nowhere(connection: sa.Connection) -> None:
    """PostgreSQL looks by itself."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"rows that point nowhere: {lost[:5]}")


run()
