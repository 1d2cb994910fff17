"""The loop in Chromium, in all four roles: on a phone and a wide screen, with JavaScript and without."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from listening.core import clock
from listening.sessions.rules import VENUE_QUESTIONS
from tests.browser.conftest import PATIENCE, PHONE, WIDE, listen, show_both_keys
from tests.browser.server import Server

SAID = [
    "I have no car, and the bus to the visit takes two hours.",
    "A ride to visits would change everything for us.",
    "The bus does not run on Sundays, so I miss the visit.",
    "Please send a van. I cannot pay for gas.",
    "Without a ride my kids think I forgot them.",
    "Nos hace falta transporte para llegar a la visita.",
]


class DemoServer(Server):
    """A server whose calendar can be moved on, as in the demo."""

    app: Flask

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"HEARBACK_DEMO": "1"}


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    server = DemoServer(tmp_path_factory.mktemp("walk"))
    server.app = server.prepare()
    server.start()
    yield server
    server.stop()


Come = Callable[[str], Page]


# The other way round of each is walked by the answers that go back.
@pytest.fixture(params=[(PHONE, True), (WIDE, False)], ids=str)
def come(request: pytest.FixtureRequest, demo_server: DemoServer, chromium: Browser) -> Iterator[Come]:
    """``come("ada")``: her browser, signed in; ``come("")``: someone nobody knows."""
    size, javascript = request.param
    contexts, complaints = [], []

    def enter(name: str) -> Page:
        context = chromium.new_context(
            base_url=demo_server.address, viewport=size, java_script_enabled=javascript, locale="en-US"
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        listen(page, demo_server.address, complaints)
        if name:
            sign_in(page, name, demo_server.app)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, name: str, app: Flask) -> None:
    show_both_keys(page, name, app)
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits for you")


@pytest.fixture
def today(demo_server: DemoServer) -> date:
    """The agency's day, which in the first hours of a day of the world is still the day before."""
    with demo_server.app.app_context():
        return clock.today()


def test_one_loop_is_walked_from_the_promise_to_the_verdict(come: Come, picture, today: date) -> None:
    ada, ben, bo, pia = come("ada"), come("ben"), come("bo"), come("pia")
    promise(ada, today)
    code = open_a_session(bo, ada, today)
    on_the_screen = bo.locator("strong.room-code").inner_text()
    receipts = [speak(come, code, text, on_the_screen, picture) for text in SAID]
    assert len(set(receipts)) == len(SAID)
    bo.get_by_role("link", name="Close the session").click()
    bo.get_by_role("button", name="Close the session").click()
    theme = find_the_theme(pia, ada, picture)
    answer(ada, ben, theme, today)
    report_back(ada, pia, ben, theme, picture)
    for receipt in receipts[:4]:
        say_yes(come(""), receipt, picture)
    move_the_calendar(ada)
    ledger = come("")
    expect_closed(ledger, theme)
    picture(ledger, "closed")


def expect_closed(page: Page, theme: str) -> None:
    """The sweeper works beside the pages, so the ledger is looked at until it has."""
    for _look in range(60):
        page.goto(f"/ledger/{theme}")
        if page.get_by_text("Confirmed by the community").count():
            return
        page.wait_for_timeout(250)
    raise AssertionError("the loop was not closed")


def both(page: Page, name: str, words: str) -> None:
    page.fill(f"#{name}_en", words)
    page.fill(f"#{name}_es", f"{words} (es)")


def promise(ada: Page, today: date) -> None:
    ada.goto("/staff/engagements/new")
    for name in ("title", "purpose", "can_change", "cannot_change", "audience"):
        both(ada, name, f"Getting to visits, {name}")
    ada.get_by_text("We will listen, and tell you what changed because of you.").click()
    ada.fill("#coordinator", "Community Partnerships Unit")
    ada.fill("#inform_by", today.isoformat())
    ada.fill("#respond_by", f"{today.year + 1}-06-30")
    ada.fill("#expected_themes", "4")
    ada.fill("#answering_people", "2")
    ada.fill("#answered_by", "Answers Desk")
    ada.get_by_role("button", name="Save").click()
    both(ada, "words", "What must change?")
    ada.get_by_role("button", name="Add this prompt").click()
    ada.get_by_role("link", name="Look at it once more").click()
    ada.get_by_role("button", name="We promise this").click()
    expect(ada.get_by_text("The promise is public now.")).to_be_visible()


def open_a_session(bo: Page, ada: Page, today: date) -> str:
    number = re.search(r"/(\d+)$", ada.url)[1]
    bo.goto(f"/staff/sessions/new/{number}")
    bo.fill("#starts_at", f"{today}T18:00")
    both(bo, "place", "Oak Street Library")
    bo.fill("#address", "12 Oak Street")
    for question in VENUE_QUESTIONS:
        bo.check(f"input[name=venue_{question.key}][value={'yes' if question.good else 'no'}]", force=True)
    bo.get_by_role("button", name="Save").click()
    bo.get_by_role("button", name="Open the session").click()
    expect(bo.get_by_text("Fewer than five")).to_be_visible()
    return bo.locator(".code-boxes .visually-hidden").first.inner_text().replace(" ", "")


def speak(come: Come, code: str, text: str, on_the_screen: str, picture) -> str:
    phone = come("")
    phone.goto("/join")
    phone.fill("#code", f"{code[:3]}-{code[3:]}".lower())
    phone.get_by_role("button", name="Join").click()
    picture(phone, "notice")
    phone.get_by_role("button", name="Start").click()
    phone.fill("#text", text)
    phone.get_by_text("My words, details removed").click()
    picture(phone, "prompt")
    phone.get_by_role("button", name="Continue").click()
    if phone.locator("#room").is_visible():
        phone.fill("#room", on_the_screen)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("We received your words")
    picture(phone, "receipt")
    assert phone.context.cookies() == []
    return " ".join(phone.locator(".words li").all_inner_texts())


def find_the_theme(pia: Page, ada: Page, picture) -> str:
    number = re.search(r"/(\d+)$", ada.url)[1]
    for _look in range(60):
        pia.goto(f"/staff/themes/engagements/{number}/waiting")
        if pia.locator("input[name=voices]").count() == len(SAID):
            break
        pia.wait_for_timeout(250)
    for box in pia.locator("input[name=voices]").all():
        box.check(force=True)
    pia.select_option("#to", "new")
    pia.fill("#label", "Rides to visits")
    pia.get_by_role("button", name="Put them there").click()
    pia.goto(f"/staff/themes/engagements/{number}")
    picture(pia, "workbench")
    pia.get_by_role("link", name="Rides to visits").first.click()
    both(pia, "label", "Rides to visits")
    both(pia, "summary", "People cannot get to visits without a ride.")
    pia.get_by_role("button", name="Save the words").click()
    theme = re.search(r"/themes/(\d+)", pia.url)[1]
    picture(pia, "theme")
    for box in pia.locator("input[name=checked]").all():
        box.check(force=True)
    pia.get_by_role("button", name="Sign off").click()
    expect(pia.get_by_text("Signed off. Everyone can see")).to_be_visible()
    return theme


def answer(ada: Page, ben: Page, theme: str, today: date) -> None:
    ada.goto(f"/staff/actions/themes/{theme}/acknowledge")
    ada.fill("#reply_by", f"{today.year + 1}-05-30")
    ada.locator("main form button[type=submit]").last.click()
    ada.wait_for_url(re.compile(rf"/themes/{theme}$"))
    ada.goto(f"/staff/actions/themes/{theme}/decision")
    ada.check("input[name=choice][value=will_do]", force=True)
    both(ada, "words", "We will send a van to every visit.")
    ada.locator("main form button[type=submit]").last.click()
    ben.goto(f"/staff/actions/themes/{theme}")
    ben.get_by_role("button", name="Publish").click()
    expect(ben.get_by_text("Public since").first).to_be_visible()


def report_back(ada: Page, pia: Page, ben: Page, theme: str, picture) -> None:
    for language in ("en", "es"):
        ada.goto(f"/staff/report-backs/themes/{theme}/{language}")
        for part in ("you_said", "we_did", "what_next"):
            ada.fill(f"#{part}", "You asked for rides. A van comes to every visit now.")
        ada.locator("main form button[type=submit]").first.click()
        ada.wait_for_url(re.compile(r"/report-backs/\d+"))
        picture(ada, f"report-back-{language}")
        address = re.search(r"/staff/report-backs/\d+", ada.url)[0]
        for who, verb in ((pia, "reviewed"), (ben, "publish")):
            who.goto(address)
            who.locator(f"form[action$='{address}/{verb}'] button").click()
    expect(ben.get_by_text("There is a problem")).to_have_count(0)


def say_yes(phone: Page, receipt: str, picture) -> None:
    phone.goto("/receipt")
    phone.fill("#receipt", receipt)
    phone.get_by_role("button", name="Show me").click()
    expect(phone.get_by_text("Rides to visits").first).to_be_visible()
    assert not any(text in phone.content() for text in SAID), "the trail never shows the words"
    picture(phone, "trail")
    phone.check("input[name=answer][value=yes]", force=True)
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("We received your answer")).to_be_visible()


def move_the_calendar(ada: Page) -> None:
    ada.goto("/staff")
    ada.get_by_role("button", name="61 days").click()
    expect(ada.get_by_text("The calendar moved on.")).to_be_visible()
