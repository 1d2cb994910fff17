"""A promise without a theme stands in the ledger too, with its stage, its date and its silence."""

import re

import pytest

from listening.actions import saying
from listening.core.database import db
from listening.engagements import service as engagements
from listening.insights.rules import Filter, Stage
from listening.insights.unthemed import unthemed
from listening.sessions import service as sessions
from listening.themes.models import Disposition
from tests.cast import staff_named
from tests.insights.test_ledger import statements
from tests.sessions.rooms import opened, planned
from tests.themes.apart import alone
from tests.world import both


def only(**wanted):
    [found] = unthemed(Filter(**wanted))
    return found


def end(engagement):
    engagements.end_listening(staff_named("ada"), engagement)
    db.session.commit()


def text_of(client, path="/ledger"):
    html = client.get(path).get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_each_stage_shows_with_what_comes_next(world, rosa, calendar):
    engagement = world.engagement()
    assert only().stage is Stage.COMING
    assert "No day is set yet." in text_of(rosa)
    room = planned(engagement)
    assert "Listening begins on" in text_of(rosa)
    sessions.open_session(staff_named("bo"), room)
    db.session.commit()
    assert only().stage is Stage.LISTENING
    assert "Listening now. You can speak until" in text_of(rosa)
    sessions.close_session(staff_named("bo"), room)
    db.session.commit()
    assert only().stage is Stage.BETWEEN
    [voice] = world.voices(engagement.prompts[0], ["a ride"])
    end(engagement)
    assert only().stage is Stage.SORTING
    assert "Readers put together what people said." in text_of(rosa)
    alone([voice])
    assert only().stage is Stage.NO_THEME
    assert "All who spoke wait for an answer." in text_of(rosa)
    draft = saying.draft(staff_named("ada"), engagement, None, both("We heard you."))
    db.session.commit()
    assert only().stage is Stage.NO_THEME, "a draft answers nobody"
    saying.publish(staff_named("ben"), draft)
    db.session.commit()
    assert only().stage is Stage.ANSWERED
    assert "All who spoke have an answer." in text_of(rosa)


def test_evenings_that_were_called_off_or_only_look_back_are_no_listening(world, rosa):
    engagement = world.engagement()
    sessions.cancel(staff_named("bo"), planned(engagement), both("The library is closed."))
    planned(engagement, kind="return")
    db.session.commit()
    assert (only().stage, only().on) == (Stage.COMING, None)
    assert "No day is set yet." in text_of(rosa)


def test_where_nobody_spoke_nobody_waits(world, rosa, calendar):
    end(world.engagement())
    calendar.move(100)
    assert (only().stage, only().beside) == (Stage.NOBODY, frozenset())
    assert "Listening is over, and nobody spoke." in text_of(rosa)


def test_a_voice_in_a_draft_of_a_theme_is_no_missing_theme(world):
    engagement = world.engagement()
    world.theme(engagement, world.voices(engagement.prompts[0], ["a ride"]), signed_off=False)
    end(engagement)
    assert only().stage is Stage.SORTING


def test_a_theme_takes_its_place(world, rosa):
    engagement = world.engagement()
    world.theme(engagement, world.voices(engagement.prompts[0], ["a ride"]))
    assert unthemed(Filter()) == []
    assert "Promises that have no theme yet" not in text_of(rosa)


def test_lateness_and_silence_show_before_there_is_a_theme(world, rosa, calendar):
    engagement = world.engagement()
    world.voices(engagement.prompts[0], ["a ride"])
    end(engagement)
    calendar.move(59)
    assert only().beside == frozenset()
    calendar.move(2)
    assert only().beside == {"overdue", "silent"}
    assert "Overdue 1 day" in text_of(rosa)
    assert "Silent for 60 days or more" in text_of(rosa)
    calendar.move(30)
    assert only(status="broken").promise_broken
    assert "Promise not kept" in text_of(rosa)


@pytest.mark.parametrize(
    "wanted",
    [
        {"status": "heard"},
        {"words": "ride"},
        {"unit": "desk"},
        {"engagement": "another"},
        {"level": "empower"},
    ],
)
def test_filters_leave_it_out(world, wanted):
    world.engagement()
    assert unthemed(Filter(**wanted)) == []


def test_filters_take_it(world, rosa):
    engagement = world.engagement()
    opened(engagement)
    for wanted in ({"engagement": engagement.slug}, {"level": "consult"}, {"place": "oak-street-library"}):
        assert only(**wanted).engagement is engagement
    assert engagement.title["en"] in text_of(rosa, f"/ledger?engagement={engagement.slug}")


def test_an_engagement_that_was_only_planned_is_nobodys_business(world):
    world.engagement(opened=False)
    assert unthemed(Filter()) == []


def test_ten_cost_as_many_questions_as_two(world, rosa):
    for _each in range(2):
        engagement = world.engagement()
        db.session.add_all(
            Disposition(contribution_id=one.id, place="single_voice", placed_by="person")
            for one in world.voices(engagement.prompts[0], ["a ride"])
        )
        end(engagement)
    rosa.get("/ledger")
    two = statements(lambda: rosa.get("/ledger"))
    for _each in range(8):
        opened(world.engagement())
    assert statements(lambda: rosa.get("/ledger")) <= two
