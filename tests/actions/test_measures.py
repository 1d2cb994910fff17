"""How it was, how it shall be, how it is: numbers or words, all public, never a small count of people."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import measuring, service
from listening.actions.proofs import Measure, Measured
from listening.actions.rules import Value
from listening.actions.shown import drawn, value_words
from listening.core import clock
from listening.core.database import Words, db
from tests.cast import staff_named
from tests.world import both


@pytest.fixture
def action(answers):
    theme = answers.theme()
    answers.decision(theme)
    return answers.action(theme)


def days(number):
    return clock.today() + timedelta(days=number)


def begun(action, before=12.0, goal=3.0, *, counts_people=False, unit="days"):
    return measuring.begin(
        staff_named("ada"),
        action,
        both("Days until a ride is booked"),
        both(unit) if unit else Words(),
        (Value(before), days(0)),
        (Value(goal), days(90)),
        counts_people=counts_people,
    )


def test_everyone_sees_before_now_and_goal_in_a_table_with_bars(action, rosa, calendar):
    measure = begun(action)
    calendar.move(30)
    measuring.read(staff_named("ada"), measure, Value(7.5), clock.today())
    page = rosa.get(f"/ledger/{action.theme_id}").get_data(as_text=True)
    assert page.index("12 days") < page.index("7.5 days") < page.index("3 days")
    assert '<table class="bars">' in page
    assert "Goal, May 31, 2026" in page


def test_words_are_shown_as_words(action, rosa):
    before = (Value(words=both("Nobody knows whom to call.")), days(0))
    goal = (Value(words=both("One number, on every letter.")), days(30))
    measuring.begin(staff_named("ada"), action, both("Whom to call"), Words(), before, goal)
    page = rosa.get(f"/ledger/{action.theme_id}").get_data(as_text=True)
    assert "One number, on every letter." in page
    assert '<table class="bars">' not in page


def test_a_number_of_people_is_only_a_band(action, rosa):
    measure = begun(action, 7, 120, counts_people=True, unit="")
    page = rosa.get(f"/ledger/{action.theme_id}").get_data(as_text=True)
    assert "Fewer than 11 people" in page
    assert "101 to 250 people" in page
    told = measure.told[0]
    told.number = 9
    assert drawn(measure, told) == drawn(measure, measuring.Measured(kind="reading", number=2))
    assert "9" not in value_words(measure, told)


def test_a_value_is_a_number_or_words_and_its_day_can_be(action):
    for wrong in (Value(), Value(3, both("Three"))):
        with pytest.raises(service.Incomplete):
            measuring.begin(
                staff_named("ada"), action, both("x"), Words(), (wrong, days(0)), (Value(1), days(9))
            )
        db.session.expunge_all()
    measure = begun(db.session.merge(action))
    for on in (days(1), days(-1)):
        with pytest.raises(service.Incomplete):
            measuring.read(staff_named("ada"), measure, Value(4), on)
    with pytest.raises(NotAllowed):
        measuring.read(staff_named("pia"), measure, Value(4), days(0))
    db.session.add(
        Measured(measure_id=measure.id, kind="reading", on=days(0), staff_id=staff_named("ada").id)
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_half_a_person_is_nobody(action):
    with pytest.raises(service.Incomplete):
        begun(action, 2.5, 9, counts_people=True)


def test_a_measure_through_the_desk(action, cast):
    number, theme = action.id, action.theme_id
    said = {
        "words_en": "Days to a ride",
        "words_es": "Días hasta el viaje",
        "unit_en": "days",
        "unit_es": "días",
        "before_number": "12",
        "before_on": days(0).isoformat(),
        "goal_number": "3",
        "goal_on": days(60).isoformat(),
    }
    here = f"/staff/actions/{number}/measures"
    assert cast.ada.post(here, said | {"before_words_en": "x", "before_number": ""}).status_code == 422
    assert cast.ada.post(here, said).status_code == 303
    measure = db.session.scalars(select(Measure)).one().id
    read = {"now_number": "8", "on": days(0).isoformat()}
    assert cast.ada.post(f"/staff/actions/measures/{measure}/read", read).status_code == 303
    assert "8 days" in cast.ben.get(f"/staff/actions/themes/{theme}").get_data(as_text=True)
