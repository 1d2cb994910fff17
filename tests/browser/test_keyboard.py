"""By keyboard alone and by what a screen reader hears: the phone's way, the console, the tablet."""

from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from listening.core.database import db
from listening.sessions.models import ListeningSession
from tests.browser.conftest import PHONE, WIDE
from tests.browser.test_evening import TABLET

#: What has the focus, as a screen reader and an eye meet it.
FOCUSED = """() => {
  const one = document.activeElement;
  const at = one.getBoundingClientRect(), look = getComputedStyle(one);
  const mark = one.matches('input[type=radio], input[type=checkbox]') ? one.closest('label') || one : one;
  const ring = getComputedStyle(mark);
  return {
    tag: one.tagName, top: at.top + scrollY,
    inside: one !== document.body,
    marked: [look, ring].some((s) => s.outlineStyle !== 'none' || s.boxShadow !== 'none'),
  };
}"""
#: Roles that a person can do something with.
ACTS = {
    "button",
    "link",
    "textbox",
    "radio",
    "checkbox",
    "combobox",
    "DisclosureTriangle",
    "switch",
    "spinbutton",
}


def heard(page: Page) -> list[dict[str, Any]]:
    """The accessibility tree, as Chromium hands it to a screen reader."""
    wire = page.context.new_cdp_session(page)
    nodes = wire.send("Accessibility.getFullAXTree")["nodes"]
    wire.detach()
    told = [node for node in nodes if not node.get("ignored")]
    return [
        {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "").strip()}
        for node in told
        if "role" in node
    ]


def speaks(page: Page) -> None:
    """One first heading, landmarks, and a name for everything that can be done."""
    tree = heard(page)
    assert [one for one in tree if one["role"] in ACTS and not one["name"]] == [], page.url
    assert sum(one["role"] == "main" for one in tree) == 1
    assert page.locator("h1:visible").count() == 1
    assert page.title()


def walked(page: Page, columns: int = 1) -> int:
    """Tab from the top to the end: each stop is marked, and the way leads down the page. How many stops.

    The header and each column begin at the top again.
    """
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    tops: list[float] = []
    for _stop in range(80):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUSED)
        if not seen["inside"]:
            break
        assert seen["marked"], f"nothing shows where the focus is: {seen} on {page.url}"
        tops.append(seen["top"])
    upward = [b - a for a, b in pairwise(tops) if a - b > 200]
    assert len(upward) <= columns, f"the focus jumps about on {page.url}: {tops}"
    return len(tops)


def reach(page: Page, name: str, role: str = "button") -> None:
    """Tab until something with this name has the focus, and press Enter."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _stop in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"{name} cannot be reached by keyboard on {page.url}")


def test_someone_speaks_by_keyboard_alone(visitor):
    page = visitor(**PHONE)
    page.goto("/join")
    speaks(page)
    assert walked(page) > 4
    page.locator("#code").focus()
    page.keyboard.type("cfg-hjm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/s/CFGHJM")
    speaks(page)
    walked(page)
    page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
    reach(page, "Start")
    page.wait_for_url("**/prompt/1")
    speaks(page)
    walked(page)
    page.locator("#text").focus()
    page.keyboard.type("The bus is late.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("input[name=consent]:checked").count() == 1
    reach(page, "Continue")
    page.wait_for_url("**/check")
    speaks(page)
    reach(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("We received your words")
    speaks(page)
    words = [one["name"] for one in heard(page) if one["role"] == "StaticText"]
    assert any("Received." in one for one in words)


def test_the_tablet_is_walked_by_keyboard(visitor):
    page = visitor(**TABLET)
    page.goto("/s/CFGHJM/tablet")
    speaks(page)
    reach(page, "Next")
    expect(page.locator("textarea:visible")).to_be_focused()
    speaks(page)
    walked(page)


def test_the_console_is_walked_by_keyboard_and_says_its_keys(visitor, sign_in, prepared):
    _server, app = prepared
    with app.app_context():
        number = db.session.scalar(select(ListeningSession.id).where(ListeningSession.code == "CFGHJM"))
        db.session.remove()
    page = visitor(**WIDE)
    sign_in(page, "bo")
    page.goto(f"/staff/live/{number}")
    speaks(page)
    assert walked(page, columns=3) > 8
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keys")
    speaks(page)


@pytest.mark.parametrize("path", ["/s/CFGHJM", "/ledger", "/join"])
def test_who_wants_no_motion_gets_none(visitor, path):
    page = visitor(**PHONE, reduced_motion="reduce")
    page.goto(path)
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((one) => { const s = getComputedStyle(one);"
        " return parseFloat(s.animationDuration) > 0.01 || parseFloat(s.transitionDuration) > 0.01; }).length"
    )
    assert moving == 0


def test_a_control_without_a_name_is_found(visitor):
    page = visitor(**PHONE)
    page.goto("/join")
    page.evaluate("() => document.querySelector('main').append(document.createElement('button'))")
    with pytest.raises(AssertionError):
        speaks(page)
