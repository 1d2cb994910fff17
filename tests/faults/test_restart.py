"""PostgreSQL restarts and crashes while people send, staff write, sessions are sealed: nothing is lost or doubled."""

import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from listening.accounts.models import Invitation
from listening.contributions.intake import Store
from listening.contributions.models import Contribution
from listening.contributions.service import session_gathering
from listening.core import jobs
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.sessions import service as sessions
from tests.cast import Cast, staff_named
from tests.faults.crowd import Crowd
from tests.faults.desk_over_http import DeskOverHttp
from tests.faults.server import Server
from tests.faults.sizes import size
from tests.faults.test_kill import sealed_and_died
from tests.sessions.rooms import opened, said
from tests.world import World

pytestmark = [pytest.mark.once, pytest.mark.slow, pytest.mark.cluster]

RESTARTS = size(4, 40)
SEALING_RESTARTS = size(3, 20)
SEALING_KILLS = size(8, 50)
VOICES = 40
MODES = ("fast", "immediate")


class Administrator(threading.Thread):
    """Proposes one person after the other, each name once; never tries again, so that a doubled one would show."""

    def __init__(self, desk):
        super().__init__()
        self.desk, self.over, self.acknowledged, self.refused, self.wrong = desk, threading.Event(), [], 0, []

    def run(self):
        number = 0
        while not self.over.is_set():
            number += 1
            name = f"Person {number}"
            status = self.desk.propose(name)
            if status == 200:
                self.acknowledged.append(name)
            elif status in {0, 503}:
                self.refused += 1
            else:
                self.wrong.append(status)
            time.sleep(0.02)


def test_a_restarted_database_loses_and_doubles_nothing(cluster, installed, tmp_path, record_property):
    app, url = installed
    world = World(app, Cast(app), None)
    room = opened(world.engagement())
    number, gathering = room.id, session_gathering(room)
    server = Server(app.config["SETTINGS"], tmp_path / "server.log", DATABASE_URL=url)
    server.start()
    crowd, administrator = Crowd(server, room), Administrator(DeskOverHttp(server, "ren"))
    db.session.remove()
    db.engine.dispose()
    administrator.start()
    with crowd:
        for restart in range(RESTARTS):
            wait_for_more(crowd.thanked, 10)
            wait_for_more(administrator.acknowledged, 2)
            cluster.restart(MODES[restart % 2])
        wait_for_more(crowd.thanked, 10)
    administrator.over.set()
    administrator.join()
    server.kill()
    store = Store(app.config["SETTINGS"].intake / f"{gathering}.db")
    stored = Counter(str(row.body["text"]) for row in store.rows())
    store.close()
    proposed = Counter(db.session.scalars(select(Invitation.display_name)))
    facts = {
        "restarts": RESTARTS,
        "acknowledged": len(crowd.thanked) + len(administrator.acknowledged),
        "refused": crowd.refused + administrator.refused,
        "lost": len(set(crowd.thanked) - set(stored)) + len(set(administrator.acknowledged) - set(proposed)),
        "doubled": sum(many > 1 for many in (*stored.values(), *proposed.values())),
    }
    record_property("database_restarts", facts)
    assert (facts["lost"], facts["doubled"], crowd.wrong, administrator.wrong) == (0, 0, [], [])
    assert facts["refused"], "the restarts hit nobody"
    sessions.close_session(staff_named("bo"), db.session.get_one(type(room), number))
    db.session.commit()
    jobs.sweep_all(app)
    db.session.expire_all()
    assert Counter(db.session.scalars(select(Contribution.text))) == stored


def test_a_database_that_answers_before_its_journal_is_on_disk_is_found(cluster, installed, tmp_path):
    """The weakened build: what staff wrote is acknowledged a while before it is written."""
    app, url = installed
    cluster.answer_early(url)
    server = Server(app.config["SETTINGS"], tmp_path / "server.log", DATABASE_URL=url)
    server.start()
    administrator = Administrator(DeskOverHttp(server, "ren"))
    db.session.remove()
    db.engine.dispose()
    administrator.start()
    # One crash is enough: it may take the administrator's own session with it.
    wait_for_more(administrator.acknowledged, 10)
    cluster.restart("immediate")
    administrator.over.set()
    administrator.join()
    server.kill()
    assert set(administrator.acknowledged) - set(db.session.scalars(select(Invitation.display_name)))


def wait_for_more(told, more):
    over, least = time.monotonic() + 60, len(told) + more
    while len(told) < least:
        assert time.monotonic() < over, "the server did not come back"
        time.sleep(0.01)


def test_a_database_that_restarts_while_sessions_are_sealed_loses_and_doubles_nothing(
    cluster, installed, record_property
):
    app, url = installed
    engagement = World(app, Cast(app), None).engagement().id
    expected = close_many(engagement)
    db.session.remove()
    db.engine.dispose()
    settings = app.config["SETTINGS"]
    command = [sys.executable, "-m", "tests.faults.seal_and_go_on", settings.data, settings.keys, url]
    sealing = subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
    for restart in range(SEALING_RESTARTS):
        time.sleep(0.3)
        cluster.restart(MODES[(restart + 1) % 2])
    told, _error = sealing.communicate(timeout=180)
    sweeps, failed = (int(one) for one in told.split())
    found = Counter(db.session.scalars(select(Contribution.text)))
    facts = {
        "restarts": SEALING_RESTARTS,
        "sweeps": sweeps,
        "cut": failed,
        "acknowledged": len(expected),
        "lost": sum(text not in found for text in expected),
        "doubled": sum(many > 1 for many in found.values()),
    }
    record_property("database_restarts_while_sealing", facts)
    assert (facts["lost"], facts["doubled"]) == (0, 0)
    assert failed, "the restarts hit no sealing"


def test_a_server_killed_while_it_seals_into_postgresql_loses_and_doubles_nothing(installed, record_property):
    app, url = installed
    db.session.remove()
    db.engine.dispose()
    found = sealed_and_died(app, SEALING_KILLS, url)
    record_property("kills_while_sealing_postgresql", found)
    assert (found["lost"], found["doubled"]) == (0, 0)
    assert found["cut"], "the kills came too late to say anything"


def close_many(engagement):
    """Many closed sessions with words in them; what was said."""
    expected = []
    for number in range(SEALING_RESTARTS * 12):
        texts = [f"room {number} voice {voice} " + "x" * 200 for voice in range(VOICES)]
        room = opened(db.session.get_one(Engagement, engagement))
        said(room, texts)
        sessions.close_session(staff_named("bo"), room)
        db.session.commit()
        expected += texts
    return expected
