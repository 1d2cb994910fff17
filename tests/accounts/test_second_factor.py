"""A password opens nothing alone; a code opens once; a lost phone takes two; a copied cookie ends with its session."""

import re
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, text

from listening.accounts import second_factor
from listening.accounts.models import DeskSession, RecoveryCode, SecondFactor, Staff
from listening.accounts.rules import LOCKED_MINUTES, WRONG_CODES, Role, two_keys
from listening.core.database import db
from tests.cast import PASSWORD, Desk, code_of, staff_named


class Door(Desk):
    """Someone who has shown the password, and no code yet."""

    def _show_code(self):
        return True

    def show(self, code):
        return self.post("/staff/sign-in/code", {"code": code})


def inside(desk):
    return desk.get("/staff").status_code == 200


def factor(name="ada"):
    db.session.expire_all()
    return db.session.scalar(select(SecondFactor).where(SecondFactor.staff_id == staff_named(name).id))


def totp(name="ada"):
    return pyotp.TOTP(second_factor.key_of(factor(name)))


@pytest.fixture
def door(app):
    return Door(app, "ada")


def test_a_password_alone_opens_nothing(door):
    assert not inside(door)
    assert door.get("/staff/people").status_code == 303
    page = door.get("/staff/sign-in/code").get_data(as_text=True)
    assert second_factor.key_of(factor()) not in page, "the key is shown at enrolment only"
    assert door.show("").status_code == 422
    assert door.show(code_of("ada")).status_code == 303
    assert inside(door)


def test_a_code_without_a_password_opens_nothing(app):
    desk = Desk(app, "nobody-yet")
    assert desk.post("/staff/sign-in/code", {"code": code_of("ada")}).status_code == 422
    assert not inside(desk)


def replayed(app, calendar, seconds):
    """Whether a code that was seen over someone's shoulder opens the door again a little later."""
    code = code_of("ada")
    first = Door(app, "ada")
    assert first.show(code).status_code == 303
    calendar.now += timedelta(seconds=seconds)
    return Door(app, "ada").show(code).status_code == 303


@pytest.mark.parametrize("seconds", [0, 10, 29])
def test_a_code_opens_once(app, calendar, seconds):
    assert not replayed(app, calendar, seconds)


def test_a_door_that_forgets_used_codes_is_found(app, calendar, monkeypatch):
    remembered = second_factor._is_new_code

    def forgets(one, typed):
        one.last_step = 0
        return remembered(one, typed)

    monkeypatch.setattr(second_factor, "_is_new_code", forgets)
    assert replayed(app, calendar, 10)


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(door, calendar, steps, opens):
    code = totp().at(calendar.now, counter_offset=steps)
    assert (door.show(code).status_code == 303) is opens


def test_an_older_code_is_refused_after_a_newer_one(app, door, calendar):
    assert door.show(totp().at(calendar.now, counter_offset=1)).status_code == 303
    assert Door(app, "ada").show(totp().at(calendar.now, counter_offset=0)).status_code == 422


def test_five_wrong_codes_let_the_account_rest_whoever_sends_them(app, door, calendar):
    for _try in range(WRONG_CODES):
        assert door.show("000000").status_code == 422
    answer = Door(app, "ada").show(code_of("ada"))
    assert "Too many wrong codes" in answer.get_data(as_text=True)
    calendar.now += timedelta(minutes=LOCKED_MINUTES, seconds=1)
    assert Door(app, "ada").show(code_of("ada")).status_code == 303
    columns = {column.name for column in SecondFactor.__table__.columns}
    assert columns == {
        "staff_id",
        "salt",
        "proved_on",
        "last_step",
        "wrong",
        "locked_until",
        "reset_asked_by_id",
    }


def enrolled_anew(app, name="nia"):
    from listening.accounts import service

    service.add_staff(name, "Nia", Role.REVIEWER, PASSWORD, agency_staff=False)
    db.session.commit()
    return Door(app, name)


def codes_in(answer):
    return re.findall(r"<code>(\w{5}-\w{5})</code>", answer.get_data(as_text=True))


def test_the_first_sign_in_sets_up_the_second_factor_by_picture_or_by_hand(app):
    desk = enrolled_anew(app)
    page = desk.get("/staff/sign-in/code").get_data(as_text=True)
    assert "<svg" in page
    typed = re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    assert len(typed) == 32
    assert desk.show("123").status_code == 422
    answer = desk.show(pyotp.TOTP(typed).at(app.config["CLOCK"]()))
    codes = codes_in(answer)
    assert len(set(codes)) == 10
    assert inside(desk)
    kept = db.session.execute(select(RecoveryCode.code_hash)).scalars().all()
    assert not any(code in one or code.replace("-", "") in one for code in codes for one in kept)


