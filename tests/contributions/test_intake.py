"""Acknowledged means on disk: many at once, none lost, and never a yes without a row."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import apsw
import pytest

from listening.contributions.intake import PRAGMAS, Dropped, Gathering, NotStored, Shut, Store, intake
from listening.contributions.service import session_gathering
from listening.contributions.withdrawals import withdraw
from listening.core.database import db
from tests.faults.sizes import size
from tests.phone import Phone
from tests.sessions.rooms import opened

pytestmark = pytest.mark.once

ROWS = size(50, 500)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "session-1.db")
    yield store
    store.close()


def row(key, text="words"):
    return Dropped(str(key), "contribution", {"text": text})


def at_once(store, sends):
    """Everyone has pressed send before the first of them is written."""
    with ThreadPoolExecutor(len(sends)) as room:
        with store._writing:
            jobs = [room.submit(send) for send in sends]
            while len(store._waiting) < len(sends):
                time.sleep(0.001)
        for job in jobs:
            job.result()


def test_the_settings_that_make_it_durable_really_hold(store):
    held = {name: store.connection.pragma(name) for name in ("journal_mode", "synchronous", "secure_delete")}
    assert held == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    assert apsw.sqlite_lib_version() >= "3.51.3", "older libraries have the WAL-reset race"
    assert len(PRAGMAS) == 6


def test_a_full_room_presses_send_at_once_and_everything_is_there(store):
    def send(person):
        for number in range(10):
            store.put([row(f"{person}-{number}")])

    with ThreadPoolExecutor(32) as room:
        list(room.map(send, range(32)))
    assert len(store.rows()) == 320


def test_two_processes_write_to_one_room_in_turn_and_nobody_waits_long(store):
    script = (
        "import pathlib, sys, time\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from listening.contributions.intake import Dropped, Store\n"
        "store = Store(pathlib.Path(sys.argv[1]))\n"
        "def send(number):\n"
        "    began = time.perf_counter()\n"
        "    store.put([Dropped(f'{sys.argv[2]}-{number}', 'contribution', {'text': 'x'})])\n"
        "    return time.perf_counter() - began\n"
        "with ThreadPoolExecutor(8) as room:\n"
        "    print(max(room.map(send, range(400))))\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script, str(store.path), name], stdout=subprocess.PIPE)
        for name in ("one", "two")
    ]
    waited = [float(process.communicate()[0]) for process in started]
    assert store.count("contribution") == 800
    # Without turns the unluckiest of two processes waited for seconds.
    assert max(waited) < 2


def test_those_who_wait_share_one_write(store):
    commits = []

    def noted():
        commits.append("one")
        return False

    store.connection.set_commit_hook(noted)
    at_once(store, [lambda number=number: store.put([row(number)]) for number in range(20)])
    assert len(commits) == 1
    assert store.count("contribution") == 20


def test_the_console_and_receipts_may_look_while_others_send(store):
    over, errors = threading.Event(), []

    def look():
        while not over.is_set():
            try:
                store.held(["1"])
                store.count("contribution")
            except apsw.Error as error:
                errors.append(error)

    lookers = [threading.Thread(target=look) for _one in range(3)]
    for one in lookers:
        one.start()
    with ThreadPoolExecutor(8) as room:
        list(room.map(lambda number: store.put([row(number)]), range(100)))
    over.set()
    for one in lookers:
        one.join()
    assert errors == []
    assert store.count("contribution") == 100


def test_a_row_that_cannot_be_written_is_never_acknowledged_nor_are_its_companions(store):
    outcomes = {}

    def send(key, text):
        try:
            store.put([row(key, text)])
            outcomes[key] = "kept"
        except NotStored:
            outcomes[key] = "refused"

    texts = {"good": "words", "broken": "\ud800", "other": "words"}
    at_once(store, [lambda key=key: send(key, texts[key]) for key in texts])
    kept = {one.id for one in store.rows()}
    assert {key for key, outcome in outcomes.items() if outcome == "kept"} == kept
    assert outcomes["broken"] == "refused"


def test_sending_twice_keeps_the_first_and_a_changed_verdict_keeps_the_last(store):
    store.put([row(1, "first")])
    store.put([row(1, "again")])
    assert [one.body["text"] for one in store.rows()] == ["first"]
    store.put([row(1, "changed")], replace=True)
    assert [one.body["text"] for one in store.rows()] == ["changed"]


def test_what_was_withdrawn_stays_out_whoever_sends_it_again(store):
    store.put([row(1)])
    assert store.withdraw(["1", "2"]) == {"1"}
    store.put([row(1)])
    store.put([row(1)], replace=True)
    assert [(one.kind, one.body) for one in store.rows()] == [("withdrawn", {})]


def test_a_shut_gathering_takes_nothing_and_gives_nothing_up_also_after_a_crash(store):
    store.put([row(1)])
    store.shut()
    store.close()
    again = Store(store.path)
    with pytest.raises(Shut):
        again.put([row(2)])
    assert again.withdraw(["1"]) == set(), "the sealing may hold it already"
    assert [one.id for one in again.rows()] == ["1"]
    again.close()


def test_a_full_disk_means_a_page_that_keeps_the_words_and_no_receipt(app, world):
    room = opened(world.engagement())
    store = intake().store(session_gathering(room))
    pages = store.connection.pragma("page_count")
    store.connection.pragma("max_page_count", pages)
    phone = Phone(app.test_client(use_cookies=False))
    phone.open(f"/s/{room.code}")
    phone.press("Start")
    long = "The van never came. " * 200
    phone.press("Continue", text=long)
    phone.press("Skip this question")
    page = phone.press("Send")
    assert page.status == 503
    assert "could not save your words" in page.text
    assert long.strip() in page.text
    in_sight = [words for words in page.soup.select(".words") if words.find_parent(hidden=True) is None]
    assert not in_sight
    assert store.rows() == []
    store.connection.pragma("max_page_count", 1_000_000)
    assert phone.press("Send").title == "We received your words"
    assert len(store.rows()) == 1


def test_words_that_are_just_being_sealed_are_deleted_with_the_next_pool(app, world):
    from listening.contributions.withdrawals import held_by
    from tests.sessions.rooms import said

    room = opened(world.engagement())
    secret, *_others = said(room, [f"text {one}" for one in range(6)])
    intake().store(session_gathering(room)).shut()
    assert withdraw(secret, held_by(secret)) is False
    assert intake().exists(Gathering("withdrawal", room.engagement_id))
    db.session.rollback()
