"""Ending a session, a survey, all listening: a calm second look in place or as a page, by keyboard alone."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from listening.core.database import db
from listening.live.service import act
from listening.sessions.rules import State
from listening.sessions.service import find
from listening.surveys.models import Survey
from tests.browser.conftest import PHONE, WIDE
from tests.browser.server import Server
from tests.cast import staff_named
from tests.surveys.answers import planned


@pytest.fixture
def ends(prepared: tuple[Server, Flask]) -> list[tuple[str, str, str]]:
    """Who ends what, where it begins, and what the button says: the engagement of the stage, a new survey of it."""
    _server, app = prepared
    with app.app_context():
        room = find("CFGHJM")
        survey = planned(room.engagement)
        found = [
            ("bo", f"/staff/live/{room.id}", "Close the session"),
            ("bo", f"/staff/surveys/{survey.id}", "Close it now"),
            ("ada", f"/staff/engagements/{room.engagement_id}", "End the listening"),
        ]
        db.session.remove()
    return found


def fits(page: Page) -> bool:
    return page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=str)
def test_the_look_comes_and_goes_in_place_and_the_focus_goes_with_it(
    visitor, sign_in, ends, axe, picture, size
):
    for who, path, words in ends:
        page = visitor(**size)
        sign_in(page, who)
        page.goto(path)
        page.locator("#first-look").focus()
        page.keyboard.press("Enter")
        expect(page.locator("h2#second-look")).to_be_focused()
        assert page.url.endswith(path)
        assert fits(page)
        assert axe(page) == []
        picture(page, words)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        while page.evaluate("() => document.activeElement.id") != "go-back":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name=words)).to_be_focused()
        expect(page.locator(".second-look")).to_have_count(0)


def test_the_look_stays_when_the_room_is_drawn_anew_and_so_does_the_focus(visitor, sign_in, prepared, ends):
    page, (_server, app) = visitor(**WIDE), prepared
    sign_in(page, "bo")
    page.goto(ends[0][1])
    page.locator("#first-look").click()
    expect(page.get_by_role("heading", name="Close the session?")).to_be_focused()
    page.locator("#go-back").focus()
    with app.app_context():
        act(staff_named("bo"), find("CFGHJM"), "close_prompt", None)
        db.session.commit()
        db.session.remove()
    expect(page.get_by_text("A question is still open.")).to_have_count(0)
    expect(page.locator("#go-back")).to_be_focused()


def test_closing_is_not_offered_first_while_something_is_not_done(visitor, sign_in, ends):
    page = visitor(**WIDE)
    sign_in(page, "bo")
    page.goto(ends[0][1])
    page.locator("#first-look").click()
    look = page.locator(".second-look")
    expect(look.get_by_text("Not done yet")).to_be_visible()
    expect(look.get_by_role("button", name="Close the session")).to_have_class("button danger")


# Last, because nothing is open after it.
@pytest.mark.parametrize("who_ends", [0, 1, 2])
def test_the_second_press_ends_it_without_scripts_too(visitor, sign_in, ends, prepared, who_ends):
    who, path, words = ends[who_ends]
    page = visitor(**(WIDE if who_ends else PHONE), javascript=bool(who_ends % 2))
    sign_in(page, who)
    page.goto(path)
    page.get_by_role("link", name=words).click()
    expect(page.locator(".second-look")).to_be_visible()
    page.get_by_role("button", name=words).click()
    expect(page.locator(".flash")).to_be_visible()
    with prepared[1].app_context():
        room, number = find("CFGHJM"), int(path.rpartition("/")[2])
        over = (room, db.session.get(Survey, number), room.engagement)[who_ends]
        assert not over.is_open if over is room.engagement else over.state is not State.OPEN
        db.session.remove()
