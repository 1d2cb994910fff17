"""Where people are asked to come: what is true of the place is public, and never called better than it is."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from listening.core.database import db
from listening.sessions.rules import VENUE_QUESTIONS, Owner, concerns, is_neutral, minutes_needed
from tests.sessions.rooms import GOOD, opened, planned
from tests.test_loop import plan
from tests.world import both


def is_it_neutral(rosa, number):
    soup = BeautifulSoup(rosa.get(f"/sessions/{number}").get_data(as_text=True), "html.parser")
    asked = soup.find("dt", string=lambda words: words and "neutral" in words)
    return " ".join(asked.find_next("dd").get_text(" ").split())


@pytest.mark.once
@pytest.mark.parametrize("owner", list(Owner))
def test_a_place_of_the_agency_or_a_court_is_never_neutral(owner):
    assert is_neutral(owner, GOOD) is (owner not in {Owner.AGENCY, Owner.COURT})


@pytest.mark.once
@pytest.mark.parametrize("question", VENUE_QUESTIONS, ids=lambda one: one.key)
def test_each_bad_or_missing_answer_is_a_concern_and_some_decide(question):
    for answers in (
        {**GOOD, question.key: not question.good},
        {k: v for k, v in GOOD.items() if k != question.key},
    ):
        assert concerns(answers) == [question]
        assert is_neutral(Owner.LIBRARY, answers) is not question.decides


@pytest.mark.once
def test_the_minutes_of_an_evening_grow_with_people_and_prompts():
    assert minutes_needed(6, 0) == 55
    assert minutes_needed(12, 1) - 55 == 30


@pytest.mark.parametrize("owner", ["agency", "court"])
def test_an_agency_owned_place_wants_a_public_reason(cast, world, rosa, owner):
    engagement = world.engagement()
    path = f"/staff/sessions/new/{engagement.id}"
    sent = plan(engagement) | {"owner": owner, "prompts": [str(engagement.prompts[0].id)]}
    answer = cast.bo.post(path, sent)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "Everyone will read it" in page
    assert "Oak Street Library" in page, "what was typed stays"
    sent |= {"venue_reason_en": "The library burnt down.", "venue_reason_es": "La biblioteca se quemó."}
    answer = cast.bo.post(path, sent)
    assert answer.status_code == 303
    number = answer.headers["Location"].rpartition("/")[2]
    assert is_it_neutral(rosa, number).startswith("No.")
    assert "The library burnt down." in is_it_neutral(rosa, number)


def test_the_table_wants_the_reason_too(app, world):
    planned(world.engagement())
    for wrong in ("owner = 'agency'", "minutes = 0", "kind = 'meeting'", "closed_at = '2026-03-02 00:00:00'"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE listening_session SET {wrong}"))
        db.session.rollback()


def test_a_neutral_place_says_so_and_its_concerns_are_told(app, world, rosa):
    engagement = world.engagement()
    good, stairs = planned(engagement), planned(engagement, venue_answers=GOOD | {"step_free": False})
    police = planned(engagement, venue_answers=GOOD | {"court_or_police": True})
    told = [is_it_neutral(rosa, one) for one in [good.id, stairs.id, police.id]]
    assert [words.startswith("Yes") for words in told] == [True, True, False]


def test_a_plan_with_holes_is_asked_again_with_everything_kept(cast, world):
    engagement = world.engagement()
    sent = plan(engagement) | {"minutes": "9999", "address": "", "venue_quiet_room": ""}
    answer = cast.bo.post(f"/staff/sessions/new/{engagement.id}", sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "15 to 480" in page
    assert "Enter the address" in page
    assert "Oak Street Library" in page


def test_a_place_in_the_agencys_house_keeps_its_reason_when_it_is_planned_in_code(app, world):
    room = opened(world.engagement(), owner="agency", venue_reason=both("Nothing else is open."))
    assert not room.neutral


def test_errors_are_told_in_the_order_of_the_page(cast, world):
    engagement = world.engagement()
    page = cast.bo.post(f"/staff/sessions/new/{engagement.id}", {"kind": "listening"}).get_data(as_text=True)
    order = [
        "Choose a day and an hour",
        "Name of the place: write this in English",
        "Enter the address",
        "Answer yes or no: Is there a court",
    ]
    places = [page.index(words) for words in order]
    assert places == sorted(places)
