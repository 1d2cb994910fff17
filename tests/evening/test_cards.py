"""A card from the basket: fresh words on paper, kept nowhere, worth nothing until someone speaks with it."""

import io
import re

import pypdf
import pytest
from sqlalchemy import func, select

from listening.contributions.kind import UNKIND
from listening.contributions.receipt import fold, new_secret, read, shown
from listening.contributions.withdrawals import held_by
from listening.core.database import db
from listening.core.models import Setting
from listening.evening.cards import card_for, kind_secret
from listening.sessions.service import return_with
from tests.phone import Phone


def printed(cast, room, **changed):
    answer = cast.bo.post(
        f"/staff/evening/{room.id}/cards",
        {"wanted": ["en", "es"], "paper": "letter", "a_sheet": "8", "how_many": "1", **changed},
    )
    assert answer.mimetype == "application/pdf", answer.get_data(as_text=True)[:500]
    assert answer.headers["Cache-Control"] == "no-store"
    return pypdf.PdfReader(io.BytesIO(answer.data))


@pytest.mark.parametrize(
    ("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))], ids=["letter", "a4"]
)
@pytest.mark.parametrize("a_sheet", [8, 10])
def test_a_sheet_of_each_language_holds_all_its_cards(cast, room, paper, size, a_sheet):
    return_with(room, room.starts_at.replace(month=5, day=21))
    label = "A parent partner who has been there, day and night"
    Setting.put("card_phone", {"label": {"en": label, "es": label}, "number": "530-555-0100"})
    pdf = printed(cast, room, paper=paper, a_sheet=str(a_sheet))
    assert len(pdf.pages) == 2, "one sheet in each language, nothing runs over"
    english, spanish = (page.extract_text() for page in pdf.pages)
    assert english.count("Your receipt") == a_sheet
    assert spanish.count("Su recibo") == a_sheet
    box = pdf.pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_each_card_says_when_we_come_back_and_whom_to_call(cast, room):
    return_with(room, room.starts_at.replace(month=5, day=21))
    Setting.put("card_phone", {"label": {"en": "Parent partner"}, "number": "530-555-0100"})
    text = " ".join(printed(cast, room, wanted=["en"]).pages[0].extract_text().split())
    assert text.count("May 20") == 8
    assert text.count("530-555-0100") == 8


def test_no_two_cards_are_alike_and_nothing_of_them_is_kept(cast, room, app):
    assert cast.bo.entered
    before = rows()
    texts = {page.extract_text() for _print in range(2) for page in printed(cast, room, how_many="2").pages}
    assert len(texts) == 8
    assert rows() == before


def rows():
    return {
        name: db.session.scalar(select(func.count()).select_from(table))
        for name, table in db.metadata.tables.items()
    }


def test_the_secret_of_the_code_stands_where_no_server_sees_it(app, room):
    with app.test_request_context("/"):
        card = card_for(room, "es")
    address, _, secret = card.address.partition("#")
    assert re.fullmatch(r"http://localhost/es/s/[0-9A-Z]{6}/card", address)
    assert read(" ".join(card.words), ["es"]) == [secret]


def test_words_typed_from_a_card_become_the_receipt_of_what_is_said(app, room):
    with app.test_request_context("/"):
        card = card_for(room, "en")
    phone = Phone(app.test_client(use_cookies=False))
    phone.open(f"/s/{room.code}/card")
    page = phone.press("Speak with this card", words=" ".join(card.words))
    assert "You can say no" in page.text, "the notice comes before the first box"
    phone.press("Start")
    phone.press("Continue", text="The bus is late.")
    phone.press("Skip this question")
    page = phone.press("Send")
    assert "Your card is your key" in page.text
    assert not page.soup.select(".words"), "a screen need not show them again"
    assert len(held_by(card.address.partition("#")[2])) == 1


def test_a_scanned_secret_opens_the_trail_as_the_words_do(app, room, rosa):
    with app.test_request_context("/"):
        secret = card_for(room, "en").address.partition("#")[2]
    answer = rosa.post("/receipt", data={"receipt": secret})
    assert "We hold nothing for these words" in answer.get_data(as_text=True), "never used: it proves nothing"
    assert shown(secret, "en")


def test_wrong_words_are_refused_and_a_card_of_a_closed_session_only_looks_back(app, world, room, rosa):
    wrong = rosa.post(f"/s/{room.code}/card", data={"words": "no such words"})
    assert wrong.status_code == 422
    assert rosa.get("/s/234567/card").status_code == 404


def test_only_those_who_run_the_session_print_cards(cast, room):
    for name, status in (("bo", 200), ("pia", 403), ("ada", 403), ("ren", 403)):
        assert getattr(cast, name).get(f"/staff/evening/{room.id}/cards").status_code == status


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_card_carries_a_word_that_hurts(app, language):
    drawn = [fold(word) for _card in range(400) for word in shown(kind_secret(language), language)]
    assert not UNKIND & set(drawn)
    usual = [fold(word) for _card in range(400) for word in shown(new_secret(), language)]
    assert UNKIND & set(usual), "the lists hold such words, or this test could not fail"
