"""Bringing a database to the newest tables.

Alembic is imported where it has something to do: on most starts nothing has changed, and it takes a tenth of them.
"""

import re
from typing import Any

from flask import current_app
from sqlalchemy import inspect, text

from listening.core.database import db
from listening.core.paths import PACKAGE

FOLDER = PACKAGE / "migrations"
#: How a revision's file names itself, and those before it.
REVISION = re.compile(r"^revision\b.*=(.*)$", re.MULTILINE)
BEFORE = re.compile(r"^down_revision\b.*=(.*)$", re.MULTILINE)
NAME = re.compile(r"[\"'](\w+)[\"']")


def upgrade() -> None:
    """To the newest tables; does nothing when they are there."""
    if here() != newest():
        from flask_migrate import upgrade as up

        _ready()
        up()


def downgrade(to: str = "base") -> None:
    from flask_migrate import downgrade as down

    _ready()
    down(revision=to)


def _ready() -> None:
    from flask_migrate import Migrate

    if "migrate" not in current_app.extensions:
        Migrate(current_app, db, directory=str(FOLDER), render_as_batch=True)


def here() -> str | None:
    """The revision the database is at; None before the first."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    with db.engine.connect() as connection:
        found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def newest() -> str:
    """The revision that no other follows, read from the files alone."""
    files = [file.read_text() for file in (FOLDER / "versions").glob("*.py")]
    named, followed = (
        {name for file in files for line in lines.findall(file) for name in NAME.findall(line)}
        for lines in (REVISION, BEFORE)
    )
    last: str
    [last] = named - followed
    return last


def described() -> dict[str, Any]:
    """Every table with its columns and constraints, to compare two schemas."""
    inspector = inspect(db.engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in inspector.get_columns(table)
            },
            "primary": inspector.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(str(one["name"]) for one in inspector.get_unique_constraints(table)),
            "checks": sorted(str(one["name"]) for one in inspector.get_check_constraints(table)),
            "foreign": sorted(str(one["name"]) for one in inspector.get_foreign_keys(table)),
            "indexes": sorted(str(one["name"]) for one in inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }
