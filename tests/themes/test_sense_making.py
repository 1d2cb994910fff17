import re

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import service as actions
from listening.actions.answers import WaitsForCommunity
from listening.actions.rules import waits_for_community
from listening.core import clock
from listening.core.database import Words, db
from listening.core.models import Event
from listening.engagements.rules import Level
from listening.sessions import service as sessions
from listening.themes import sense_making, service
from listening.themes.hold import NotHere, NotReady, SignedOff
from listening.themes.records import RoomWord
from tests.actions.answered import facts
from tests.cast import staff_named
from tests.world import both

CANARY = "A canary in the waiting room"


@pytest.fixture
def room(world, table):
    """A sense-making session that is open, and a theme people gave words to."""
    for voice in table.rides:
        voice.text = f"{CANARY} {voice.id}"
    db.session.commit()
    return world.looked_at(table.engagement, closed=False)


def edits():
    rows = db.session.scalars(select(Event).where(Event.kind == "community_edited"))
    return [(one.theme_id, one.detail) for one in rows]


def test_what_the_room_says_becomes_the_words_and_is_a_community_edit(room, table, cast):
    path = f"/staff/themes/sessions/{room.id}"
    assert CANARY not in cast.bo.get(path).get_data(as_text=True)
    said = {
        "label_en": "Getting there",
        "label_es": "Llegar",
        "summary_en": "There is no bus.",
        "summary_es": "No hay camión.",
        "rank": "1",
    }
    assert cast.bo.post(f"{path}/themes/{table.theme.id}", said).status_code == 303
    db.session.expire_all()
    assert table.theme.label["en"] == "Getting there"
    assert edits() == [(None, {"listening_session": room.id, "changed": ["label", "summary", "rank"]})]
    word = db.session.scalars(select(RoomWord)).one()
    assert (word.rank, word.reworded, word.before["label"]["en"]) == (1, True, "Rides")
    assert "Named with the community" in cast.bo.get(path).get_data(as_text=True)
    html = cast.pia.get(f"/staff/themes/engagements/{table.engagement.id}").get_data(as_text=True)
    assert "Place 1 in the room" in html


def test_an_edit_of_a_public_theme_stands_on_its_trail(room, table, pia):
    service.sign_off(pia, table.theme)
    sense_making.write_down(pia, room, table.theme, both("Getting there"), table.theme.summary, None)
    assert edits() == [(table.theme.id, {"listening_session": room.id, "changed": ["label"]})]
    with pytest.raises(NotReady):
        sense_making.write_down(pia, room, table.theme, Words(en="Only English"), table.theme.summary, None)


def test_saying_it_is_right_counts_as_named_and_saying_it_twice_is_one_edit(room, table, pia):
    for _time in range(2):
        sense_making.write_down(pia, room, table.theme, table.theme.label, table.theme.summary, None)
    assert len(edits()) == 1
    assert sense_making.named_with_community([table.engagement.id]) == {table.theme.id}


def test_what_is_missing_is_noted_and_shown_to_reviewers(room, table, cast):
    path = f"/staff/themes/sessions/{room.id}/missing"
    assert cast.bo.post(path, {"words_en": "", "words_es": ""}).status_code == 422
    words = {"words_en": "Nobody spoke of nights", "words_es": "Nadie habló de las noches"}
    assert cast.bo.post(path, words).status_code == 303
    bench = cast.pia.get(f"/staff/themes/engagements/{table.engagement.id}").get_data(as_text=True)
    assert "Nobody spoke of nights" in bench
    assert edits() == [(None, {"listening_session": room.id, "changed": ["missing"]})]


def test_bare_drafts_of_the_machine_are_not_before_the_room(room, table, world, pia):
    draft = world.theme(table.engagement, [table.alone], signed_off=False, label="machine words")
    draft.firmness, draft.summary, draft.suggestions = 0.9, Words(), list(draft.label.values())
    db.session.flush()
    assert [one.theme.id for one in sense_making.shown_to(room)] == [table.theme.id]
    with pytest.raises(NotHere):
        sense_making.write_down(pia, room, draft, both("X"), both("Y"), None)


def test_the_order_of_the_room_is_the_order_of_the_page(room, table, world, pia):
    other = world.theme(table.engagement, [table.alone], signed_off=False, label="Machines")
    sense_making.write_down(pia, room, other, other.label, other.summary, 1)
    sense_making.write_down(pia, room, table.theme, table.theme.label, table.theme.summary, 2)
    assert [one.theme.id for one in sense_making.shown_to(room)] == [other.id, table.theme.id]


def test_a_theme_the_room_spoke_about_is_not_joined_away(room, table, world, pia):
    other = world.theme(table.engagement, [table.alone], signed_off=False, label="Machines")
    sense_making.write_down(pia, room, other, other.label, other.summary, 1)
    with pytest.raises(SignedOff):
        service.merge(pia, [table.theme, other], table.theme)
    service.merge(pia, [table.theme, other], other)


def test_those_who_did_not_run_it_and_the_agency_write_nothing_down(room, table, cast):
    path = f"/staff/themes/sessions/{room.id}"
    room.facilitator_id = cast.mei.staff.id
    db.session.commit()
    for name in ("bo", "ada", "ren", "stella"):
        assert getattr(cast, name).get(path).status_code == 403
        assert getattr(cast, name).post(f"{path}/missing", {"words_en": "x"}).status_code == 403
    with pytest.raises(NotAllowed):
        sense_making.note_missing(staff_named("bo"), room, both("x"))


