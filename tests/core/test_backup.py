"""Backup, disaster, restore: the same rows, and nothing readable for whoever finds the file."""

import shutil

import pyrage
import pytest
from sqlalchemy import select, text

from listening.contributions.models import Contribution, Tombstone
from listening.contributions.withdrawals import delete_again, held_by, withdraw
from listening.core import graves, jobs
from listening.core.backup import BackupFailed, back_up, identity, restore
from listening.core.database import db
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.sessions.rooms import opened, said, spoken

WORDS = "Zanzibar-kestrel said the judge"
TEXTS = [f"{WORDS} {number}" for number in range(7)]


def everything():
    """Every row of every table."""
    found = {
        name: sorted(str(tuple(row)) for row in db.session.execute(select(table)))
        for name, table in db.metadata.tables.items()
    }
    db.session.rollback()
    return found


def wiped(settings, postgresql):
    """The disk is gone."""
    db.session.remove()
    db.engine.dispose()
    if not postgresql:
        (settings.data / "hearback.db").unlink()
        return
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(text(f'TRUNCATE "{table.name}" CASCADE'))
    db.session.commit()
    db.session.remove()


def test_a_restored_vault_has_the_same_rows(app, world, tmp_path, postgresql):
    settings, file = app.config["SETTINGS"], tmp_path / "backup"
    spoken(app, world.engagement(), TEXTS)
    before = everything()
    assert len(before["contribution"]) == 7
    assert back_up(settings, file) == file.stat().st_size
    wiped(settings, postgresql)
    restore(settings, file)
    assert everything() == before
    assert file.stat().st_mode & 0o077 == 0


def test_a_backup_opens_only_with_its_keys_and_a_wrong_one_changes_nothing(app, world, tmp_path):
    settings, file = app.config["SETTINGS"], tmp_path / "backup"
    spoken(app, world.engagement(), TEXTS)
    back_up(settings, file)
    assert WORDS.encode() not in file.read_bytes()
    before = everything()
    shutil.move(settings.keys / "backup", tmp_path / "elsewhere")
    with pytest.raises(BackupFailed, match="keys"):
        restore(settings, file)
    (tmp_path / "broken").write_bytes(b"no backup at all")
    with pytest.raises(BackupFailed):
        restore(settings, tmp_path / "broken")
    assert everything() == before
    left = [path.name for path in settings.data.iterdir() if path.name.startswith("tmp")]
    assert left == [], "no plain copy is left behind"


def test_a_backup_never_holds_what_still_waits(app, world, tmp_path):
    settings, file = app.config["SETTINGS"], tmp_path / "backup"
    room = opened(world.engagement())
    said(room, TEXTS)
    db.session.commit()
    back_up(settings, file)
    plain = pyrage.decrypt(file.read_bytes(), [identity(settings.keys)])
    assert WORDS.encode() not in plain
    assert db.session.scalars(select(Contribution)).all() == []


def restored_after_a_deletion(app, world, tmp_path):
    """What the vault holds after: backup, one person deletes, disaster, restore."""
    settings, file = app.config["SETTINGS"], tmp_path / "backup"
    room = opened(world.engagement())
    gone, *_others = said(room, TEXTS)
    sessions.close_session(staff_named("bo"), room)
    db.session.commit()
    jobs.sweep_all(app)
    db.session.commit()
    back_up(settings, file)
    withdraw(gone, held_by(gone))
    db.session.commit()
    app.config["CLOCK"].move(1)
    jobs.sweep_all(app)
    db.session.expire_all()
    assert len(db.session.scalars(select(Contribution.id)).all()) == len(TEXTS) - 1
    wiped(settings, db.engine.dialect.name == "postgresql")
    restore(settings, file)
    delete_again()
    db.session.commit()
    return set(db.session.scalars(select(Contribution.text)))


def test_what_was_deleted_after_the_backup_is_deleted_again(app, world, tmp_path):
    assert restored_after_a_deletion(app, world, tmp_path) == set(TEXTS[1:])
    kept = app.config["SETTINGS"].keys / graves.GRAVES
    assert kept.stat().st_mtime == graves.SOME_DAY
    for mark in graves.remembered(app.config["SETTINGS"].keys):
        assert mark.encode() not in kept.read_bytes()
        assert db.session.get(Tombstone, mark) is not None, "and a late retry stays out"


def test_an_installation_that_remembers_deletions_in_the_database_only_is_found(
    app, world, tmp_path, monkeypatch
):
    monkeypatch.setattr(graves, "remember", lambda _folder, _marks: None)
    assert restored_after_a_deletion(app, world, tmp_path) == set(TEXTS)


@pytest.mark.once
def test_a_journal_that_a_crash_left_does_not_reach_into_what_is_restored(app, world, tmp_path):
    settings, file = app.config["SETTINGS"], tmp_path / "backup"
    spoken(app, world.engagement(), TEXTS)
    db.session.commit()
    back_up(settings, file)
    journal = settings.data / "hearback.db-journal"
    journal.write_bytes(b"left by a crash")
    restore(settings, file)
    assert not journal.exists()


@pytest.mark.once
def test_a_backup_of_another_kind_of_database_is_refused(app, tmp_path):
    settings = app.config["SETTINGS"]
    before = everything()
    other = tmp_path / "other"
    other.write_bytes(pyrage.encrypt(b"PGDMP no SQLite file", [identity(settings.keys).to_public()]))
    with pytest.raises(BackupFailed):
        restore(settings, other)
    assert everything() == before
