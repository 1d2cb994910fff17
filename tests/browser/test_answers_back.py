"""The agency answers, a parent partner signs, a contributor says no, is answered, and says yes; in both languages.

The evening before is played by the verbs of the rooms; everything from the first look at the draft on by hand.
"""

import gettext
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from listening.contributions.models import Contribution
from listening.contributions.receipt import shown
from listening.core import clock
from listening.core.database import db
from tests.browser.conftest import PHONE, WIDE, listen
from tests.browser.server import ROOT
from tests.browser.test_walk import DemoServer, sign_in
from tests.cast import Cast
from tests.sessions.rooms import spoken
from tests.world import World

#: Language, JavaScript, screen: each of them both ways, and no two walks alike.
WALKS = [("en", True, PHONE), ("es", False, PHONE), ("es", True, WIDE), ("en", False, WIDE)]
SAID = [f"Without a ride I miss the visit, {number}." for number in range(6)]
RAW = "Officer Dunmore still keeps us waiting."
SAFE = "[my worker] still keeps us waiting."


class Walk:
    """One theme, six receipts, and the browsers of everyone who takes part."""

    def __init__(self, server: DemoServer, chromium: Browser, place: int) -> None:
        self.server, self.chromium = server, chromium
        self.language, self.javascript, self.size = WALKS[place]
        self.theme, self.label, self.receipts = THEMES[place]
        catalog = gettext.translation("messages", ROOT / "listening" / "locale", ["es"], fallback=False)
        self.say: Callable[[str], str] = catalog.gettext if self.language == "es" else str
        self.contexts: list[Any] = []
        self.complaints: list[str] = []
        self.desks: dict[str, Page] = {}

    def come(self, name: str = "") -> Page:
        """Someone's browser, signed in once; "" is someone nobody knows."""
        if name in self.desks:
            return self.desks[name]
        context = self.chromium.new_context(
            base_url=self.server.address,
            viewport=self.size,
            java_script_enabled=self.javascript,
            locale=self.language,
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        page = context.new_page()
        listen(page, self.server.address, self.complaints)
        if name:
            sign_in(page, name, self.server.app)
            self.desks[name] = page
        return page

    def go(self, page: Page, path: str) -> None:
        page.goto(path if self.language == "en" else f"/{self.language}{path}")

    def press(self, page: Page, words: str) -> None:
        page.get_by_role("button", name=self.say(words), exact=True).first.click()

    def sees(self, page: Page, words: str) -> None:
        expect(page.get_by_text(self.say(words)).first).to_be_visible()


#: Theme, its name and receipts of each walk, in order.
THEMES: list[tuple[int, str, list[str]]] = []


@pytest.fixture(scope="module")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    server = DemoServer(tmp_path_factory.mktemp("answers"))
    server.app = server.prepare()
    with server.app.app_context():
        world = World(server.app, Cast(server.app), None)
        THEMES[:] = [an_evening(world, code) for code, _javascript, _size in WALKS]
    server.start()
    yield server
    server.stop()


def an_evening(world: World, language: str) -> tuple[int, str, list[str]]:
    """People spoke, readers signed a theme off, a room looked at it; the answer is owed in two years."""
    engagement = world.engagement(level="involve", prompts=1)
    engagement.respond_by = clock.today() + timedelta(days=700)
    secrets = spoken(world.app, engagement, SAID)
    world.looked_at(engagement)
    prompts = [one.id for one in engagement.prompts]
    voices = db.session.scalars(select(Contribution).where(Contribution.prompt_id.in_(prompts)))
    label = f"Rides for walk {engagement.id}"
    theme = world.theme(engagement, list(voices), label=label)
    return theme.id, label, [" ".join(shown(secret, language)) for secret in secrets]


@pytest.fixture(params=range(len(WALKS)), ids=["en-phone", "es-phone-plain", "es-wide", "en-wide-plain"])
def walk(request: pytest.FixtureRequest, demo_server: DemoServer, chromium: Browser) -> Iterator[Walk]:
    walking = Walk(demo_server, chromium, request.param)
    yield walking
    for context in walking.contexts:
        context.close()
    assert walking.complaints == []


def test_a_no_is_answered_and_becomes_a_yes(walk: Walk, axe, picture) -> None:
    def look(page: Page, name: str) -> None:
        picture(page, name)
        assert not walk.javascript or axe(page) == [], name

    answer(walk, "We will send a van to every visit.", look)
    report_back(walk, "", look)
    for receipt in walk.receipts[:3]:
        say(walk, receipt, "no", RAW, look)
    move_the_calendar(walk)
    wait_for(walk, f"/ledger/{walk.theme}", "The community disagrees. The loop is open again.")
    reply(walk, look)
    answer(walk, "The van comes before the visit now.", look)
    report_back(walk, "The van comes earlier.", look)
    for receipt in walk.receipts[:3]:
        say(walk, receipt, "yes", "", look)
    move_the_calendar(walk)
    page = wait_for(walk, f"/ledger/{walk.theme}", "Confirmed by the community")
    expect(page.get_by_text(SAFE).first).to_be_visible()
    walk.sees(page, "The community re-opened this once.")
    assert "Dunmore" not in page.content()
    look(page, "closed")


Look = Callable[[Page, str], None]


def both_of(page: Page, name: str, words: str) -> None:
    page.fill(f"#{name}_en", words)
    page.fill(f"#{name}_es", f"{words} (es)")


def answer(walk: Walk, words: str, look: Look) -> None:
    """Ada drafts and shows it, Pia can live with it, Ben publishes."""
    ada, pia, ben = walk.come("ada"), walk.come("pia"), walk.come("ben")
    here = f"/staff/actions/themes/{walk.theme}"
    walk.go(ada, f"{here}/decision")
    look(ada, "decision")
    ada.check("input[name=choice][value=will_do]", force=True)
    both_of(ada, "words", words)
    ada.locator("main form button[type=submit]").last.click()
    ada.wait_for_url(re.compile(rf"{here}$"))
    walk.press(ada, "Ask them")
    walk.go(pia, here)
    pia.get_by_role("link", name=walk.say("Read it and answer")).click()
    look(pia, "live with it")
    pia.check("input[name=answer][value=yes]", force=True)
    walk.press(pia, "Say it")
    walk.go(ben, here)
    look(ben, "publish the decision")
    walk.press(ben, "Publish this decision")
    walk.sees(ben, "Plan an action")


def report_back(walk: Walk, correction: str, look: Look) -> None:
    """Ada writes, Pia reads and co-signs, Ben publishes; in both languages."""
    ada, pia, ben = walk.come("ada"), walk.come("pia"), walk.come("ben")
    for code in ("en", "es"):
        walk.go(ada, f"/staff/report-backs/themes/{walk.theme}/{code}")
        for part in ("you_said", "we_did", "what_next"):
            ada.fill(f"#{part}", "You asked for rides. A van comes now.")
        if correction:
            ada.fill("#correction", correction)
        look(ada, f"editor-{code}")
        walk.press(ada, "Keep the draft")
        ada.wait_for_url(re.compile(r"/report-backs/\d+$"))
        address = re.search(r"/staff/report-backs/\d+", ada.url)[0]
        walk.go(ben, address)
        assert ben.locator(f"form[action$='{address}/publish']").count() == 0, "nobody signed it yet"
        walk.go(pia, address)
        walk.press(pia, "I read it, and it is right")
        walk.press(pia, "Co-sign it")
        walk.go(ben, address)
        look(ben, f"publish-{code}")
        walk.press(ben, "Publish it")
        walk.sees(ben, "It is public now.")
    reader = walk.come()
    walk.go(reader, f"/report-backs/{walk.theme}")
    look(reader, "told back")


def say(walk: Walk, receipt: str, verdict: str, words: str, look: Look) -> None:
    phone = walk.come()
    walk.go(phone, "/receipt")
    phone.fill("#receipt", receipt)
    walk.press(phone, "Show me")
    assert not any(text in phone.content() for text in SAID), "the trail never shows the words"
    phone.check(f"input[name=answer][value={verdict}]", force=True)
    if words:
        phone.fill("#text", words)
    look(phone, f"verdict-{verdict}")
    walk.press(phone, "Send my answer")
    walk.sees(phone, "We received your answer. You can change it until the last day.")
    assert phone.context.cookies() == []


def reply(walk: Walk, look: Look) -> None:
    """Pia tells in one text what three people wrote; Ada replies to all of it in public."""
    pia, ada = walk.come("pia"), walk.come("ada")
    walk.go(pia, "/staff/verdicts/messages")
    look(pia, "messages")
    pia.get_by_role("link", name=walk.label).click()
    both_of(pia, "said", SAFE)
    look(pia, "pass-on")
    walk.press(pia, "Pass it on")
    walk.sees(pia, "Passed on. The agency must reply.")
    walk.go(ada, "/staff/verdicts/messages")
    assert "Dunmore" not in ada.content()
    ada.locator("li", has_text=walk.label).last.get_by_role("link").click()
    both_of(ada, "reply", "We are sorry. It changes.")
    look(ada, "reply")
    walk.press(ada, "Publish the reply")
    walk.sees(ada, "Your reply is public now.")
    reader = walk.come()
    walk.go(reader, f"/ledger/{walk.theme}")
    expect(reader.get_by_text("We are sorry. It changes.").first).to_be_visible()
    look(reader, "replied")


def move_the_calendar(walk: Walk) -> None:
    ada = walk.come("ada")
    walk.go(ada, "/staff")
    walk.press(ada, "61 days")
    walk.sees(ada, "The calendar moved on.")


def wait_for(walk: Walk, path: str, words: str) -> Page:
    """The sweeper works beside the pages, so a page is looked at until it has."""
    page = walk.come()
    for _look in range(80):
        walk.go(page, path)
        if page.get_by_text(walk.say(words)).count():
            return page
        page.wait_for_timeout(250)
    raise AssertionError(f"{path} never said {words!r}")
