"""A form on paper with a receipt to tear off: the words go home, the form keeps a mark that opens nothing."""

import io
import re

import pypdf
import pytest

from listening.contributions.form_marks import looks_like_mark, new_mark, secret_of
from listening.contributions.kind import UNKIND
from listening.contributions.receipt import NotAReceipt, fold, read
from listening.contributions.service import keys
from listening.contributions.withdrawals import held_by
from listening.evening import slips
from listening.evening.slips import Slip, slip_for
from listening.sessions.service import return_with
from tests.phone import Phone
from tests.surveys.answers import planned

MARK = re.compile(r"\b[2-9CFGHJMPQRVWX]{5}-[2-9CFGHJMPQRVWX]{5}\b")


def pdf_of(answer):
    assert answer.mimetype == "application/pdf", answer.get_data(as_text=True)[:500]
    assert answer.headers["Cache-Control"] == "no-store"
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages]


def printed(cast, room, **changed):
    asked = {"language": "en", "paper": "letter", "how_many": "3", **changed}
    return pdf_of(cast.bo.post(f"/staff/evening/{room.id}/forms", asked))


def words_on(sheet):
    return re.findall(r"\b[1-7]\s+(\w+)", sheet[sheet.index("Tear this off") :])[:7]


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_each_form_is_one_sheet_with_seven_words_and_a_mark_of_its_own(cast, room, paper):
    sheets = printed(cast, room, paper=paper)
    assert len(sheets) == 3
    marks = [MARK.search(sheet)[0] for sheet in sheets]
    assert len(set(marks)) == 3
    for sheet, mark in zip(sheets, marks, strict=True):
        assert read(" ".join(words_on(sheet)), ["en"]) == [secret_of(keys(), mark)]


def test_a_form_typed_in_by_its_mark_is_opened_by_the_words_that_went_home(cast, room):
    (sheet,) = printed(cast, room, how_many="1")
    desk = Phone(cast.bo.client)
    desk.open(f"/staff/paper/{room.engagement_id}?asked={room.code}")
    prompt = room.agenda[0].prompt_id
    typed = {f"text-{prompt}": "The bus is late.", f"consent-{prompt}": "quote"}
    page = desk.press("Keep it", card=MARK.search(sheet)[0].lower().replace("-", " "), **typed)
    assert "Kept. Next form." in page.text
    (secret,) = read(" ".join(words_on(sheet)), ["en"])
    assert len(held_by(secret)) == 1


def test_a_slip_of_the_pen_in_the_mark_loses_nothing(cast, room):
    mark = new_mark(keys())
    wrong = ("2" if mark[0] != "2" else "3") + mark[1:]
    desk = Phone(cast.bo.client)
    desk.open(f"/staff/paper/{room.engagement_id}?asked={room.code}")
    typed = {f"text-{room.agenda[0].prompt_id}": "The bus is late."}
    page = desk.press("Keep it", card=wrong, **typed)
    assert page.status == 422
    assert "do not fit" in page.text
    assert "The bus is late." in page.text
    assert page.soup.select_one("#card")["value"] == wrong


def test_the_mark_opens_no_receipt_and_a_broken_one_none_either(cast, room, rosa):
    (sheet,) = printed(cast, room, how_many="1")
    mark = MARK.search(sheet)[0]
    assert rosa.post("/receipt", data={"receipt": mark}).status_code == 422
    for broken in (mark[:-1], mark + "2", "rabbit table", "AAAAA-AAAAA"):
        assert not looks_like_mark(broken)
        with pytest.raises(NotAReceipt):
            secret_of(keys(), broken)


def test_no_form_carries_a_word_that_hurts(app, room):
    with app.test_request_context("/"):
        drawn = [fold(word) for _form in range(300) for word in slip_for(room, "es").words]
    assert not UNKIND & set(drawn)


def test_forms_say_when_we_come_back_in_their_own_language(cast, room):
    return_with(room, room.starts_at.replace(month=5, day=21))
    (sheet,) = printed(cast, room, language="es", how_many="1")
    assert "mayo" in sheet
    assert "Quote" not in sheet


def test_a_long_agenda_runs_on_to_a_second_sheet_and_numbers_are_checked(cast, world):
    from tests.sessions.rooms import opened

    room = opened(world.engagement(prompts=9))
    assert len(printed(cast, room, how_many="2")) == 4
    for wrong in ({"how_many": "0"}, {"how_many": "999"}, {"language": "fr"}, {"paper": "a9"}):
        asked = {"language": "en", "paper": "letter", "how_many": "1", **wrong}
        assert cast.bo.post(f"/staff/evening/{room.id}/forms", asked).status_code == 422


def test_everyone_can_print_the_form_without_a_receipt(rosa, room):
    (sheet,) = pdf_of(rosa.get(f"/s/{room.code}/paper.pdf"))
    assert "Your card goes here" in sheet
    assert not MARK.search(sheet)
    assert rosa.get(f"/s/{room.code}/paper.pdf?paper=a9").status_code == 404
    assert rosa.get("/s/222222/paper.pdf").status_code == 404


def test_a_surveys_poster_is_a_file_too(app, world, rosa):
    survey = planned(world.engagement(prompts=2))
    for paper in ("letter", "a4"):
        (poster,) = pdf_of(rosa.get(f"/surveys/{survey.id}/poster.pdf?paper={paper}"))
        assert survey.code in poster
        assert "Answer until" in poster
    assert "poster.pdf?paper=letter" in rosa.get(f"/surveys/{survey.id}/poster").get_data(as_text=True)


def test_flyer_and_run_sheet_are_files_too(cast, rosa, room):
    (flyer,) = pdf_of(rosa.get(f"/sessions/{room.id}/flyer.pdf"))
    assert "Oak Street Library" in flyer
    (spanish,) = pdf_of(rosa.get(f"/es/sessions/{room.id}/flyer.pdf?paper=a4"))
    assert "Lo que prometemos" in spanish
    run_sheet = " ".join(pdf_of(cast.bo.get(f"/staff/sessions/{room.id}/run-sheet.pdf")))
    assert "If someone tells of harm" in run_sheet
    assert room.code in run_sheet
    for name in ("ada", "pia"):
        assert getattr(cast, name).get(f"/staff/sessions/{room.id}/run-sheet.pdf").status_code == 403


def test_the_longest_words_stay_on_the_strip(app, room):
    slip = Slip("22222-22222", ["accomplishment"] * 7, "https://example.org/s/CFGHJM/card#00")
    with app.test_request_context("/"):
        page = pypdf.PdfReader(io.BytesIO(slips.drawn(room, "en", [slip], "letter"))).pages[0]
    starts = []
    page.extract_text(
        visitor_text=lambda text, cm, tm, _font, _size: (
            starts.append(cm[0] * tm[4] + cm[2] * tm[5] + cm[4]) if "accomp" in text else None
        )
    )
    # 13 mm of margin, 25 mm of QR code.
    assert max(starts) < float(page.mediabox.width) - (13 + 25) * 72 / 25.4