def test_a_recovery_code_opens_once_for_its_owner_only(app):
    codes = codes_in(enrolled_anew(app).show(code_of("nia")))
    assert Door(app, "ada").show(codes[0]).status_code == 422
    assert Door(app, "nia").show(codes[0].upper().replace("-", " ")).status_code == 303
    assert Door(app, "nia").show(codes[0]).status_code == 422
    desk = Door(app, "nia")
    assert desk.show(codes[1]).status_code == 303
    desk.token = desk._token()
    again = {"act": "codes", "password": PASSWORD, "code": codes[2]}
    fresh = codes_in(desk.post("/staff/account", again))
    assert len(fresh) == 10
    assert Door(app, "nia").show(codes[3]).status_code == 422, "a new sheet ends the old one"


def test_the_database_alone_gives_no_code(app):
    from dataclasses import replace

    right = totp().at(app.config["CLOCK"]())
    app.config["KEYS"] = replace(app.config["KEYS"], challenge=b"another installation's key.......")
    assert totp().at(app.config["CLOCK"]()) != right


def lost(desk, name):
    return desk.post(f"/staff/people/{staff_named(name).id}/lost-phone").status_code


def test_a_lost_phone_takes_the_administrator_and_the_steward(app, cast):
    before = cast.pia
    assert inside(before)
    old = second_factor.key_of(factor("pia"))
    assert lost(cast.ren, "pia") == 303
    assert lost(cast.ren, "pia") == 403, "nobody turns both keys"
    assert inside(before), "nothing happened yet"
    assert lost(cast.stella, "pia") == 303
    assert not inside(before)
    assert factor("pia") is None
    desk = Door(app, "pia")
    assert desk.show(code_of("pia")).status_code == 200, "enrols anew"
    assert second_factor.key_of(factor("pia")) != old


def test_nobody_resets_their_own_and_other_roles_reset_none(cast):
    assert lost(cast.ren, "ren") == 403
    for name in ("pia", "bo", "ada"):
        assert lost(getattr(cast, name), "mei") == 403
    assert not two_keys(Role.ADMINISTRATOR, Role.ADMINISTRATOR)
    assert not two_keys(Role.COMMUNITY_STEWARD, Role.REVIEWER)


def survives_signing_out(cast):
    """Whether a cookie copied before signing out still opens the desk after it."""
    name = cast.app.config["SESSION_COOKIE_NAME"]
    copied = cast.ada.client.get_cookie(name).value
    assert cast.ada.post("/staff/sign-out").status_code == 303
    thief = cast.app.test_client()
    thief.set_cookie(name, copied)
    return thief.get("/staff").status_code == 200


def test_a_copied_cookie_ends_with_its_session(cast):
    assert not survives_signing_out(cast)


def test_a_session_that_only_the_cookie_knows_is_found(cast, monkeypatch):
    from listening.accounts import guard

    monkeypatch.setattr(guard, "end", guard.logout_user)
    assert survives_signing_out(cast)


def test_signing_out_here_leaves_another_browser_signed_in(app, cast):
    other = Desk(app, "ada")
    cast.ada.post("/staff/sign-out")
    assert inside(other)


@pytest.mark.parametrize("change", ["role = 'administrator'", "active = :no", "session_version = 9"])
def test_a_changed_role_or_account_ends_at_the_next_request(cast, change):
    assert inside(cast.ada)
    db.session.execute(text(f"UPDATE staff SET {change} WHERE sign_in = 'ada'"), {"no": False})
    db.session.commit()
    assert not inside(cast.ada)


def test_what_is_kept_of_a_session_says_nothing_of_where(cast):
    assert inside(cast.ada)
    kept = {column.name for column in DeskSession.__table__.columns}
    assert kept == {"id", "staff_id", "began_at", "role", "version", "session_pass_id"}
    cookie = cast.ada.client.get_cookie(cast.app.config["SESSION_COOKIE_NAME"]).value
    rows = db.session.scalars(select(DeskSession.id).join(Staff).where(Staff.sign_in == "ada")).all()
    assert rows
    assert not any(row in cookie for row in rows)
