"""Who may work here takes two keys, and independence cannot be given by the agency alone."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.accounts import service
from listening.accounts.models import Invitation, Staff
from listening.accounts.rules import INDEPENDENT, INVITATION_DAYS, OF_THE_AGENCY, Role
from listening.accounts.service import NotAllowed
from listening.core.database import db
from tests.cast import PASSWORD, Desk, code_of, staff_named


def code_in(answer):
    return re.search(r"/staff/join/([\w-]+)", answer.get_data(as_text=True))[1]


def proposed(cast, role="reviewer", name="Nia", **more):
    return cast.ren.post("/staff/people", {"display_name": name, "role": role, **more})


def newest():
    db.session.expire_all()
    return db.session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()


def join(app, code, name="nia"):
    desk = Desk(app, "nobody-yet")
    typed = {"sign_in": name, "password": "another four plain words"}
    answer = desk.post(f"/staff/join/{code}", typed)
    if answer.status_code == 303:
        assert desk.get("/staff").status_code == 303, "not before the second factor"
        assert desk.post("/staff/sign-in/code", {"code": code_of(name)}).status_code == 200
    return desk, answer


def test_a_reviewer_is_proposed_by_one_and_accepted_by_another(app, cast):
    code = code_in(proposed(cast))
    _desk, answer = join(app, code)
    assert answer.status_code == 409, "the steward has not accepted"
    assert cast.ren.post(f"/staff/invitations/{newest().id}/accept").status_code == 403
    assert cast.stella.post(f"/staff/invitations/{newest().id}/accept").status_code == 303
    desk, answer = join(app, code)
    assert answer.status_code == 303
    assert desk.get("/staff").status_code == 200
    assert (staff_named("nia").role, staff_named("nia").agency_staff) == ("reviewer", False)
    assert join(app, code, "second")[1].status_code == 410, "an invitation opens once"


def test_an_invitation_grows_old(app, cast, calendar):
    code = code_in(proposed(cast, "publisher", agency_staff="y"))
    calendar.move(INVITATION_DAYS + 1)
    assert join(app, code)[1].status_code == 410


def test_a_name_that_is_taken_and_a_short_password_are_asked_again(app, cast):
    code = code_in(proposed(cast, "publisher", agency_staff="y"))
    assert join(app, code, "ADA")[1].status_code == 422
    desk = Desk(app, "nobody-yet")
    answer = desk.post(f"/staff/join/{code}", {"sign_in": "new", "password": "too short"})
    assert answer.status_code == 422
    assert 'value="new"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("agency", [True, False])
def test_a_role_that_conflicts_is_refused_by_the_service_and_by_the_table(app, role, agency):
    conflicts = role in INDEPENDENT if agency else role in OF_THE_AGENCY
    row = {"role": role.value, "agency": agency}
    insert = text(
        "INSERT INTO staff (sign_in, display_name, role, agency_staff, password_hash, active, session_version)"
        " VALUES ('x', 'x', :role, :agency, 'x', :agency, 1)"
    )
    if not conflicts:
        db.session.execute(insert, row)
        db.session.rollback()
        service.propose(staff_named("ren"), "X", role, agency_staff=agency)
        return
    with pytest.raises(NotAllowed):
        service.propose(staff_named("ren"), "X", role, agency_staff=agency)
    with pytest.raises(NotAllowed):
        service.add_staff("x", "X", role, PASSWORD, agency_staff=agency)
    with pytest.raises(IntegrityError):
        db.session.execute(insert, row)
    db.session.rollback()


def test_the_table_itself_wants_the_second_key(app, cast):
    proposed(cast)
    row = newest()
    with pytest.raises(IntegrityError):
        db.session.execute(
            text("UPDATE invitation SET used_on = '2026-03-02' WHERE id = :id"), {"id": row.id}
        )
    db.session.rollback()
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE invitation SET accepted_by_id = proposed_by_id"))
    db.session.rollback()


def test_an_administrator_can_reset_the_agency_and_never_a_reader(app, cast):
    for name in ("pia", "bo", "stella"):
        assert cast.ren.post(f"/staff/people/{staff_named(name).id}/reset").status_code == 403
    assert cast.stella.post(f"/staff/people/{staff_named('ada').id}/reset").status_code == 403
    assert cast.stella.post(f"/staff/people/{staff_named('stella').id}/reset").status_code == 403
    code = code_in(cast.stella.post(f"/staff/people/{staff_named('pia').id}/reset"))
    before = cast.pia
    assert before.get("/staff").status_code == 200
    desk = Desk(app, "nobody-yet")
    answer = desk.post(f"/staff/join/{code}", {"password": "a wholly new set of words"})
    assert answer.status_code == 303
    assert desk.post("/staff/sign-in/code", {"code": code_of("pia")}).status_code == 303
    assert before.get("/staff").status_code == 303, "older sessions end with the old password"
    assert not Desk(app, "pia").entered, "the old password opens nothing"
    assert desk.get("/staff").status_code == 200


def test_two_people_with_one_code_do_not_both_get_in(app, cast):
    code = code_in(proposed(cast, "publisher", agency_staff="y"))
    db.session.commit()
    desks = [Desk(app, "nobody-yet") for _one in range(2)]
    typed = [{"sign_in": f"new-{number}", "password": "another four plain words"} for number in range(2)]
    with ThreadPoolExecutor(2) as room:
        answers = list(room.map(lambda desk, form: desk.post(f"/staff/join/{code}", form), desks, typed))
    assert sorted(answer.status_code for answer in answers) == [303, 410]


def test_who_leaves_is_out_at_the_next_step(app, cast):
    assert cast.bo.get("/staff").status_code == 200
    assert cast.ren.post(f"/staff/people/{staff_named('bo').id}/let-go").status_code == 303
    assert "/staff/sign-in" in cast.bo.get("/staff").headers["Location"]
    assert not Desk(app, "bo").entered
    assert not cast.casey.entered


def test_the_last_key_holder_cannot_be_let_go(app, cast):
    assert cast.ren.post(f"/staff/people/{staff_named('ren').id}/let-go").status_code == 403
    assert cast.ren.post(f"/staff/people/{staff_named('stella').id}/let-go").status_code == 403
    assert cast.stella.post(f"/staff/people/{staff_named('ren').id}/let-go").status_code == 403
    service.add_staff("second", "S", Role.COMMUNITY_STEWARD, PASSWORD, agency_staff=False)
    db.session.commit()
    assert cast.ren.post(f"/staff/people/{staff_named('stella').id}/let-go").status_code == 303


def test_set_up_names_both_key_holders_and_works_once(app):
    with pytest.raises(NotAllowed):
        service.found("A", {"en": "B"}, "C", "D")
    assert db.session.scalar(select(Staff).where(Staff.sign_in == "set-up")) is None
