"""A stack of paper: one form a screen, nothing chosen for anyone, no order kept, the last form undone."""

import pytest
from sqlalchemy import select

from listening.contributions import paper
from listening.contributions.intake import Gathering, intake
from listening.contributions.models import Contribution
from listening.contributions.paper import Sheet, Typed, differ
from listening.contributions.receipt import new_secret, shown
from listening.contributions.rules import Consent
from listening.contributions.service import CONTRIBUTION
from listening.contributions.withdrawals import held_by
from listening.core import jobs
from listening.core.database import db
from tests.phone import Phone
from tests.sessions.rooms import closed, opened


@pytest.fixture
def engagement(world):
    return world.engagement(prompts=2)


def screen(cast, engagement, query=""):
    one = Phone(cast.bo.client)
    one.open(f"/staff/paper/{engagement.id}{query}")
    return one


def answer(engagement, text, consent="quote", number=0):
    prompt = engagement.prompts[number].id
    return {f"text-{prompt}": text, f"consent-{prompt}": consent}


def waiting(gathering):
    return sorted(row.body["text"] for row in intake().store(gathering).rows() if row.kind == CONTRIBUTION)


def test_a_form_is_kept_as_paper_and_the_next_screen_is_empty(app, cast, engagement):
    pool = Gathering("engagement", engagement.id)
    desk = screen(cast, engagement)
    page = desk.press("Keep it", **answer(engagement, "The bus is late"))
    assert "Kept. Next form." in page.text
    assert "The bus is late" not in page.text, "the next screen shows nothing of the last form"
    desk.press("Keep it", **answer(engagement, "Nobody calls", "count", 1))
    assert waiting(pool) == ["Nobody calls", "The bus is late"]
    rows = intake().store(pool).rows()
    assert {row.body["channel"] for row in rows} == {"paper"}
    assert {row.body["fingerprint"] for row in rows} == {None}, "no card was handed over"


def test_consent_is_asked_for_each_answer_and_chosen_for_none(cast, engagement):
    desk = screen(cast, engagement)
    assert not desk.page.soup.find_all("input", checked=True)
    page = desk.press("Keep it", **answer(engagement, "The bus is late", ""))
    assert page.status == 422
    assert "Say how it may be used" in page.text
    assert "The bus is late" in page.text, "what was typed stays"
    assert desk.press("Keep it").status == 422
    assert intake().gatherings() == []


def test_sending_a_form_twice_is_one_form(cast, engagement):
    desk = screen(cast, engagement)
    form, _button = desk.page.form_with("Keep it")
    sent = {field["name"]: field.get("value", "") for field in form.find_all("input", type="hidden")}
    sent |= answer(engagement, "The bus is late")
    for _time in range(2):
        assert cast.bo.client.post(f"/staff/paper/{engagement.id}", data=sent).status_code == 200
    assert waiting(Gathering("engagement", engagement.id)) == ["The bus is late"]


def test_the_last_form_is_undone_without_a_trace_until_it_is_sealed(app, cast, engagement):
    pool = Gathering("engagement", engagement.id)
    desk = screen(cast, engagement)
    desk.press("Keep it", **answer(engagement, "zebracanary"))
    assert "taken out" in desk.press("Undo the last form").text
    assert intake().store(pool).rows() == []
    raw = b"".join(path.read_bytes() for path in intake().folder.iterdir())
    assert b"zebracanary" not in raw
    desk.press("Keep it", **answer(engagement, "The bus is late"))
    intake().store(pool).shut()
    assert "sealed already" in desk.press("Undo the last form").text
    assert waiting(pool) == ["The bus is late"]


def test_two_typings_are_compared_and_what_differs_is_shown(cast, engagement):
    desk = screen(cast, engagement, "?twice=1")
    page = desk.press("Type it once more", **answer(engagement, "The bus is late"))
    assert page.title == "Type it once more"
    assert page.soup.find("textarea").get_text().strip() == "", "the second typing begins anew"
    page = desk.press("Keep it", **answer(engagement, "The bus is latte"))
    assert page.title == "Two typings differ"
    assert "First typing: The bus is late" in page.text
    assert intake().gatherings() == []
    desk.press("Keep it", **answer(engagement, "The bus is late"))
    assert waiting(Gathering("engagement", engagement.id)) == ["The bus is late"]
    desk.press("Type it once more", **answer(engagement, "Same"))
    assert "Kept" in desk.press("Keep it", **answer(engagement, "Same")).text


@pytest.mark.once
def test_consent_counts_as_a_difference_too(app, world):
    prompt = world.engagement().prompts[0]
    one, other = Typed(prompt, "a", Consent.QUOTE), Typed(prompt, "a", Consent.IDEA)
    assert differ(Sheet([one]), Sheet([other])) == [prompt.id]
    assert differ(Sheet([one]), Sheet([one])) == []


def test_an_open_session_takes_its_forms_itself_and_a_past_one_leaves_them_to_the_pool(app, cast, engagement):
    room = opened(engagement)
    desk = screen(cast, engagement, f"?asked={room.code}")
    desk.press("Keep it", **answer(engagement, "While it is open"))
    assert waiting(Gathering("session", room.id)) == ["While it is open"]
    closed(app, room)
    desk = screen(cast, engagement, f"?asked={room.code}&language=es")
    desk.press("Keep it", **answer(engagement, "Después"))
    rows = intake().store(Gathering("engagement", engagement.id)).rows()
    assert [row.body["language"] for row in rows if row.body["text"] == "Después"] == ["es"]


def test_a_card_that_was_torn_off_is_the_receipt(app, cast, engagement):
    secret = new_secret()
    words = " ".join(shown(secret, "en"))
    desk = screen(cast, engagement)
    assert desk.press("Keep it", card="these are no words", **answer(engagement, "Mine")).status == 422
    desk.press("Keep it", card=words.upper(), **answer(engagement, "Mine"))
    assert [held.prompt.id for held in held_by(secret)] == [engagement.prompts[0].id]


def test_typed_forms_are_sealed_and_shuffled_with_the_rest(app, cast, engagement):
    desk = screen(cast, engagement)
    for number in range(6):
        desk.press("Keep it", **answer(engagement, f"Form {number}"))
    cast.ada.post(f"/staff/engagements/{engagement.id}/end-listening")
    jobs.sweep_all(app)
    assert sorted(db.session.scalars(select(Contribution.text))) == [f"Form {number}" for number in range(6)]
    assert cast.bo.get(f"/staff/paper/{engagement.id}").status_code == 404, "listening has ended"
    with pytest.raises(paper.NothingOpen):
        paper.where(engagement, None)


def test_the_agency_types_nothing_in(cast, engagement):
    assert cast.ada.get("/staff/paper").status_code == 403
    assert cast.ada.post(f"/staff/paper/{engagement.id}", answer(engagement, "x")).status_code == 403


def test_the_form_to_print_has_the_limits_the_prompts_and_the_code_in_each_language(
    app, world, rosa, engagement
):
    room = opened(engagement)
    for language, words in (("", "You can say no"), ("/es", "Puede decir que no")):
        page = rosa.get(f"{language}/s/{room.code}/paper").get_data(as_text=True)
        assert words in page
        assert room.code in page
        assert page.count("form-box") == 3 * len(room.agenda)
