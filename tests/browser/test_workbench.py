"""The workbench in Chromium with 2,000 voices: dragging, the keyboard, no script, and how it looks."""

import time

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert

from listening import create_app
from listening.contributions.models import Contribution
from listening.core import schema
from listening.core.database import db
from listening.themes.models import Disposition, Theme
from tests.browser.conftest import PHONE, WIDE
from tests.browser.server import Server
from tests.cast import Cast, enrol
from tests.world import World

VOICES, THEMES = 2000, 12


class LargeServer(Server):
    """One engagement in which 2,000 people spoke."""

    def prepare(self):
        app = self.app = create_app(self.settings, inline_jobs=True)
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
            db.session.get_one(Theme, themes[4]).suggestions = ["Waiting for a ride", "Rides that come late"]
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
    bench = "/staff/themes/engagements/1"
    names = ("", "/picture", "/history", "/reading", "/single_voice", "/search?words=ride", "/matches")
    for name in (*(f"{bench}{one}" for one in names), "/staff/themes/5", "/staff/themes/5/split"):
        page.goto(name)
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        picture(page, f"screen{name}")
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{name} from right to left"
        )
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


TABLET = {"width": 820, "height": 1180}


def field(page, name):
    return page.locator(f"[name={name}]")


def test_two_people_change_the_same_theme_and_lose_nothing(visitor, sign_in, picture):
    pia, mei = visitor(**WIDE), visitor(**WIDE)
    sign_in(pia, "pia")
    sign_in(mei, "mei")
    for page in (pia, mei):
        page.goto("/staff/themes/6")
    field(mei, "summary_es").fill("La gente espera.")
    mei.get_by_role("button", name="Save the words").click()
    field(pia, "label_en").fill("Waiting for a ride")
    pia.get_by_role("button", name="Save the words").click()
    expect(pia.get_by_role("status").first).to_contain_text("together with what someone else wrote")
    expect(field(pia, "summary_es")).to_have_value("La gente espera.")
    field(mei, "label_en").fill("Rides that never come")
    mei.get_by_role("button", name="Save the words").click()
    told = mei.get_by_role("alert")
    expect(told).to_contain_text("You both changed the same words")
    expect(told).to_contain_text("Waiting for a ride")
    expect(field(mei, "label_en")).to_have_value("Rides that never come")
    picture(mei, "both")
    field(mei, "label_en").fill("Waiting for rides that never come")
    mei.get_by_role("button", name="Save the words").click()
    expect(mei.get_by_role("heading", level=1)).to_have_text("Waiting for rides that never come")


def test_two_people_move_the_same_text_and_the_second_is_told(visitor, sign_in, picture):
    pia, mei = visitor(**WIDE), visitor(**PHONE)
    sign_in(pia, "pia")
    sign_in(mei, "mei")
    for page in (pia, mei):
        page.goto("/staff/themes/7")
        page.locator("#voice-2").check()
    mei.locator("#voice-3").check()
    pia.locator("#to").select_option("single_voice")
    pia.get_by_role("button", name="Put them there").click()
    expect(pia.get_by_role("status").first).to_contain_text("Placed by you: 1")
    mei.locator("#to").select_option("sensitive")
    mei.get_by_role("button", name="Put them there").click()
    expect(mei.get_by_role("alert")).to_contain_text("Now in: Single voices")
    picture(mei, "late")
    assert mei.locator("input[name=voices]:checked").count() == 1, "what is still there stays ticked"
    mei.get_by_role("button", name="Put them there").click()
    expect(mei.get_by_role("status").first).to_contain_text("Placed by you: 1")
    mei.get_by_role("button", name="Undo").click()
    expect(mei.get_by_role("status").first).to_contain_text("Undone")
    pia.get_by_role("button", name="Undo").click()
    expect(pia.get_by_role("status").first).to_contain_text("Undone")


def test_many_texts_are_ticked_with_shift_arrows_and_at_once(visitor, sign_in):
    page = visitor(**WIDE)
    sign_in(page, "pia")
    page.goto("/staff/themes/5")
    ticked = page.locator("[data-ticked]")
    page.locator("#voice-2").click()
    page.locator("#voice-6").click(modifiers=["Shift"])
    expect(ticked).to_have_text("5 ticked")
    page.keyboard.press("Escape")
    expect(ticked).to_be_empty()
    page.locator("#voice-1").focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(page.locator("#voice-3")).to_be_checked()
    expect(ticked).to_have_text("2 ticked")
    told = page.get_by_text("Press Enter to go on")
    expect(told).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#to")).to_be_focused()
    expect(told).to_be_hidden()
    page.get_by_role("button", name="Tick all on this page").click()
    expect(ticked).to_have_text("30 ticked")
    page.get_by_role("button", name="Rides that come late").click()
    expect(field(page, "label_en")).to_have_value("Rides that come late")


