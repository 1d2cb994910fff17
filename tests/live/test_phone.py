"""The phone in the room, without JavaScript and without a cookie: one question, and silence around it."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from listening.contributions import tallies, withdrawals
from listening.contributions.models import Tally
from listening.contributions.rules import Lane
from listening.core import jobs
from listening.core.database import db
from listening.live import service, wall
from tests.live.conftest import vault
from tests.sessions.rooms import closed, said
from tests.world import both

TEXTS = [f"voice number {number}" for number in range(6)]


def tallied(session):
    db.session.expire_all()
    return {
        kind: tallies.read(service.gathering_of(session), kind)
        for kind in ("rules", "vote", "read_back", "pulse")
    }


def test_the_prompt_follows_the_room_and_the_phone_comes_back_to_it(session, phone, do):
    do("open_prompt", session.agenda[1].prompt_id)
    rosa = phone()
    assert "What must change, part 2?" in rosa.page.text
    assert rosa.press("Start").title == "What must change, part 2?"
    assert rosa.press("Continue", text="A ride.").title == "Check before you send"
    assert rosa.press("Send").title == "We received your words"
    assert rosa.press("I have saved them").title == "You are in the room"
    do("open_prompt", session.agenda[0].prompt_id)
    assert rosa.press("Look again").title == "What must change, part 1?"
    rosa.press("Write")
    rosa.press("Continue", text="A van.")
    assert rosa.press("Send").title == "We received your words"
    assert service.store_of(session).count("contribution") == 2


def test_who_sent_before_the_facilitator_began_waits_in_the_room_too(session, phone):
    rosa = phone()
    rosa.press("Start")
    rosa.press("Continue", text="A ride.")
    while "Skip this question" in rosa.page.text:
        rosa.press("Skip this question")
    assert rosa.press("Send").title == "We received your words"
    assert rosa.press("I have saved them").title == "You are in the room"


def test_any_question_can_be_answered_whatever_the_room_does(session, phone, do):
    do("open_prompt")
    rosa = phone()
    rosa.press("I listen first")
    assert rosa.press("Answer any question").title == "Which question?"
    assert rosa.page.status == 200
    assert rosa.press("Answer").title == "What must change, part 1?"


def test_ground_rules_are_nodded_at_or_changed_and_frozen(app, cast, session, phone, do):
    do("open_rules_round")
    for number in range(3):
        rosa = phone()
        assert rosa.press("I listen first").title == "Are our ground rules fine for you?"
        assert "One person speaks at a time." in rosa.page.text
        rosa.press("Answer")
        change = {"tap-rules": "change", "text": f"Phones off, {number}"} if number else {"tap-rules": "fine"}
        assert "Thank you. We have it." in rosa.press("Send", **change).text
    desk = f"/staff/live/{session.id}/rules"
    assert "Phones off" not in cast.bo.get(desk).get_data(as_text=True), "two proposals wait for a third"
    do("close_rules_round")
    assert "Phones off, 2" in cast.bo.get(desk).get_data(as_text=True)
    cast.bo.post(desk, {"rules_en": "Phones off.", "rules_es": "Sin teléfonos."})
    assert "Phones off." in phone().page.text, "latecomers see what was agreed"
    closed(app, session)
    assert tallied(session)["rules"] == {"rules": {"fine": 1, "change": 2}}
    assert "Phones off, 2" not in str(db.session.scalars(select(Tally)).all())


def test_a_vote_is_kept_with_the_words_and_deleted_with_them(app, session, phone, do, bo, agreed, let_in):

    secrets = said(session, TEXTS)
    one = next(card for card in let_in() if card.text == TEXTS[0])
    wall.move(bo, session, one, Lane.SHOWN)
    wall.vote_on(bo, session, one, voted=True)
    db.session.commit()
    do("open_vote")
    for choice in ("agree", "agree", "pass"):
        rosa = phone()
        assert rosa.press("I listen first").title == "Do you agree with what is on the wall?"
        rosa.press("Answer")
        assert one.id not in str(rosa.page.soup)
        assert "Thank you" in rosa.press("Send", **{f"tap-{one.number}": choice}).text
    assert wall.card(session, one.number).voted
    closed(app, session)
    kept = vault()[TEXTS[0]].id
    assert tallied(session)["vote"] == {kept: {"agree": 2, "pass": 1}}
    held = withdrawals.held_by(secrets[0])
    withdrawals.withdraw(secrets[0], held)
    app.config["CLOCK"].move(1)
    db.session.commit()
    jobs.sweep_all(app)
    assert tallied(session)["vote"] == {}


def test_who_talks_and_never_writes_is_asked_to_vote_while_the_question_is_open(
    session, phone, do, bo, agreed, let_in
):
    do("open_prompt")
    said(session, TEXTS)
    one = let_in()[0]
    wall.move(bo, session, one, Lane.SHOWN)
    wall.vote_on(bo, session, one, voted=True)
    db.session.commit()
    do("open_vote")
    rosa = phone()
    assert rosa.press("I listen first").title == "Do you agree with what is on the wall?"
    rosa.press("Answer")
    assert rosa.press("Send", **{f"tap-{one.number}": "agree"}).title == "What must change, part 1?"


def test_read_back_and_pulse_are_counted_and_shown_in_bands_only(app, cast, rosa, session, phone, do, bo):
    service.write_down(bo, session, {1: both("Rides are hard.")})
    do("open_read_back")
    do("open_pulse")
    for number in range(12):
        one = phone()
        assert one.press("I listen first").title == "Did we hear you right?"
        one.press("Answer")
        assert "Rides are hard." in one.page.text
        one.press("Send", **{"tap-1": "yes" if number else "not_mine"})
        assert one.page.title == "How was it for you?"
        one.press("Answer")
        assert len(one.page.soup.select("fieldset")) == 4, "the three of the pulse, and the place"
        one.press("Send", **{"tap-heard": "5" if number < 8 else "2"})
    assert rosa.get(f"/sessions/{session.id}/afterwards").status_code == 404, "nothing before sealing"
    console = f"/staff/live/{session.id}"
    assert "What phones said" not in cast.bo.get(console).get_data(as_text=True), "nothing while it is asked"
    do("close_read_back")
    told = " ".join(BeautifulSoup(cast.bo.get(console).data, "html.parser").get_text(" ").split())
    assert "Rides are hard. Yes: More than half · Almost, no, or not mine: Fewer than 1 in 10" in told
    closed(app, session)
    assert tallied(session)["read_back"] == {"1": {"yes": 11, "not_mine": 1}}
    page = rosa.get(f"/sessions/{session.id}/afterwards").get_data(as_text=True)
    assert "3 to 5 in 10" in page
    assert "More than half" in page
    assert not any(f">{number}<" in page for number in range(1, 13))


@pytest.mark.parametrize(
    ("button", "now", "later"), [("Wait", 0, 1), ("Let the readers", 1, 1), ("Delete", 0, 0)]
)
def test_few_choose_what_becomes_of_their_words(app, session, phone, do, button, now, later):
    from listening.engagements import service as engagements
    from tests.cast import staff_named

    do("open_prompt")
    rosa = phone()
    rosa.press("Start")
    rosa.press("Continue", text="Only me.")
    rosa.press("Send")
    rosa.press("I have saved them")
    do("close_prompt")
    do("last_call", 1)
    assert rosa.press("Look again").title == "Only a few people have spoken"
    rosa.press("Choose")
    rosa.press(button)
    assert rosa.page.status == 200
    closed(app, session)
    assert len(vault()) == now
    engagements.end_listening(staff_named("ada"), session.engagement)
    db.session.commit()
    jobs.sweep_all(app)
    assert len(vault()) == later


def test_five_are_not_asked_that(session, phone, do):
    said(session, TEXTS[:5])
    do("last_call", 1)
    rosa = phone()
    rosa.press("I listen first")
    assert rosa.page.title == "You are in the room"


def test_phones_ask_by_version_and_hear_when_it_is_over(app, rosa, session, do, phone):
    do("open_prompt")
    someone = phone()
    mark = someone.press("I listen first").soup.select_one("form[data-mark]")["data-mark"]
    ask = f"/s/{session.code}/now?v={mark}"
    assert rosa.get(ask).status_code == 204
    said(session, TEXTS)
    assert rosa.get(ask).status_code == 204, "what others send does not show"
    do("close_prompt")
    assert rosa.get(ask).status_code == 200
    closed(app, session)
    assert rosa.get(ask).status_code == 286
    assert someone.press("Write").title == "This session has ended"


def test_a_tap_counts_only_what_is_asked_and_once_a_phone(app, session, phone, do):
    do("open_pulse")
    rosa = phone()
    rosa.press("I listen first")
    rosa.press("Answer")
    rosa.press("Send", **{"tap-heard": "5", "tap-safe": "5"})
    assert rosa.press("Look again").title == "You are in the room", "answered is not asked again"
    closed(app, session)
    assert tallied(session)["pulse"] == {"heard": {"5": 1}}


def test_no_page_of_the_room_sets_a_cookie_or_weighs_more_than_thirty_kilobytes(rosa, session, do):
    import gzip

    do("open_pulse")
    for path in ("/room", "/room/pulse", "/now"):
        answer = rosa.get(f"/s/{session.code}{path}")
        assert "Set-Cookie" not in answer.headers
        assert len(gzip.compress(answer.data)) < 30_000
