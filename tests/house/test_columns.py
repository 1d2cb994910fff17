"""What is kept about a contribution: these columns and no other, in tables that keep no order."""

import re

import apsw
import pytest
from sqlalchemy import Column, Date, DateTime, Index, Interval, Table, Time, inspect, text

from listening.contributions import door, intake
from listening.core.database import db, on_postgresql

#: Reviewed by hand: a new column in one of these tables is a decision about anonymity.
ALLOWED = {
    "contribution": {
        "id",
        "fingerprint",
        "prompt_id",
        "listening_session_id",
        "import_batch_id",
        "period",
        "language",
        "consent",
        "channel",
        "text",
    },
    "tombstone": {"id"},
    "redaction": {"contribution_id", "text", "taken_out", "redacted_by_id", "checked_by_id"},
    "parted": {"contribution_id", "whole", "parted_by_id", "parted_on"},
    "disposition": {
        "contribution_id",
        "place",
        "theme_id",
        "reason",
        "placed_by",
        "strength",
        "exemplar",
        "strand",
    },
    "behind": {"contribution_id", "other_thing_id"},
    "coding": {"contribution_id", "code_id"},
    "reread": {
        "second_reading_id",
        "contribution_id",
        "first",
        "second",
        "agreed",
        "agreed_by_id",
        "agreed_on",
    },
    "translation": {"contribution_id", "language", "text", "made_from", "translated_by_id"},
    "undo": {
        "act_id",
        "contribution_id",
        "place",
        "theme_id",
        "reason",
        "placed_by",
        "strength",
        "exemplar",
        "strand",
    },
    "batch_text": {"contribution_id", "batch_id"},
    "tally": {"gathering", "kind", "about", "choice", "count"},
    "tonight_line": {"id", "listening_session_id", "prompt_id", "language", "text"},
    "note_correction": {"id", "listening_session_id", "language", "text"},
    "pool": {"gathering", "sealed_in", "accepted", "withdrawn"},
    "message": {
        "id",
        "confirmation_id",
        "answer",
        # The day a whole pool was opened, or the end of its week, and 30 days: never the day words were left.
        "reply_by",
        "language",
        "text",
        "reply_id",
    },
}
#: Rows of people: the order in which they came must not be in the file.
UNORDERED = {
    "contribution",
    "tombstone",
    "redaction",
    "parted",
    "disposition",
    "behind",
    "coding",
    "reread",
    "message",
    "translation",
    "undo",
    "batch_text",
    "tally",
}
#: Acts of staff on words, not of contributors: who redacted, passed on, replied, agreed, and when they did or should.
STAFF_ACTS = {
    "redaction.redacted_by_id",
    "redaction.checked_by_id",
    "parted.parted_by_id",
    "parted.parted_on",
    "translation.translated_by_id",
    "message.reply_by",
    "reread.agreed_by_id",
    "reread.agreed_on",
}
#: The intake's own tables, before sealing (rulings, 12); the body is JSON with the fields of its kind.
ALLOWED_AT_INTAKE = {
    "dropped": {"id", "kind", "body"},
    "shut": {"yes"},
    # Marks of the facilitator, wishes of those few who spoke, drafts for read-back: gone with the file.
    "lane": {"id", "lane", "reason", "wall", "number", "voted", "before"},
    "wish": {"id"},
    "heard": {"number", "body"},
}
#: Fields an anonymous act may bring, of whatever kind. Nothing here says who or when.
ALLOWED_FIELDS = {
    "about",
    "answer",
    "channel",
    "choice",
    "consent",
    "contribution_id",
    "fingerprint",
    "language",
    # Random, drawn when words are sent: the id of the message they become, which no receipt leads to.
    "mark",
    "prompt_id",
    "text",
    "theme_id",
}


def table(name: str) -> Table:
    return db.metadata.tables[name]


def about_contributions() -> set[str]:
    """The contribution and every table whose rows point at one, directly or through another."""
    found = {"contribution"}
    while more := {name for name, one in db.metadata.tables.items() if points_at(one, found)} - found:
        found |= more
    return found


def points_at(one: Table, names: set[str]) -> bool:
    return any(key.column.table.name in names for key in one.foreign_keys)


def of_time(column: Column) -> bool:
    return isinstance(column.type, Date | DateTime | Time | Interval)


def of_a_person(column: Column) -> bool:
    return any(key.column.table.name == "staff" for key in column.foreign_keys)


@pytest.mark.parametrize("name", ALLOWED)
def test_a_contributors_table_holds_only_these_columns(app, name):
    assert {column.name for column in table(name).columns} == ALLOWED[name]
    assert {column["name"] for column in inspect(db.engine).get_columns(name)} == ALLOWED[name]


def test_no_time_and_no_person_can_be_reached_from_a_contribution(app):
    names = about_contributions() | set(ALLOWED)
    reached = {
        str(column)
        for name in names
        for column in table(name).columns
        if of_time(column) or of_a_person(column)
    }
    assert reached == STAFF_ACTS


def test_every_table_that_points_at_a_contribution_was_looked_at(app):
    assert about_contributions() - set(ALLOWED) == {"quote"}, "list its columns above"


def test_only_the_room_and_the_prompt_stand_behind_a_contribution(app):
    behind = {key.column.table.name for key in table("contribution").foreign_keys}
    assert behind == {"prompt", "listening_session", "import_batch"}


def test_a_column_of_time_would_be_found(app):
    weakened = Table("weakened", type(db.metadata)(), Column("created_at", DateTime), Column("said_on", Date))
    assert [column.name for column in weakened.columns if of_time(column)] == ["created_at", "said_on"]


@pytest.mark.parametrize("name", sorted(UNORDERED))
def test_sqlite_keeps_no_order_of_the_rows(app, name):
    if on_postgresql():
        assert table(name).dialect_options["sqlite"]["with_rowid"] is False
        return
    made = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
    assert re.search(r"\)\s*WITHOUT ROWID\s*$", made)


def test_no_index_of_words_exists(app):
    """A full-text index keeps deleted words."""
    indexed = {str(column) for one in db.metadata.tables.values() for column in columns_of(one.indexes)}
    assert not indexed & {"contribution.text", "parted.whole", "redaction.text", "message.text"}


def columns_of(indexes: set[Index]) -> list[Column]:
    return [column for index in indexes for column in index.columns]


def test_the_intake_holds_only_these_columns():
    assert columns_made_by(intake.TABLE) == ALLOWED_AT_INTAKE


def columns_made_by(statements: str) -> dict[str, set[str]]:
    """The columns of every table these statements make."""
    connection = apsw.Connection(":memory:")
    connection.execute(statements)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {one: {row[1] for row in connection.execute(f"PRAGMA table_info({one})")} for one in tables}


def test_an_anonymous_act_brings_only_these_fields(app):
    brought = {name: kind.fields - ALLOWED_FIELDS for name, kind in door.kinds().items()}
    assert "contribution" in brought
    assert {name: fields for name, fields in brought.items() if fields} == {}


def test_the_door_refuses_a_field_its_kind_does_not_know(app):
    fields = dict.fromkeys(door.kinds()["contribution"].fields, "")
    with pytest.raises(ValueError, match="no others"):
        door.drop(
            intake.Gathering("session", 1), "contribution", [("a" * 32, {**fields, "said_at": "19:42"})]
        )