@pytest.mark.parametrize("kind", ["listening", "planned"])
def test_only_an_open_or_closed_sense_making_or_return_session_counts(room, cast, kind):
    if kind == "listening":
        room.kind = kind
    else:
        room.opened_at = None
    db.session.commit()
    assert cast.pia.get(f"/staff/themes/sessions/{room.id}").status_code == 409


def test_a_rank_is_a_number_from_one_on(room, table, cast, pia):
    path = f"/staff/themes/sessions/{room.id}/themes/{table.theme.id}"
    said = {"label_en": "A", "label_es": "B", "rank": "first"}
    for rank in ("first", "0"):
        answer = cast.bo.post(path, {**said, "rank": rank})
        assert answer.status_code == 422
        assert "Use a number from 1 on" in answer.get_data(as_text=True)
    db.session.add(
        RoomWord(
            listening_session_id=room.id, theme_id=table.theme.id, before={}, rank=0, entered_by_id=pia.id
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize("level", Level)
def test_from_involve_on_a_theme_waits_until_a_room_looked(level):
    assert waits_for_community(level, looked=False) is level.reaches(Level.INVOLVE)
    assert not waits_for_community(level, looked=True)


def test_the_agency_waits_for_the_community_and_sees_why(world, cast):
    engagement = world.engagement(level="involve")
    theme = world.theme(engagement, world.voices(engagement.prompts[0], ["One", "Two"]))
    ada, path = staff_named("ada"), f"/staff/actions/themes/{theme.id}"
    with pytest.raises(WaitsForCommunity):
        actions.acknowledge(ada, theme, clock.today())
    with pytest.raises(WaitsForCommunity):
        actions.draft_decision(ada, theme, facts())
    html = cast.ada.get(path).get_data(as_text=True)
    assert "It waits for the community" in html
    assert "Or draft the answer now" not in html
    session = world.looked_at(engagement, closed=False)
    assert cast.ada.get(f"{path}/decision").status_code == 409, "an open session is not the end of it"
    session.closed_at = clock.now()
    db.session.commit()
    assert "It waits for the community" not in cast.ada.get(path).get_data(as_text=True)
    actions.acknowledge(ada, theme, clock.today())


def test_a_return_session_does_not_stand_for_sense_making(world):
    engagement = world.engagement(level="involve")
    theme = world.theme(engagement, world.voices(engagement.prompts[0], ["One"]))
    world.looked_at(engagement, "return")
    with pytest.raises(WaitsForCommunity):
        actions.acknowledge(staff_named("ada"), theme, clock.today())


def test_the_ledger_says_that_it_was_named_with_the_community(room, table, pia, rosa):
    service.sign_off(pia, table.theme)
    db.session.commit()
    assert "Named with the community" not in rosa.get("/ledger").get_data(as_text=True)
    sense_making.write_down(pia, room, table.theme, table.theme.label, table.theme.summary, 1)
    db.session.commit()
    for path in ("/ledger", f"/ledger/{table.theme.id}"):
        assert "Named with the community" in rosa.get(path).get_data(as_text=True)


def test_a_room_can_look_at_the_themes_after_listening_ended(world):
    """Else an agency that ended listening first could never answer."""
    engagement, bo = world.engagement(level="involve"), staff_named("bo")
    engagement.closed_on = clock.today()
    facts = {
        "kind": "sense_making",
        "starts_at": clock.now(),
        "minutes": 90,
        "place": both("Library"),
        "address": "1 Main Street",
        "owner": "library",
        "venue_answers": {},
        "ground_rules": both("One voice at a time."),
        "supports": [],
    }
    with pytest.raises(sessions.WrongMoment):
        sessions.plan(bo, engagement, facts, engagement.prompts)
    session = sessions.plan(bo, engagement, facts, [])
    sessions.open_session(bo, session)
    sessions.close_session(bo, session)
    assert sense_making.engagements_that_looked([engagement.id]) == {engagement.id}


def test_a_room_puts_all_themes_in_order_at_once(world, table, cast):
    session = world.looked_at(table.engagement, closed=False)
    other = world.theme(table.engagement, [table.alone], signed_off=False, label="Snacks")
    path = f"/staff/themes/sessions/{session.id}"
    page = cast.bo.get(path).get_data(as_text=True)
    themes = re.findall(r'name="themes" value="(\d+)"', page)
    assert set(themes) == {str(table.theme.id), str(other.id)}
    wrong = cast.bo.post(f"{path}/order", {"themes": themes, "ranks": ["1", "first"]})
    assert wrong.status_code == 422
    assert 'value="first"' in wrong.get_data(as_text=True)
    ranks = ["2" if one == str(table.theme.id) else "1" for one in themes]
    assert cast.bo.post(f"{path}/order", {"themes": themes, "ranks": ranks}).status_code == 303
    assert sense_making.rank_of([table.theme.id, other.id]) == {table.theme.id: 2, other.id: 1}
    assert cast.bo.post(f"{path}/order", {"themes": themes, "ranks": ["", ""]}).status_code == 303
    assert sense_making.rank_of([table.theme.id, other.id]) == {}
    assert cast.ada.post(f"{path}/order", {"themes": themes, "ranks": ranks}).status_code == 403
