"""Words left with a "no" reach the agency through a reader, and come back with a public reply."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.accounts.models import Reading
from listening.confirmations import service
from listening.confirmations.models import Message
from listening.confirmations.service import NotTheirs
from listening.core.database import db
from listening.core.errors import Refused
from tests.cast import staff_named
from tests.confirmations.windows import answer, let_end, told_back
from tests.world import both

RAW = "Officer Dunmore said my son must wait"
SAFE = "[my worker] said my child must wait"


@pytest.fixture
def left(app, world, calendar):
    """(theme id, message id): a message that waits for a reader."""
    theme, secrets = told_back(app, world)
    number = theme.id
    answer(secrets, theme, "yyyyy", text="not kept with a yes")
    answer(secrets[5:], theme, "n", text=RAW)
    let_end(app, calendar)
    message = db.session.scalars(select(Message)).one()
    key = message.id
    db.session.commit()
    return number, key


def test_only_words_with_a_no_or_partly_are_kept(left):
    message = db.session.get(Message, left[1])
    assert (message.text, message.answer, message.passed_on) == (RAW, "no", None)


def test_the_way_of_a_message(cast, rosa, left):
    number, key = left
    assert cast.ada.get(f"/staff/verdicts/messages/{key}/reply").status_code == 404
    assert cast.ada.post(f"/staff/verdicts/messages/{key}/pass-on", {"text": SAFE}).status_code == 403
    assert RAW not in cast.ada.get("/staff/verdicts/messages").get_data(as_text=True)
    assert RAW in cast.pia.get("/staff/verdicts/messages").get_data(as_text=True)
    assert db.session.scalars(select(Reading.place)).all() == ["messages"], "the reading is recorded"
    assert cast.pia.post(f"/staff/verdicts/messages/{key}/pass-on", {"text": ""}).status_code == 422
    assert cast.pia.post(f"/staff/verdicts/messages/{key}/pass-on", {"text": SAFE}).status_code == 303
    for path in ("/staff/verdicts/messages", f"/staff/verdicts/messages/{key}/reply"):
        page = cast.ada.get(path).get_data(as_text=True)
        assert SAFE in page
        assert "Dunmore" not in page
    reply = {"reply_en": "We are sorry. It changed.", "reply_es": "Lo sentimos."}
    assert cast.ada.post(f"/staff/verdicts/messages/{key}/reply", reply).status_code == 303
    assert cast.ben.post(f"/staff/verdicts/messages/{key}/reply", reply).status_code == 409, "one reply"
    page = rosa.get(f"/ledger/{number}").get_data(as_text=True)
    assert "We are sorry. It changed." in page
    assert "Dunmore" not in page


def test_nobody_of_the_agency_passes_words_on_and_nothing_is_replied_before(left):
    message = db.session.get(Message, left[1])
    for name in ("ada", "ren", "bo", "stella"):
        with pytest.raises(NotTheirs):
            service.pass_on(staff_named(name), message, SAFE)
    with pytest.raises(Refused):
        service.reply(staff_named("ada"), message, both("Sorry"))


def test_what_was_replied_to_is_not_changed_afterwards(left):
    message = db.session.get(Message, left[1])
    service.pass_on(staff_named("pia"), message, SAFE)
    service.reply(staff_named("ada"), message, both("Sorry"))
    with pytest.raises(Refused):
        service.pass_on(staff_named("mei"), message, "Something else")
    assert message.passed_on == SAFE


def test_the_table_keeps_the_way(left):
    for wrong in (
        "answer = 'yes'",
        "passed_on = 'x'",
        "reply = '{}', replied_on = '2026-03-02'",
        "replied_on = '2026-03-02'",
    ):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE message SET {wrong}"))
        db.session.rollback()
