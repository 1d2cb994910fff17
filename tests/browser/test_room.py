"""One evening in one room: phones, console and big screen in real browsers, and more phones beside them."""

import http.client
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from listening.contributions import tallies
from listening.contributions.intake import Gathering, intake
from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret
from listening.core.database import db
from listening.sessions.models import ListeningSession
from tests.browser.conftest import PHONE, WIDE, listen, show_both_keys
from tests.browser.server import Server
from tests.cast import Cast
from tests.proofs import room_code_on_a_server
from tests.sessions.rooms import opened
from tests.world import World

BIG = {"width": 1920, "height": 1080}
SPOKEN = ["The bus takes two hours.", "Nobody calls me back.", "The visit room has no toys."]
BESIDE = [f"From the back of the hall, number {number}." for number in range(15)]

Come = Callable[..., Page]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Flask, ListeningSession]]:
    """A server with one open room."""
    server = Server(tmp_path_factory.mktemp("room"))
    app = server.prepare()
    with app.app_context():
        session = opened(World(app, Cast(app), None).engagement())
        _loaded = [item.prompt.words for item in session.agenda]
        db.session.commit()
        db.session.refresh(session)
        db.session.expunge_all()
    server.start()
    yield server, app, session
    server.stop()


@pytest.fixture
def come(hall, chromium: Browser) -> Iterator[Come]:
    server, app, _session = hall
    contexts, complaints = [], []

    def enter(
        size: dict[str, int], *, staff: str = "", javascript: bool = True, like: Page | None = None
    ) -> Page:
        context = chromium.new_context(
            base_url=server.address, viewport=size, java_script_enabled=javascript, locale="en-US"
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        if like:
            context.add_cookies(like.context.cookies())
        page = context.new_page()
        listen(page, server.address, complaints)
        if staff:
            show_both_keys(page, staff, app)
            expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def test_an_evening_in_one_room(hall, come: Come, picture) -> None:
    server, app, session = hall
    console = come(WIDE, staff="bo")
    screen, remote = come(BIG, like=console), come(PHONE, like=console)
    people = [come(PHONE), come(PHONE), come(PHONE, javascript=False)]
    console.goto(f"/staff/live/{session.id}")
    remote.goto(f"/staff/live/{session.id}")
    screen.goto(f"/staff/live/{session.id}/screen")
    agree(console, remote)
    speak(server, session, people)
    show_one(console, screen, picture)
    vote(console, people, screen)
    assert engine_is_read_in(server), "since the console was opened: nobody waits for it at the first draft"
    read_back(console, people)
    pulse(console, people, picture)
    assert all(page.context.cookies() == [] for page in people)
    close(console, remote)
    sealed(app, session, server)


def agree(console: Page, remote: Page) -> None:
    console.get_by_role("link", name="See the ground rules").click()
    console.get_by_role("button", name="The room agrees").click()
    console.get_by_role("button", name="Ask it").click()
    expect(console.locator("#next-step-title")).to_have_text("Listen")
    expect(remote.locator("#next-step-title")).to_have_text("Listen")


def speak(server: Server, session: ListeningSession, people: list[Page]) -> None:
    """Three in browsers, fifteen beside them; each is thanked."""
    with ThreadPoolExecutor(8) as pool:
        thanked = list(pool.map(lambda text: post(server, session.code, text), BESIDE))
    assert all(thanked)
    for phone, text in zip(people, SPOKEN, strict=True):
        phone.goto(f"/s/{session.code}")
        phone.get_by_role("button", name="Start").click()
        phone.fill("#text", text)
        phone.get_by_text("My words, details removed").click()
        phone.get_by_role("button", name="Continue").click()
        if phone.locator("#room").count():
            phone.fill("#room", room_code_on_a_server(server.app, session.code))
        phone.get_by_role("button", name="Send").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("We received your words")
        phone.get_by_role("button", name="I have saved them").click()
        expect(phone.get_by_role("heading", level=1)).to_have_text("You are in the room")


def post(server: Server, code: str, text: str) -> bool:
    """One phone that is no browser: notice, prompt, send; whether it was thanked."""
    first = re.search(r"/prompt/(\d+)\"", ask(server, f"/s/{code}"))[1]
    assert "<textarea" in ask(server, f"/s/{code}/prompt/{first}", {"secret": ""})
    form = {"secret": new_secret(), "leaving": first, "text": text, "consent": "idea"}
    form["room"] = room_code_on_a_server(server.app, code)
    return "We received your words" in ask(server, f"/s/{code}/receipt", form)


def ask(server: Server, path: str, form: dict[str, str] | None = None) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    connection.request("POST" if form else "GET", path, urlencode(form) if form else None, kind)
    answer = connection.getresponse().read().decode()
    connection.close()
    return answer


def show_one(console: Page, screen: Page, picture) -> None:
    console.get_by_role("button", name="Close the question").click()
    card = console.locator("[data-card]", has_text=SPOKEN[0])
    expect(card).to_be_visible()
    expect(console.locator("[data-card]")).to_have_count(len(SPOKEN) + len(BESIDE))
    console.locator("#everything summary").click()
    console.get_by_role("button", name="Open the wall").click()
    expect(screen.get_by_text(SPOKEN[0])).to_have_count(0)
    for text in SPOKEN:
        console.locator("[data-card]", has_text=text).get_by_role("button", name="Show", exact=True).click()
        expect(screen.get_by_text(text)).to_be_visible()
    # The screen may show it before the console has its answer, and there is nothing to undo before that.
    expect(console.locator(".undo")).to_be_visible()
    expect(
        console.locator("[data-card]", has_text=SPOKEN[2]).get_by_role("button", name="Show")
    ).to_have_count(0)
    console.keyboard.press("u")
    expect(screen.get_by_text(SPOKEN[2])).to_have_count(0)
    picture(screen, "wall")
    picture(console, "console")


def vote(console: Page, people: list[Page], screen: Page) -> None:
    console.get_by_role("link", name="On the wall").click()
    card = console.locator("[data-card]", has_text=SPOKEN[0])
    card.get_by_role("button", name="Put to the vote").click()
    expect(card.get_by_text("put to the vote")).to_be_visible()
    press_in_all(console, "Ask: agree or disagree?")
    for phone in people:
        follow(phone, "Do you agree with what is on the wall?")
        phone.get_by_role("button", name="Answer", exact=True).click()
        phone.get_by_text("Agree", exact=True).click()
        phone.get_by_role("button", name="Send").click()
        expect(phone.get_by_text("Thank you. We have it.")).to_be_visible()
    press_in_all(console, "Close the vote")
    press_in_all(console, "Show the results")
    expect(screen.get_by_text("Too few answers to say")).to_be_visible()
    press_in_all(console, "Hide the results")


def press_in_all(console: Page, name: str) -> None:
    """Press one of the buttons under "everything else", once the room was drawn with it."""
    button = console.locator("#everything").get_by_role("button", name=name, include_hidden=True)
    expect(button).to_have_count(1)
    if not console.locator("#everything[open]").count():
        console.locator("#everything summary").click()
    button.click()


def follow(phone: Page, title: str) -> None:
    """With script the page looks by itself when it comes to the front; without, a button does."""
    if phone.evaluate("() => true") and phone.locator("script[src*='room.js']").count():
        phone.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    if phone.get_by_role("heading", level=1).inner_text() != title:
        try:
            expect(phone.get_by_role("heading", level=1)).to_have_text(title, timeout=1500)
        except AssertionError:
            phone.get_by_role("button", name="Look again").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(title)


def engine_is_read_in(server: Server, patience: float = 30.0) -> bool:
    """Whether the process that serves has loaded what only drafts need, and loads after most of the rest."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    until = time.monotonic() + patience
    while not any(
        "/scipy/stats/" in Path(f"/proc/{one}/maps").read_text() for one in children.read_text().split()
    ):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def read_back(console: Page, people: list[Page]) -> None:
    number = re.search(r"/live/(\d+)", console.url)[1]
    console.goto(f"/staff/live/{number}/hearing")
    console.get_by_role("button", name="Draft from what was said so far").click()
    console.locator("input[name$=_en]").first.fill("Getting to visits is hard.")
    console.get_by_role("button", name="Keep these lines").click()
    press_in_all(console, "Start the read-back")
    for phone in people:
        follow(phone, "Did we hear you right?")
        phone.get_by_role("button", name="Answer", exact=True).click()
        expect(phone.get_by_text("Getting to visits is hard.")).to_be_visible()
        phone.get_by_text("Almost", exact=True).click()
        phone.get_by_role("button", name="Send").click()
    press_in_all(console, "Close the read-back")


def pulse(console: Page, people: list[Page], picture) -> None:
    press_in_all(console, "Ask how it was")
    for phone in people:
        follow(phone, "How was it for you?")
        phone.get_by_role("button", name="Answer", exact=True).click()
        phone.locator("fieldset", has_text="Did people hear you?").get_by_text("Yes, fully").click()
        picture(phone, "pulse")
        phone.get_by_role("button", name="Send").click()
        expect(phone.get_by_text("Thank you. We have it.")).to_be_visible()


def close(console: Page, remote: Page) -> None:
    console.get_by_role("link", name="Close the session").click()
    console.get_by_role("button", name="Close the session").click()
    expect(remote.get_by_text("This session is not open.")).to_be_visible()


def sealed(app: Flask, session: ListeningSession, server: Server) -> None:
    """Everything acknowledged is in the vault, once; taps are numbers; nothing waits."""
    with app.app_context():
        for _look in range(100):
            db.session.rollback()
            if db.session.get_one(ListeningSession, session.id).state == "sealed":
                break
            ask(server, "/healthz")
            db.session.remove()
        texts = select(Contribution.text).where(Contribution.listening_session_id == session.id)
        assert Counter(db.session.scalars(texts)) == Counter(SPOKEN + BESIDE)
        here = Gathering("session", session.id)
        assert not intake().exists(here)
        assert [sum(one.values()) for one in tallies.read(here, "vote").values()] == [3]
        assert [dict(one) for one in tallies.read(here, "read_back").values()] == [{"almost": 3}]
        assert tallies.read(here, "pulse") == {"heard": {"5": 3}}
        db.session.remove()