def test_a_finger_moves_texts_on_a_tablet_and_the_tray_is_at_hand(visitor, sign_in, picture):
    page = visitor(**TABLET, has_touch=True)
    sign_in(page, "pia")
    page.goto("/staff/themes/8")
    page.locator("label[for=voice-4]").tap()
    page.locator("label[for=voice-5]").tap()
    tray = page.get_by_role("button", name="Put them there")
    box = tray.bounding_box()
    assert 0 <= box["y"] <= TABLET["height"] - box["height"], "in view without scrolling"
    picture(page, "tray")
    page.locator("#to").select_option("single_voice")
    tray.tap()
    expect(page.get_by_role("status").first).to_contain_text("Placed by you: 2")
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("status").first).to_contain_text("Undone")


@pytest.mark.parametrize(("size", "theme"), [(PHONE, 10), (TABLET, 11)], ids=["phone", "tablet"])
def test_who_sees_it_differently_is_marked_from_a_tray_at_hand(visitor, sign_in, picture, size, theme):
    page = visitor(**size)
    sign_in(page, "pia")
    page.goto(f"/staff/themes/{theme}/strands")
    page.get_by_role("button", name="Tick all on this page").click()
    expect(page.locator("[data-ticked]")).to_have_text("30 ticked")
    page.keyboard.press("Escape")
    page.locator("#voice-1").focus()
    page.keyboard.press("Space")
    mark = page.get_by_role("button", name="Mark them")
    assert mark.bounding_box()["y"] <= size["height"] - 44, "in view without scrolling"
    for _text in range(5):
        page.keyboard.press("ArrowDown")
        focused, tray = page.locator("input:focus").bounding_box(), page.locator(".mark-panel").bounding_box()
        assert focused["y"] + focused["height"] <= tray["y"] + 1
    picture(page, "mark")
    page.get_by_label("See it differently").check()
    mark.click()
    expect(page.get_by_role("status").first).to_contain_text("1")


def test_without_script_all_others_of_a_page_are_right_and_the_next_come_first(visitor, sign_in):
    page = visitor(**PHONE, javascript=False)
    sign_in(page, "pia")
    page.goto("/staff/themes/9")
    expect(page.locator(".steps .now")).to_contain_text("0 of")
    covered = page.locator(".voice .covered").count()
    page.get_by_role("button", name="The others on this page are right here").click()
    number = 30 - covered
    expect(page.get_by_role("status").first).to_contain_text(f"Placed by you: {number}")
    expect(page.locator(".steps .now")).to_contain_text(f"{number} of")
    assert page.get_by_text("Placed by a person").count() == 0, "those come after the others"
    page.get_by_role("button", name="Undo").click()


def test_a_single_voice_is_dragged_onto_a_draft(visitor, sign_in):
    page = visitor(width=1280, height=2400)
    sign_in(page, "pia")
    bench(page)
    voice, draft = page.locator("#singles .slip").first, page.locator("[data-theme]").nth(1)
    voice.drag_to(draft, target_position={"x": 40, "y": 20})
    expect(page.get_by_role("status").first).to_contain_text("Placed by you: 1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Visits that work")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").first).to_contain_text("Undone")


def test_the_table_prints_as_slips(visitor, sign_in, picture):
    page = visitor(**WIDE)
    sign_in(page, "pia")
    bench(page)
    page.emulate_media(media="print")
    assert page.locator(".tray:visible, .panel:visible, .slip .option:visible").count() == 0
    expect(page.locator(".slip").first).to_be_visible()
    picture(page, "print")


def test_what_has_the_focus_is_not_hidden_under_the_tray(visitor, sign_in):
    page = visitor(**PHONE)
    sign_in(page, "pia")
    page.goto("/staff/themes/11")
    page.locator("#voice-1").focus()
    page.keyboard.press("Space")
    for _text in range(6):
        page.keyboard.press("ArrowDown")
        focused, tray = page.locator("input:focus").bounding_box(), page.locator(".move-panel").bounding_box()
        strip = page.locator(".coverage-strip").bounding_box()
        assert focused["y"] + focused["height"] <= tray["y"] + 1
        assert focused["y"] >= strip["y"] + strip["height"] - 1
