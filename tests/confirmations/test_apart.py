"""Answers on the public page, without a receipt: shown apart when the window is over, and never counted."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from listening.actions.answers import loop_of
from listening.confirmations import apart, service
from listening.confirmations.rules import Answer, Tally
from listening.confirmations.service import NoWindow
from listening.core import jobs
from listening.core.database import db
from listening.core.loop import Status
from tests.confirmations import windows
from tests.confirmations.windows import answer, tell, told_back


def let_end(app, calendar):
    """The window ends; what lies beside it is sealed by the sweep after that."""
    windows.let_end(app, calendar)
    windows.let_end(app, calendar, days=0)


def say(rosa, theme, said, times=1):
    answers = [
        rosa.post(f"/report-backs/{theme.id}/answer", data={"answer": said}).status_code
        for _each in range(times)
    ]
    assert set(answers) == {200}


def test_answers_on_the_page_never_sway_the_verdict(app, world, calendar, rosa):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyyyyy")
    say(rosa, theme, "no", 30)
    let_end(app, calendar)
    window = service.latest(theme.id)
    assert (window.tally, window.apart) == (Tally(yes=6), Tally(no=30))
    assert loop_of(theme).status is Status.CONFIRMED


def test_with_answers_on_the_page_alone_too_few_answered(app, world, calendar, rosa):
    theme, _secrets = told_back(app, world)
    say(rosa, theme, "yes", 30)
    let_end(app, calendar)
    assert loop_of(theme).status is Status.UNCONFIRMED


def test_they_are_shown_when_the_window_is_over_and_say_that_they_do_not_count(app, world, calendar, rosa):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyyyyy")
    say(rosa, theme, "no", 12)
    jobs.sweep_all(app)
    page = f"/ledger/{theme.id}"
    assert "without a receipt" not in rosa.get(page).get_data(as_text=True)
    let_end(app, calendar)
    html = rosa.get(page).get_data(as_text=True)
    assert "That does not count. Yes: Nobody. Partly: Nobody. No: 11 to 20 voices." in html
    assert "Most said yes. We do not show small numbers." in html


def test_small_numbers_are_not_told_there_either(app, world, calendar, rosa):
    theme, _secrets = told_back(app, world)
    say(rosa, theme, "yes", 4)
    say(rosa, theme, "partly")
    let_end(app, calendar)
    html = rosa.get(f"/ledger/{theme.id}").get_data(as_text=True)
    assert "That does not count. Most said yes. We do not show small numbers." in html


def test_counting_twice_or_a_late_answer_changes_nothing(app, world, calendar, rosa):
    theme, _secrets = told_back(app, world)
    say(rosa, theme, "partly", 3)
    let_end(app, calendar)
    window = service.latest(theme.id)
    apart.settle(window.id, [])
    assert window.apart == Tally(partly=3)
    with pytest.raises(NoWindow):
        apart.say(window, Answer.NO)


def test_the_page_is_there_only_while_there_is_something_to_answer(app, world, calendar, rosa):
    theme, _secrets = told_back(app, world)
    link = f"/report-backs/{theme.id}/answer"
    assert link in rosa.get(f"/report-backs/{theme.id}").get_data(as_text=True)
    assert rosa.get(link).status_code == 200
    assert rosa.post(link, data={"answer": "maybe"}).status_code == 422
    assert "Choose one answer" in rosa.post(link, data={}).get_data(as_text=True)
    assert rosa.get("/report-backs/999/answer").status_code == 404
    let_end(app, calendar)
    assert link not in rosa.get(f"/report-backs/{theme.id}").get_data(as_text=True)
    assert {rosa.get(link).status_code, rosa.post(link, data={"answer": "yes"}).status_code} == {404}


def test_a_page_of_another_site_cannot_answer_for_someone(app, world, rosa):
    theme, _secrets = told_back(app, world)
    headers = {"Sec-Fetch-Site": "cross-site"}
    path = f"/report-backs/{theme.id}/answer"
    assert rosa.post(path, data={"answer": "no"}, headers=headers).status_code == 403


def test_each_window_keeps_its_own(app, world, calendar, rosa):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "nnnnnn")
    say(rosa, theme, "no", 2)
    let_end(app, calendar)
    first = service.latest(theme.id)
    tell(theme)
    say(rosa, theme, "yes")
    let_end(app, calendar)
    assert (first.apart, service.latest(theme.id).apart) == (Tally(no=2), Tally(yes=1))


def test_the_table_takes_none_before_the_end(app, world):
    told_back(app, world)
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE confirmation SET apart_yes = 1"))
    db.session.rollback()
