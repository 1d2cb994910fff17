"""Sealed means shuffled, complete, and without any trace of who was first; whatever breaks on the way."""

import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import DatabaseError

from listening.contributions.intake import Gathering, NotStored, Store, intake
from listening.contributions.models import UNORDERED, Contribution, Pool
from listening.contributions.receipt import new_secret
from listening.contributions.rules import Channel, Consent, Voice
from listening.contributions.service import contribute, session_gathering
from listening.core import jobs
from listening.core.database import db
from listening.engagements import service as engagements
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.sessions.rooms import closed, opened, said

TEXTS = [f"voice number {number}" for number in range(12)]


def vault():
    db.session.expire_all()
    return Counter(db.session.scalars(select(Contribution.text)))


class Broken(Exception):
    """What the test breaks with."""


def breaks(*_args, **_kwargs):
    raise Broken


@pytest.fixture
def broken_at(app, monkeypatch):
    """Break the sealing of sessions at one point; returns what mends it."""
    keepers = app.extensions["hearback_keepers"]
    sound = keepers["session"]

    def after_settling(number, rows):
        sound.settle(number, rows)
        db.session.flush()
        raise Broken

    weakened = {
        "settle": replace(sound, settle=breaks),
        "settled": replace(sound, settle=after_settling),
        "verify": replace(sound, verified=breaks),
        "not verified": replace(sound, verified=lambda _number, _rows: False),
    }

    def at(point):
        keepers["session"] = weakened.get(point, sound)
        if point == "sync":
            monkeypatch.setattr(os, "fsync", breaks)
        if point == "unlink":
            monkeypatch.setattr(Path, "unlink", breaks)
        if point == "before_commit":
            event.listen(db.session, point, breaks)

        def mend():
            keepers["session"] = sound
            monkeypatch.undo()
            if point == "before_commit":
                event.remove(db.session, point, breaks)

        return mend

    return at


POINTS = ["settle", "settled", "before_commit", "verify", "not verified", "sync", "unlink"]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("pooled", [False, True])
def test_a_crash_at_any_point_loses_and_doubles_nothing(app, world, broken_at, point, pooled):
    engagement = world.engagement()
    room, texts = opened(engagement), TEXTS[:3] if pooled else TEXTS
    said(room, texts)
    sessions.close_session(staff_named("bo"), room)
    db.session.commit()
    mend = broken_at(point)
    try:
        jobs.sweep_all(app)
    except Broken:
        pass
    else:
        assert point == "not verified", "the test broke nothing"
    assert list(intake().folder.iterdir()), "what was not verified and destroyed stays"
    mend()
    db.session.rollback()
    jobs.sweep_all(app)
    engagements.end_listening(staff_named("ada"), db.session.merge(engagement))
    db.session.commit()
    jobs.sweep_all(app)
    assert vault() == Counter(texts)
    assert list(intake().folder.iterdir()) == []
    assert db.session.scalar(select(func.sum(Pool.accepted))) == len(texts)


def test_fewer_than_five_wait_for_others_and_are_sealed_together_at_the_end(app, world):
    engagement = world.engagement()
    for evening in (TEXTS[:2], TEXTS[2:4]):
        room = opened(engagement)
        said(room, evening)
        closed(app, room)
        assert room.state == "sealed"
    assert vault() == Counter()
    assert [str(one) for one in intake().gatherings()] == [f"engagement-{engagement.id}"]
    engagements.end_listening(staff_named("ada"), engagement)
    db.session.commit()
    jobs.sweep_all(app)
    assert vault() == Counter(TEXTS[:4])
    assert db.session.scalars(select(Contribution.listening_session_id)).all() == [None] * 4


def test_the_way_it_came_in_is_forgotten_unless_eleven_share_it(app, world):
    room = opened(world.engagement())
    prompt = room.agenda[0].prompt_id
    for channel, people in ((Channel.PHONE, 11), (Channel.PAPER, 10)):
        for person in range(people):
            voice = Voice(prompt, f"{channel} {person}", Consent.COUNT, "en", channel)
            contribute(room, new_secret(), [voice])
    closed(app, room)
    kept = Counter(db.session.scalars(select(Contribution.channel)))
    assert kept == {"phone": 11, None: 10}


def test_a_sealed_voice_knows_its_month_and_no_day(app, world, calendar):
    room = opened(world.engagement())
    said(room, TEXTS)
    calendar.move(3)
    closed(app, room)
    assert set(db.session.scalars(select(Contribution.period))) == {"2026-03"}
    with pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE contribution SET period = '2026-03-05'"))
    db.session.rollback()


def test_the_tables_of_peoples_words_have_no_row_numbers(app, postgresql):
    if postgresql:
        pytest.skip("SQLite alone has them")
    named = {"contribution", "tombstone", "redaction", "disposition", "message"}
    for name in named:
        assert db.metadata.tables[name].dialect_options["sqlite"]["with_rowid"] is False
        with pytest.raises(DatabaseError):
            db.session.execute(text(f"SELECT rowid FROM {name}"))
        db.session.rollback()
    assert UNORDERED == {"sqlite_with_rowid": False}
    assert db.session.execute(text("SELECT rowid FROM pool")).all() == [], "the control: others have them"


def test_a_broken_gathering_does_not_hold_up_the_others(app, world):
    engagement = world.engagement()
    bad, good = opened(engagement), opened(engagement)
    said(good, TEXTS)
    (intake().folder / f"{session_gathering(bad)}.db").write_bytes(b"no database at all " * 100)
    for room in (bad, good):
        sessions.close_session(staff_named("bo"), room)
    db.session.commit()
    with pytest.raises(NotStored, match="NotADBError"):
        jobs.sweep_all(app)
    assert vault() == Counter(TEXTS)


def test_a_session_in_which_nobody_wrote_is_sealed_too(app, world):
    room = opened(world.engagement())
    closed(app, room)
    assert room.state in {"closed", "sealed"}
    assert vault() == Counter()


def test_sealing_leaves_no_file_and_no_words_in_the_intake_folder(app, world):
    room = opened(world.engagement())
    said(room, TEXTS)
    closed(app, room)
    assert list(intake().folder.iterdir()) == []


def test_an_intake_is_overwritten_before_it_is_removed(tmp_path, monkeypatch):
    store = Store(tmp_path / "session-1.db")
    store.close()
    seen = []
    monkeypatch.setattr(Path, "unlink", lambda path, **_how: seen.append(set(path.read_bytes())))
    from listening.contributions.intake import Intake

    Intake(tmp_path).destroy(Gathering("session", 1))
    assert seen
    assert all(content <= {0} for content in seen)
