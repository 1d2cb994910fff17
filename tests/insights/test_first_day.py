"""A first day, and the day after an evening: each person's page names the next step."""

from listening.contributions.numbers import put_help_numbers
from listening.core.database import Words, db
from listening.evening.models import NoteCorrection
from listening.sessions.debriefing import debrief
from listening.sessions.service import close_session
from tests.cast import staff_named
from tests.sessions.rooms import opened
from tests.world import both


def monday(person):
    return person.get("/staff").get_data(as_text=True)


def test_an_empty_installation_tells_everyone_how_it_begins(app, cast):
    assert "Nobody has rung them yet" in monday(cast.ren)
    assert "Make a new promise" in monday(cast.ada)
    assert "First the agency makes a promise" in monday(cast.bo)
    assert "left-behind" not in monday(cast.bo), "nobody left yet"
    put_help_numbers([(Words(en="Someone to talk to"), "530-555-0100")])
    db.session.commit()
    assert "Nobody has rung them yet" not in monday(cast.ren)


def test_a_promise_without_prompts_waits_for_those_who_write_them(world, cast):
    world.engagement(prompts=0, opened=False)
    assert "no prompts yet" in monday(cast.bo)


def test_a_planned_session_is_not_asked_for_again(world, cast):
    engagement = world.engagement()
    assert "You can plan a session" in monday(cast.bo)
    opened(engagement)
    assert "You can plan a session" not in monday(cast.bo)


def test_an_evening_asks_how_it_was_until_it_is_told_or_forgotten(world, cast, calendar):
    room = opened(world.engagement())
    assert "Write down how it was" not in monday(cast.bo)
    close_session(staff_named("bo"), room)
    db.session.commit()
    assert "Write down how it was" in monday(cast.bo)
    assert "Write down how it was" not in monday(cast.ada)
    debrief(staff_named("bo"), room, [], [], both("Start later."))
    db.session.commit()
    assert "Write down how it was" not in monday(cast.bo)


def test_what_people_would_change_on_tonights_page_reaches_those_who_ran_the_session(world, cast):
    room = opened(world.engagement())
    db.session.add(NoteCorrection(id="a" * 32, listening_session_id=room.id, language="en", text="Rides too"))
    db.session.commit()
    page = monday(cast.bo)
    assert "would change “Tonight we heard”" in page
    assert "Rides too" not in page


def test_people_shows_who_was_invited_and_nobody_who_never_comes(app, cast):
    cast.ren.post("/staff/people", {"display_name": "Nia", "role": "publisher", "agency_staff": "y"})
    page = cast.ren.get("/staff/people").get_data(as_text=True)
    assert "Invited, not here yet" in page
    assert "Nia" in page
