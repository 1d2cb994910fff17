"""A script that speaks ten thousand times, and a library full of people behind one address (anonymity, T15)."""

import json
import time
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import func, select

from listening.contributions import admission
from listening.contributions.intake import intake
from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret
from listening.contributions.service import CONTRIBUTION, QUARANTINED, session_gathering
from listening.core import limits
from listening.core.database import db
from listening.themes.models import Disposition
from listening.themes.rules import Place
from tests.faults.sizes import size
from tests.proofs import proof, room_code, solved
from tests.sessions.rooms import closed, opened, said

pytestmark = [pytest.mark.once, pytest.mark.slow]

POSTS = size(300, 10_000)
PEOPLE = size(40, 200)
#: Seconds in which all of them press send.
SPREAD = size(10, 300)


@pytest.fixture
def room(app, world):
    return opened(world.engagement())


def words(asked, text, secret=None, **more):
    prompt = asked.agenda[0].prompt_id
    return {"secret": secret or new_secret(), f"text-{prompt}": text, f"consent-{prompt}": "quote", **more}


def waiting(room, kind=CONTRIBUTION):
    store = intake().store(session_gathering(room))
    return store.count(kind)


def speak(client, asked, text, secret=None, **more):
    return client.post(f"/s/{asked.code}/receipt", data=words(asked, text, secret, **more))


def made_up(number, room):
    """What a script tries instead of a proof."""
    card = {"secret": new_secret(), "card": "1"}
    return [{}, {"proof": "x" * 40}, {"room": "23456"}, card, {"proof": b64encode(b"{}").decode()}][
        number % 5
    ]


def flood(client, room, posts=POSTS):
    for number in range(posts):
        answer = speak(client, room, f"Close the office now, number {number}!", **made_up(number, room))
        assert answer.status_code == 200
        assert answer.headers["Hearback-Received"] == "held"


def test_of_ten_thousand_scripted_posts_none_is_let_in_and_none_is_lost(app, room, rosa, record_property):
    flood(rosa, room)
    record_property("flood_posts", POSTS)
    record_property("flood_let_in", waiting(room))
    assert waiting(room) == 0
    assert waiting(room, QUARANTINED) == POSTS
    said(room, [f"A voice of the room, {number}." for number in range(6)])
    closed(app, room)
    places = dict(
        db.session.execute(select(Disposition.place, func.count()).group_by(Disposition.place)).all()
    )
    assert places == {Place.QUARANTINE: POSTS}
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == POSTS + 6


def test_a_build_that_asks_for_nothing_is_found(app, room, rosa, monkeypatch):
    monkeypatch.setattr("listening.contributions.views.admitted", lambda *_asked: True)
    speak(rosa, room, "Close the office now!")
    assert waiting(room) == 1


def test_a_proof_lets_in_once_and_never_again(room, rosa, record_property):
    once = proof(rosa, room.code)
    heads = [
        speak(rosa, room, f"Again and again, {number}", proof=once).headers["Hearback-Received"]
        for number in range(20)
    ]
    record_property("replayed_proofs_let_in", heads[1:].count("kept"))
    assert heads == ["kept", *["held"] * 19]


def test_the_same_words_sent_again_stay_in_when_the_first_answer_was_lost(room, rosa):
    secret, once = new_secret(), proof(rosa, room.code)
    for text in ("My words.", "My words.", "My words, corrected."):
        assert speak(rosa, room, text, secret, proof=once).headers["Hearback-Received"] == "kept"
    assert waiting(room) == 1


def test_a_proof_for_another_room_an_old_one_and_a_changed_one_let_nobody_in(room, rosa, world, monkeypatch):
    other = opened(world.engagement())
    given = rosa.get(f"/s/{other.code}/challenge").json
    easy = json.loads(b64decode(proof(rosa, room.code)))
    easy["challenge"]["parameters"]["keyPrefix"] = "00"
    monkeypatch.setattr("listening.contributions.proof.LASTS", -1)
    tried = [solved(given), b64encode(json.dumps(easy).encode()).decode(), proof(rosa, room.code)]
    for one in tried:
        assert speak(rosa, room, "Let me in.", proof=one).headers["Hearback-Received"] == "held"


