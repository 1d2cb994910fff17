"""Whatever a phone sends, the words stay in the person's hands until the receipt says that they are safe."""

import re

import pytest
from sqlalchemy import select

from listening.contributions.intake import intake
from listening.contributions.models import Contribution
from listening.contributions.rules import LONGEST
from listening.contributions.service import session_gathering
from listening.core.database import db
from tests.phone import Phone
from tests.sessions.rooms import closed, opened, planned


@pytest.fixture
def room(world):
    return opened(world.engagement())


@pytest.fixture
def phone(app, room):
    phone = Phone(app.test_client(use_cookies=False))
    phone.open(f"/s/{room.code}")
    phone.press("Start")
    return phone


def waiting(room):
    return sorted(row.body["text"] for row in intake().store(session_gathering(room)).rows())


def consents(room):
    return [row.body["consent"] for row in intake().store(session_gathering(room)).rows()]


def test_one_text_goes_through_to_a_receipt_and_silence_about_its_use_means_count_only(phone, room):
    phone.press("Continue", text="The bus is late.", consent="")
    phone.press("Skip this question")
    assert "Just count it" in phone.page.text
    assert phone.press("Send").title == "We received your words"
    assert waiting(room) == ["The bus is late."]
    assert consents(room) == ["count"]


@pytest.mark.parametrize("text", ["", "   \n ", "\0\0"])
def test_an_empty_answer_is_asked_again(phone, room, text):
    page = phone.press("Continue", text=text)
    assert page.status == 422
    assert "Write your answer" in page.text
    assert waiting(room) == []


def test_a_text_that_is_too_long_comes_back_whole(phone, room):
    long = "word " * 2000
    page = phone.press("Continue", text=long, consent="quote")
    assert page.status == 422
    assert f"{len(long.strip()) - LONGEST} letters too long" in page.text
    assert page.soup.textarea.get_text().strip() == long.strip()
    assert page.soup.find("input", value="quote").has_attr("checked")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("😀 my kids 👩‍👧", "😀 my kids 👩‍👧"),
        ("أريد زيارة \u200fأطفالي", "أريد زيارة \u200fأطفالي"),
        ("a\0b\x07c", "abc"),
        ("line one\r\nline two", "line one\nline two"),
        ("e\u0301", "é"),
        ("<script>alert(1)</script> & \"'", "<script>alert(1)</script> & \"'"),
    ],
)
def test_words_of_every_kind_arrive_as_they_were_meant(phone, room, typed, kept):
    phone.press("Continue", text=typed)
    page = phone.press("Skip this question")
    assert page.soup.select_one(".quote").get_text() == kept
    assert phone.press("Send").status == 200
    assert waiting(room) == [kept]


def test_bytes_that_are_no_text_break_nothing(rosa, room):
    for body in (
        b"text=%ff%fe%80",
        b"text=\xff\xfe",
        b"text=%ED%A0%80&leaving=1",
        b"secret=%00&leaving=%C2%B2",
    ):
        answer = rosa.post(
            f"/s/{room.code}/prompt/2", data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in {200, 422}, body
    odd = rosa.post(f"/s/{room.code}/prompt/2", data=b"junk", content_type="multipart/form-data; boundary=x")
    assert odd.status_code < 500
    for leaving in ("²", "፩", "9" * 5000, "-1", "1.5"):
        assert rosa.post(f"/s/{room.code}/prompt/2", data={"leaving": leaving}).status_code == 200


def test_a_body_larger_than_any_answer_is_refused(rosa, room):
    answer = rosa.post(f"/s/{room.code}/receipt", data={"text-1": "x" * 600_000})
    assert answer.status_code == 413
    assert "too long" in answer.get_data(as_text=True)


def test_skip_back_and_change_keep_every_word(phone, room):
    phone.press("Continue", text="First.\n\nWith a gap.", consent="idea")
    page = phone.press("Back", text="Second, half written")
    assert page.soup.textarea.get_text().strip() == "First.\n\nWith a gap."
    phone.press("Continue")
    assert phone.page.soup.textarea.get_text().strip() == "Second, half written"
    phone.press("Continue", consent="quote")
    page = phone.press("Change")
    assert page.soup.textarea.get_text().strip() == "First.\n\nWith a gap."
    phone.press("Skip this question")
    phone.press("Continue")
    phone.press("Send")
    assert waiting(room) == ["Second, half written"], "what was skipped in the end is not sent"


def test_another_language_keeps_every_word(phone, room):
    page = phone.press("Español", text="Half a thought")
    assert page.soup.html["lang"] == "es"
    assert page.soup.textarea.get_text().strip() == "Half a thought"
    forward, skip = (one.get_text().strip() for one in page.soup.select("form#way button.button")[:2])
    phone.press(forward, consent="idea")
    page = phone.press(skip)
    assert "Half a thought" in page.text
    page = phone.press("English")
    assert page.title == "Check before you send"
    assert "Half a thought" in page.text
    assert page.soup.find("input", {"name": f"consent-{room.agenda[0].prompt_id}"})["value"] == "idea"


def test_pressing_send_again_changes_nothing_and_two_phones_may_say_the_same(app, rosa, room):
    one, other = room.agenda[0].prompt_id, "0" * 19 + "1"
    first = {f"text-{one}": "Same words", "secret": "0" * 19 + "2"}
    pages = [rosa.post(f"/s/{room.code}/receipt", data=first).get_data(as_text=True) for _time in range(3)]
    assert len({re.search(r'class="words".*?</ol>', page, re.DOTALL)[0] for page in pages}) == 1
    assert waiting(room) == ["Same words"]
    rosa.post(f"/s/{room.code}/receipt", data=first | {"secret": other})
    assert waiting(room) == ["Same words"] * 2


def test_a_session_that_is_over_gives_the_words_back(app, phone, room):
    phone.press("Continue", text="Too late, but mine.")
    closed(app, room)
    page = phone.press("Skip this question")
    assert page.status == 410
    assert page.soup.textarea.get_text().strip() == "Too late, but mine."
    assert db.session.scalars(select(Contribution)).all() == []


def test_codes_lead_only_where_they_should(app, world, rosa, room):
    assert rosa.post("/join", data={"code": room.code[:5]}).status_code == 422
    assert rosa.post("/join", data={"code": "222222"}).status_code == 422
    assert rosa.post("/join", data={"code": "OIU01!"}).status_code == 422
    typed = f"{room.code[:3]}-{room.code[3:]} ".lower()
    assert rosa.post("/join", data={"code": typed}).headers["Location"].endswith(f"/s/{room.code}")
    assert rosa.get(f"/s/{planned(world.engagement()).code}").status_code == 409
    assert rosa.get("/s/ZZZZZZ").status_code == 404
    assert rosa.get("/s/%00%FF").status_code == 404
    assert rosa.get(f"/s/{room.code}/receipt").status_code == 303, "a reload never shows a receipt"
    assert rosa.post(f"/s/{room.code}/prompt/99").status_code == 404
