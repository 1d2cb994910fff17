"""Closing an account hides nothing: what waited for that person is listed for the others."""

from datetime import timedelta

from listening.actions import service as actions
from listening.core import clock
from listening.core.database import db
from listening.themes.records import Batch
from tests.actions.answered import Answers, facts
from tests.cast import staff_named
from tests.sessions.rooms import planned


def page(desk):
    return desk.get("/staff/left-behind").get_data(as_text=True)


def test_what_waited_for_someone_who_left_is_listed(world, cast):
    theme = Answers(world).theme()
    actions.draft_decision(staff_named("ada"), theme, facts())
    planned(theme.engagement)
    db.session.add(Batch(engagement_id=theme.engagement_id, reader_id=staff_named("pia").id))
    db.session.commit()
    assert "Nothing waits for anyone who left" in page(cast.ben)
    for name in ("ada", "pia", "bo"):
        staff_named(name).active = False
    db.session.commit()
    html = page(cast.ben)
    for words in ("Draft of an answer: Rides", "A session to run", "1 heap of answers", "It waited for Ada."):
        assert words in html
    actions.discard_decision(staff_named("ben"), actions.answers.drafts_by_theme()[theme.id])
    assert "Draft of an answer" not in page(cast.mei)


def test_a_date_stays_owed_when_a_person_leaves(world, cast):
    answers = Answers(world)
    theme = answers.theme()
    answers.decision(theme)
    action = answers.action(theme)
    due = action.due_on
    staff_named("ada").active = False
    db.session.commit()
    assert action.due_on == due == clock.today() + timedelta(days=30)
    assert "Transport" in cast.ben.get("/staff/actions/board").get_data(as_text=True)
