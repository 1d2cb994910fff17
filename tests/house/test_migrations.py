"""The tables: what the migrations make is what the models say, and every step can be taken back."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect

from listening.core import schema
from listening.core.database import db, on_postgresql


def said_by_models() -> dict[str, dict[str, str]]:
    """Table → name of each CHECK → what it checks, as the models write it."""
    return {
        table.name: {
            str(one.name): squeezed(str(one.sqltext))
            for one in table.constraints
            if isinstance(one, CheckConstraint)
        }
        for table in db.metadata.sorted_tables
    }


def found_in_database() -> dict[str, dict[str, str]]:
    found = inspect(db.engine)
    return {
        name: {str(one["name"]): squeezed(one["sqltext"]) for one in found.get_check_constraints(name)}
        for name in found.get_table_names()
        if name != "alembic_version"
    }


def squeezed(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


def test_up_down_up_leaves_the_same_tables(app):
    first = schema.described()
    schema.downgrade()
    assert schema.described() == {}
    schema.upgrade()
    assert schema.described() == first


def test_the_newest_tables_are_those_of_the_models(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_every_check_of_the_models_is_in_the_database_under_its_name(app):
    """Alembic does not compare these: a CHECK that a migration forgot would be a promise nobody keeps."""
    said, found = said_by_models(), found_in_database()
    assert {name: set(checks) for name, checks in found.items()} == {
        name: set(checks) for name, checks in said.items()
    }
    if not on_postgresql():
        assert found == said


def test_every_constraint_has_a_name(app):
    """A batch migration loses those without."""
    nameless = [str(one) for table in db.metadata.sorted_tables for one in table.constraints if not one.name]
    assert nameless == []


def test_a_forgotten_check_is_found(app):
    table = db.metadata.tables["pool"]
    forgotten = CheckConstraint("accepted >= 0", name="accepted_counted")
    table.append_constraint(forgotten)
    try:
        missing = set(said_by_models()["pool"]) - set(found_in_database()["pool"])
        assert missing == {"ck_pool_accepted_counted"}
    finally:
        table.constraints.discard(forgotten)


@pytest.mark.parametrize("name", ["contribution", "tombstone", "message"])
def test_down_and_up_keep_the_tables_without_order(app, name):
    schema.downgrade()
    schema.upgrade()
    options = inspect(db.engine).get_table_options(name)
    assert on_postgresql() or options == {"sqlite_with_rowid": False}
