"""Kept, late, broken, not yet due: by the calendar of the agency and nothing else."""

from datetime import UTC, date, datetime, timedelta

import pytest

from listening.core import clock
from listening.core.database import db
from listening.core.errors import Refused
from listening.engagements import service
from listening.engagements.rules import Duty, Owed, Standing, judge
from tests.cast import staff_named
from tests.world import both

DUE = date(2026, 3, 10)
OWED = Owed(Duty.EVERY_THEME_ANSWERED, DUE)


@pytest.mark.once
@pytest.mark.parametrize(
    ("met", "today", "standing"),
    [
        (None, 0, Standing.NOT_YET_DUE),
        (None, 1, Standing.LATE),
        (None, 30, Standing.LATE),
        (None, 31, Standing.BROKEN),
        (-5, 0, Standing.KEPT),
        (0, 400, Standing.KEPT),
        (1, 1, Standing.LATE),
        (200, 400, Standing.LATE),
    ],
)
def test_an_obligation_is_judged_by_the_day(met, today, standing):
    met_on = None if met is None else DUE + timedelta(days=met)
    assert judge(OWED, met_on, DUE + timedelta(days=today)) is standing


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 3, 8, 7, 59, tzinfo=UTC), date(2026, 3, 7)),
        (datetime(2026, 3, 8, 8, 0, tzinfo=UTC), date(2026, 3, 8)),
        # Clocks go forward on March 8, 2026: that day has 23 hours.
        (datetime(2026, 3, 9, 6, 59, tzinfo=UTC), date(2026, 3, 8)),
        (datetime(2026, 3, 9, 7, 0, tzinfo=UTC), date(2026, 3, 9)),
        # Back on November 1, 2026: 25 hours.
        (datetime(2026, 11, 1, 7, 0, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 7, 59, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 11, 2, 8, 0, tzinfo=UTC), date(2026, 11, 2)),
    ],
)
def test_a_day_ends_at_midnight_of_the_agency_also_when_the_clocks_change(app, calendar, moment, day):
    calendar.now = moment
    assert clock.today() == day
    assert clock.day_of(moment) == day


def standing_on_page(rosa, slug):
    page = rosa.get(f"/promises/{slug}").get_data(as_text=True)
    return [words for words in ("Promise not kept", "Late", "Not yet due") if words in page]


def test_the_page_turns_by_the_calendar_alone(app, world, rosa, calendar):
    slug = world.engagement().slug
    db.session.commit()
    assert standing_on_page(rosa, slug) == ["Not yet due"]
    calendar.move(60)
    assert standing_on_page(rosa, slug) == ["Not yet due"], "the last day is still in time"
    calendar.move(1)
    assert standing_on_page(rosa, slug) == ["Late"]
    calendar.move(30)
    assert standing_on_page(rosa, slug) == ["Promise not kept"]


def test_a_reason_stands_beside_the_red_word_and_never_hides_it(app, world, cast, rosa, calendar):
    engagement = world.engagement()
    slug, number = engagement.slug, engagement.obligations[1].id
    due = engagement.obligations[1].due_on
    db.session.commit()
    calendar.move(100)
    silence = "The agency gave no reason and no new date yet."
    silent = rosa.get(f"/promises/{slug}").get_data(as_text=True).count(silence)
    path = f"/staff/engagements/obligations/{number}/explain"
    new = (clock.today() + timedelta(days=20)).isoformat()
    assert cast.ada.post(path, {"new_date": new}).status_code == 422, "no date without a reason"
    reason = {"reason_en": "Two people left.", "reason_es": "Dos personas se fueron."}
    assert cast.ada.post(path, reason).status_code == 422, "no reason without a date"
    assert cast.ada.post(path, reason | {"new_date": clock.today().isoformat()}).status_code == 409
    assert cast.ada.post(path, reason | {"new_date": new}).status_code == 303
    page = rosa.get(f"/promises/{slug}").get_data(as_text=True)
    assert "Two people left." in page
    assert "Promise not kept" in page
    assert page.count(silence) == silent - 1, "silence shows too"
    db.session.expire_all()
    assert engagement.obligations[1].due_on == due, "the promised day never moves"


def test_an_explanation_needs_a_day_to_come(app, world):
    engagement = world.engagement()
    with pytest.raises(Refused):
        service.explain(staff_named("ada"), engagement.obligations[0], both("x"), clock.today())