def test_the_code_on_the_big_screen_lets_in_and_the_one_before_for_a_while(app, room, rosa, calendar):
    code = room_code(app, room.code)
    later = []
    for _turn in range(3):
        later.append(speak(rosa, room, "From the room.", room=code.lower()).headers["Hearback-Received"])
        calendar.now += admission.CHANGES
    assert later == ["kept", "kept", "held"]
    assert room_code(app, room.code) != code


def test_a_card_we_printed_lets_in_and_made_up_words_do_not(room, rosa):
    ours, made = admission.card_secret(), new_secret()
    assert speak(rosa, room, "By card.", ours, card="1").headers["Hearback-Received"] == "kept"
    assert speak(rosa, room, "By no card.", made, card="1").headers["Hearback-Received"] == "held"


def test_past_the_ceiling_of_a_link_words_wait_for_a_person_and_nobody_is_refused(room, rosa, monkeypatch):
    monkeypatch.setattr(admission, "PER_LINK", parse("3 per hour"))
    answers = [speak(rosa, room, f"Voice {number}", proof=proof(rosa, room.code)) for number in range(5)]
    assert {one.status_code for one in answers} == {200}
    assert [one.headers["Hearback-Received"] for one in answers] == ["kept"] * 3 + ["held"] * 2


def test_counts_are_under_a_key_that_no_file_holds_and_that_a_restart_or_a_day_changes(
    app, room, rosa, calendar
):
    speak(rosa, room, "I am here.", proof=proof(rosa, room.code))
    with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.9"}):
        today = limits.limit_key()
        today_again = limits.limit_key()
        calendar.now += timedelta(days=500)
        tomorrow = limits.limit_key()
    restarted = limits.DailyKey().of(calendar.now.date())
    assert today == today_again
    assert len({today, tomorrow}) == 2
    assert restarted != limits._daily.of(calendar.now.date())
    settings = app.config["SETTINGS"]
    secret = [limits._daily.of(calendar.now.date()), limits.BORN, today.encode(), tomorrow.encode()]
    files = [path for place in (settings.data, settings.keys) for path in place.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert not any(one in path.read_bytes() or one.hex().encode() in path.read_bytes() for one in secret)


def test_a_library_full_of_people_behind_one_address_is_never_refused(app, room, server, record_property):
    code, prompt = room.code, room.agenda[0].prompt_id
    db.session.commit()
    server.start()

    def person(number):
        time.sleep(SPREAD * number / PEOPLE)
        statuses, seconds = [], []

        def ask(method, path, data=None):
            began = time.perf_counter()
            status, body = server.ask(method, path, data)
            statuses.append(status)
            seconds.append(time.perf_counter() - began)
            return body

        ask("GET", f"/s/{code}")
        ask("POST", f"/s/{code}/prompt/1", {"secret": ""})
        given = json.loads(ask("GET", f"/s/{code}/challenge"))
        sent = {"secret": new_secret(), f"text-{prompt}": f"Person {number}", "proof": solved(given)}
        page = ask("POST", f"/s/{code}/receipt", sent)
        return statuses, seconds, "We received your words" in page and "without a check" not in page

    with ThreadPoolExecutor(PEOPLE) as people:
        found = list(people.map(person, range(PEOPLE)))
    seconds = sorted(one for _statuses, took, _in in found for one in took)
    p95 = seconds[int(len(seconds) * 0.95)]
    refused = sum(status == 429 for statuses, _took, _in in found for status in statuses)
    record_property("nat_people", PEOPLE)
    record_property("nat_refused", refused)
    record_property("nat_p95_seconds", round(p95, 3))
    assert {status for statuses, _took, _in in found for status in statuses} == {200}
    assert all(let_in for _statuses, _took, let_in in found)
    assert p95 < 1.0
    assert waiting(room) == PEOPLE
