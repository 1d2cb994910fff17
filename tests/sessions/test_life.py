"""A session is what happened to it; only those who run it make it happen."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from listening.accounts import service as accounts
from listening.accounts.rules import Role
from listening.core import clock
from listening.core.database import db
from listening.core.errors import Refused
from listening.sessions import service
from listening.sessions.rules import CODE_LETTERS, State, clean_code, is_code, state_of
from listening.sessions.service import NotYours, WrongMoment
from tests.cast import PASSWORD, Desk, staff_named
from tests.sessions.rooms import opened, planned, said
from tests.test_loop import plan
from tests.world import both

THEN, DAY = datetime(2026, 3, 2, 18, tzinfo=UTC), date(2026, 3, 3)


@pytest.mark.once
@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, State.PLANNED),
        ({"opened_at": THEN}, State.OPEN),
        ({"opened_at": THEN, "closed_at": THEN}, State.CLOSED),
        ({"opened_at": THEN, "closed_at": THEN, "sealed_on": DAY}, State.SEALED),
        ({"cancelled_on": DAY}, State.CANCELLED),
    ],
)
def test_the_state_is_read_from_what_happened(facts, state):
    empty = {"opened_at": None, "closed_at": None, "sealed_on": None, "cancelled_on": None}
    assert state_of(**empty | facts) is state


def test_join_codes_use_letters_that_cannot_be_mistaken(app):
    codes = {service.new_code() for _one in range(200)}
    assert len(codes) == 200
    assert all(is_code(code) for code in codes)
    assert not set(CODE_LETTERS) & set("AEIOU01"), "no vowels that spell words, no nought and one"
    for alike in ("S5", "B8", "Z2", "UV", "1IL", "0OD"):
        assert len(set(alike) & set(CODE_LETTERS)) <= 1
    assert clean_code(" 7k4-p29 ") == "7K4P29"


def test_only_those_who_run_a_session_open_and_close_it(app, cast, world):
    room = planned(world.engagement())
    number = room.id
    for name, desk in (("ada", cast.ada), ("pia", cast.pia), ("ren", cast.ren), ("stella", cast.stella)):
        assert desk.post(f"/staff/sessions/{number}/open").status_code == 403, name
        assert desk.post(f"/staff/live/{number}/close").status_code == 403, name
    accounts.add_staff("dee", "Dee", Role.FACILITATOR, PASSWORD, agency_staff=False)
    db.session.commit()
    dee = Desk(app, "dee")
    for path in (f"/staff/sessions/{number}/open", f"/staff/live/{number}/close"):
        assert dee.post(path).status_code == 403, "another facilitator does not run it"
    assert dee.get(f"/staff/live/{number}").status_code == 403
    assert cast.bo.post(f"/staff/sessions/{number}/open").status_code == 303
    assert cast.bo.post(f"/staff/sessions/{number}/open").status_code == 409
    assert cast.bo.post(f"/staff/live/{number}/close").status_code == 303
    assert cast.bo.post(f"/staff/live/{number}/close").status_code == 409


def test_the_service_itself_refuses_strangers_and_wrong_moments(app, world):
    room = planned(world.engagement())
    for act in (service.open_session, service.close_session):
        with pytest.raises(NotYours):
            act(staff_named("pia"), room)
    with pytest.raises(WrongMoment):
        service.close_session(staff_named("bo"), room)


def test_a_session_called_off_says_why_and_cannot_be_opened(app, cast, world, rosa):
    room = planned(world.engagement())
    number, code = room.id, room.code
    path = f"/staff/sessions/{number}/cancel"
    assert cast.bo.post(path, {"reason_en": "", "reason_es": ""}).status_code == 422
    assert (
        cast.bo.post(path, {"reason_en": "The road is closed.", "reason_es": "Cerrado."}).status_code == 303
    )
    assert "The road is closed." in rosa.get(f"/sessions/{number}").get_data(as_text=True)
    assert "The road is closed." in rosa.get(f"/s/{code}").get_data(as_text=True)
    assert cast.bo.post(f"/staff/sessions/{number}/open").status_code == 409
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE listening_session SET cancelled_on = NULL"))
    db.session.rollback()


def test_the_return_session_is_planned_with_the_first_one(app, cast, world, rosa):
    engagement = world.engagement()
    back = (clock.today() + timedelta(days=70)).isoformat()
    sent = plan(engagement) | {"returns_at": f"{back}T18:00", "prompts": [str(engagement.prompts[0].id)]}
    answer = cast.bo.post(f"/staff/sessions/new/{engagement.id}", sent)
    number = int(answer.headers["Location"].rpartition("/")[2])
    room = next(one for one in service.sessions_of(engagement.id) if one.id == number)
    assert room.return_session.is_return
    assert clock.day_of(room.return_session.starts_at).isoformat() == back
    assert room.return_session.place == room.place
    assert room.code != room.return_session.code


def test_a_session_with_nothing_to_ask_is_not_opened(app, world):
    room = planned(world.engagement())
    room.agenda = []
    with pytest.raises(WrongMoment, match="agenda"):
        service.open_session(staff_named("bo"), room)


def test_an_open_session_is_not_changed_and_not_called_off(app, cast, world):
    room = opened(world.engagement())
    for act in (
        lambda: service.change(staff_named("bo"), room, {"minutes": 5}, []),
        lambda: service.cancel(staff_named("bo"), room, both("Why")),
    ):
        with pytest.raises(Refused):
            act()


def test_the_agency_never_shares_a_room(app, world):
    room = planned(world.engagement())
    everyone = {staff_named(name).id for name in ("ada", "ben", "ren", "stella", "casey", "pia")}
    service.share(staff_named("bo"), room, everyone)
    assert [one.sign_in for one in room.co_facilitators] == ["pia"]
    db.session.commit()
    assert room.run_by(staff_named("pia"))
    service.open_session(staff_named("pia"), room)


def test_the_counter_of_the_room_moves_in_steps_of_five(app, cast, world):
    room = opened(world.engagement())
    number = room.id
    shown = []
    for _person in range(11):
        said(room, ["words"])
        page = cast.bo.get(f"/staff/live/{number}").get_data(as_text=True)
        shown.append(next((step for step in (10, 5) if f"{step} or more" in page), 0))
    assert shown == [0] * 4 + [5] * 5 + [10] * 2
