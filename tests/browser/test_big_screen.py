"""The big screen is read whole from the last row, in every language of the session: nothing lies behind its corner."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, expect

from listening.core import clock
from listening.core.database import Words, db
from listening.live.service import agree, room_of
from listening.sessions.forms import starter_words
from listening.sessions.service import find
from tests.cast import staff_named
from tests.world import both

#: The screens of halls and of older projectors.
SIZES = ((1920, 1080), (1280, 720), (1024, 768))
BLANK = {
    "wall_on": False,
    "prompt_id": None,
    "closes_at": None,
    "hearing_shown": False,
    "results_shown": False,
    "paused": False,
}

Ruled = Callable[..., int]


@pytest.fixture
def ruled(server) -> Ruled:
    """The open room of the stage in these languages, nothing shown but the rules agreed on."""

    def agree_on(rules: Words, languages: Sequence[str] = ("en", "es"), **shown: object) -> int:
        with server.app.app_context():
            room = find("CFGHJM")
            room.engagement.languages = list(languages)
            agree(staff_named("bo"), room, rules)
            for name, value in (BLANK | shown).items():
                setattr(room_of(room), name, value)
            db.session.commit()
            number = room.id
            db.session.remove()
        return number

    return agree_on


def of_usual_length(how_many: int) -> Words:
    return both(
        "\n".join(f"{number}. What people say here stays here, always." for number in range(how_many))
    )


def lowest(page: Page, what: str) -> float:
    boxes = [one.bounding_box() for one in page.locator(what).all()]
    return max(box["y"] + box["height"] for box in boxes if box)


def letters(page: Page, what: str) -> float:
    """The size of the smallest letters, in hundredths of the height of the screen."""
    sizes = "(all) => Math.min(...all.map((one) => parseFloat(getComputedStyle(one).fontSize))) / innerHeight"
    return page.locator(what).evaluate_all(sizes) * 100


def fits(page: Page) -> bool:
    return page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("languages", [("en",), ("en", "es")], ids=len)
@pytest.mark.parametrize("how_many", [5, 8, 14])
def test_ground_rules_stand_above_the_corner(wide, sign_in, ruled, how_many, languages, picture):
    sign_in(wide, "bo")
    number = ruled(of_usual_length(how_many), languages)
    for width, height in SIZES:
        wide.set_viewport_size({"width": width, "height": height})
        wide.goto(f"/staff/live/{number}/screen")
        for language in languages:
            assert wide.locator(f".tongue[lang={language}] .rules > li").count() == how_many
        assert lowest(wide, ".rules > li") <= wide.locator(".corner").bounding_box()["y"], (width, height)
        assert letters(wide, ".rules > li") >= 1.4
        assert fits(wide)
        picture(wide, f"{how_many}-{width}")


def test_the_rules_to_start_from_are_read_from_the_last_row_in_two_languages(server, wide, sign_in, ruled):
    sign_in(wide, "bo")
    with server.app.test_request_context("/"):
        number = ruled(starter_words(["en", "es"]))
    for width, height in SIZES:
        wide.set_viewport_size({"width": width, "height": height})
        wide.goto(f"/staff/live/{number}/screen")
        assert lowest(wide, ".rules > li") <= wide.locator(".corner").bounding_box()["y"], (width, height)
        assert letters(wide, ".rules > li") >= 2.2
        expect(wide.locator("[lang=es] h2")).to_have_text("Lo que acordamos")


def test_a_few_long_rules_do_not_make_all_letters_small(wide, sign_in, ruled):
    """A line that goes on below takes less room than another rule."""
    sign_in(wide, "bo")
    long = "What people say in here stays in here, and what we learn from it can leave."
    number = ruled(both("\n".join(["One voice at a time, please.", "Pass if you like.", long] * 2 + [long])))
    for width, height in SIZES:
        wide.set_viewport_size({"width": width, "height": height})
        wide.goto(f"/staff/live/{number}/screen")
        assert lowest(wide, ".rules > li") <= wide.locator(".corner").bounding_box()["y"], (width, height)
        # 1.3 of a hundred parts of the width in the smallest letters, the least of which is 16 pixels.
        assert letters(wide, ".rules > li") > 2.1 if width < 1280 else letters(wide, ".rules > li") > 2.5


@pytest.mark.parametrize("languages", [("en",), ("es",), ("en", "es")], ids="-".join)
def test_the_break_is_said_in_every_language_of_the_session(wide, sign_in, ruled, languages, picture):
    sign_in(wide, "bo")
    number = ruled(of_usual_length(3), languages, paused=True)
    said = {"en": "We take a break", "es": "Hacemos una pausa"}
    for width, height in (*SIZES, (320, 640)):
        wide.set_viewport_size({"width": width, "height": height})
        wide.goto(f"/staff/live/{number}/screen")
        for language, words in said.items():
            expect(wide.get_by_text(words)).to_have_count(int(language in languages))
        assert wide.locator("h1").count() == 1
        assert fits(wide)
        if width > height:
            assert lowest(wide, ".big-calm p") <= wide.locator(".corner").bounding_box()["y"], (width, height)
            assert letters(wide, ".big-calm :is(h1, .as-h1)") >= 5.5
        picture(wide, f"{languages}-{width}")


def test_on_a_narrow_screen_the_languages_stand_below_each_other(phone, sign_in, ruled):
    sign_in(phone, "bo")
    number = ruled(of_usual_length(6))
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto(f"/staff/live/{number}/screen")
    first, second = (one.bounding_box() for one in phone.locator(".tongue").all())
    assert second["y"] >= first["y"] + first["height"]
    assert fits(phone)


def test_a_screen_put_up_before_the_doors_open_follows_the_room(wide, sign_in, server, ruled):
    """And when all is over it thanks everyone, and nobody is asked in any more."""
    sign_in(wide, "bo")
    number = ruled(of_usual_length(2))
    moved(server, opened_at=None)
    wide.goto(f"/staff/live/{number}/screen")
    expect(wide.locator(".tongue")).to_have_count(2)
    with wide.expect_response(lambda answer: "version=" in answer.url) as looked:
        pass
    assert looked.value.status == 204, "it goes on asking"
    moved(server, opened_at=clock.now)
    ruled(of_usual_length(2), paused=True)
    expect(wide.get_by_text("We take a break")).to_be_visible()
    moved(server, closed_at=clock.now)
    for words in ("Thank you for coming", "Gracias por venir"):
        expect(wide.get_by_text(words)).to_be_visible()
    expect(wide.locator(".corner")).to_have_count(0)
    wide.reload()
    expect(wide.get_by_role("heading", level=1)).to_have_text("Thank you for coming")
    expect(wide.locator(".corner")).to_have_count(0)


def moved(server, **facts: Callable[[], object] | None) -> None:
    with server.app.app_context():
        for name, moment in facts.items():
            setattr(find("CFGHJM"), name, moment() if moment else None)
        db.session.commit()
        db.session.remove()
