"""A confirmed loop is asked "still so?"; only the community answers, and a closed loop still takes a message."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from listening.actions.answers import loop_of
from listening.actions.models import Action
from listening.confirmations import afterwards, service
from listening.confirmations.models import Confirmation, Message, Reply
from listening.confirmations.rules import Asked, asks_again, months_after
from listening.contributions.intake import intake
from listening.core import clock, jobs, journal
from listening.core.database import db
from listening.core.loop import Happened, Status
from tests.cast import staff_named
from tests.confirmations.windows import answer, let_end, returns, tell, told_back
from tests.phone import Phone
from tests.world import both

DAY = date(2026, 3, 2)
HALF_A_YEAR = 185
SAID = "The van stopped coming in June."


def windows(theme):
    query = select(Confirmation).where(Confirmation.theme_id == theme.id).order_by(Confirmation.id)
    return list(db.session.scalars(query))


@pytest.fixture
def confirmed(app, world, calendar):
    """(theme, receipts): the community said yes."""
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyyyyy")
    let_end(app, calendar)
    assert loop_of(theme).status is Status.CONFIRMED
    return theme, secrets


def test_after_half_a_year_and_after_a_year_the_community_is_asked_once_each(app, confirmed, calendar):
    theme, secrets = confirmed
    first = loop_of(theme).confirmed_on
    for asked in (1, 2):
        let_end(app, calendar, HALF_A_YEAR - 61 * (asked - 1))
        jobs.sweep_all(app)
        assert [one.again for one in windows(theme)] == [False] + [True] * asked
        answer(secrets, theme, "yyyyyy")
        let_end(app, calendar)
        loop = loop_of(theme)
        assert (loop.status, loop.confirmed_on) == (Status.CONFIRMED, first)
        assert loop.still_so_on == clock.today()
    let_end(app, calendar, 800)
    assert len(windows(theme)) == 3, "twice, and then people are left in peace"


@pytest.mark.parametrize(
    ("letters", "status"),
    [
        ("nnnnyy", Status.CONTESTED),
        ("pppyyy", Status.PARTLY_CONFIRMED),
        ("n", Status.CONFIRMED),
        ("", Status.CONFIRMED),
        ("cccccc", Status.CONFIRMED),
    ],
)
def test_only_enough_answers_change_what_was_said(app, confirmed, calendar, letters, status):
    theme, secrets = confirmed
    let_end(app, calendar, HALF_A_YEAR)
    answer(secrets, theme, letters)
    let_end(app, calendar)
    assert loop_of(theme).status is status


def test_a_no_opens_the_loop_again_and_the_agency_owes_an_answer(app, world, confirmed, calendar):
    theme, secrets = confirmed
    let_end(app, calendar, HALF_A_YEAR)
    answer(secrets, theme, "nnnnnn")
    let_end(app, calendar)
    loop = loop_of(theme)
    assert (loop.status, loop.times_contested) == (Status.CONTESTED, 1)
    assert loop.reply_by == clock.today() + timedelta(days=30)
    let_end(app, calendar, 400)
    assert windows(theme)[-1].outcome == "contested", "nobody is asked while an answer is owed"
    tell(theme)
    assert not windows(theme)[-1].again


def test_hands_at_a_return_session_answer_too(app, confirmed, calendar):
    theme, _secrets = confirmed
    let_end(app, calendar, HALF_A_YEAR)
    room = returns(theme)
    hands = service.enter_hands(staff_named("bo"), room, theme, service.Tally(yes=9, no=1))
    service.confirm_hands(staff_named("pia"), hands)
    let_end(app, calendar)
    assert windows(theme)[-1].tally == service.Tally(yes=9, no=1)
    assert loop_of(theme).still_so_on == clock.today()


def test_the_agency_cannot_open_or_close_the_asking(app, confirmed, calendar, cast):
    theme, _secrets = confirmed
    assert service.open_window(theme) is None
    let_end(app, calendar, HALF_A_YEAR)
    room = returns(theme)
    with pytest.raises(service.NotTheirs):
        service.enter_hands(staff_named("ada"), room, theme, service.Tally(yes=99))
    let_end(app, calendar)
    assert service.open_window(theme) is None, "too few answers open no door for another report"
    answered = [one for one in journal.steps_of(theme.id) if one.kind is Happened.COMMUNITY_ANSWERED]
    assert [one.detail["outcome"] for one in answered] == ["confirmed", "unconfirmed"]


def changed(theme, completion="complete"):
    """An action about the theme that people judged complete today."""
    action = Action(
        theme_id=theme.id,
        words=both("A van on weekends"),
        owner="Transport desk",
        due_on=clock.today(),
        completion=completion,
        judged_by_id=staff_named("ada").id,
    )
    db.session.add(action)
    db.session.flush()
    judged(theme, action.id, completion)
    return action


def judged(theme, number, completion):
    journal.record(
        Happened.ACTION_JUDGED,
        on=clock.today(),
        engagement_id=theme.engagement_id,
        theme_id=theme.id,
        detail={"action": number, "completion": completion},
    )
    db.session.commit()


@pytest.mark.parametrize(
    ("letters", "words"),
    [("yyyyyy", "Still so, people said on"), ("nnnnnn", "No longer so, people said on"), ("y", "Too few")],
)
def test_because_you_said_so_is_asked_after_a_year_and_tells_the_answer(
    app, world, calendar, rosa, letters, words
):
    theme, secrets = told_back(app, world)
    let_end(app, calendar)
    changed(theme)
    page = Phone(rosa)
    assert "We ask again on May 2, 2027." in page.open("/because").text
    let_end(app, calendar, 364)
    assert len(windows(theme)) == 1
    let_end(app, calendar, 1)
    assert windows(theme)[-1].again
    db.session.commit()
    assert "A year is over. Is it still so?" in page.open("/because").text
    answer(secrets, theme, letters)
    let_end(app, calendar)
    db.session.commit()
    shown = page.open("/because").text
    assert words in shown
    assert ("July 2, 2027" in shown) == (letters != "y")


def test_what_is_not_complete_any_more_is_not_asked_about(app, world, calendar):
    theme, _secrets = told_back(app, world)
    let_end(app, calendar)
    action = changed(theme)
    action.completion = "limited"
    judged(theme, action.id, "limited")
    let_end(app, calendar, 400)
    assert len(windows(theme)) == 1


def test_a_closed_loop_takes_a_message_by_receipt_and_the_agency_must_reply(
    app, confirmed, rosa, cast, calendar
):
    theme, secrets = confirmed
    number = theme.id
    db.session.commit()
    window = windows(theme)[-1].id
    phone = Phone(rosa)
    phone.open("/receipt")
    sent = {"secret": secrets[0], "window": window, "text": SAID}
    assert rosa.post("/receipt/words", data=sent | {"secret": "x"}).status_code == 400
    assert rosa.post("/receipt/words", data=sent | {"text": " "}).status_code == 422
    answer = rosa.post("/receipt/words", data=sent)
    assert "We received your message" in answer.get_data(as_text=True)
    assert SAID not in answer.get_data(as_text=True)
    jobs.sweep_all(app)
    assert db.session.scalars(select(Message)).all() == [], "until the week is over nobody has it"
    let_end(app, calendar, 7)
    message = db.session.scalars(select(Message)).one()
    path = f"/staff/verdicts/messages/{window}"
    typed = {"said_en": "The van stopped.", "said_es": "La camioneta ya no sale.", "seen": [message.id]}
    assert (message.text, message.answer) == (SAID, "later")
    assert not intake().gatherings()
    db.session.commit()
    assert SAID not in cast.ada.get("/staff/verdicts/messages").get_data(as_text=True)
    assert SAID in cast.pia.get(path).get_data(as_text=True)
    assert cast.pia.post(path, typed).status_code == 303
    assert "needs a reply" in cast.ada.get("/staff").get_data(as_text=True)
    reply = {"reply_en": "It comes again.", "reply_es": "Viene otra vez."}
    told = db.session.scalars(select(Reply.id)).one()
    assert cast.ada.post(f"/staff/verdicts/replies/{told}", reply).status_code == 303
    assert "It comes again." in rosa.get(f"/ledger/{number}").get_data(as_text=True)


def test_words_sealed_twice_are_there_once(app, confirmed, calendar):
    theme, secrets = confirmed
    window = windows(theme)[-1]
    afterwards.leave_words(secrets[0], window, SAID, "en")
    afterwards.leave_words(secrets[0], window, SAID + " Twice.", "en")
    [rows] = [intake().store(one).rows() for one in intake().gatherings()]
    for _crash in range(2):
        afterwards.WORDS.settle(window.id, rows)
        db.session.commit()
    [message] = db.session.scalars(select(Message))
    assert message.text.endswith("Twice."), "one receipt has one message a week"
    assert message.id not in {row.id for row in rows}, "nothing joins it to a receipt"


def test_words_left_in_an_open_window_go_with_the_answer(app, world):
    theme, secrets = told_back(app, world)
    with pytest.raises(afterwards.NothingToAnswer):
        afterwards.leave_words(secrets[0], windows(theme)[-1], SAID, "en")


def asked(opened, evaluated, outcome="confirmed", again=False):
    def day(number):
        return None if number is None else DAY + timedelta(days=number)

    return Asked(day(opened), day(evaluated), Status(outcome) if outcome else None, again)


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "changes", "today", "due"),
    [
        ([], [0], 400, False),
        ([asked(0, 61)], [], 61 + 184, True),
        ([asked(0, 61)], [], 61 + 182, False),
        ([asked(0, 61, "unconfirmed")], [], 900, False),
        ([asked(0, 61, "partly_confirmed")], [], 900, False),
        ([asked(0, 61, "unconfirmed")], [0], 366, True),
        ([asked(0, 61, "contested")], [0], 900, False),
        ([asked(0, 61), asked(245, None, None, again=True)], [], 900, False),
        ([asked(0, 61), asked(245, 306, again=True)], [], 400, False),
        ([asked(0, 61), asked(245, 306, again=True)], [], 61 + 366, True),
        ([asked(0, 61), asked(400, 461, again=True)], [], 470, False),
        ([asked(0, 61), asked(245, 306, "unconfirmed", again=True)], [], 61 + 366, True),
    ],
)
def test_who_is_asked_when(said, changes, today, due):
    made = [DAY + timedelta(days=one) for one in changes]
    assert asks_again(said, made, DAY + timedelta(days=today)) is due


@pytest.mark.once
def test_months_end_where_calendars_end():
    assert months_after(date(2026, 12, 31), 2) == date(2027, 3, 1)
    assert months_after(date(2026, 12, 31), 12) == date(2027, 12, 31)
    assert months_after(date(2026, 6, 30), 6) == date(2026, 12, 30)
