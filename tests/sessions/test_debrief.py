"""After the evening: what those who ran it learned about how they work, in public; nothing about a person."""

import pytest

from listening.sessions.debriefing import debrief_of
from tests.sessions.rooms import closed, opened, planned, said
from tests.world import both

TYPED = {"barriers": ["travel", "fear"], "supports_used": ["meal"], "learned_en": "We talked too much."}


@pytest.fixture
def over(app, world):
    session = opened(world.engagement())
    said(session, [f"The bus is late, {number}." for number in range(6)])
    closed(app, session)
    return session


def address(session):
    return f"/staff/sessions/{session.id}/debrief"


def test_it_is_the_next_step_after_the_evening_and_then_public(cast, rosa, over):
    assert "Write down how it was" in cast.bo.get(f"/staff/sessions/{over.id}").get_data(as_text=True)
    cast.bo.post(address(over), TYPED | {"learned_es": "Hablamos demasiado."})
    assert debrief_of(over.id).barriers == ["travel", "fear"]
    assert "Write down how it was" not in cast.bo.get(f"/staff/sessions/{over.id}").get_data(as_text=True)
    shown = rosa.get(f"/sessions/{over.id}").get_data(as_text=True)
    for words in ("We talked too much.", "People were afraid", "A meal"):
        assert words in shown
    assert "Hablamos demasiado." in rosa.get(f"/es/sessions/{over.id}").get_data(as_text=True)


def test_it_can_be_said_better_later_and_both_languages_are_asked_for(cast, over):
    wrong = cast.bo.post(address(over), TYPED)
    assert wrong.status_code == 422
    assert "We talked too much." in wrong.get_data(as_text=True), "nothing typed is lost"
    for words in ("First.", "Second."):
        cast.bo.post(address(over), TYPED | {"learned_en": words, "learned_es": words})
    assert debrief_of(over.id).learned == both("Second.", "Second.")


def test_only_those_who_ran_it_and_only_afterwards(cast, world, over):
    for name, status in (("bo", 200), ("pia", 403), ("ada", 403), ("ren", 403)):
        assert getattr(cast, name).get(address(over)).status_code == status
    assert cast.bo.get(address(planned(world.engagement()))).status_code == 409


def test_a_session_of_another_day_is_not_opened_by_the_first_button(cast, world):
    from datetime import timedelta

    from listening.core import clock

    far = planned(world.engagement(), starts_at=clock.now() + timedelta(days=9))
    page = cast.bo.get(f"/staff/sessions/{far.id}").get_data(as_text=True)
    assert page.index("Rehearse with made-up voices") < page.index("Open the session")
    assert "It begins on" in page


def test_what_comes_next_stands_above_what_is_over(cast, world, over):
    from datetime import timedelta

    from listening.core import clock

    engagement = world.engagement()
    for days, place in ((30, "Later Hall"), (2, "Sooner Hall")):
        planned(engagement, starts_at=clock.now() + timedelta(days=days), place=both(place))
    page = cast.bo.get("/staff/sessions").get_data(as_text=True)
    assert page.index("Sooner Hall") < page.index("Later Hall") < page.index("Oak Street Library")
    assert f"/staff/sessions/new/{engagement.id}" in page
