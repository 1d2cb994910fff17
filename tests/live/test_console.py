"""The console through HTTP: one next step, buttons that do what they say, two devices in step."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from listening.core.database import Words, db
from listening.live import service, wall
from tests.cast import staff_named
from tests.sessions.rooms import said
from tests.world import both

TEXTS = [f"voice number {number}" for number in range(6)]


def soup(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def step_of(desk, session):
    return soup(desk.get(f"/staff/live/{session.id}")).find(id="next-step-title").get_text(strip=True)


def press(desk, session, act, value=None):
    data = {"act": act} | ({} if value is None else {"value": value})
    return desk.post(f"/staff/live/{session.id}/act", data)


def test_an_evening_is_led_from_step_to_step(cast, session, calendar):
    desk = cast.bo
    assert step_of(desk, session) == "Agree on the ground rules"
    rules = {"rules_en": "One voice.", "rules_es": "Una voz."}
    assert desk.post(f"/staff/live/{session.id}/rules", rules).status_code == 303
    for _prompt in session.agenda:
        assert step_of(desk, session) == "Ask the next question"
        assert press(desk, session, "open_prompt").status_code == 303
        assert step_of(desk, session) == "Listen"
        press(desk, session, "close_prompt")
    assert step_of(desk, session) == "Ask how it was"
    press(desk, session, "open_pulse")
    assert step_of(desk, session) == "Ask for last words"
    press(desk, session, "last_call", 1)
    assert step_of(desk, session) == "Close the session"


def test_the_wall_cannot_open_before_the_rules_are_agreed(cast, session):
    assert press(cast.bo, session, "wall", 1).status_code == 409
    press(cast.bo, session, "pause", 0)
    with pytest.raises(DatabaseError, match="rules_before_wall"):
        db.session.execute(text("UPDATE room SET wall_on = true"))
    db.session.rollback()


def test_the_counter_never_tells_who_just_pressed_send(cast, session):
    page = f"/staff/live/{session.id}"
    seen = set()
    for words in TEXTS[:4]:
        said(session, [words])
        seen.add(soup(cast.bo.get(page)).select_one(".fact-number").get_text(strip=True))
    assert seen == {"Fewer than five"}


def test_two_devices_are_kept_in_step_and_a_quiet_room_answers_204(cast, session, do):
    page = f"/staff/live/{session.id}"
    first = soup(cast.bo.get(page)).find(id="room")["data-hx-get"]
    asks = {"HX-Request": "true"}
    assert cast.bo.get(first, headers=asks).status_code == 204
    assert cast.pia.get(page).status_code == 403, "she does not run this room"
    do("pause", 1)
    changed = cast.bo.get(first, headers=asks)
    assert changed.status_code == 200
    assert "The room rests" in changed.get_data(as_text=True)
    assert "<html" not in changed.get_data(as_text=True)


def test_screens_stop_asking_when_the_room_is_over(cast, session):
    asks = {"HX-Request": "true"}
    cast.bo.post(f"/staff/live/{session.id}/close")
    for page in ("", "/screen"):
        assert cast.bo.get(f"/staff/live/{session.id}{page}", headers=asks).status_code == 286
    assert cast.bo.get(f"/staff/live/{session.id}").status_code == 200


def test_a_card_goes_from_the_console_to_the_big_screen_by_hand(cast, session, agreed, do, let_in):
    said(session, TEXTS)
    number = let_in()[0].number
    screen = f"/staff/live/{session.id}/screen"
    do("wall", 1)
    assert not any(words in cast.bo.get(screen).get_data(as_text=True) for words in TEXTS)
    moved = cast.bo.post(f"/staff/live/{session.id}/cards/{number}", {"to": "shown", "lane": "new"})
    assert moved.status_code == 303
    shown = cast.bo.get(screen).get_data(as_text=True)
    assert sum(words in shown for words in TEXTS) == 1
    console = f"/staff/live/{session.id}?lane=shown"
    assert "nobody sees these voices yet" not in cast.bo.get(console).get_data(as_text=True)
    do("wall", 0)
    assert not any(words in cast.bo.get(screen).get_data(as_text=True) for words in TEXTS)
    assert "nobody sees these voices yet" in cast.bo.get(console).get_data(as_text=True)


def test_the_big_screen_asks_in_every_language_of_the_room(cast, session, agreed, do):
    do("open_prompt")
    page = BeautifulSoup(cast.bo.get(f"/staff/live/{session.id}/screen").data, "html.parser")
    words = session.agenda[0].prompt.words
    assert page.h1.get_text() == words["en"]
    assert [(one["lang"], one.get_text()) for one in page.select(".also")] == [("es", words["es"])]


def test_undo_is_offered_after_a_move_and_works_without_javascript(cast, session, let_in):
    said(session, TEXTS)
    one = let_in()[0]
    card = f"/staff/live/{session.id}/cards/{one.number}"
    page = cast.bo.get(cast.bo.post(card, {"to": "sensitive"}).headers["Location"])
    assert "Undo" in page.get_data(as_text=True)
    cast.bo.post(card, {"to": "undo"})
    assert wall.card(session, one.number).lane == "new"


def test_a_refusal_is_told_in_place(cast, session, let_in):
    said(session, TEXTS)
    number = let_in()[0].number
    card = f"/staff/live/{session.id}/cards/{number}"
    told = cast.bo.post(card, {"to": "hidden"}, headers={"HX-Request": "true"})
    assert told.status_code == 422
    assert "The reason is public" in told.get_data(as_text=True)
    assert cast.bo.post(card, {"to": "nowhere"}).status_code == 404
    assert press(cast.bo, session, "explode").status_code == 404


def test_a_hidden_card_without_a_reason_stays_open_with_the_words_typed(cast, session, agreed, let_in):
    said(session, TEXTS)
    path = f"/staff/live/{session.id}/cards/{let_in()[0].number}"
    sent = {"to": "hidden", "reason": "", "words": "A bus was late"}
    card = soup(cast.bo.post(path, sent, headers={"HX-Request": "true"})).select_one("details.more[open]")
    assert card.select_one("textarea").get_text().strip() == "A bus was late"


def test_asking_the_phones_about_the_rules_stays_at_the_rules(cast, session):
    answer = cast.bo.post(f"/staff/live/{session.id}/act", {"act": "open_rules_round"})
    assert answer.location.endswith(f"/staff/live/{session.id}/rules")
    assert "Phones ask now" in cast.bo.get(answer.location).get_data(as_text=True)


def test_the_big_screen_shows_the_first_hearing_in_every_language(cast, session, agreed, do):
    service.write_down(staff_named("bo"), session, {1: both("Rides", "Transporte")})
    db.session.commit()
    do("hearing", 1)
    page = cast.bo.get(f"/staff/live/{session.id}/screen").get_data(as_text=True)
    assert "Rides" in page
    assert "Transporte" in page


def test_a_first_hearing_is_drafted_and_only_the_facilitators_lines_are_kept(cast, session, let_in):
    bus = [f"The bus to the visit number {number} takes too long." for number in range(4)]
    phones = [f"My worker never answers the phone, number {number}." for number in range(4)]
    said(session, bus + phones)
    let_in()
    page = f"/staff/live/{session.id}/hearing"
    assert cast.bo.post(f"{page}/find").status_code == 303
    drafted = soup(cast.bo.get(page))
    names = [field["name"] for field in drafted.select("input[name$=_en]")]
    assert len(names) >= 2
    cast.bo.post(page, {names[0]: "Getting to visits is hard.", names[1]: ""})
    assert [one.words["en"] for one in service.hearings(session)] == ["Getting to visits is hard."]
    assert step_of(cast.bo, session) == "Agree on the ground rules"


def test_the_big_screen_shows_nothing_personal_and_the_way_in(cast, session, do):
    do("open_prompt")
    page = soup(cast.bo.get(f"/staff/live/{session.id}/screen"))
    assert page.h1.get_text(strip=True) == "What must change, part 1?"
    assert page.select_one(".corner .qr svg")
    assert "Bo" not in page.get_text(" ")
    do("pause", 1)
    assert "We take a break" in cast.bo.get(f"/staff/live/{session.id}/screen").get_data(as_text=True)


def test_undo_stays_where_the_room_draws_nothing(cast, session, do, let_in):
    said(session, TEXTS)
    number = let_in()[0].number
    page, card = f"/staff/live/{session.id}", f"/staff/live/{session.id}/cards/{number}"
    asks = {"HX-Request": "true"}
    moved = soup(cast.bo.post(card, {"to": "parked"}, headers=asks))
    assert moved.select_one("#undo[data-hx-swap-oob] form.undo")
    assert not moved.select("#room form.undo")
    do("open_prompt")
    for answer in (
        cast.bo.get(moved.find(id="room")["data-hx-get"], headers=asks),
        cast.bo.post(f"{page}/act", {"act": "pause", "value": 1}, headers=asks),
    ):
        assert answer.status_code == 200
        assert not soup(answer).select("#undo"), "what is there stays"
    taken = soup(cast.bo.post(card, {"to": "undo"}, headers=asks))
    assert taken.select_one("#undo[data-hx-swap-oob]").get_text(strip=True) == ""


def test_the_big_screen_says_everything_in_the_languages_of_the_session(cast, session, do):
    path = f"/staff/live/{session.id}/screen"
    joining = soup(cast.bo.get(path))
    assert [one["lang"] for one in joining.select(".tongue")] == ["en", "es"]
    spanish = joining.select_one(".tongue[lang=es]").get_text(" ", strip=True)
    for words in ("Visitas que funcionan", "Habrá respuesta a más tardar", "Nuestros acuerdos", "(es)"):
        assert words in spanish
    assert "Sin cuenta. Sin nombre." in joining.select_one(".corner").get_text()
    do("open_prompt")
    assert "18 minutes · 18 minutos" in soup(cast.bo.get(path)).select_one(".timer").get_text()
    do("pause", 1)
    rest = soup(cast.bo.get(path)).select(".big-calm > div")
    assert [one["lang"] for one in rest] == ["en", "es"]
    assert "Hacemos una pausa" in rest[1].get_text()


def test_the_big_screen_shows_rules_as_they_are_and_no_language_beside_the_sessions_own(cast, session):
    session.ground_rules = Words(en="One voice at a time.")
    db.session.commit()
    page = soup(cast.bo.get(f"/staff/live/{session.id}/screen"))
    assert not page.select(".tongue[lang=es] :is(h2, li)"), "nobody translated them"
    assert page.select_one(".tongue[lang=es] .as-h1").get_text() == "Visitas que funcionan"
    session.engagement.languages = ["es"]
    db.session.commit()
    page = soup(cast.bo.get(f"/staff/live/{session.id}/screen"))
    assert [one["lang"] for one in page.select(".tongue")] == ["es"]
    assert page.h1.get_text() == "Visitas que funcionan"
