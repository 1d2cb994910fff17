"""A bad evening for the network: what was acknowledged is there once, and the screen never says what is not true.

``HEARBACK_CHAOS=50`` plays 50 rounds (``make chaos``); a few are enough for every change.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from listening.contributions.intake import Gathering, Store
from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Engagement
from tests.browser.conftest import PHONE
from tests.browser.server import Server
from tests.house.stage import listening_session

ROUNDS = int(os.environ.get("HEARBACK_CHAOS", "5"))
CODE = "8PQRVW"
RECEIVED = "We received your words"
SAVED = "Saved on this phone, not yet sent."


class Room:
    """An open session on a server of its own, and what its intake holds."""

    def __init__(self, home: Path) -> None:
        self.server = Server(home)
        app = self.server.prepare()
        with app.app_context():
            engagement = db.session.scalars(
                select(Engagement).where(Engagement.opened_on.is_not(None))
            ).first()
            session = listening_session(engagement, "listening", CODE, 0)
            session.opened_at = clock.now() - timedelta(minutes=5)
            session.agenda = session.agenda[:1]
            db.session.commit()
            self.file = app.config["SETTINGS"].intake / f"{Gathering('session', session.id)}.db"
            db.session.remove()
            db.engine.dispose()

    def texts(self) -> Counter[str]:
        if not self.file.exists():
            return Counter()
        store = Store(self.file)
        try:
            return Counter(str(row.body["text"]) for row in store.rows())
        finally:
            store.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("chaos"))
    room.server.start()
    yield room
    room.server.stop()


def until_send(page: Page, text: str) -> None:
    page.goto(f"/s/{CODE}")
    page.get_by_role("button", name="Start").click()
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state("load")


def press_send(page: Page) -> None:
    page.get_by_role("button", name="Send", exact=True).click()


def expect_saved(page: Page, room: Room, text: str) -> None:
    """It says so, shows the receipt, keeps nothing readable, and the server has nothing."""
    expect(page.get_by_text(SAVED)).to_be_visible(timeout=20_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep these words")
    expect(page.locator(".words li:visible")).to_have_count(7)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "sealed" in kept
    assert text not in kept
    assert text not in room.texts(), "it would be with us already"


def expect_received(page: Page, room: Room, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(RECEIVED, timeout=40_000)
    assert room.texts()[text] == 1, "thanked for words that are not there once"
    assert page.evaluate("localStorage.length") == 0
    assert text not in page.content()


def no_signal_for_a_while(page: Page, room: Room, text: str) -> None:
    page.context.set_offline(True)
    press_send(page)
    expect_saved(page, room, text)
    page.context.set_offline(False)
    expect_received(page, room, text)


def the_tab_is_killed(page: Page, room: Room, text: str) -> None:
    page.context.set_offline(True)
    press_send(page)
    expect_saved(page, room, text)
    context = page.context
    page.close()
    context.set_offline(False)
    later = context.new_page()
    later.goto("/join")
    expect(later.get_by_text("Received. The words that waited")).to_be_visible(timeout=40_000)
    assert room.texts()[text] == 1
    assert later.evaluate("localStorage.length") == 0


def the_answer_is_lost(page: Page, room: Room, text: str) -> None:
    lost = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/sealed", lose)
    press_send(page)
    expect_received(page, room, text)
    assert lost == [204], "the server had it the first time"


def the_server_is_started_anew(page: Page, room: Room, text: str) -> None:
    room.server.stop()
    press_send(page)
    expect_saved(page, room, text)
    room.server.start()
    expect_received(page, room, text)


def a_portal_answers_for_us(page: Page, room: Room, text: str) -> None:
    page.route("**/sealed", lambda route: route.fulfill(status=200, body="<h1>Welcome to our Wi-Fi</h1>"))
    press_send(page)
    expect_saved(page, room, text)
    page.unroute("**/sealed")
    expect_received(page, room, text)


TROUBLES: list[Callable[[Page, Room, str], None]] = [
    no_signal_for_a_while,
    the_tab_is_killed,
    the_answer_is_lost,
    the_server_is_started_anew,
    a_portal_answers_for_us,
]


@contextmanager
def a_phone(room: Room, chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=room.server.address, viewport=PHONE, locale="en-US")
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def context(room: Room, chromium: Browser) -> Iterator[BrowserContext]:
    with a_phone(room, chromium) as made:
        yield made


def test_whatever_happens_words_arrive_once_and_the_screen_tells_the_truth(room, chromium):
    for number in range(ROUNDS):
        text = f"Round {number} of a bad evening."
        with a_phone(room, chromium) as phone:
            page = phone.new_page()
            until_send(page, text)
            TROUBLES[number % len(TROUBLES)](page, room, text)
    assert room.texts() == Counter(f"Round {number} of a bad evening." for number in range(ROUNDS))


def test_on_plain_http_the_words_wait_in_the_page_and_it_says_so(room, context):
    page = context.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', {value: false})")
    until_send(page, "Said on the laptop's own network.")
    context.set_offline(True)
    press_send(page)
    expect(page.get_by_text("Please keep this page open.")).to_be_visible(timeout=20_000)
    expect(page.get_by_text(SAVED)).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    expect(page.get_by_text("I have saved them")).to_be_hidden()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"], "the only copy is not closed by a slip of the hand"
    context.set_offline(False)
    expect(page.get_by_role("heading", level=1)).to_have_text(RECEIVED, timeout=40_000)
    expect(page.get_by_text("I have saved them")).to_be_visible()
    assert room.texts()["Said on the laptop's own network."] == 1
