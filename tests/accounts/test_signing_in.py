"""The door of the desk: one voice for every wrong key, a new session at every entry, a chain of readings."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from listening import create_app
from listening.accounts import service
from listening.accounts.models import Reading
from listening.accounts.readings import first_broken_reading, record_reading
from listening.accounts.rules import SESSION_HOURS
from listening.accounts.service import NotAllowed
from listening.core.config import settings_from
from listening.core.database import db
from tests.cast import PASSWORD, Desk, code_of, staff_named

#: What `listening/core/limits.py` SIGN_IN says.
WRONG_IN_A_MINUTE = 120


def cookie(client):
    found = client.get_cookie("hearback-desk")
    return found.value if found else None


def code_for(name):
    return {"code": code_of(name)}


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD), ("casey", PASSWORD), ("", ""), ("ada", "")]
)
def test_every_wrong_key_gets_the_same_page_and_no_entry(app, name, password):
    desk = Desk(app, "nobody-yet")
    answer = desk.post("/staff/sign-in", {"sign_in": name, "password": password})
    assert answer.status_code == 422
    assert password == "" or "do not go together" in answer.get_data(as_text=True)
    assert PASSWORD not in answer.get_data(as_text=True)
    assert desk.get("/staff").status_code == 303


def test_capitals_in_a_name_do_not_matter(app):
    desk = Desk(app, "nobody-yet")
    assert desk.post("/staff/sign-in", {"sign_in": " ADA ", "password": PASSWORD}).status_code == 303


def test_a_session_from_before_is_worth_nothing_after(app):
    client = app.test_client()
    client.get("/staff/sign-in")
    with client.session_transaction("/staff/sign-in") as planted:
        planted["planted"] = "by someone else"
    before = cookie(client)
    desk = Desk(app, "ada")
    token = token_of(client)
    for path, typed in (
        ("sign-in", {"sign_in": "ada", "password": PASSWORD}),
        ("sign-in/code", code_for("ada")),
    ):
        answer = client.post(f"/staff/{path}", data={**typed, "csrf_token": token})
        assert answer.status_code == 303
    assert cookie(client) != before
    with client.session_transaction("/staff/sign-in") as kept:
        assert "planted" not in kept
        assert not any("203" in str(value) or "werkzeug" in str(value).lower() for value in kept.values())
    assert desk.entered


def token_of(client):
    html = client.get("/staff/sign-in").get_data(as_text=True)
    return html.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def test_a_working_day_ends_a_session(app, cast, calendar):
    assert cast.ada.get("/staff").status_code == 200
    calendar.now += timedelta(hours=SESSION_HOURS, minutes=1)
    assert cast.ada.get("/staff").status_code == 303


def test_signing_out_forgets_the_session(cast):
    assert cast.ada.get("/staff").status_code == 200
    assert cast.ada.post("/staff/sign-out").status_code == 303
    assert cast.ada.get("/staff").status_code == 303


@pytest.mark.parametrize(
    "next_", ["https://evil.example/staff", "//evil.example/staff", "/ledger", "/staff\\@evil"]
)
def test_after_signing_in_nobody_is_sent_elsewhere(app, next_):
    desk = Desk(app, "nobody-yet")
    answer = desk.post(
        "/staff/sign-in", {"sign_in": "ada", "password": PASSWORD}, query_string={"next": next_}
    )
    answer = desk.post(answer.headers["Location"], code_for("ada"))
    target = answer.headers["Location"]
    assert target.startswith("/staff")
    assert "//" not in target


def test_a_machine_that_guesses_is_slowed_down(app):
    desk = Desk(app, "nobody-yet")
    # Without a password nothing is computed, and a desk of nobody has tried once already.
    tries = [{"sign_in": f"no{number}", "password": ""} for number in range(WRONG_IN_A_MINUTE - 1)]
    assert {desk.post("/staff/sign-in", one).status_code for one in tries} == {422}
    assert desk.post("/staff/sign-in", {"sign_in": "ada", "password": PASSWORD}).status_code == 429


def test_forty_who_come_in_at_once_through_one_proxy_keep_nobody_out(app):
    desk = Desk(app, "nobody-yet")
    right = {"sign_in": "ada", "password": PASSWORD}
    assert {desk.post("/staff/sign-in", right).status_code for _person in range(130)} == {303}


def test_passes_that_open_nothing_count_together_with_wrong_passwords(app):
    desk, words = Desk(app, "nobody-yet"), "abandon ability able about above absent"
    half = WRONG_IN_A_MINUTE // 2
    # A desk of nobody has tried once already.
    assert {desk.get(f"/staff/pass/{words}").status_code for _try in range(half - 1)} == {410}
    assert {desk.post("/staff/pass", {"words": words}).status_code for _try in range(half)} == {410}
    assert desk.get(f"/staff/pass/{words}").status_code == 429
    assert desk.post("/staff/pass", {"words": words}).status_code == 429
    assert desk.post("/staff/sign-in", {"sign_in": "ada", "password": PASSWORD}).status_code == 429
    assert desk.get("/staff/pass").status_code == 200


@pytest.fixture
def readings(app, world):
    engagement = world.engagement()
    for texts in (3, 5, 7, 9):
        record_reading(staff_named("pia"), engagement.id, "workbench", texts)
        db.session.flush()
    db.session.commit()
    return [one.id for one in db.session.scalars(select(Reading).order_by(Reading.id))]


def broken():
    db.session.expire_all()
    return first_broken_reading(db.session.scalars(select(Reading).order_by(Reading.id)))


@pytest.mark.parametrize(
    "change",
    ["texts = 1", "place = 'nowhere'", "read_at = '2020-01-01 00:00:00'", "engagement_id = 9", "salt = 'x'"],
)
def test_a_reading_changed_afterwards_shows(readings, change):
    assert broken() is None
    db.session.execute(text(f"UPDATE reading SET {change} WHERE id = :id"), {"id": readings[1]})
    db.session.commit()
    assert broken() == readings[1]


def test_a_reading_taken_out_shows_to_those_outside_the_agency(cast, readings):
    db.session.execute(text("DELETE FROM reading WHERE id = :id"), {"id": readings[1]})
    db.session.commit()
    assert broken() == readings[2]
    assert cast.ren.get("/staff/readings").status_code == 403
    assert cast.stella.get("/staff/readings").status_code == 200


def test_only_readers_read_and_nothing_read_is_nothing_recorded(app, readings):
    for name in ("ada", "bo", "ren", "stella"):
        with pytest.raises(NotAllowed):
            record_reading(staff_named(name), 1, "anywhere", 1)
    before = len(readings)
    record_reading(staff_named("pia"), 1, "anywhere", 0)
    assert len(db.session.scalars(select(Reading)).all()) == before


def test_a_real_installation_hashes_passwords_slowly_and_an_unknown_name_takes_as_long(app):
    real = create_app(app.config["SETTINGS"], cheap_passwords=False)
    with real.app_context():
        assert not PasswordHasher().check_needs_rehash(service._hasher().hash(PASSWORD))
    assert not PasswordHasher().check_needs_rehash(service.NOBODY)
    assert not settings_from({"HEARBACK_CHEAP_PASSWORDS": "1"}).cheap_passwords
    assert PasswordHasher().check_needs_rehash(staff_named("ada").password_hash), "the positive control"
