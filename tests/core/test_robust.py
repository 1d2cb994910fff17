"""Whatever is sent, nobody sees a fault, and no fault tells what people said."""

import logging
from errno import EAGAIN, EIO, ENETUNREACH
from io import RawIOBase

import pytest
from gunicorn.config import Config
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from listening.core import jobs
from listening.core.database import db
from listening.core.logs import Quiet
from listening.core.policy import PUBLIC
from tests.sessions.rooms import opened

HUGE = "9" * 30


@pytest.mark.parametrize(
    "path",
    [
        f"/ledger/{HUGE}",
        f"/sessions/{HUGE}",
        f"/report-backs/{HUGE}",
        "/promises/%00",
        "/promises/%FF%FE",
        "/ledger?engagement=%00&status=%F0%9F%98%80",
        f"/s/{HUGE}",
        "/join?code=%00",
        f"/staff/join/{'x' * 500}",
        "/%00",
    ],
)
def test_an_odd_address_is_answered_calmly(rosa, path):
    answer = rosa.get(path)
    assert answer.status_code in {200, 400, 404, 410, 422}
    assert "Traceback" not in answer.get_data(as_text=True)


class Silent(RawIOBase):
    """What arrives from a phone that lost its network in the middle of a word."""

    def __init__(self, asked):
        self.asked = asked

    def readable(self):
        return True

    def readinto(self, _room):
        self.asked.append("once")
        raise BlockingIOError(EAGAIN, "Resource temporarily unavailable")


@pytest.mark.parametrize("path", ["/receipt", "/join", "/s/{code}/receipt", "/staff/sign-in"])
def test_a_phone_that_falls_silent_is_no_fault_of_ours(rosa, world, caplog, path):
    form = "application/x-www-form-urlencoded"
    session = opened(world.engagement())
    db.session.commit()
    # As gunicorn hands it over.
    asked = []
    silent = {"wsgi.input": Silent(asked), "wsgi.input_terminated": True, "CONTENT_LENGTH": "100"}
    answer = rosa.post(path.format(code=session.code), content_type=form, environ_overrides=silent)
    assert answer.status_code == 400
    assert caplog.records == []
    assert asked == ["once"], "who asks again waits again"


@pytest.mark.parametrize("sent", [{"sign_in": "a\0da", "password": "x\0"}, {"sign_in": "a" * 9000}])
def test_an_odd_sign_in_is_answered_calmly(cast, sent):
    assert cast.casey.post("/staff/sign-in", sent).status_code in {400, 422}


def test_odd_numbers_and_letters_of_staff_are_answered_calmly(cast, world):
    engagement = world.engagement()
    for path in (f"/staff/engagements/{HUGE}", f"/staff/sessions/{HUGE}", f"/staff/actions/themes/{HUGE}"):
        assert cast.ada.get(path).status_code in {400, 404}
    asked = {"words_en": "a\0b", "words_es": "c"}
    assert cast.ada.post(f"/staff/engagements/{engagement.id}/prompts", asked).status_code < 500


def test_an_error_of_the_database_does_not_repeat_the_words(app):
    with pytest.raises(DatabaseError) as broken:
        db.session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "Zanzibar said"})
    db.session.rollback()
    assert "nowhere" in str(broken.value)
    assert "Zanzibar" not in str(broken.value)


def test_a_fault_is_logged_without_what_was_asked_or_said(app, rosa, caplog):
    words = "Zanzibar said"

    def fails(**_asked):
        raise ZeroDivisionError(words)

    fails.policy = PUBLIC
    app.view_functions["contributions.welcome"] = fails
    app.config["PROPAGATE_EXCEPTIONS"] = False
    assert rosa.get("/s/SECRET%0aforged-line").status_code == 500
    assert "ZeroDivisionError at contributions.welcome" in caplog.text
    assert "in fails" in caplog.text
    assert not any(word in caplog.text for word in ("Zanzibar", "SECRET"))
    assert not any(line.startswith("forged-line") for line in caplog.text.splitlines())


@pytest.mark.once
def test_a_folder_that_cannot_be_written_does_not_end_the_sweeping(app):
    lock = app.config["SETTINGS"].data / "sweep.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    sweeper = jobs.start(app)
    sweeper.join(0.3)
    assert sweeper.is_alive()
    sweeper.over = True
    sweeper.wake.set()
    sweeper.join(25)


def logged(error):
    """What the server writes of an error that gunicorn caught."""
    log = Quiet(Config())
    heard, log.error_log.handlers = [], []
    log.error_log.addHandler(heard_by := logging.Handler())
    heard_by.emit = lambda record: heard.append(record.getMessage())
    try:
        raise error
    except type(error):
        log.exception("Socket error processing request.")
    return heard


def test_a_lost_network_is_not_logged_and_every_other_fault_is():
    assert logged(BlockingIOError(EAGAIN, "nothing came")) == []
    assert logged(OSError(ENETUNREACH, "no way there")) == []
    assert logged(OSError(EIO, "a broken disk")) == ["Socket error processing request."]
    assert logged(ZeroDivisionError()) == ["Socket error processing request."]
