"""A full hall whose Wi-Fi dies: ten browsers in one session and a hundred phones beside them.

Console, its second device, projector, tablet and six phones in Chromium, each a browser of its own. Every
contribution that was acknowledged is there once, none twice, and each screen says only what is true then.
``HEARBACK_HALL=5`` plays five outages with five hundred phones beside (``make hall``).
"""

import http.client
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret
from listening.core.database import db
from listening.sessions.models import ListeningSession
from tests.browser.conftest import PHONE, WIDE, listen, show_both_keys
from tests.browser.test_chaos import CODE, RECEIVED, SAVED, Room, expect_received, press_send
from tests.browser.test_evening import TABLET
from tests.browser.test_room import BIG, agree, close, press_in_all
from tests.proofs import room_code_on_a_server

OUTAGES = int(os.environ.get("HEARBACK_HALL", "1"))
#: Phones that are no browsers; of three, one hangs up before it hears the answer, and sends again.
CROWD = 100 * OUTAGES
#: Phones in Chromium with scripts.
PHONES = 5
WAIT = 40_000

Come = Callable[..., Page]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    room = Room(tmp_path_factory.mktemp("hall"))
    room.server.start()
    yield room
    room.server.stop()


@pytest.fixture
def come(room: Room, chromium: Browser) -> Iterator[Come]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def enter(size: dict[str, int], *, like: Page | None = None, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=room.server.address, viewport=size, java_script_enabled=javascript, locale="en-US"
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        if like:
            context.add_cookies(like.context.cookies())
        page = context.new_page()
        # Without scripts a lost answer ends on the browser's own error page, which breaks our policy by itself.
        if javascript:
            listen(page, room.server.address, complaints)
        return page

    yield enter
    for context in contexts:
        context.close()
    # A request that finds no network is what this is about; htmx says so on the console.
    assert [one for one in complaints if "console: htmx:" not in one] == []


def test_a_phone_that_forgot_its_secret_between_two_tries_would_be_caught(room) -> None:
    """The count below must be able to fail."""
    for _try in range(2):
        form = {"secret": new_secret(), "leaving": "1", "text": "Said twice.", "consent": "count"}
        form["room"] = room_code_on_a_server(room.server.app, CODE)
        assert RECEIVED in ask(room, form, hang_up=False)
    assert room.texts() == Counter({"Said twice.": 2})


def test_ten_browsers_and_a_hundred_phones_on_wi_fi_that_dies(room, come, picture) -> None:
    app = room.server.app
    console = come(WIDE)
    show_both_keys(console, "bo", app)
    with app.app_context():
        number = db.session.scalar(select(ListeningSession.id).where(ListeningSession.code == CODE))
        db.session.remove()
    remote, screen, tablet = come(PHONE, like=console), come(BIG, like=console), come(TABLET)
    phones = [come(PHONE) for _phone in range(PHONES)]
    plain, before = come(PHONE, javascript=False), list(room.texts().elements())
    begin(console, remote, screen, number)
    with ThreadPoolExecutor(8) as pool:
        crowd = [pool.submit(in_the_crowd, room, f"From seat {seat}.") for seat in range(CROWD)]
        said = before + [f"From seat {seat}." for seat in range(CROWD)]
        for outage in range(OUTAGES):
            said += the_wifi_dies(room, phones, [console, remote, screen], outage, picture)
        said += [once_more_without_scripts(room, plain), once_more_on_the_tablet(room, tablet, picture)]
        heard = [each_thanked(one) for one in crowd]
    assert heard == [True] * CROWD
    assert room.texts() == Counter(said), "each acknowledged contribution once, and nothing else"
    words = shown(console, screen, phones[0], picture)
    screen = killed(screen, f"/staff/live/{number}/screen")
    expect(screen.get_by_text(words, exact=True)).to_be_visible()
    remote = killed(remote, f"/staff/live/{number}")
    close(remote, console)
    sealed(app, number, said)
    assert all(page.context.cookies() == [] for page in (*phones, plain, tablet))


def begin(console: Page, remote: Page, screen: Page, number: int) -> None:
    console.goto(f"/staff/evening/{number}/tablet")
    console.locator("main form button[type=submit]").first.click()
    console.goto(f"/staff/live/{number}")
    remote.goto(f"/staff/live/{number}")
    screen.goto(f"/staff/live/{number}/screen")
    agree(console, remote)


def in_the_crowd(room: Room, text: str) -> bool:
    """One phone that is no browser: it sends until it is thanked, and hangs up on some of the answers."""
    form = {"secret": new_secret(), "leaving": "1", "text": text, "consent": "quote"}
    form["room"] = room_code_on_a_server(room.server.app, CODE)
    return any(RECEIVED in ask(room, form, hang_up=random.random() < 1 / 3) for _try in range(20))


def ask(room: Room, form: dict[str, str], *, hang_up: bool) -> str:
    line = http.client.HTTPConnection("127.0.0.1", room.server.port, timeout=30)
    try:
        line.request(
            "POST",
            f"/s/{CODE}/receipt",
            urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        return "" if hang_up else line.getresponse().read().decode()
    except (http.client.HTTPException, OSError):
        return ""
    finally:
        line.close()


def each_thanked(one: Future[bool]) -> bool:
    return one.result(timeout=120)


def the_wifi_dies(room: Room, phones: list[Page], desks: list[Page], outage: int, picture) -> list[str]:
    """All press Send into a dead network; one tab is killed, one answer lost. Then the network is back."""
    said = [f"Outage {outage}, phone {number}." for number in range(len(phones))]
    for page, text in zip(phones, said, strict=True):
        until_send(page, text)
    phones[2].route("**/sealed", lose_the_first_answer())
    for page in [*phones, *desks]:
        page.context.set_offline(page not in phones[2:3])
    for page in phones:
        press_send(page)
    for page in phones[:2] + phones[3:]:
        expect(page.get_by_text(SAVED)).to_be_visible(timeout=WAIT)
        expect(page.get_by_role("heading", level=1)).to_have_text("Keep these words")
        assert fits(page)
    picture(phones[0], f"saved-{outage}")
    expect_received(phones[2], room, said[2])
    assert not set(room.texts()) & {said[0], said[1], said[3], said[4]}, "nothing left the phones"
    phones[1] = kill_the_tab(phones[1])
    for page in [*phones, *desks]:
        page.context.set_offline(False)
    for page, text in [(phones[0], said[0]), *zip(phones[3:], said[3:], strict=True)]:
        expect_received(page, room, text)
    phones[1].goto("/join")
    expect(phones[1].get_by_text("Received. The words that waited")).to_be_visible(timeout=WAIT)
    assert [room.texts()[text] for text in said] == [1] * len(said)
    phones[2].unroute("**/sealed")
    return said


def until_send(page: Page, text: str) -> None:
    page.goto(f"/s/{CODE}")
    page.get_by_role("button", name="Start").click()
    page.locator("#text").fill(text)
    page.get_by_text("My words, details removed").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state("load")


def lose_the_first_answer() -> Callable[..., None]:
    lost: list[int] = []

    def lose(route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    return lose


def kill_the_tab(page: Page) -> Page:
    context = page.context
    page.close()
    return context.new_page()


def killed(page: Page, address: str) -> Page:
    again = kill_the_tab(page)
    again.goto(address)
    return again


def once_more_without_scripts(room: Room, page: Page) -> str:
    """The answer is lost on its way; loading the page again sends again, and doubles nothing."""
    text = "Said on a phone without scripts."
    until_send(page, text)
    page.fill("input[name=room]", room_code_on_a_server(room.server.app, CODE))
    page.route("**/receipt", lose_the_first_answer())
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_timeout(1000)
    assert room.texts()[text] == 1, "the server had it the first time"
    assert RECEIVED not in page.content(), "nobody was thanked for it yet"
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(RECEIVED)
    return text


def once_more_on_the_tablet(room: Room, page: Page, picture) -> str:
    text = "Said on the shared tablet."
    page.goto(f"/s/{CODE}/tablet")
    page.get_by_role("button", name="Next").click()
    page.locator("textarea:visible").fill(text)
    page.get_by_role("button", name="Next").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Not yet sent.")).to_be_visible(timeout=WAIT)
    assert RECEIVED not in page.locator("h1:visible").all_inner_texts()
    assert text not in room.texts()
    picture(page, "tablet-waits")
    page.context.set_offline(False)
    expect(page.locator("h1:visible")).to_have_text(RECEIVED, timeout=WAIT)
    return text


def shown(console: Page, screen: Page, phone: Page, picture) -> str:
    """After the outage the console goes on as before, and what it shows is on the wall within a moment."""
    console.get_by_role("button", name="Close the question").click()
    press_in_all(console, "Open the wall")
    card = console.locator("[data-card]").first
    words = card.locator(".quote").inner_text()
    card.get_by_role("button", name="Show", exact=True).click()
    expect(screen.get_by_text(words, exact=True)).to_be_visible()
    for page, name in ((screen, "wall"), (console, "console"), (phone, "phone")):
        assert fits(page)
        picture(page, name)
    return words


def fits(page: Page) -> bool:
    """Nothing is wider than the window."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def sealed(app, number: int, said: list[str]) -> None:
    """The vault holds each once, and the intake is gone."""
    with app.app_context():
        for _look in range(200):
            db.session.rollback()
            if db.session.get_one(ListeningSession, number).state == "sealed":
                break
            db.session.remove()
            time.sleep(0.1)
        texts = select(Contribution.text).where(Contribution.listening_session_id == number)
        assert Counter(db.session.scalars(texts)) == Counter(said)
        db.session.remove()
