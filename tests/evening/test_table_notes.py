"""A voice that a note-taker writes down counts as much as one on a phone, and the table has the last word on it."""

from datetime import timedelta

import pytest

from listening.contributions.kind import UNKIND
from listening.contributions.receipt import fold, new_secret, read, shown
from listening.contributions.withdrawals import held_by
from listening.core.database import db
from listening.evening.models import TonightLine
from listening.evening.notes import voices_of
from listening.evening.passes import Table, end_passes
from listening.evening.rules import MOST_VOICES, PASS_HOURS
from listening.sessions.service import close_session
from tests.cast import staff_named
from tests.evening.conftest import voices
from tests.phone import Phone
from tests.sessions.rooms import planned


def test_each_line_becomes_a_voice_that_is_read_back_corrected_and_sent(scribe, waiting):
    page = scribe.press("Read it back", lines="- The bus is late.\n\nNobody calls back.\n")
    first, second = voices(page)
    page = scribe.press("Send", **{first.text: "The bus is always late.", first.consent: "quote"})
    assert page.title == "The notes are with us"
    found = waiting()
    assert set(found) == {"The bus is always late.", "Nobody calls back."}
    assert found["The bus is always late."].body["consent"] == "quote"
    assert found["Nobody calls back."].body["consent"] == "count", "silence means count only"
    assert {row.body["channel"] for row in found.values()} == {"table"}
    assert "bus" not in page.text, "nothing of earlier voices stays on the screen"
    assert second.text not in str(page.soup)


def test_no_consent_is_chosen_for_anyone(scribe):
    page = scribe.press("Read it back", lines="The bus is late.")
    assert page.soup.select("input[type=radio]")
    assert not page.soup.select("input[checked]")


def test_sending_twice_keeps_each_voice_once(scribe, waiting):
    scribe.press("Read it back", lines="The bus is late.\nNobody calls back.")
    page = scribe.page
    scribe.press("Send")
    scribe.page = page
    scribe.press("Send")
    assert len(waiting()) == 2


def test_the_same_page_loaded_again_holds_the_same_voices(scribe):
    writing = scribe.page
    first = scribe.press("Read it back", lines="The bus is late.\nThe bus is late.")
    scribe.page = writing
    again = scribe.press("Read it back", lines="The bus is late.\nThe bus is late.")
    assert [one.text for one in voices(first)] == [one.text for one in voices(again)]
    assert len(set(map(str, voices(first)))) == 2, "two people may say the same"


def test_going_back_to_writing_keeps_what_was_agreed(scribe):
    page = scribe.press("Read it back", lines="The bus is late.\nNobody calls back.")
    one = voices(page)[1]
    scribe.press("Back to writing", **{one.consent: "idea"})
    page = scribe.press("Read it back", lines="A new first line.\nThe bus is late.\nNobody calls back.")
    assert [box.get_text().strip() for box in page.soup.select("textarea")] == [
        "A new first line.",
        "The bus is late.",
        "Nobody calls back.",
    ]
    chosen = page.soup.select("input[checked]")
    assert [(box["name"], box["value"]) for box in chosen] == [(one.consent, "idea")]


def test_a_card_from_the_basket_is_the_receipt_of_the_voice(scribe, room):
    secret = new_secret()
    page = scribe.press("Read it back", lines="The bus is late.\nNobody calls back.")
    one = voices(page)[0]
    scribe.press("Send", **{one.card: " ".join(shown(secret, "es")).upper()})
    assert [held.prompt for held in held_by(secret)] == [room.agenda[0].prompt]


def test_only_a_card_that_was_handed_over_gives_a_receipt(scribe, waiting):
    page = scribe.press("Read it back", lines="With card.\nWithout.")
    scribe.press("Send", **{voices(page)[0].card: " ".join(shown(new_secret(), "en"))})
    found = waiting()
    assert found["With card."].body["fingerprint"]
    assert found["Without."].body["fingerprint"] is None


def test_who_took_no_card_gets_words_after_sending_when_they_wish(scribe, waiting):
    page = scribe.press("Read it back", lines="The bus is late.\nNobody calls.")
    first = voices(page)[0]
    wish = first.text.replace("text-", "receipt-")
    page = scribe.press("Send the notes", **{wish: "1"})
    (words,) = [one.get_text(" ").split() for one in page.soup.select(".words")]
    assert "Receipt of voice 1" in page.text
    assert "The bus is late." not in page.text
    (secret,) = read(" ".join(words), ["en"])
    assert [held.prompt.id for held in held_by(secret)], "the words open what this person said"
    assert [row.body["fingerprint"] is None for _text, row in sorted(waiting().items())] == [True, False]


