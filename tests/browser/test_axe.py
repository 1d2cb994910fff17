"""Every page, in both languages, light and dark, on a phone and on a wide screen: nothing in anyone's way."""

import pytest

from tests.browser.conftest import EVERY_RULE, LOOK_RULES, PHONE, WIDE
from tests.house.crawl import crawl
from tests.house.found import nothing
from tests.house.people import STAFF, Walker

#: The narrowest phone we promise (400 % zoom of a wide screen).
NARROWEST = {"width": 320, "height": 640}
#: Each layout and each scheme meets every rule once, and their combinations the rules that looks can break.
LOOKS = [
    ("light", PHONE, EVERY_RULE),
    ("dark", PHONE, LOOK_RULES),
    ("dark", WIDE, EVERY_RULE),
    ("light", WIDE, LOOK_RULES),
]
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def addresses(prepared):
    """One page of each kind that this person can reach."""
    _server, app = prepared

    def reached(name: str, language: str) -> list[str]:
        with app.app_context():
            return [page.path for page in crawl(app, Walker(app, name), language, of_one_kind=1)]

    return reached


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", ["anonymous", *STAFF])
def test_nothing_stands_in_the_way(visitor, sign_in, axe, picture, addresses, name, language):
    page = visitor(**PHONE)
    if name in STAFF:
        sign_in(page, name)
    found = []
    for path in addresses(name, language):
        page.set_viewport_size(NARROWEST)
        page.goto(path)
        found += [f"{path} at 320: scrolls sideways"] if page.evaluate(SIDEWAYS) else []
        for scheme, size, rules in LOOKS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            found += [f"{path} {scheme} {size['width']}: {problem}" for problem in axe(page, rules)]
            picture(page, f"{path}-{scheme}-{size['width']}")
    nothing(found)


@pytest.mark.parametrize("session_id", [1, 2, 3])
def test_the_big_screen_fits_a_small_one(visitor, sign_in, session_id):
    """As a remote on a phone: after the end, with a prompt open, and while people arrive."""
    page = visitor(**NARROWEST)
    sign_in(page, "bo")
    page.goto(f"/staff/live/{session_id}/screen")
    page.wait_for_selector("#room")
    assert not page.evaluate(SIDEWAYS)


def test_a_page_that_stands_in_the_way_is_found(phone, axe):
    phone.goto("/ledger")
    assert axe(phone) == []
    phone.evaluate("() => document.querySelector('main').append(document.createElement('input'))")
    assert any(problem.startswith("label:") for problem in axe(phone))
