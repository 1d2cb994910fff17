"""The evening in Chromium: a tablet that forgets, a table's draft that does not, a card that is scanned."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from listening.contributions.receipt import new_secret, shown
from listening.core import clock
from listening.core.database import db
from listening.evening.models import Evening
from listening.evening.passes import Table
from listening.sessions.models import ListeningSession
from tests.browser.conftest import EVERY_RULE, PHONE
from tests.house.stage import listening_session

TABLET = {"width": 768, "height": 1024}
SAID = "The quetzal bus is always late."
CODE = "9PQRVW"


@pytest.fixture(scope="module")
def room(prepared):
    """An open session whose tablet is on; its join code, and the pass of table 1."""
    _server, app = prepared
    with app.app_context():
        session = db.session.scalar(select(ListeningSession).where(ListeningSession.code == CODE))
        if session is None:
            other = db.session.scalars(select(ListeningSession).order_by(ListeningSession.id)).first()
            session = listening_session(other.engagement, "listening", CODE, 0)
            session.opened_at = clock.now() - timedelta(minutes=5)
            session.return_session_id = other.return_session_id
            db.session.add(Evening(listening_session_id=session.id, pass_round="", tablet=True))
            db.session.commit()
        facts = {"code": CODE, "table": Table(session, 1).key, "id": session.id}
        # A transaction left open would hold the database against the server.
        db.session.remove()
    return facts


def everything_on(page: Page) -> str:
    """All that a page shows or its browser keeps."""
    kept = page.evaluate(
        "async () => JSON.stringify([{...localStorage}, {...sessionStorage}, await indexedDB.databases(),"
        " await caches.keys(), document.cookie])"
    )
    return (
        kept
        + page.content()
        + "".join(page.locator("textarea, input").evaluate_all("all => all.map(e => e.value)"))
    )


def speak_on_tablet(page: Page, code: str, card: str = "") -> None:
    page.goto(f"/s/{code}/tablet")
    page.get_by_role("button", name="Next").click()
    page.locator("textarea:visible").fill(SAID)
    page.get_by_label("My idea, not my words").locator("visible=true").check()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    page.locator("#card_words").fill(card)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We received your words")


def test_after_sending_a_tablet_shows_nothing_on_back_reload_or_reopening(visitor, room, picture, axe):
    page = visitor(**TABLET)
    speak_on_tablet(page, room["code"])
    expect(page.locator(".words li:visible")).to_have_count(7)
    words = page.locator(".words li:visible").all_text_contents()
    assert axe(page, EVERY_RULE) == []
    picture(page, "receipt")
    assert SAID not in everything_on(page)
    page.get_by_role("button", name="Done: next person").click()
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    for again in (page.reload, page.go_back, page.go_forward, lambda: page.goto(f"/s/{room['code']}/tablet")):
        again()
        shows = "" if page.url == "about:blank" else everything_on(page)
        assert SAID not in shows
        assert " ".join(words) not in " ".join(re.sub("<[^>]+>", " ", shows).split())
    other = page.context.new_page()
    other.goto(f"/s/{room['code']}/tablet")
    assert SAID not in everything_on(other)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_card_from_the_basket_keeps_words_off_the_tablet(visitor, room):
    page = visitor(**TABLET)
    speak_on_tablet(page, room["code"], " ".join(shown(new_secret(), "en")))
    expect(page.get_by_text("Your card is your key")).to_be_visible()
    assert page.locator(".words li:visible").count() == 0


def test_wrong_card_words_lose_nothing_on_a_tablet(visitor, room):
    page = visitor(**TABLET)
    page.goto(f"/s/{room['code']}/tablet")
    page.get_by_role("button", name="Next").click()
    page.locator("textarea:visible").fill(SAID)
    for _step in range(2):
        page.get_by_role("button", name="Next").click()
    page.locator("#card_words").fill("no such words")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("This could not be sent.")).to_be_visible()
    assert page.locator("textarea").first.input_value() == SAID


def test_a_tablet_that_nobody_touches_asks_and_then_begins_anew(visitor, room, picture):
    page = visitor(**TABLET)
    page.clock.install()
    page.goto(f"/s/{room['code']}/tablet")
    page.get_by_role("button", name="Next").click()
    page.locator("textarea:visible").fill(SAID)
    page.clock.run_for(46_000)
    expect(page.get_by_text("Are you still there?")).to_be_visible()
    picture(page, "there")
    page.get_by_role("button", name="I am here").click()
    assert page.locator("textarea:visible").input_value() == SAID, "a touch keeps everything"
    page.clock.run_for(46_000)
    page.clock.run_for(16_000)
    expect(page.locator("textarea:visible")).to_have_count(0)
    assert SAID not in everything_on(page)


def test_the_tablet_is_clear_of_barriers_on_every_step(visitor, room, picture, axe):
    page = visitor(**TABLET)
    page.goto(f"/s/{room['code']}/tablet")
    for number in range(4):
        assert axe(page, EVERY_RULE) == []
        picture(page, f"step-{number}")
        if number < 3:
            page.get_by_role("button", name="Next").click()


def test_a_tablet_without_scripts_still_sends(visitor, room):
    page = visitor(**TABLET, javascript=False)
    page.goto(f"/s/{room['code']}/tablet")
    page.locator("textarea").first.fill(SAID)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We received your words")
    assert SAID not in page.content()


def test_a_tables_draft_survives_a_reload_until_it_is_sent(visitor, room, picture, axe):
    page = visitor(**PHONE)
    page.goto(f"/table/{room['table']}")
    assert axe(page, EVERY_RULE) == []
    picture(page, "table")
    page.goto(f"/table/{room['table']}/1")
    page.get_by_role("textbox").fill(f"{SAID}\nNobody calls back.")
    picture(page, "write")
    page.reload()
    assert page.get_by_role("textbox").input_value().startswith(SAID)
    page.get_by_role("button", name="Read it back").click()
    page.get_by_label("Voice 1").get_by_role("textbox").first.fill(f"{SAID} Every day.")
    page.get_by_label("My words, details removed").first.check()
    page.get_by_text("Receipt, or tonight’s page").first.click()
    box, words = (
        page.locator(f"details[open] {one}").first.bounding_box()
        for one in ("[type=checkbox]", ".option-text")
    )
    assert box["x"] + box["width"] <= words["x"], "a box stands before its words"
    assert axe(page, EVERY_RULE) == []
    picture(page, "read")
    page.goto(f"/table/{room['table']}/1")
    assert page.get_by_role("textbox").input_value() == f"{SAID} Every day.\nNobody calls back."
    page.get_by_role("button", name="Read it back").click()
    expect(page.get_by_label("My words, details removed").first).to_be_checked()
    page.get_by_role("button", name="Send the notes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The notes are with us")
    picture(page, "sent")
    assert SAID not in everything_on(page)
    page.goto(f"/table/{room['table']}/1")
    assert page.get_by_role("textbox").input_value() == ""


def test_a_scanned_card_hands_its_secret_to_the_phone_and_to_no_server(visitor, room, picture, axe):
    page = visitor(**PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + str(request.headers)))
    secret = new_secret()
    page.goto(f"/s/{room['code']}/card#{secret}")
    expect(page.get_by_text("We have the words of your card")).to_be_visible()
    assert "#" not in page.url, "nor does it stay in the address"
    assert axe(page, EVERY_RULE) == []
    picture(page, "card")
    assert not any(secret in one.replace(f"#{secret}", "") for one in asked)
    page.get_by_role("button", name="Speak with this card").click()
    page.get_by_role("button", name="Start").click()
    page.locator("#text").fill(SAID)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Skip this question").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We received your words")
    expect(page.get_by_text("Your card is your key")).to_be_visible()


def test_on_ones_own_phone_what_is_typed_survives_and_is_gone_after_sending(visitor, room, picture):
    page = visitor(**PHONE)
    page.goto(f"/s/{room['code']}")
    page.get_by_role("heading", level=1).click()
    page.get_by_role("group", name="Does anyone else use this phone?").get_by_label("No").check()
    picture(page, "own")
    page.get_by_role("button", name="Start").click()
    page.locator("#text").click()
    page.wait_for_load_state("networkidle")
    page.locator("#text").fill(SAID)
    page.goto(f"/s/{room['code']}")
    expect(page.get_by_text("What you wrote before is still here")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    assert page.locator("#text").input_value() == SAID
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Skip this question").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We received your words")
    assert SAID not in everything_on(page)


def test_nothing_moves_under_a_finger_that_presses_start_on_a_slow_network(visitor, room):
    page = visitor(**PHONE)
    page.goto(f"/s/{room['code']}")
    start = page.get_by_role("button", name="Start")
    start.scroll_into_view_if_needed()
    box = start.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_load_state("networkidle")
    assert start.bounding_box() == box, "what the first touch brings leaves the button where it was"
    page.mouse.up()
    expect(page.locator("#text")).to_be_visible()


@pytest.mark.parametrize("answer", ["Yes", ""])
def test_on_a_phone_that_others_use_nothing_is_kept(visitor, room, answer):
    page = visitor(**PHONE)
    page.goto(f"/s/{room['code']}")
    page.get_by_role("heading", level=1).click()
    if answer:
        page.get_by_role("group", name="Does anyone else use this phone?").get_by_label(answer).check()
    page.get_by_role("button", name="Start").click()
    page.locator("#text").click()
    page.wait_for_load_state("networkidle")
    page.locator("#text").fill(SAID)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("My caseworker Linda never calls.", "name"),
        ("They said it was Maria Gomez who left.", "name"),
        ("Call me at 530-555-0100 please.", "number"),
        ("It was on March 14 that it happened.", "date"),
        ("Some days I want to die.", "crisis"),
        ("A veces quiero morir.", "crisis"),
        ("The bus is late and nobody calls.", ""),
    ],
)
def test_a_hint_is_given_on_the_phone_alone_and_blocks_nothing(phone, room, typed, kind):
    phone.goto(f"/s/{room['code']}")
    phone.get_by_role("button", name="Start").click()
    phone.locator("#text").click()
    phone.wait_for_load_state("networkidle")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.locator("#text").fill(typed)
    phone.wait_for_timeout(900)
    seen = phone.locator("[data-hint]:visible").evaluate_all("all => all.map(e => e.dataset.hint)")
    assert seen == ([kind] if kind else [])
    assert asked == [], "nothing is sent"
    phone.get_by_role("button", name="Continue").click()
    expect(phone.locator("#text")).to_have_value("")
