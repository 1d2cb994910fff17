"""People leave, obligations stay: who had it, who has it now, and why."""

import pytest
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import handing_over, service
from listening.actions.due import due_board
from listening.actions.proofs import Handover
from listening.actions.rules import Within
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from tests.actions.answered import facts
from tests.cast import staff_named
from tests.world import both


@pytest.fixture
def action(answers):
    theme = answers.theme()
    answers.decision(theme)
    return answers.action(theme)


def test_a_handover_is_public_and_its_note_is_not(action, rosa, cast):
    said = {
        "owner": "Visit Team",
        "deputy": "",
        "reason_en": "The desk was closed.",
        "reason_es": "Cerró la oficina.",
        "note": "The keys hang in room 4.",
    }
    number, theme = action.id, action.theme_id
    assert (
        cast.ada.post(f"/staff/actions/{number}/hand-over", said | {"owner": "Transport"}).status_code == 422
    )
    assert cast.ada.post(f"/staff/actions/{number}/hand-over", said).status_code == 303
    page = rosa.get(f"/ledger/{theme}").get_data(as_text=True)
    assert "Transport handed this over to Visit Team." in page
    assert "The desk was closed." in page
    assert "room 4" not in page
    assert "room 4" in cast.ben.get(f"/staff/actions/themes/{theme}").get_data(as_text=True)


def test_a_handover_changes_something_and_says_why(action):
    ada = staff_named("ada")
    with pytest.raises(service.Incomplete):
        handing_over.hand_over(ada, action, "Transport", "", both("x"))
    with pytest.raises(service.Incomplete):
        handing_over.hand_over(ada, action, "Visit Team", "", Words())
    with pytest.raises(NotAllowed):
        handing_over.hand_over(staff_named("bo"), action, "Visit Team", "", both("x"))
    same = {"old_owner": "x", "new_owner": "x", "old_deputy": "", "new_deputy": ""}
    db.session.add(
        Handover(action_id=action.id, on=clock.today(), reason=both("x"), note="", staff_id=ada.id, **same)
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_draft_of_someone_who_left_is_taken_over_and_still_needs_two(answers, cast):
    decision = service.draft_decision(staff_named("ada"), answers.theme(), facts())
    ben = staff_named("ben")
    with pytest.raises(Refused):
        handing_over.take_over(ben, decision)
    assert handing_over.left_drafts() == []
    staff_named("ada").active = False
    db.session.commit()
    assert handing_over.left_drafts() == [decision]
    page = cast.ben.get(f"/staff/actions/themes/{decision.theme_id}").get_data(as_text=True)
    assert "Take over this draft" in page
    assert cast.ben.post(f"/staff/actions/decisions/{decision.id}/take-over").status_code == 303
    db.session.expire_all()
    with pytest.raises(service.TwoPeopleNeeded):
        service.publish_decision(staff_named("ben"), decision)


def test_the_board_counts_by_unit_and_shows_the_overdue_first(answers, action, calendar):
    other = service.plan_action(
        staff_named("ada"),
        action.theme,
        {"words": both("Print a map"), "owner": "Front Desk", "due_on": clock.today()},
    )
    calendar.move(40)
    late = due_board(within=Within.LATE)
    assert [one.days_late for one in late.rows] == [40, 10, 10]
    assert [(one.name, one.owed, one.late) for one in late.units] == [
        ("Transport", 2, 2),
        ("Front Desk", 1, 1),
    ]
    assert [one.action.id for one in due_board("Front Desk").rows] == [other.id]
    assert due_board("Nobody").rows == []


def test_the_board_leaves_out_what_is_done_and_what_is_far(action, calendar):
    assert len(due_board(within=Within.MONTH).rows) == 2
    assert due_board(within=Within.LATE).rows == []
    service.reach_milestone(staff_named("ada"), action.milestones[0], clock.today(), both("x"))
    assert len(due_board().rows) == 1
    action.completion, action.judged_by_id = "complete", staff_named("ada").id
    assert due_board().units == []


def test_the_board_through_the_desk_with_a_calendar_for_each_unit(action, cast):
    for desk in (cast.ada, cast.bo):
        page = desk.get("/staff/actions/board?unit=Transport&within=month").get_data(as_text=True)
        assert "Hand out bus passes" in page
        assert "/ledger/calendar.ics?unit=transport" in page
    dates = cast.ada.get("/ledger/calendar.ics?unit=transport").get_data(as_text=True)
    assert dates.count("BEGIN:VEVENT") == 2
    assert "BEGIN:VEVENT" not in cast.ada.get("/ledger/calendar.ics?unit=other").get_data(as_text=True)
    assert cast.ada.get("/staff/actions/board?within=nonsense").status_code == 200
