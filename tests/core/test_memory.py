"""What processes remember of the tables: forgotten by all of them after any commit, found out by one for all."""

import threading
import time

import pytest

from listening import create_app
from listening.contributions.asked import known
from listening.core import memory as remembering
from listening.core.database import db
from listening.core.memory import apart, memory
from listening.core.models import Setting
from tests.sessions.rooms import opened


def agency() -> str:
    return memory().known("agency", lambda: apart(lambda: Setting.value_of("agency_name")))


@pytest.fixture
def other(app):
    """A second process on the same folder and tables, as far as a memory can tell."""
    other = create_app(app.config["SETTINGS"])
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_commit_of_one_process_is_seen_by_the_next_question_to_another(app, other):
    with other.app_context():
        before = agency()
    assert agency() == before
    Setting.put("agency_name", "County of the Sun")
    db.session.commit()
    with other.app_context():
        assert agency() == agency() == "County of the Sun"
        Setting.put("agency_name", "County of the Moon")
        db.session.commit()
    assert agency() == "County of the Moon"


def test_what_nobody_told_of_is_known_a_second_later(app, monkeypatch):
    before, name = agency(), memory().state
    Setting.put("agency_name", "County of the Sun")
    db.session.commit()
    # As when a process is killed between its commit and telling of it.
    memory()._name[:] = name
    assert agency() == before, "the positive control: nobody told"
    later = time.monotonic() + remembering.FRESH + 0.1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert agency() == "County of the Sun"


def test_many_ask_and_one_looks(app):
    looks, threads = [], []

    def look():
        looks.append(1)
        time.sleep(0.05)
        return "found"

    threads = [threading.Thread(target=memory_of(app).known, args=("slow", look)) for _one in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert looks == [1]


def memory_of(app):
    return app.extensions["hearback_memory"]


def test_made_up_codes_do_not_fill_the_machine(app):
    for number in range(3 * remembering.MOST):
        memory().known(("asked", number), lambda: None)
    assert len(memory()._held) <= remembering.MOST


def test_what_is_remembered_outlives_the_request_that_looked(app, world):
    code = opened(world.engagement()).code
    first = known(code)
    db.session.rollback()
    db.session.remove()
    assert known(code) is first
    assert [item.prompt.words.said("en") for item in first.agenda] == [
        "What must change, part 1?",
        "What must change, part 2?",
    ]
