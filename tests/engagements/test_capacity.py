"""Before a level is promised, someone counts; and what was counted stays in sight."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from listening.core import clock
from listening.core.database import db
from listening.core.models import Event
from listening.engagements import service
from listening.engagements.rules import Capacity
from tests.cast import staff_named
from tests.world import both


@pytest.mark.once
def test_a_promise_that_is_too_large_for_those_who_answer_is_seen_before():
    assert Capacity(16, 2, 4).holds
    assert not Capacity(17, 2, 4).holds
    assert not Capacity(1, 5, -1).holds


@pytest.mark.once
def test_the_check_says_what_would_make_it_fit():
    tight = Capacity(17, 2, 4)
    assert (tight.fits, tight.people_needed, tight.weeks_needed) == (16, 3, 5)
    assert Capacity(17, tight.people_needed, 4).holds
    assert Capacity(17, 2, tight.weeks_needed).holds
    assert Capacity(1, 1, 0).people_needed is None, "no staff is large enough when no time is left"


def too_much(world):
    engagement = world.engagement(opened=False)
    engagement.expected_themes, engagement.answering_people = 200, 1
    db.session.commit()
    return engagement


def test_too_much_is_not_promised_by_accident(world, cast, rosa):
    engagement = too_much(world)
    slug, path = engagement.slug, f"/staff/engagements/{engagement.id}/open"
    page = cast.ada.get(path).get_data(as_text=True)
    assert "more than these staff can answer well" in page
    assert "It takes" in page or "it takes" in page
    answer = cast.ada.post(path)
    assert answer.status_code == 422
    assert "Say that you know it" in answer.get_data(as_text=True)
    assert rosa.get(f"/promises/{slug}").status_code == 404
    assert cast.ada.post(path, {"knowing": "y"}).status_code == 303
    page = rosa.get(f"/promises/{slug}").get_data(as_text=True)
    assert "More than they can answer" in page
    assert "It promised it all the same" in page


def test_what_was_counted_stays_in_sight(world, rosa, calendar):
    engagement = world.engagement()
    slug, due = engagement.slug, engagement.respond_by
    event = db.session.scalars(select(Event).where(Event.kind == "promised")).one()
    assert event.detail["capacity"] == {"themes": 6, "staff": 2, "weeks": 8, "holds": True}
    calendar.move(50)
    page = rosa.get(f"/promises/{slug}").get_data(as_text=True)
    assert "Answers Desk" in page
    assert "up to 32 themes" in page, "it is weighed on the day of the promise, not today"
    assert due == engagement.respond_by


def test_a_new_reason_hides_no_old_one(world, rosa, calendar):
    engagement = world.engagement()
    slug, owed = engagement.slug, engagement.obligations[-1]
    calendar.move(70)
    ada = staff_named("ada")
    service.explain(ada, owed, both("The printer broke."), clock.today() + timedelta(days=5))
    service.explain(ada, owed, both("The form was lost."), clock.today() + timedelta(days=50))
    page = rosa.get(f"/promises/{slug}").get_data(as_text=True)
    assert page.index("The form was lost.") < page.index("The printer broke.")
    assert page.count("New date:") == 2
    assert "Late" in page
