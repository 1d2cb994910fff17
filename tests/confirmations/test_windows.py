"""The community's answer is counted once, together, when its time is over, and by nobody."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.actions.answers import loop_of
from listening.confirmations import service
from listening.confirmations.models import Confirmation
from listening.confirmations.rules import Tally
from listening.confirmations.service import NotTheirs, NoWindow
from listening.contributions.receipt import new_secret, shown
from listening.core.database import db
from listening.core.loop import Status
from tests.cast import staff_named
from tests.confirmations.windows import answer, let_end, returns, tell, told_back
from tests.phone import Phone


def latest(theme):
    return service.latest(theme.id)


def test_nothing_is_counted_before_the_last_day_is_over(app, world, calendar):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyyyyy")
    let_end(app, calendar, 60)
    assert latest(theme).outcome is None
    assert loop_of(theme).status is Status.REPORTED_BACK
    let_end(app, calendar, 1)
    assert latest(theme).outcome == "confirmed"
    assert loop_of(theme).status is Status.CONFIRMED
    let_end(app, calendar, 5)
    assert latest(theme).tally == Tally(yes=6), "counted once"


def test_a_changed_answer_takes_the_place_of_the_first(app, world, calendar):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "nnnnnn")
    answer(secrets, theme, "yyyyyy")
    let_end(app, calendar)
    assert latest(theme).tally == Tally(yes=6)


def test_an_evening_without_answers_is_too_few_and_never_a_yes(app, world, calendar):
    theme, _secrets = told_back(app, world)
    let_end(app, calendar)
    assert latest(theme).outcome == "unconfirmed"
    assert loop_of(theme).status is Status.UNCONFIRMED


def test_only_a_receipt_of_this_theme_can_answer(app, world, rosa):
    theme, secrets = told_back(app, world)
    other, strangers = told_back(app, world, engagement=world.engagement())
    window, other_window = latest(theme).id, latest(other).id
    db.session.commit()
    for secret, asked in (
        (new_secret(), window),
        (strangers[0], window),
        (secrets[0], other_window),
        ("x", window),
    ):
        sent = {"secret": secret, "window": asked, "answer": "yes"}
        assert rosa.post("/receipt/verdict", data=sent).status_code == 400
    sent = {"secret": secrets[0], "window": window, "answer": "yes"}
    assert rosa.post("/receipt/verdict", data=sent).status_code == 200
    assert rosa.post("/receipt/verdict", data=sent | {"answer": "perhaps"}).status_code == 422


def test_after_the_last_day_nobody_answers(app, world, rosa, calendar):
    theme, secrets = told_back(app, world)
    window = latest(theme).id
    db.session.commit()
    calendar.move(61)
    sent = {"secret": secrets[0], "window": window, "answer": "yes"}
    assert rosa.post("/receipt/verdict", data=sent).status_code == 400
    with pytest.raises(NoWindow):
        service.give(secrets[0], latest(theme), service.Answer.YES, "", "en")


def test_a_contested_loop_opens_again_and_a_new_answer_opens_a_new_window(app, world, calendar):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "nnnyyy")
    let_end(app, calendar)
    loop = loop_of(theme)
    assert (loop.status, loop.times_contested) == (Status.CONTESTED, 1)
    assert (loop.reply_by - latest(theme).evaluated_on).days == 30
    tell(theme)
    assert loop_of(theme).status is Status.REPORTED_BACK
    answer(secrets, theme, "yyyyyy")
    let_end(app, calendar)
    assert loop_of(theme).status is Status.CONFIRMED
    assert [one.outcome for one in db.session.scalars(select(Confirmation).order_by(Confirmation.id))] == [
        "contested",
        "confirmed",
    ]
    assert service.open_window(theme) is None, "what the community confirmed is not asked again by the agency"


def test_hands_need_two_people_from_outside_the_agency(app, world, cast, calendar):
    theme, _secrets = told_back(app, world)
    room = returns(theme)
    path, hands = f"/staff/verdicts/hands/{room.id}/{theme.id}", {"yes": "9", "partly": "1", "no": "1"}
    db.session.commit()
    for desk in (cast.ada, cast.ben, cast.ren):
        assert desk.post(path, hands).status_code == 403
        assert desk.post(f"{path}/confirm").status_code == 403
    assert cast.bo.post(path, hands | {"no": "-1"}).status_code == 422
    assert cast.bo.post(path, hands).status_code == 303
    assert cast.bo.post(f"{path}/confirm").status_code == 403, "one person counts twice"
    assert cast.pia.post(f"{path}/confirm").status_code == 303
    let_end(app, calendar)
    assert latest(theme).tally == Tally(9, 1, 1)


def test_hands_that_nobody_confirmed_are_not_counted(app, world, calendar):
    theme, _secrets = told_back(app, world)
    service.enter_hands(staff_named("bo"), returns(theme), theme, Tally(yes=50))
    let_end(app, calendar)
    assert latest(theme).outcome == "unconfirmed"


def test_the_service_and_the_table_refuse_the_agency_and_one_person_twice(app, world):
    theme, _secrets = told_back(app, world)
    room = returns(theme)
    with pytest.raises(NotTheirs):
        service.enter_hands(staff_named("ada"), room, theme, Tally(yes=50))
    hands = service.enter_hands(staff_named("bo"), room, theme, Tally(yes=5))
    for name in ("ada", "ren", "bo"):
        with pytest.raises(NotTheirs):
            service.confirm_hands(staff_named(name), hands)
    db.session.commit()
    for wrong in ("confirmed_by_id = entered_by_id", "yes = -1"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE show_of_hands SET {wrong}"))
        db.session.rollback()


def test_the_table_keeps_a_window_from_ending_early_or_without_an_outcome(app, world):
    told_back(app, world)
    for wrong in (
        "outcome = 'confirmed'",
        "evaluated_on = '2027-01-01'",
        "outcome = 'confirmed', evaluated_on = opened_on",
        "outcome = 'great', evaluated_on = '2027-01-01'",
        "ends_on = opened_on",
    ):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE confirmation SET {wrong}"))
        db.session.rollback()


def test_a_return_session_later_moves_the_last_day(app, world, calendar):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyyyyy")
    returns(theme, days=55)
    let_end(app, calendar, 61)
    assert latest(theme).outcome is None
    assert service.open_for(theme.id) is not None
    let_end(app, calendar, 10)
    assert latest(theme).outcome == "confirmed"


def test_the_receipt_says_thank_you_and_never_shows_the_words(app, world):
    _theme, secrets = told_back(app, world)
    phone = Phone(app.test_client(use_cookies=False))
    phone.open("/receipt")
    phone.press("Show me", receipt=" ".join(shown(secrets[0], "en")))
    page = phone.press("Send my answer", answer="no", text="The van never came.")
    assert "We received your answer" in page.text
    assert "Rides, voice" not in page.text
