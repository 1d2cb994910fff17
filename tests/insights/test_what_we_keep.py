"""The public page is the whole answer to a court order: it is compared with everything that is on disk."""

import fnmatch
import re
import sqlite3
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text

from listening.contributions.intake import intake
from listening.contributions.service import session_gathering
from listening.core.database import db
from tests.house.stage import set_stage
from tests.sessions.rooms import opened, said


@pytest.fixture
def stage(app, world):
    """A little of everything, and an open room with words in it."""
    set_stage(world)
    room = opened(world.engagement())
    said(room, ["The bus is late.", "Visits are short."])
    db.session.commit()
    return room


def told(rosa):
    """What the page says: table → columns, and names of files."""
    soup = BeautifulSoup(rosa.get("/what-we-keep").get_data(as_text=True), "html.parser")
    lines = [code.get_text() for code in soup.find_all("code")]
    tables = {
        name: set(found.split(", ")) for name, _, found in (one.partition(": ") for one in lines) if found
    }
    files = [one for line in lines if ": " not in line for one in line.split(", ")]
    return tables, files


def handed_over(app, postgresql):
    """Everything a court could carry away: table → columns of every database, bodies of what waits, file names."""
    settings = app.config["SETTINGS"]
    files = [
        path for folder in (settings.data, settings.keys) for path in folder.rglob("*") if path.is_file()
    ]
    tables = in_postgresql() if postgresql else {}
    for path in files:
        if path.read_bytes()[:15] == b"SQLite format 3":
            tables |= in_file(path)
    return tables, [name_of(path, settings) for path in files]


def name_of(path: Path, settings):
    folder = settings.data if path.is_relative_to(settings.data) else settings.keys
    return str(path.relative_to(folder))


def in_file(path: Path):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {name: {row[1] for row in connection.execute(f"PRAGMA table_info({name})")} for name in names}
    connection.close()
    return found


def in_postgresql():
    query = text(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
    )
    found = {}
    for table, column in db.session.execute(query):
        found.setdefault(table, set()).add(column)
    db.session.rollback()
    return found


#: Which migrations ran: says nothing of anyone, and stands here so that nothing else can hide behind it.
OF_THE_TOOLS = {"alembic_version": {"version_num"}}


def test_the_page_is_equal_to_what_is_on_disk(app, rosa, stage, postgresql):
    said_of, files_told = told(rosa)
    found, files = handed_over(app, postgresql)
    kinds = {name for name in said_of if name not in found}
    assert {name: said_of[name] for name in found if name not in OF_THE_TOOLS} == {
        name: columns for name, columns in found.items() if name not in OF_THE_TOOLS
    }
    assert {name: found[name] for name in OF_THE_TOOLS} == OF_THE_TOOLS
    assert kinds >= {"dropped.body, withdrawal", "dropped.body, verdict"}
    unnamed = [name for name in files if not any(fnmatch.fnmatch(name, one) for one in files_told)]
    assert unnamed == []


def test_what_waits_in_a_room_is_what_the_page_names(app, rosa, stage):
    said_of, _files = told(rosa)
    store = intake().store(session_gathering(stage))
    for row in store.rows():
        assert set(row.body) <= said_of[f"dropped.body, {row.kind}"]
    assert len(store.rows()) == 2


def test_a_field_that_the_page_does_not_name_is_found(app, rosa, stage, postgresql):
    db.session.execute(text("ALTER TABLE contribution ADD COLUMN said_at TEXT"))
    db.session.commit()
    said_of, _files = told(rosa)
    found, _names = handed_over(app, postgresql)
    assert found["contribution"] - said_of["contribution"] == {"said_at"}
    db.session.execute(text("ALTER TABLE contribution DROP COLUMN said_at"))
    db.session.commit()


def test_a_file_that_the_page_does_not_name_is_found(app, rosa, stage, postgresql):
    (app.config["SETTINGS"].data / "access.log").write_text("203.0.113.77")
    _said, files_told = told(rosa)
    _found, files = handed_over(app, postgresql)
    assert [name for name in files if not any(fnmatch.fnmatch(name, one) for one in files_told)] == [
        "access.log"
    ]


def test_the_page_needs_no_account_and_says_it_in_both_languages(rosa, stage):
    for path in ("/what-we-keep", "/es/what-we-keep"):
        answer = rosa.get(path)
        assert answer.status_code == 200
        assert re.search(r"<code>contribution: id, fingerprint", answer.get_data(as_text=True))
