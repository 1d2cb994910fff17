"""People who were there correct the page of their evening: without a name, sealed with others, gone once dealt with."""

import pytest

from listening.contributions.intake import Gathering, intake
from listening.core import jobs
from listening.core.database import db
from listening.evening import corrections
from listening.evening.models import NoteCorrection
from listening.evening.tonight import put, release, tonight_of
from tests.cast import staff_named
from tests.world import both


@pytest.fixture
def told(room):
    page = tonight_of(room)
    put(page, None, both("Rides"), both("The bus comes at 8."))
    release(staff_named("bo"), page)
    db.session.commit()
    return page


def tell(rosa, room, text):
    return rosa.post(f"/sessions/{room.id}/tonight/correct", data={"text": text})


def waiting(room):
    return (
        intake().store(Gathering(corrections.CORRECTIONS.prefix, room.id)).count(corrections.CORRECTIONS.kind)
    )


def test_it_waits_for_others_or_for_the_week_and_comes_to_those_who_ran_it(
    app, cast, rosa, room, told, calendar
):
    jobs.sweep_all(app)
    answer = tell(rosa, room, "The bus comes at 7.")
    assert "We have it" in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
    jobs.sweep_all(app)
    assert waiting(room) == 1, "one alone would show on which day it was left"
    for number in range(4):
        tell(rosa, room, f"Something else, {number}.")
    jobs.sweep_all(app)
    desk = cast.bo.get(f"/staff/evening/{room.id}/tonight").get_data(as_text=True)
    assert "The bus comes at 7." in desk
    assert "The bus comes at 7." not in rosa.get(f"/sessions/{room.id}/tonight").get_data(as_text=True)


def test_once_it_is_dealt_with_no_row_is_left(app, cast, rosa, room, told):
    for number in range(5):
        tell(rosa, room, f"Wrong line, {number}.")
    jobs.sweep_all(app)
    mark = corrections.corrections_of(room.id)[0].id
    cast.bo.post(f"/staff/evening/{room.id}/tonight/corrections/{mark}")
    db.session.expire_all()
    assert db.session.get(NoteCorrection, mark) is None
    assert len(corrections.corrections_of(room.id)) == 4


def test_an_empty_line_says_so_and_a_page_that_is_not_out_takes_none(rosa, room, told, world):
    assert tell(rosa, room, "  ").status_code == 422
    long = tell(rosa, room, "x" * 6000)
    assert long.status_code == 422
    assert "x" * 6000 in long.get_data(as_text=True), "nothing typed is lost"
    from tests.sessions.rooms import opened

    assert tell(rosa, opened(world.engagement()), "Wrong.").status_code == 404


def test_only_those_who_ran_it_read_them(app, cast, rosa, room, told):
    for number in range(5):
        tell(rosa, room, f"Wrong line, {number}.")
    jobs.sweep_all(app)
    for name in ("ada", "ren", "pia"):
        assert getattr(cast, name).get(f"/staff/evening/{room.id}/tonight").status_code == 403
