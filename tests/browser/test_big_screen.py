"""The big screen is read whole from the last row: nothing on it lies behind the corner that lets people in."""

import pytest
from playwright.sync_api import Page

from listening.core.database import db
from listening.live.service import agree, room_of
from listening.sessions.service import find
from tests.cast import staff_named
from tests.world import both

#: The screens of halls and of older projectors.
SIZES = ((1920, 1080), (1280, 720), (1024, 768))


@pytest.fixture
def ruled(server):
    """The open room of the stage, nothing else shown, with so many rules agreed on, each a line of usual length."""

    def agree_on(how_many: int) -> int:
        with server.app.app_context():
            room = find("CFGHJM")
            rules = "\n".join(
                f"{number}. What people say here stays here, always." for number in range(how_many)
            )
            agree(staff_named("bo"), room, both(rules))
            blank = {"wall_on": False, "prompt_id": None, "hearing_shown": False, "results_shown": False}
            for name, value in blank.items():
                setattr(room_of(room), name, value)
            db.session.commit()
            return room.id

    return agree_on


def lowest(page: Page, what: str) -> float:
    boxes = [one.bounding_box() for one in page.locator(what).all()]
    return max(box["y"] + box["height"] for box in boxes)


@pytest.mark.parametrize("how_many", [5, 8, 14])
def test_ground_rules_stand_above_the_corner(wide, sign_in, ruled, how_many, picture):
    sign_in(wide, "bo")
    number = ruled(how_many)
    for width, height in SIZES:
        wide.set_viewport_size({"width": width, "height": height})
        wide.goto(f"/staff/live/{number}/screen")
        assert wide.locator(".rules > li").count() == how_many
        assert lowest(wide, ".rules > li") <= wide.locator(".corner").bounding_box()["y"], (width, height)
        picture(wide, f"{how_many}-{width}")