def test_a_card_with_an_answer_is_never_written_over(scribe, room, waiting):
    words = " ".join(shown(new_secret(), "en"))
    for text in ("Said first.", "Said later."):
        scribe.open(f"/table/{Table(room, 2).key}/1")
        page = scribe.press("Read it back", lines=text)
        page = scribe.press("Send", **{voices(page)[0].card: words})
    assert page.status == 422
    assert "has an answer to this question already" in page.text
    assert set(waiting()) == {"Said first."}


def test_one_card_cannot_stand_for_two_voices_of_one_draft(scribe, waiting):
    words = " ".join(shown(new_secret(), "en"))
    page = scribe.press("Read it back", lines="One.\nTwo.")
    page = scribe.press("Send", **{one.card: words for one in voices(page)})
    assert page.status == 422
    assert waiting() == {}


@pytest.mark.parametrize("typed", ["no such words at all here now", "one two three"])
def test_a_card_that_cannot_be_is_named_and_nothing_is_lost(scribe, waiting, typed):
    page = scribe.press("Read it back", lines="The bus is late.")
    page = scribe.press("Send", **{voices(page)[0].card: typed})
    assert page.status == 422
    assert "not the words of a card" in page.text
    assert page.soup.textarea.get_text().strip() == "The bus is late."
    assert waiting() == {}


def test_an_emptied_voice_is_taken_out(scribe, waiting):
    page = scribe.press("Read it back", lines="The bus is late.\nI take this back.")
    scribe.press("Send", **{voices(page)[1].text: " "})
    assert set(waiting()) == {"The bus is late."}


def test_only_words_with_a_yes_to_quote_go_on_tonights_page(scribe, room):
    page = scribe.press("Read it back", lines="The bus is late.")
    one = voices(page)[0]
    page = scribe.press("Send", **{one.tonight: "1", one.consent: "idea"})
    assert page.status == 422
    assert "Only words with a yes" in page.text
    scribe.press("Send", **{one.tonight: "1", one.consent: "quote"})
    assert [line.text for line in db.session.query(TonightLine)] == ["The bus is late."]


def test_a_pass_of_another_table_number_or_no_pass_opens_nothing(app, room, rosa):
    key = Table(room, 2).key
    for wrong in (key.replace("-2-", "-3-"), key[:-1], f"{room.code}-2-", "made-up", key + "é"):
        assert rosa.get(f"/table/{wrong}").status_code == 404
    assert rosa.get(f"/table/{key}").status_code == 200


def test_a_pass_works_only_while_the_session_is_open(app, world, rosa):
    session = planned(world.engagement())
    assert rosa.get(f"/table/{Table(session, 1).key}").status_code == 410


def test_after_closing_the_pass_is_over_and_the_notes_come_back(scribe, room, waiting):
    page = scribe.press("Read it back", lines="Said a little late.")
    close_session(staff_named("bo"), room)
    db.session.commit()
    page = scribe.press("Send", **{voices(page)[0].consent: "quote"})
    assert page.status == 410
    assert page.soup.textarea.get_text().strip() == "Said a little late."
    assert waiting() == {}


def test_a_session_that_nobody_closed_ends_for_helpers_the_same_night(scribe, room, calendar):
    calendar.now += timedelta(hours=PASS_HOURS, minutes=1)
    assert scribe.open(f"/table/{Table(room, 2).key}/1").status == 410


def test_a_new_round_ends_every_pass_printed_before(room, rosa, cast):
    before = Table(room, 2).key
    assert cast.bo.post(f"/staff/evening/{room.id}/tables/end").status_code == 303
    db.session.expire_all()
    assert rosa.get(f"/table/{before}").status_code == 404
    assert rosa.get(f"/table/{Table(room, 2).key}").status_code == 200
    end_passes(room)


def test_a_draft_has_an_end(scribe):
    page = scribe.press("Read it back", lines="\n".join(f"Idea {n}." for n in range(MOST_VOICES + 5)))
    assert len(voices(page)) == MOST_VOICES


def test_the_note_taker_gets_no_cookie_and_no_other_page_links_to_the_pass(app, room):
    phone = Phone(app.test_client(use_cookies=False))
    page = phone.open(f"/table/{Table(room, 1).key}")
    assert "Set-Cookie" not in page.headers
    assert Table(room, 1).key not in phone.open(f"/s/{room.code}").text


def test_no_receipt_of_a_voice_has_a_word_that_hurts(app):
    lines = "\n".join(f"voice number {number}" for number in range(40))
    keys = [one.key for _draft in range(5) for one in voices_of(lines, [], new_secret())]
    drawn = {fold(word) for key in keys for language in ("en", "es") for word in shown(key, language)}
    assert not UNKIND & drawn
