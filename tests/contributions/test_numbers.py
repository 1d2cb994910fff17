"""The administrator sets numbers to call and how case numbers are written; phones and readers see it at once."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from listening.contributions import numbers
from listening.contributions.models import Contribution
from listening.core.database import db
from listening.insights.health import looked_at
from tests.contributions.test_import_desk import sent, told
from tests.sessions.rooms import opened

#: A case number that no shape we know would flag.
CASE = "zz 4711-kq"
WRITTEN = "AA 9999-AA"


@pytest.fixture
def engagement(world):
    return world.engagement()


def facts(**changes):
    labels = {f"label{row}_{one}": f"Line {row}" for row in range(4) for one in ("en", "es")}
    given = {f"number{row}": f"530-555-014{row}" for row in range(4)}
    lines = {"emergency": "112", "talk": "530-555-0170", "reporting": "law"}
    return labels | given | lines | {"rung": "y", "cases": WRITTEN} | changes


def saved(cast, **changes):
    return cast.ren.post("/staff/numbers", facts(**changes))


def marked(cast, voice):
    soup = BeautifulSoup(
        cast.pia.get(f"/staff/contributions/{voice.id}/redact").get_data(as_text=True), "html.parser"
    )
    return [one.get_text() for one in soup.select("mark")], soup.textarea.get_text()


def test_numbers_are_on_the_phone_at_once_and_the_doctor_says_when_they_were_rung(
    app, cast, rosa, engagement
):
    room = opened(engagement)
    assert "no numbers to call" in " ".join(one.words for one in looked_at())
    answer = saved(cast)
    assert answer.status_code == 303
    assert "530-555-0142" in rosa.get(f"/s/{room.code}").get_data(as_text=True)
    assert "were last rung on" in " ".join(one.words for one in looked_at())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number2": ""}, "Enter number 3"),
        ({"number1": "ask at the desk"}, "Enter a phone number"),
        ({"label0_es": ""}, "write this in Español"),
        ({"emergency": ""}, "Enter the number for an emergency"),
        ({"talk": "someone"}, "Enter a phone number"),
        ({"rung": ""}, "Ring each number first"),
        ({"cases": "(a+)+$"}, "Write 9 for each digit"),
        ({"cases": "AAAA"}, "Write 9 for each digit"),
        ({"cases": "9999\n" * 11}, "Use at most 10 lines"),
    ],
)
def test_what_is_blank_or_no_number_is_not_kept(cast, change, words):
    answer = saved(cast, **change)
    assert answer.status_code == 422
    assert words in BeautifulSoup(answer.get_data(as_text=True), "html.parser").get_text()
    assert numbers.help_numbers() == []


@pytest.mark.parametrize(
    ("reporting", "said"),
    [
        ("law", "Readers must report child abuse. A court can"),
        ("policy", "Our rules ask readers to report child abuse. A court can"),
        ("no", ""),
    ],
)
def test_the_notice_says_what_readers_must_report_and_whom_to_call(cast, rosa, engagement, reporting, said):
    room = opened(engagement)
    saved(cast, reporting=reporting)
    page = rosa.get(f"/s/{room.code}").get_data(as_text=True)
    assert ("report child abuse" in page) is bool(said)
    assert said in " ".join(page.split())
    assert "Emergency: 112. To talk: 530-555-0170." in page
    on_the_way = rosa.post(f"/s/{room.code}/prompt/1", data={}).get_data(as_text=True)
    assert "Emergency: 112." in on_the_way


def test_only_the_administrator_sets_them(cast):
    assert cast.ada.get("/staff/numbers").status_code == 403
    assert cast.pia.get("/staff/numbers").status_code == 403


def test_readers_find_a_case_number_of_this_office_marked_and_a_build_without_its_shape_would_not(
    cast, world, engagement
):
    voice = world.voices(engagement.prompts[0], [f"They closed {CASE} without a word."])[0]
    flagged, box = marked(cast, voice)
    assert flagged == []
    saved(cast)
    flagged, box = marked(cast, voice)
    assert flagged == [CASE]
    assert box.strip() == "They closed [case number] without a word."


def test_rows_of_a_file_are_looked_through_with_the_same_shapes(cast, engagement):
    saved(cast)
    path = sent(cast.bo, engagement, f'comment\n"They closed {CASE} too"\n').headers["Location"]
    cast.bo.post(path, told(engagement))
    voice = db.session.scalars(select(Contribution)).one()
    assert marked(cast, voice)[0] == [CASE]


def test_the_phone_gets_the_shapes_to_warn_by_itself(app, cast, rosa, engagement):
    room = opened(engagement)
    saved(cast)
    page = rosa.post(f"/s/{room.code}/prompt/1", data={}).get_data(as_text=True)
    hint = BeautifulSoup(page, "html.parser").select_one("[data-hint=number]")
    assert hint["data-shapes"] == WRITTEN
