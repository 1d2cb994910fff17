"""Each duty is judged by what happened, wherever in the loop that is."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from listening.actions import saying
from listening.actions.models import Action, Decision
from listening.contributions.models import Contribution
from listening.core import clock, journal
from listening.core.database import db
from listening.core.loop import Happened
from listening.engagements import service as engagements
from listening.engagements.rules import Duty, Standing
from listening.insights.evidence import EVIDENCE, judged
from listening.reportbacks.models import ReportBack
from listening.sessions import service as sessions
from listening.themes.models import Disposition
from tests.cast import staff_named
from tests.sessions.rooms import opened
from tests.themes.apart import alone, line
from tests.world import both


@pytest.fixture
def promise(world):
    engagement = world.engagement(level="empower")
    voices = world.voices(engagement.prompts[0], ["a ride", "a van"])
    return engagement, world.theme(engagement, voices)


def met(engagement, duty):
    db.session.flush()
    db.session.expire_all()
    return EVIDENCE[duty](engagement)


def end(engagement):
    engagements.end_listening(staff_named("ada"), engagement)


def decided(theme):
    row = Decision(
        theme_id=theme.id,
        choice="will_do",
        words=both("Yes"),
        drafted_by_id=staff_named("ada").id,
        published_by_id=staff_named("ben").id,
        published_on=clock.today(),
    )
    db.session.add(row)
    return row


def reported(theme, language, **more):
    row = ReportBack(
        theme_id=theme.id,
        language=language,
        you_said="a",
        we_did="b",
        what_next="c",
        human_reviewed=True,
        drafted_by_id=staff_named("ada").id,
        published_by_id=staff_named("ben").id,
        published_on=clock.today(),
        **more,
    )
    db.session.add(row)
    return row


def action(theme, co_owner=""):
    row = Action(
        theme_id=theme.id, words=both("A van"), owner="Desk", co_owner=co_owner, due_on=clock.today()
    )
    db.session.add(row)
    journal.record(
        Happened.ACTION_PLANNED, on=clock.today(), engagement_id=theme.engagement_id, theme_id=theme.id
    )
    return row


def test_the_page_itself_is_the_information(promise):
    assert met(promise[0], Duty.INFORMATION) == clock.today()


def test_every_voice_has_its_place_once_listening_ended(promise, calendar):
    engagement, theme = promise
    assert met(engagement, Duty.EVERY_VOICE_PLACED) is None
    calendar.move(3)
    end(engagement)
    assert met(engagement, Duty.EVERY_VOICE_PLACED) == clock.today()
    voice = db.session.scalars(select(Disposition)).first()
    db.session.delete(voice)
    assert met(engagement, Duty.EVERY_VOICE_PLACED) is None
    assert theme.id


def test_every_theme_is_answered_in_every_language(promise, calendar):
    engagement, theme = promise
    end(engagement)
    decided(theme)
    reported(theme, "en")
    assert met(engagement, Duty.EVERY_THEME_ANSWERED) is None
    calendar.move(4)
    reported(theme, "es")
    assert met(engagement, Duty.EVERY_THEME_ANSWERED) == clock.today()


def test_where_nobody_spoke_there_is_nothing_to_answer(world):
    engagement = world.engagement()
    end(engagement)
    assert met(engagement, Duty.EVERY_THEME_ANSWERED) == clock.today()


def test_where_no_theme_was_found_all_who_spoke_are_answered(world, calendar, rosa):
    engagement = world.engagement()
    voices = alone(world.voices(engagement.prompts[0], ["a ride", "a map"]))
    end(engagement)
    assert met(engagement, Duty.EVERY_THEME_ANSWERED) is None
    path = f"/promises/{engagement.slug}"
    assert "So the agency owes one answer to all who spoke" in rosa.get(path).get_data(as_text=True)
    ada, ben = staff_named("ada"), staff_named("ben")
    draft = saying.draft(ada, engagement, None, both("We heard you."))
    assert met(engagement, Duty.EVERY_THEME_ANSWERED) is None, "a draft is no answer"
    calendar.move(2)
    saying.publish(ben, draft)
    assert met(engagement, Duty.EVERY_THEME_ANSWERED) == clock.today()
    found = line(engagement, voices, "Rides, and a map")
    assert met(engagement, Duty.EVERY_THEME_ANSWERED) is None, "a line is owed an answer too"
    calendar.move(3)
    saying.publish(ben, saying.draft(ada, engagement, found, both("A map comes.")))
    db.session.commit()
    assert met(engagement, Duty.EVERY_THEME_ANSWERED) == clock.today()
    html = rosa.get(path).get_data(as_text=True)
    assert "We heard you." in html
    assert "the agency owes" not in html


def test_where_people_found_no_theme_no_other_duty_is_left(world):
    engagement = world.engagement()
    [voice] = world.voices(engagement.prompts[0], ["a ride"])
    end(engagement)
    assert met(engagement, Duty.COSIGNED) is None
    place = Disposition(contribution_id=voice.id, place="single_voice", placed_by="machine", strength=1.0)
    db.session.add(place)
    assert met(engagement, Duty.COSIGNED) is None, "a machine alone finds nothing"
    place.placed_by, place.strength = "person", None
    for duty in Duty:
        if duty not in {Duty.SENSE_MAKING, Duty.EVERY_THEME_ANSWERED}:
            assert met(engagement, duty) == clock.today(), duty


def test_where_nothing_is_to_be_done_nothing_is_left_to_share_or_to_judge(promise):
    engagement, theme = promise
    end(engagement)
    assert met(engagement, Duty.COMMUNITY_CO_OWNERS) is None, "not decided yet"
    row = decided(theme)
    row.choice, row.reason, row.would_change = "will_not", "law", both("A new law.")
    for duty in (Duty.COMMUNITY_CO_OWNERS, Duty.COMMUNITY_JUDGES):
        assert met(engagement, duty) == clock.today()
    row.choice = "will_do"
    for duty in (Duty.COMMUNITY_CO_OWNERS, Duty.COMMUNITY_JUDGES):
        assert met(engagement, duty) is None, "what was committed to is owed"


def test_making_sense_comes_before_deciding(promise, calendar):
    engagement, theme = promise
    room = opened(engagement, kind="sense_making")
    assert met(engagement, Duty.SENSE_MAKING) is None
    sessions.close_session(staff_named("bo"), room)
    assert met(engagement, Duty.SENSE_MAKING) == clock.today()
    row = decided(theme)
    row.published_on = clock.today() - timedelta(days=1)
    assert met(engagement, Duty.SENSE_MAKING) is None


def test_a_partner_signs_each_report_back(promise):
    engagement, theme = promise
    end(engagement)
    decided(theme)
    reported(theme, "en", cosigned_by_id=staff_named("pia").id)
    unsigned = reported(theme, "es")
    assert met(engagement, Duty.COSIGNED) is None
    unsigned.cosigned_by_id = staff_named("pia").id
    assert met(engagement, Duty.COSIGNED) == clock.today()


def test_each_action_is_shared(promise):
    engagement, theme = promise
    end(engagement)
    decided(theme)
    assert met(engagement, Duty.COMMUNITY_CO_OWNERS) is None, "no action yet"
    action(theme, "Parent Circle")
    assert met(engagement, Duty.COMMUNITY_CO_OWNERS) == clock.today()
    action(theme)
    assert met(engagement, Duty.COMMUNITY_CO_OWNERS) is None


def test_a_decision_is_written_down_in_the_room(promise, calendar):
    engagement, theme = promise
    decided(theme)
    assert met(engagement, Duty.DECIDED_TOGETHER) is None
    opened(engagement)
    assert met(engagement, Duty.DECIDED_TOGETHER) == clock.today()


def test_the_community_judges(promise):
    engagement, theme = promise
    row = action(theme)
    assert met(engagement, Duty.COMMUNITY_JUDGES) is None
    row.judged_by_id = staff_named("pia").id
    journal.record(Happened.ACTION_JUDGED, on=clock.today(), engagement_id=engagement.id, theme_id=theme.id)
    assert met(engagement, Duty.COMMUNITY_JUDGES) == clock.today()


def test_every_duty_has_its_evidence_and_nothing_done_is_broken_in_time(promise, calendar):
    engagement, _theme = promise
    assert set(EVIDENCE) == set(Duty)
    calendar.move(60 + 31)
    standings = {one.obligation.duty: one.standing for one in judged(engagement)}
    assert standings.pop("information") is Standing.KEPT
    assert set(standings.values()) == {Standing.BROKEN}
    assert db.session.scalars(select(Contribution)).all()
