"""A receipt shows what is being done, and the next day on which there is something new to see."""

from datetime import timedelta

import pytest

from listening.actions.models import Action, Milestone
from listening.contributions.receipt import shown
from listening.core import clock
from listening.core.database import db
from listening.core.pages import day
from tests.confirmations.windows import answer, let_end, told_back
from tests.phone import Phone
from tests.sessions.rooms import opened, spoken
from tests.world import both


@pytest.fixture
def rosas(app):
    return Phone(app.test_client(use_cookies=False))


def receipt_page(rosas, secret):
    rosas.open("/receipt")
    return rosas.press("Show me", receipt=" ".join(shown(secret, "en"))).text


def planned(theme, days, **facts):
    action = Action(
        theme_id=theme.id,
        words=both("A van at six"),
        owner="Transport",
        due_on=clock.today() + timedelta(days=days),
        **facts,
    )
    db.session.add(action)
    db.session.commit()
    return action


def look_again_in(days):
    return f"Look again after {day(clock.today() + timedelta(days=days))}."


def test_before_there_is_a_theme_it_is_the_day_answers_are_owed(app, world, rosas):
    engagement = world.engagement()
    [secret, *_others] = spoken(app, engagement, [f"Rides {number}" for number in range(6)])
    until = (engagement.respond_by - clock.today()).days
    assert look_again_in(until) in receipt_page(rosas, secret)


def test_what_is_being_done_stands_there_with_its_day(app, world, rosas, calendar):
    theme, [secret, *_others] = told_back(app, world)
    action = planned(theme, 20)
    text = receipt_page(rosas, secret)
    assert "A van at six" in text
    assert day(action.due_on) in text
    assert look_again_in(20) in text
    assert "Rides, voice" not in text
    calendar.move(23)
    assert "3 days late" in receipt_page(rosas, secret)


def test_the_next_day_comes_first_and_what_is_done_names_none(app, world, rosas):
    theme, [secret, *_others] = told_back(app, world)
    assert look_again_in(60) in receipt_page(rosas, secret), "when the answers are counted"
    action = planned(theme, 30, milestones=[Milestone(words=both("Bought"), due_on=clock.today())])
    assert look_again_in(0) in receipt_page(rosas, secret)
    action.milestones[0].reached_on, action.milestones[0].evidence = clock.today(), both("It stands there.")
    db.session.commit()
    assert look_again_in(30) in receipt_page(rosas, secret)


def test_a_closed_loop_says_when_it_is_asked_again(app, world, rosas, calendar):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyyyyy")
    let_end(app, calendar)
    text = receipt_page(rosas, secrets[0])
    assert "Look again after November 2, 2026." in text


def test_a_contested_loop_says_when_the_reply_is_owed(app, world, rosas, calendar):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "nnnnnn")
    let_end(app, calendar)
    assert look_again_in(30) in receipt_page(rosas, secrets[0])


def test_the_promise_stands_on_the_receipt_and_on_the_big_screen(app, world, rosas, cast):
    theme, [secret, *_others] = told_back(app, world)
    promise = theme.engagement.promise["en"]
    assert promise in receipt_page(rosas, secret)
    room = opened(theme.engagement)
    db.session.commit()
    assert promise in cast.bo.get(f"/staff/live/{room.id}/screen").get_data(as_text=True)
