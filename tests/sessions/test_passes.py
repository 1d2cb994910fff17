"""A printed pass: one session, one evening, made by those who run it; a substitute can take over with it."""

import re

import pytest

from listening.accounts.passes import WORDS
from tests.cast import Desk, staff_named
from tests.sessions.rooms import opened


def printed(desk, session, holder):
    answer = desk.post(f"/staff/sessions/{session.id}/passes", {"holder": staff_named(holder).id})
    assert answer.status_code == 200, answer.status_code
    return re.search(r"<ol class=\"words\".*?</ol>", answer.get_data(as_text=True), re.DOTALL)[0]


def words_in(page):
    return " ".join(re.findall(r"<li>([a-z]+)</li>", page))


@pytest.fixture
def room(world, cast):
    session = opened(world.engagement())
    session.co_facilitators = [staff_named("pia")]
    return session


def typed(app, words):
    desk = Desk(app, "nobody-yet")
    answer = desk.post("/staff/pass", {"words": words})
    desk.token = desk._token()
    return desk, answer.status_code


def test_a_substitute_works_one_session_with_the_co_facilitators_pass(app, cast, room):
    words = words_in(printed(cast.bo, room, "pia"))
    assert len(words.split()) == WORDS
    desk, status = typed(app, words.upper())
    assert status == 303
    console = f"/staff/live/{room.id}"
    assert desk.get(console).status_code == 200
    assert desk.get("/staff").headers["Location"].endswith(console)
    assert desk.post(f"{console}/close").status_code == 303


def test_a_pass_opens_nothing_else(app, cast, room, world):
    other = opened(room.engagement)
    desk, _status = typed(app, words_in(printed(cast.bo, room, "pia")))
    for path in ("/staff", "/staff/themes", "/staff/readings", f"/staff/live/{other.id}", "/staff/sessions"):
        answer = desk.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/staff/live/{room.id}"), path
    assert desk.post(f"/staff/live/{other.id}/close").status_code == 403
    assert desk.post("/staff/account").status_code == 403
    holder = {"holder": staff_named("pia").id}
    assert desk.post(f"/staff/sessions/{room.id}/passes", holder).status_code == 403, "no pass makes a pass"


def test_a_pass_opens_on_its_evening_only(app, cast, room, calendar):
    words = words_in(printed(cast.bo, room, "bo"))
    desk, _status = typed(app, words)
    calendar.move(1)
    assert desk.get(f"/staff/live/{room.id}").status_code == 303
    assert typed(app, words)[1] == 410
    calendar.move(-2)
    assert typed(app, words)[1] == 410


def test_a_newer_pass_ends_the_older_one_and_signing_out_ends_the_browser(app, cast, room):
    first = words_in(printed(cast.bo, room, "pia"))
    desk, _status = typed(app, first)
    assert desk.post("/staff/sign-out").status_code == 303
    assert desk.get(f"/staff/live/{room.id}").status_code == 303
    again, _status = typed(app, first)
    second = words_in(printed(cast.bo, room, "pia"))
    assert again.get(f"/staff/live/{room.id}").status_code == 303
    assert (typed(app, first)[1], typed(app, second)[1]) == (410, 303)


def test_only_those_who_run_the_session_make_a_pass_and_only_for_them(cast, room):
    path = f"/staff/sessions/{room.id}/passes"
    for name, holder, status in (
        ("mei", "mei", 403),
        ("bo", "mei", 403),
        ("ada", "bo", 403),
        ("pia", "bo", 200),
    ):
        answer = getattr(cast, name).post(path, {"holder": staff_named(holder).id})
        assert answer.status_code == status, (name, holder)


def test_scanning_a_pass_asks_before_it_opens(app, cast, room):
    words = words_in(printed(cast.bo, room, "pia"))
    desk = Desk(app, "nobody-yet")
    address = "/staff/pass/" + words.replace(" ", "-")
    assert "Pia" in desk.get(address).get_data(as_text=True)
    assert desk.get(f"/staff/live/{room.id}").status_code == 303
    assert desk.post(address).status_code == 303
    assert desk.get(f"/staff/live/{room.id}").status_code == 200
    assert desk.get("/staff/pass/no-such-words-are-on-paper").status_code == 410
