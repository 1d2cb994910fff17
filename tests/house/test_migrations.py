"""The tables: what the migrations make is what the models say, and every step can be taken back."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, select, text
from sqlalchemy.exc import IntegrityError

from listening.confirmations.models import Message, Reply
from listening.core import schema
from listening.core.database import db, on_postgresql
from tests.house.stage import set_stage


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


def test_a_start_knows_without_alembic_whether_the_tables_are_the_newest(app):
    from_alembic = ScriptDirectory(str(schema.FOLDER)).get_current_head()
    assert schema.newest() == schema.here() == from_alembic
    schema.downgrade()
    assert schema.here() is None
    schema.upgrade()
    assert schema.here() == from_alembic


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


def rows() -> dict[str, int]:
    """Table → how many rows it has; read anew, whatever the models know."""
    names = [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"]
    with db.engine.connect() as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) for name in names}


def revisions() -> list[str]:
    """Every revision, the newest first."""
    script = ScriptDirectory(str(schema.FOLDER))
    return [one.revision for one in script.walk_revisions()]


@pytest.mark.slow
def test_every_step_down_and_up_keeps_what_people_said(app, world):
    """As an upgrade meets an installation: with rows in every table, that point at each other."""
    set_stage(world)
    db.session.remove()
    full = rows()
    assert min(full.values()) > 0
    for revision in revisions()[1:]:
        schema.downgrade(revision)
        kept = rows()
        assert kept.items() <= full.items(), revision
        schema.upgrade()
        full = rows()
        assert kept.items() <= full.items(), revision


def test_after_a_step_rows_cannot_point_nowhere(app, world):
    schema.downgrade(revisions()[1])
    schema.upgrade()
    with pytest.raises(IntegrityError), db.engine.begin() as connection:
        connection.execute(text("INSERT INTO note_correction VALUES ('m', 987654, 'en', 'x')"))


def test_replies_to_single_messages_become_one(app, world):
    set_stage(world)
    db.session.remove()
    schema.downgrade("2026_11_26_other_things")
    by = "(SELECT min(id) FROM staff)"
    replied = f"reply = '{{\"en\": \"Sorry.\"}}', replied_on = '2026-03-02', replied_by_id = {by}"
    with db.engine.begin() as connection:
        connection.execute(
            text(f"UPDATE message SET passed_on = 'It is late.', passed_on_by_id = {by}, {replied}")
        )
    schema.upgrade()
    told = db.session.scalars(select(Reply)).one()
    assert (told.said, told.words) == ({"en": "It is late."}, {"en": "Sorry."})
    assert {one.reply_id for one in db.session.scalars(select(Message))} == {told.id}
