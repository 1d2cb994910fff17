"""The workbench in Chromium with 2,000 voices: dragging, the keyboard, no script, and how it looks."""

import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert

from listening import create_app
from listening.contributions.models import Contribution
from listening.core import schema
from listening.core.database import db
from listening.themes.models import Disposition
from tests.browser.conftest import PHONE, WIDE
from tests.browser.server import Server
from tests.cast import Cast, enrol
from tests.world import World

VOICES, THEMES = 2000, 12


class LargeServer(Server):
    """One engagement in which 2,000 people spoke."""

    def prepare(self):
        app = create_app(self.settings, inline_jobs=True)
        with app.app_context():
            schema.upgrade()
            enrol()
            world = World(app, Cast(app), None)
            engagement = world.engagement()
            rows = [
                {
                    "id": f"{number:032x}",
                    "prompt_id": engagement.prompts[0].id,
                    "period": "2026-03",
                    "language": "es" if number % 7 == 0 else "en",
                    "consent": "quote",
                    "text": f"Number {number} waits for a ride"
                    if number % 9
                    else f"Number {number} was beaten",
                }
                for number in range(VOICES)
            ]
            db.session.execute(insert(Contribution), rows)
            themes = [
                world.theme(engagement, signed_off=number < 2, label=f"What matters {number}").id
                for number in range(THEMES)
            ]
            places = [
                {
                    "contribution_id": row["id"],
                    "place": "themed",
                    "theme_id": themes[int((at % 144) ** 0.5)],
                    "placed_by": "machine",
                    "exemplar": at < 60,
                }
                for at, row in enumerate(rows[:-10])
            ]
            places += [
                {
                    "contribution_id": row["id"],
                    "place": "single_voice",
                    "theme_id": None,
                    "placed_by": "machine",
                    "exemplar": False,
                }
                for row in rows[-10:-4]
            ]
            db.session.execute(insert(Disposition), places)
            db.session.commit()
        return app


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = LargeServer(tmp_path_factory.mktemp("large"))
    running.prepare()
    running.start()
    yield running
    running.stop()


def bench(page):
    page.goto("/staff/themes/engagements/1")


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_every_screen_of_a_reader_is_whole_and_can_be_used_by_all(visitor, sign_in, axe, picture, size):
    page = visitor(**size)
    sign_in(page, "pia")
    for name in ("", "/picture", "/history", "/reading", "/single_voice"):
        page.goto(f"/staff/themes/engagements/1{name}")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        picture(page, f"screen{name}")
    page.goto("/staff/themes/engagements/1/reading")
    page.locator(".next-step .button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your batch")
    covered = page.locator("details.covered").first
    expect(covered.locator(".said")).to_be_hidden()
    assert axe(page) == []
    picture(page, "batch")
    covered.locator("summary").click()
    expect(covered.locator(".said")).to_be_visible()
    page.get_by_role("link", name="Translate").first.click()
    assert axe(page) == []
    picture(page, "translate")
    page.goto("/promises/visits-that-work")
    assert axe(page) == []
    picture(page, "promise")


def test_a_text_is_dragged_to_its_place_and_brought_back(visitor, sign_in):
    page = visitor(**WIDE)
    sign_in(page, "pia")
    page.goto("/staff/themes/3")
    words = page.locator(".voice .option-text.said").first.inner_text()
    card = page.locator(".voice").filter(has_text=words).first
    card.evaluate("one => one.scrollIntoView({block: 'center'})")
    box = card.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], box["y"] + 24, steps=4)
    place = page.locator(".drop-places > li[data-to=single_voice]")
    expect(place).to_be_visible()
    place.evaluate("one => one.scrollIntoView({block: 'center'})")
    target = place.bounding_box()
    page.mouse.move(target["x"] + 20, target["y"] + 20, steps=6)
    expect(place).to_have_class("over")
    page.mouse.up()
    expect(page.get_by_role("status")).to_contain_text("Placed by you: 1")
    page.goto("/staff/themes/engagements/1/history")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("status")).to_contain_text("Undone")
    page.goto("/staff/themes/3")
    expect(page.get_by_text(words, exact=True).first).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_the_keyboard_moves_a_text_and_undoes_it(visitor, sign_in, javascript):
    page = visitor(**WIDE, javascript=javascript)
    sign_in(page, "pia")
    page.goto("/staff/themes/4")
    page.locator("#voice-1").focus()
    page.keyboard.press("Space")
    page.locator("#to").select_option("single_voice")
    page.get_by_role("button", name="Put them there").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Placed by you: 1")
    page.goto("/staff/themes/engagements/1/history")
    page.get_by_role("button", name="Undo").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Undone")


def test_the_bench_opens_at_once(visitor, sign_in):
    page = visitor(**WIDE)
    sign_in(page, "pia")
    bench(page)
    began = time.perf_counter()
    bench(page)
    assert time.perf_counter() - began < 3
