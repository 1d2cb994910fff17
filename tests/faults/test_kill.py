"""The server is killed without a word, again and again: whatever it thanked for is there, and is there once."""

import http.client
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from listening.contributions.intake import Store
from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret
from listening.contributions.service import session_gathering
from listening.core import jobs
from listening.core.database import db
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.sessions.rooms import opened

pytestmark = [pytest.mark.once, pytest.mark.slow]

KILLS = 20
PHONES = 8


class Crowd:
    """People who press send until they are thanked, on phones that try again when the line breaks."""

    def __init__(self, server, room):
        self.server, self.path = server, f"/s/{room.code}/receipt"
        self.field = f"text-{room.agenda[0].prompt_id}"
        self.thanked, self.over, self.broken = [], threading.Event(), 0
        self.phones = [threading.Thread(target=self.speak, args=(number,)) for number in range(PHONES)]

    def speak(self, number):
        count = 0
        while not self.over.is_set():
            text, secret = f"voice {number} says {count}", new_secret()
            while not self.over.is_set():
                try:
                    status, page = self.server.ask("POST", self.path, {self.field: text, "secret": secret})
                except (OSError, http.client.HTTPException):
                    self.broken += 1
                    time.sleep(0.01)
                    continue
                if status == 200 and "We received your words" in page:
                    self.thanked.append(text)
                    break
                assert status == 503, page
            count += 1

    def __enter__(self):
        for one in self.phones:
            one.start()
        return self

    def __exit__(self, *_error):
        self.over.set()
        for one in self.phones:
            one.join()


def test_twenty_kills_under_load_lose_and_double_nothing_that_was_thanked_for(app, world, server):
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


def test_a_server_killed_while_it_seals_loses_and_doubles_nothing(app, world):
    """A child process seals; it is killed at a random moment; the next one finishes."""
    db.session.commit()
    settings = app.config["SETTINGS"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.seal_and_die", str(settings.data), str(settings.keys), "25"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rounds, cut, lost, doubled = (int(one) for one in done.stdout.split())
    assert (rounds, lost, doubled) == (25, 0, 0)
    assert cut >= 5, "the kills came too late to say anything"
