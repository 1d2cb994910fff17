"""The server is killed without a word, again and again: whatever it thanked for is there, and is there once."""

import random
import subprocess
import sys
import time
from collections import Counter
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
from tests.faults.sizes import size
from tests.sessions.rooms import opened

pytestmark = [pytest.mark.once, pytest.mark.slow]

KILLS = size(20, 200)
SEALINGS = size(25, 50)


def test_twenty_kills_under_load_lose_and_double_nothing_that_was_thanked_for(
    app, world, server, record_property
):
    record_property("kills_under_load", KILLS)
    room = opened(world.engagement())
    number, gathering = room.id, session_gathering(room)
    crowd = Crowd(server, room)
    db.session.commit()
    server.start()
    with crowd:
        for kill in range(KILLS):
            so_far = len(crowd.thanked)
            while len(crowd.thanked) < so_far + 5:
                time.sleep(0.01)
            time.sleep(random.random() * 0.05)
            if kill % 10 == 9:
                server.kill()
                server.start()
            else:
                server.kill_worker()
    server.kill()
    store = Store(app.config["SETTINGS"].intake / f"{gathering}.db")
    stored = Counter(str(row.body["text"]) for row in store.rows())
    store.close()
    assert crowd.broken >= KILLS / 2, "the kills hit nobody"
    assert set(crowd.thanked) <= set(stored), "thanked for words that are gone"
    assert max(stored.values()) == 1
    sessions.close_session(staff_named("bo"), db.session.get_one(type(room), number))
    db.session.commit()
    jobs.sweep_all(app)
    assert Counter(db.session.scalars(select(Contribution.text))) == stored


def sealed_and_died(app, rounds, *words):
    """Rounds, rounds whose kill left work behind, voices lost, voices doubled."""
    db.session.commit()
    settings = app.config["SETTINGS"]
    command = [sys.executable, "-m", "tests.faults.seal_and_die", str(settings.data), str(settings.keys)]
    done = subprocess.run(
        [*command, str(rounds), *words],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(zip(("rounds", "cut", "lost", "doubled"), map(int, done.stdout.split()), strict=True))


def test_a_server_killed_while_it_seals_loses_and_doubles_nothing(app, world, record_property):
    """A child process seals; it is killed at a random moment; the next one finishes."""
    found = sealed_and_died(app, SEALINGS)
    record_property("kills_while_sealing", found)
    assert (found["rounds"], found["lost"], found["doubled"]) == (SEALINGS, 0, 0)
    assert found["cut"] >= 5, "the kills came too late to say anything"


def test_a_build_that_destroys_before_it_commits_is_found(app, world):
    assert sealed_and_died(app, 10, "careless")["lost"] > 0
