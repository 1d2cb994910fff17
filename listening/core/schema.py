"""Bringing a database to the newest tables."""

from typing import Any

from flask_migrate import downgrade as _down
from flask_migrate import upgrade as _up
from sqlalchemy import inspect

from listening.core.database import db


def upgrade() -> None:
    """To the newest tables; does nothing when they are there."""
    _up()


def downgrade(to: str = "base") -> None:
    _down(revision=to)


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
