"""From the phone to the wall: by heaps, by hand, and gone with the room, but for what was set apart."""

import pytest
from sqlalchemy import func, select

from listening.accounts.models import Reading
from listening.accounts.readings import record_room
from listening.accounts.service import NotAllowed
from listening.contributions import withdrawals
from listening.contributions.intake import intake
from listening.contributions.rules import Lane
from listening.core import jobs
from listening.core.database import db
from listening.core.errors import Refused
from listening.engagements import service as engagements
from listening.live import service, wall
from listening.sessions.service import NotYours
from listening.themes.models import Disposition
from tests.cast import staff_named
from tests.live.conftest import vault
from tests.sessions.rooms import closed, opened, said

TEXTS = [f"voice number {number}" for number in range(6)]


def places():
    return {
        one.contribution.text: (one.place, one.reason, one.placed_by)
        for one in db.session.scalars(select(Disposition))
    }


def test_two_wait_and_three_come_together_mixed(session, bo, let_in):
    said(session, TEXTS[:2])
    assert let_in() == []
    said(session, TEXTS[2:3])
    assert {one.text for one in let_in()} == set(TEXTS[:3])
    ids = [one.id for one in let_in()]
    assert ids == sorted(ids), "the order is that of keyed hashes, not of pressing send"


def test_a_heap_comes_by_chance_and_not_because_someone_pressed_send(session, bo, calendar):
    room = service.room_of(session)
    wall.let_heap_in(session, room)
    db.session.commit()
    said(session, TEXTS)
    wall.let_heap_in(session, room)
    assert wall.cards(session) == [], "the next look is drawn beforehand"
    calendar.move(1)
    wall.let_heap_in(session, room)
    assert len(wall.cards(session)) == len(TEXTS)


def test_closing_a_prompt_brings_even_a_single_voice(session, do, let_in):
    do("open_prompt")
    said(session, TEXTS[:1])
    assert let_in() == []
    do("close_prompt")
    assert [one.text for one in let_in()] == TEXTS[:1]


def test_only_those_outside_who_run_the_room_read_it_and_it_is_noted_once(session, bo, let_in):
    said(session, TEXTS)
    let_in()
    with pytest.raises(NotYours):
        wall.read_by(staff_named("mei"), session)
    with pytest.raises(NotYours):
        wall.read_by(staff_named("ada"), session)
    for _look in range(3):
        assert len(wall.read_by(bo, session)) == len(TEXTS)
    db.session.commit()
    noted = db.session.scalars(select(Reading)).all()
    assert [(one.staff_id, one.place, one.texts) for one in noted] == [(bo.id, f"room-{session.id}", 3)]


def test_someone_of_the_agency_reads_nothing_even_at_the_console(session, let_in):
    said(session, TEXTS)
    let_in()
    ada = staff_named("ada")
    session.facilitator_id = ada.id
    db.session.commit()
    with pytest.raises(service.NotOutside):
        wall.read_by(ada, session)
    with pytest.raises(NotAllowed):
        record_room(ada, session.engagement_id, "room-1", 3)
    service.agree(ada, session, session.ground_rules)
    with pytest.raises(service.NotOutside, match="works for the agency"):
        service.act(ada, session, "wall", 1)


def test_just_count_it_is_never_shown_and_an_idea_only_in_other_words(session, bo, agreed, let_in):
    said(session, TEXTS[:2], consent="count")
    said(session, TEXTS[2:3], consent="idea")
    by_text = {one.text: one for one in let_in()}
    with pytest.raises(wall.NotShown, match="just count it"):
        wall.move(bo, session, by_text[TEXTS[0]], Lane.SHOWN, words="Something else")
    for words in ("", TEXTS[2]):
        with pytest.raises(wall.NotShown, match="not the words"):
            wall.move(bo, session, by_text[TEXTS[2]], Lane.SHOWN, words=words)
    wall.move(bo, session, by_text[TEXTS[2]], Lane.SHOWN, words="An idea in my words")
    assert [one.wall for one in wall.on_the_wall(session)] == ["An idea in my words"]


def test_hiding_needs_a_reason_of_the_public_list(session, bo, let_in):
    said(session, TEXTS)
    one = let_in()[0]
    for reason in ("", "because"):
        with pytest.raises(Refused, match="reason is public"):
            wall.move(bo, session, one, Lane.HIDDEN, reason=reason)


def test_a_move_can_be_taken_back_once(session, bo, let_in):
    said(session, TEXTS)
    one = let_in()[0]
    wall.move(bo, session, one, Lane.HIDDEN, reason="threat")
    for _press in range(2):
        wall.take_back(bo, session, one)
        assert wall.card(session, one.number) == one


@pytest.mark.parametrize("pooled", [False, True])
def test_sensitive_and_hidden_keep_their_place_beyond_the_room(app, session, bo, let_in, pooled):
    said(session, TEXTS[:3] if pooled else TEXTS)
    by_text = {one.text: one for one in let_in()}
    wall.move(bo, session, by_text[TEXTS[0]], Lane.SENSITIVE)
    wall.move(bo, session, by_text[TEXTS[1]], Lane.HIDDEN, reason="threat")
    wall.move(bo, session, by_text[TEXTS[2]], Lane.SHOWN)
    closed(app, session)
    if pooled:
        assert vault() == {}
        engagements.end_listening(staff_named("ada"), session.engagement)
        db.session.commit()
        jobs.sweep_all(app)
    assert len(vault()) == (3 if pooled else 6)
    assert places() == {
        TEXTS[0]: ("sensitive", None, "person"),
        TEXTS[1]: ("set_aside", "threat", "person"),
    }
    assert list(intake().folder.iterdir()) == []


def test_words_deleted_in_the_room_leave_the_wall_and_the_file(app, session, bo, agreed, let_in):

    secrets = said(session, [f"{text} zanzibar" for text in TEXTS])
    for one in let_in():
        wall.move(bo, session, one, Lane.SHOWN, words=f"{one.text} on the wall")
    withdrawals.withdraw(secrets[0], withdrawals.held_by(secrets[0]))
    assert len(wall.on_the_wall(session)) == len(TEXTS) - 1
    raw = b"".join(path.read_bytes() for path in intake().folder.iterdir())
    assert b"number 0 zanzibar" not in raw
    assert b"number 1 zanzibar" in raw, "the control"


def test_nothing_of_the_lanes_reaches_the_main_database(app, session, bo, agreed, let_in):
    said(session, TEXTS)
    for one in let_in():
        wall.move(bo, session, one, Lane.SHOWN, words=f"{one.text} kilimanjaro")
    closed(app, session)
    opened(session.engagement)
    tables = db.metadata.sorted_tables
    everything = [str(row) for table in tables for row in db.session.execute(select(table))]
    assert any(TEXTS[0] in row for row in everything), "the control"
    assert not any("kilimanjaro" in row for row in everything)
    assert db.session.scalar(select(func.count()).select_from(Disposition)) == 0
