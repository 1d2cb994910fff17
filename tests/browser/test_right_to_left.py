"""From right to left, in a language made for the test: phone, console, projector and tablet turn, and fit."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from listening.core.database import db
from listening.sessions.models import ListeningSession
from tests.browser.conftest import EVERY_RULE, PHONE, WIDE, show_both_keys
from tests.browser.pseudo import CODE, turned, write_catalog
from tests.browser.server import Server
from tests.browser.test_evening import TABLET
from tests.browser.test_room import BIG

#: Latin words in what a page says by itself; names, addresses and other people's words are marked as such.
LATIN = """() => {
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    const own = '[lang]:not(html), [translate=no], [dir=ltr], [dir=auto], code, .brand-link, .agency, .join-address';
    const shown = at.checkVisibility() && !at.closest(own);
    if (shown && /[a-z]{3,}/i.test(walk.currentNode.data)) out.push(walk.currentNode.data.trim());
  }
  return out;
}"""
#: Whether a thing lies in the half of the window where reading starts.
STARTS_RIGHT = "(one) => { const at = one.getBoundingClientRect(); return at.left + at.right > innerWidth; }"
NAMES = {
    "Sierra County Family Services",
    "Bo",
    "Facilitator",
    "Hearback",
    "Public library",
    "Oak Street Library",
    "1 Main Street",
}


class Turned(Server):
    """A server that also speaks the language of the test."""

    @property
    def environment(self) -> dict[str, str]:
        places = {"HEARBACK_LANGUAGES": f"en,es,{CODE}", "HEARBACK_LOCALES": str(self.home / "locales")}
        return super().environment | places


@pytest.fixture(scope="module")
def turned_server(tmp_path_factory) -> Iterator[Server]:
    server = Turned(tmp_path_factory.mktemp("turned"))
    write_catalog(server.home / "locales")
    server.prepare()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def come(turned_server, chromium):
    contexts = []

    def enter(size) -> Page:
        context = chromium.new_context(base_url=turned_server.address, viewport=size, locale="he")
        context.set_default_timeout(40_000)
        contexts.append(context)
        return context.new_page()

    yield enter
    for context in contexts:
        context.close()


def is_turned(page: Page, axe) -> None:
    """Right to left, nothing wider than the window, nothing in Latin letters, no barrier."""
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), page.url
    assert [one for one in page.evaluate(LATIN) if one not in NAMES] == [], page.url
    assert axe(page, EVERY_RULE) == []


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=turned(words), exact=True).click()


def test_a_phone_goes_its_whole_way_from_right_to_left(come, axe, picture):
    page = come(PHONE)
    page.goto(f"/{CODE}/s/CFGHJM")
    is_turned(page, axe)
    assert page.locator(".brand-link").evaluate(STARTS_RIGHT), "the mark stands where reading starts"
    picture(page, "notice")
    press(page, "Start")
    is_turned(page, axe)
    page.fill("#text", "האוטובוס מאחר")
    picture(page, "prompt")
    press(page, "Continue")
    is_turned(page, axe)
    picture(page, "check")
    press(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text(turned("We received your words"))
    assert page.locator(".words li:visible").count() == 8, "digits where there is no list of words"
    picture(page, "receipt")


def test_console_projector_tablet_and_desk_turn_too(turned_server, come, axe, picture):
    page = come(WIDE)
    show_both_keys(page, "bo", turned_server.app)
    with turned_server.app.app_context():
        number = db.session.scalar(select(ListeningSession.id).where(ListeningSession.code == "CFGHJM"))
        db.session.remove()
    for path, size in (
        (f"/staff/live/{number}", WIDE),
        (f"/staff/live/{number}", PHONE),
        (f"/staff/sessions/{number}", PHONE),
        ("/staff", WIDE),
        ("/s/CFGHJM/tablet", TABLET),
        (f"/staff/live/{number}/screen", BIG),
    ):
        page.set_viewport_size(size)
        page.goto(f"/{CODE}{path}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
        assert axe(page, EVERY_RULE) == []
        picture(page, f"{path}-{size['width']}")
    shown = page.locator(".corner-address [dir=ltr]").inner_text()
    assert shown.endswith("/join"), "an address is never turned"
    assert not page.locator(".corner div.qr").evaluate(STARTS_RIGHT), "the code stands where reading ends"


def test_a_text_that_goes_round_the_catalog_is_found(come):
    page = come(PHONE)
    page.goto(f"/{CODE}/join")
    assert page.evaluate(LATIN) == []
    page.evaluate("() => document.querySelector('main').append('Hard to translate')")
    assert page.evaluate(LATIN) == ["Hard to translate"]
