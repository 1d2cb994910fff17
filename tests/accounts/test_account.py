"""One's own account: password and code are asked again, and every other browser is out after a change."""

import re

import pytest
from sqlalchemy import select

from listening.accounts import second_factor, service
from listening.accounts.models import DeskSession, Invitation, RecoveryCode
from listening.accounts.rules import PASSWORD_LENGTH, is_easy
from listening.core.database import db
from tests.cast import PASSWORD, Desk, code_of, staff_named

NEW = "a wholly new set of words"


def inside(desk):
    return desk.get("/staff").status_code == 200


def did(desk, act, **typed):
    form = {"act": act, "password": PASSWORD, "code": code_of(desk.name), **typed}
    return desk.post("/staff/account", form)


def kept_hash(name="ada"):
    db.session.expire_all()
    return staff_named(name).password_hash


def test_a_new_password_takes_the_old_one_and_a_code_and_ends_every_other_session(app, cast):
    other = Desk(app, "ada")
    before = cast.ada.client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value
    assert did(cast.ada, "password", new=NEW).status_code == 303
    assert cast.ada.client.get_cookie(app.config["SESSION_COOKIE_NAME"]).value != before
    assert inside(cast.ada)
    assert not inside(other)
    assert not Desk(app, "ada").entered, "the old password opens nothing"
    db.session.expire_all()
    assert service.check_password("ada", NEW)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"password": "not the password of ada"}, "That is not your password"),
        ({"password": ""}, "Enter your password"),
        ({"code": "000000"}, "That code is not right"),
        ({"code": ""}, "Enter the code"),
        ({"new": "too short"}, f"Use at least {PASSWORD_LENGTH} letters"),
        ({"new": ""}, f"Use at least {PASSWORD_LENGTH} letters"),
        ({"new": "hearback ada ada 2026"}, "Someone could guess this"),
        ({"act": ""}, "Choose one"),
    ],
)
def test_without_both_or_with_an_easy_password_nothing_changes(cast, typed, says):
    before = kept_hash()
    answer = did(cast.ada, **{"act": "password", "new": NEW, **typed})
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert NEW not in answer.get_data(as_text=True)
    assert kept_hash() == before


def test_signing_out_elsewhere_leaves_only_this_browser(app, cast):
    other = Desk(app, "ada")
    page = cast.ada.get("/staff/account").get_data(as_text=True)
    assert page.count("<li>Since ") == len(db.session.scalars(select(DeskSession)).all())
    assert page.count("(this browser)") == 1
    assert did(cast.ada, "elsewhere").status_code == 303
    assert inside(cast.ada)
    assert not inside(other)
    assert cast.ada.get("/staff/account").get_data(as_text=True).count("<li>Since ") == 1


def test_new_recovery_codes_take_both_too_and_no_one_elses_session_ends(app, cast):
    other = Desk(app, "ben")
    assert did(cast.ada, "codes", password="wrong wrong wrong").status_code == 422
    assert db.session.scalars(select(RecoveryCode)).all() == []
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", did(cast.ada, "codes").get_data(as_text=True))
    assert len(set(codes)) == 10
    assert inside(other)


def test_wrong_passwords_here_count_against_nobody_else(app, cast):
    other = Desk(app, "ada")
    wrong = [did(cast.ada, "elsewhere", password="wrong wrong wrong").status_code for _try in range(31)]
    assert wrong == [422] * 30 + [429]
    assert did(cast.bo, "elsewhere", password="wrong wrong wrong").status_code == 422
    assert did(other, "elsewhere").status_code == 303, "who was robbed of one session ends it from another"
    assert not inside(cast.ada)


def test_wrong_codes_here_count_like_those_at_the_door(app, cast):
    for _try in range(5):
        assert did(cast.ada, "elsewhere", code="000000").status_code == 422
    assert "Too many wrong codes" in did(cast.ada, "elsewhere").get_data(as_text=True)


@pytest.mark.parametrize(
    ("password", "easy"),
    [
        (PASSWORD, False),
        ("the ring has six arcs", False),
        ("correct horse battery staple", False),
        ("aaaaaaaaaaaaaaaa", True),
        ("123456789012345678", True),
        ("abcabcabcabcabcabc", True),
        ("passwordpassword1", True),
        ("qwertyuiopasdfghjkl", True),
        ("Sierra County Family Services", True),
        ("rosa.diaz rosa.diaz", True),
        ("administrator2026!", True),
    ],
)
def test_what_anyone_would_try_is_too_easy(password, easy):
    assert is_easy(password, ["rosa.diaz", "Sierra County Family Services"]) is easy


def test_an_invitation_takes_no_easy_password(app, cast):
    proposal = {"display_name": "Nia Okafor", "role": "publisher", "agency_staff": "y"}
    answer = cast.ren.post("/staff/people", proposal)
    address = re.search(r"/staff/join/[\w-]+", answer.get_data(as_text=True))[0]
    desk = Desk(app, "nobody-yet")
    assert desk.post(address, {"sign_in": "nia", "password": "nia okafor nia okafor"}).status_code == 422
    assert desk.post(address, {"sign_in": "nia", "password": NEW}).status_code == 303
    assert db.session.scalars(select(Invitation.used_on)).all() != [None]


def test_recovery_codes_are_hashed_as_slowly_as_passwords(app, monkeypatch):
    factor = second_factor.factor_of(staff_named("ada"))
    first = second_factor._hash(factor, "abcde-fghjk")
    factor.salt = "00" * 16
    assert second_factor._hash(factor, "abcde-fghjk") != first, "each person has a salt"
    asked = []
    monkeypatch.setattr(second_factor, "slow_hash", lambda *words: asked.append(words) or b"x")
    second_factor.new_recovery_codes(factor)
    assert len(asked) == 10
    db.session.rollback()
