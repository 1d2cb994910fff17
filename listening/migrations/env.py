"""How Alembic reaches our tables: always through the application, so settings are said once."""

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
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()


run()
