"""A rehearsal goes the whole way from phone to console, and afterwards nothing anywhere knows of it."""

import hashlib
import re
from urllib.parse import urlsplit

import pytest

from listening.core.database import db
from listening.live import rehearsal as rehearsing
from listening.live.made_up import MADE_UP
from tests.phone import Phone
from tests.sessions.rooms import opened, planned


@pytest.fixture
def room(world):
    return planned(world.engagement(prompts=2))


@pytest.fixture
def copy(app, cast, room):
    """A rehearsal that Bo has begun; ended after the test whatever happens."""
    answer = cast.bo.post(f"/staff/rehearsals/sessions/{room.id}")
    assert answer.status_code == 303
    token = answer.headers["Location"].rpartition("/")[2]
    found = app.extensions["hearback_rehearsals"][token]
    yield found
    if token in app.extensions["hearback_rehearsals"]:
        rehearsing.end(found)


def kept(app):
    """A digest of every file of the installation."""
    db.session.commit()
    folder = app.config["SETTINGS"].data
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def console(cast, copy):
    return cast.bo.get(f"{copy.address}/staff/live/{copy.session_id}").get_data(as_text=True)


def test_made_up_people_speak_by_the_pages_and_stand_on_the_console(cast, copy):
    assert "Rehearsal. The voices are made up" in console(cast, copy)
    path = f"/staff/rehearsals/{copy.token}"
    assert cast.bo.post(path, {"language": "en", "how_many": "6"}).status_code == 303
    assert cast.bo.post(path, {"language": "es", "how_many": "4"}).status_code == 303
    assert cast.bo.post(path, {"language": "en", "how_many": "99"}).status_code == 422
    act = f"{copy.address}/staff/live/{copy.session_id}/act"
    page = console(cast, copy)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    cast.bo.client.post(act, data={"act": "close_prompt", "csrf_token": token})
    page = console(cast, copy)
    assert any(text in page for text in MADE_UP["en"]), "what they say reaches the console"


def test_anyone_with_the_link_can_take_a_phone_and_get_a_receipt(app, copy):
    phone = Phone(app.test_client(use_cookies=False))
    page = phone.open(f"{copy.address}/s/{copy.code}")
    assert "Rehearsal." in page.text
    phone.press("Start")
    phone.press("Continue", text="My own try", consent="quote")
    phone.press("Skip this question")
    page = phone.press("Send")
    assert page.title == "We received your words"
    assert page.path.startswith(copy.address)


def test_nothing_anywhere_knows_of_it_afterwards(app, cast, room, postgresql):
    cast.bo.get("/staff")
    before = kept(app)
    if not postgresql:
        assert before
    answer = cast.bo.post(f"/staff/rehearsals/sessions/{room.id}")
    copy = app.extensions["hearback_rehearsals"][answer.headers["Location"].rpartition("/")[2]]
    phone = Phone(app.test_client(use_cookies=False))
    phone.open(f"{copy.address}/s/{copy.code}")
    phone.press("Start")
    phone.press("Continue", text="zebracanary", consent="quote")
    phone.press("Skip this question")
    phone.press("Send")
    cast.bo.post(f"/staff/rehearsals/{copy.token}", {"language": "en", "how_many": "9"})
    console(cast, copy)
    assert cast.bo.post(f"/staff/rehearsals/{copy.token}/end").status_code == 303
    after = kept(app)
    assert {path: digest for path, digest in after.items() if path != "sweep.lock"} == {
        path: digest for path, digest in before.items() if path != "sweep.lock"
    }, "not one byte of the installation changed"
    assert not copy.folder.exists()
    words = [b"zebracanary", *(text.encode() for text in MADE_UP["en"])]
    for path in app.config["SETTINGS"].data.parent.rglob("*"):
        if path.is_file():
            assert not any(word in path.read_bytes() for word in words), path
    assert app.test_client().get(f"{copy.address}/s/{copy.code}").status_code == 404


def test_the_copy_knows_the_plan_and_nobodys_words(app, cast, room, world):
    world.voices(room.engagement.prompts[0], ["A real voice that stays at home"])
    answer = cast.bo.post(f"/staff/rehearsals/sessions/{room.id}")
    copy = app.extensions["hearback_rehearsals"][answer.headers["Location"].rpartition("/")[2]]
    raw = b"".join(path.read_bytes() for path in copy.folder.rglob("*") if path.is_file())
    rehearsing.end(copy)
    assert b"Oak Street Library" in raw
    assert b"A real voice" not in raw
    assert copy.code != room.code


def test_only_who_runs_the_session_rehearses_it_and_only_before_it_opens(app, cast, world, copy, room):
    assert cast.pia.get(f"/staff/rehearsals/{copy.token}").status_code == 404
    assert cast.pia.post(f"/staff/rehearsals/sessions/{room.id}").status_code == 403
    assert cast.ada.get(f"/staff/rehearsals/{copy.token}").status_code == 403
    assert cast.ada.get(f"{copy.address}/staff/live/{copy.session_id}").status_code == 303, (
        "nobody knows her there"
    )
    late = opened(world.engagement())
    assert cast.bo.post(f"/staff/rehearsals/sessions/{late.id}").status_code == 409


def test_the_cookie_of_a_rehearsal_is_sent_nowhere_else(app, cast, room):
    answer = cast.bo.post(f"/staff/rehearsals/sessions/{room.id}")
    copy = app.extensions["hearback_rehearsals"][urlsplit(answer.headers["Location"]).path.rpartition("/")[2]]
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if "hearback-rehearsal" in one]
    rehearsing.end(copy)
    assert f"Path={copy.address}/" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_what_is_left_running_ends_by_itself_and_the_oldest_makes_room(app, cast, room, monkeypatch):
    for _begun in range(rehearsing.AT_ONCE + 1):
        cast.bo.post(f"/staff/rehearsals/sessions/{room.id}")
    running = app.extensions["hearback_rehearsals"]
    assert len(running) == rehearsing.AT_ONCE
    assert rehearsing.sweep() == 0
    monkeypatch.setattr(rehearsing, "LASTS", -1)
    folders = [one.folder for one in running.values()]
    assert rehearsing.sweep() == rehearsing.AT_ONCE
    assert not any(folder.exists() for folder in folders)


def test_made_up_voices_are_as_many_in_each_language():
    assert {len(set(texts)) for texts in MADE_UP.values()} == {12}
