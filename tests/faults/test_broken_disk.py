"""The disk says "I/O error" now and then: nobody is thanked for words that are not there, and the server recovers."""

import os
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from listening.contributions.intake import Store
from listening.contributions.models import Contribution
from listening.contributions.service import session_gathering
from listening.core import jobs
from listening.core.database import db
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.faults.crowd import Crowd
from tests.faults.server import Server
from tests.faults.sizes import size
from tests.sessions.rooms import opened

pytestmark = [pytest.mark.once, pytest.mark.slow, pytest.mark.compiler]

BURSTS = size(50, 500)
#: Of 1,000 writes and syncs, how many fail while the disk is bad.
SHARE = "250"
#: Seconds in which a server must refuse or thank someone.
PATIENCE = 30


#: Thanks whose sync is looked for.
THANKS = size(50, 500)
SPEAK = """
import os, sys, pathlib
from listening.contributions.intake import Store, Dropped
store = Store(pathlib.Path(sys.argv[1]))
store.connection.execute(f"PRAGMA synchronous={sys.argv[3]}")
for number in range(int(sys.argv[2])):
    store.put([Dropped(str(number), "contribution", {"text": "x"})])
    os.write(2, b"thanked\\n")
"""


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    made = tmp_path_factory.mktemp("shim") / "broken_disk.so"
    source = Path(__file__).with_name("broken_disk.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", made, source, "-ldl"], check=True)
    return made


class Careless(Server):
    module = "tests.faults.careless"


@pytest.fixture
def bad_disk(app, tmp_path, shim):
    """A server whose intake is on a disk that fails while a file is there; to be stopped."""
    switch, made = tmp_path / "switch", []

    def build(kind=Server):
        environ = {
            "LD_PRELOAD": str(shim),
            "HEARBACK_BROKEN_UNDER": str(app.config["SETTINGS"].intake),
            "HEARBACK_BROKEN_SWITCH": str(switch),
        }
        made.append(kind(app.config["SETTINGS"], tmp_path / "server.log", **environ))
        return made[-1], switch

    yield build
    for server in made:
        server.stop()


def until(true, what):
    over = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < over, what
        time.sleep(0.002)


def bursts(crowd, switch, many):
    """The disk fails until someone was refused, is mended until someone was thanked; again and again."""
    for _burst in range(many):
        refused = crowd.refused + crowd.broken
        switch.write_text(SHARE)
        until(lambda least=refused: crowd.refused + crowd.broken > least, "nobody was refused")
        switch.unlink()
        thanked = len(crowd.thanked)
        until(lambda least=thanked: len(crowd.thanked) > least, "the server did not recover")


def stored_in(app, gathering):
    store = Store(app.config["SETTINGS"].intake / f"{gathering}.db")
    found = Counter(str(row.body["text"]) for row in store.rows())
    store.close()
    return found


def test_an_io_error_is_never_thanked_for(app, world, bad_disk, record_property):
    server, switch = bad_disk()
    room = opened(world.engagement())
    number, gathering = room.id, session_gathering(room)
    crowd = Crowd(server, room)
    db.session.commit()
    server.start()
    with crowd:
        bursts(crowd, switch, BURSTS)
    server.kill()
    stored = stored_in(app, gathering)
    facts = {
        "bursts": BURSTS,
        "acknowledged": len(crowd.thanked),
        "refused": crowd.refused,
        "lost": len(set(crowd.thanked) - set(stored)),
        "doubled": sum(many > 1 for many in stored.values()),
    }
    record_property("io_errors", facts)
    assert (facts["lost"], facts["doubled"], crowd.wrong) == (0, 0, [])
    sessions.close_session(staff_named("bo"), db.session.get_one(type(room), number))
    db.session.commit()
    jobs.sweep_all(app)
    assert Counter(db.session.scalars(select(Contribution.text))) == stored


def test_a_build_that_thanks_all_the_same_is_found(app, world, bad_disk):
    server, switch = bad_disk(Careless)
    room = opened(world.engagement())
    gathering = session_gathering(room)
    crowd = Crowd(server, room)
    db.session.commit()
    server.start()
    with crowd:
        switch.write_text(SHARE)
        until(lambda: len(crowd.thanked) > 200, "nobody was thanked")
        switch.unlink()
    server.kill()
    assert set(crowd.thanked) - set(stored_in(app, gathering))


def thanked_after_sync(tmp_path, shim, synchronous):
    """How many of the thanks came after the disk had said that it has the words."""
    environ = {**os.environ, "LD_PRELOAD": str(shim), "HEARBACK_TOLD_UNDER": str(tmp_path)}
    command = [sys.executable, "-c", SPEAK, str(tmp_path / "session-1.db"), str(THANKS), synchronous]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=True)
    told = done.stderr.split()
    assert told.count("thanked") == THANKS
    return sum(before == "synced" for before, now in pairwise(told) if now == "thanked")


def test_words_are_synced_to_the_disk_before_anyone_is_thanked(tmp_path, shim, record_property):
    synced = thanked_after_sync(tmp_path, shim, "FULL")
    record_property("synced_before_thanks", {"thanks": THANKS, "synced": synced})
    assert synced == THANKS


def test_a_build_that_does_not_wait_for_the_disk_is_found(tmp_path, shim):
    assert thanked_after_sync(tmp_path, shim, "NORMAL") < THANKS / 2
