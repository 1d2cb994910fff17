"""The console by keyboard: what was moved can be taken back for ten seconds, and the focus is not lost."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from listening.core.database import db
from listening.live import wall
from listening.live.service import act, room_of
from listening.sessions.service import find
from tests.browser.conftest import PHONE, WIDE
from tests.browser.server import Server
from tests.cast import staff_named
from tests.sessions.rooms import said

CODE = "CFGHJM"


@pytest.fixture
def console(prepared: tuple[Server, Flask], sign_in, visitor):
    """The console of the stage's open room, with three more cards on it."""

    def come(size: dict[str, int]) -> Page:
        page = visitor(**size)
        sign_in(page, "bo")
        with prepared[1].app_context():
            room = find(CODE)
            said(room, [f"Card number {number}." for number in range(3)])
            wall.let_heap_in(room, room_of(room), at_once=True)
            number = room.id
            db.session.commit()
            db.session.remove()
        page.goto(f"/staff/live/{number}")
        return page

    return come


@pytest.fixture
def elsewhere(prepared: tuple[Server, Flask]):
    """A button pressed on the second device."""

    def press(name: str, value: int | None = None) -> None:
        with prepared[1].app_context():
            act(staff_named("bo"), find(CODE), name, value)
            db.session.commit()
            db.session.remove()

    return press


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=str)
def test_undo_stays_for_its_ten_seconds_while_the_room_moves_on(console, elsewhere, picture, size):
    page = console(size)
    cards = page.locator("[data-card]")
    before = cards.count()
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(cards).to_have_count(before - 1)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    elsewhere("pause", 1)
    expect(page.get_by_role("heading", name="The room rests")).to_be_visible()
    expect(undo).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    picture(page, "undo")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="The room rests")).to_have_count(0)
    page.keyboard.press("j")
    page.keyboard.press("u")
    expect(cards).to_have_count(before)
    expect(undo).to_have_count(0)


def test_undo_goes_after_ten_seconds_and_its_key_with_it(console):
    page = console(WIDE)
    cards = page.locator("[data-card]")
    before = cards.count()
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(cards).to_have_count(before - 1)
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.wait_for_timeout(9_000)
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_hidden(timeout=5_000)
    page.keyboard.press("u")
    page.wait_for_timeout(1_000)
    expect(cards).to_have_count(before - 1)


def test_who_works_by_keyboard_stays_where_they_are_when_the_room_is_drawn_anew(console, elsewhere):
    page = console(WIDE)
    page.locator("#all").focus()
    page.keyboard.press("Enter")
    for button in ("#lane-parked", "#do-pause", "#all", "#all-pulse"):
        page.locator(button).focus()
        mark = page.locator("#room").get_attribute("data-hx-get")
        elsewhere("last_call", 1)
        page.wait_for_function("(was) => document.getElementById('room').dataset.hxGet !== was", arg=mark)
        expect(page.locator(button)).to_be_focused()


def test_after_a_step_the_next_one_is_read_out(console):
    page = console(WIDE)
    title = page.locator("#next-step-title")
    for button in ("Close the question", "Ask it"):
        page.get_by_role("button", name=button).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=button)).to_have_count(0)
        expect(title).to_be_focused()


def test_while_a_step_is_on_its_way_no_look_draws_the_room(console):
    page, seen = console(WIDE), []

    def slowly(route):
        answer = route.fetch()
        seen.append("done")
        # Time for two looks, which would see what the step did.
        page.wait_for_timeout(1_000)
        seen.append("answered")
        route.fulfill(response=answer)

    def look(route):
        seen.append("look")
        route.fallback()

    page.route(re.compile(r"/staff/live/\d+\?"), look)
    page.route(re.compile(r"/staff/live/\d+/"), slowly)
    close = page.get_by_role("button", name="Close the question")
    close.focus()
    page.keyboard.press("Enter")
    expect(close).to_have_count(0)
    expect(page.locator("#next-step-title")).to_be_focused()
    between = seen[seen.index("done") : seen.index("answered")]
    assert between == ["done"]
    page.wait_for_timeout(1_000)
    assert seen[-1] == "look", "looks go on afterwards"
