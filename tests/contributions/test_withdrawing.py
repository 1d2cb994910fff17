"""Deleted means gone: every byte of it, everything that hangs on it, and no late retry brings it back."""

import pytest
from sqlalchemy import func, select

from listening.contributions.intake import Dropped, intake
from listening.contributions.models import Contribution, Pool, Redaction, Tombstone
from listening.contributions.receipt import shown
from listening.contributions.service import CONTRIBUTION, session_gathering
from listening.contributions.vault import into_vault
from listening.contributions.withdrawals import held_by, settle_withdrawals
from listening.core import jobs
from listening.core.database import db
from listening.reportbacks.models import Quote, ReportBack
from listening.themes.models import Disposition
from tests.cast import staff_named
from tests.phone import Phone
from tests.sessions.rooms import closed, opened, said

CANARY = "Zanzibar-kestrel-4417 said the judge"
OTHERS = [f"another voice {number}" for number in range(7)]


def delete(app, secret):
    phone = Phone(app.test_client(use_cookies=False))
    phone.open("/receipt")
    phone.press("Show me", receipt=" ".join(shown(secret, "en")))
    phone.press("Delete")
    return phone.press("Yes, delete them")


def sweep(app):
    db.session.commit()
    jobs.sweep_all(app)
    db.session.expire_all()


def found_in(folder):
    """Files of the data folder that hold the words, in any of the ways they could be written."""
    ways = [CANARY.encode(), CANARY.encode("utf-16-le"), CANARY[:16].encode()]
    return [
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(way in path.read_bytes() for way in ways)
    ]


@pytest.fixture
def data(app):
    return app.config["SETTINGS"].data


def test_before_sealing_the_bytes_leave_the_intake_at_once(app, world, data):
    room = opened(world.engagement())
    secret, *_others = said(room, [CANARY * 40, *OTHERS])
    assert found_in(data), "the control: they were there"
    page = delete(app, secret)
    assert "Nobody had read them" in page.text
    assert found_in(data) == []
    assert held_by(secret) == []
    closed(app, room)
    assert db.session.scalar(select(func.count(Contribution.id))) == len(OTHERS)
    pool = db.session.get(Pool, str(session_gathering(room)))
    assert (pool.accepted, pool.withdrawn) == (len(OTHERS), 1)


def test_after_sealing_they_are_gone_by_the_next_day_and_no_file_holds_them(
    app, world, data, calendar, postgresql
):
    room = opened(world.engagement())
    secret, *_others = said(room, [CANARY * 40, *OTHERS])
    closed(app, room)
    assert postgresql or found_in(data) == ["hearback.db"], "the control"
    page = delete(app, secret)
    assert "gone by tomorrow" in page.text
    sweep(app)
    assert len(held_by(secret)) == 1, "nobody can see on which of one day's sweeps somebody asked"
    calendar.move(1)
    sweep(app)
    assert held_by(secret) == []
    assert found_in(data) == []
    assert db.session.scalar(select(func.count(Contribution.id))) == len(OTHERS)


def test_five_who_ask_on_one_day_need_not_wait_for_the_next(app, world):
    room = opened(world.engagement())
    secrets = said(room, [CANARY, *OTHERS])
    closed(app, room)
    for secret in secrets[:5]:
        delete(app, secret)
    sweep(app)
    db.session.expire_all()
    assert db.session.scalar(select(func.count(Contribution.id))) == 3


def test_everything_that_hangs_on_the_words_goes_with_them(app, world, calendar):
    engagement = world.engagement()
    room = opened(engagement)
    secret, *_others = said(room, [CANARY, *OTHERS])
    closed(app, room)
    voice = db.session.scalars(select(Contribution).where(Contribution.text == CANARY)).one()
    theme = world.theme(engagement, [voice])
    world.redacted(voice)
    draft = ReportBack(
        theme_id=theme.id,
        language="en",
        you_said="a",
        we_did="b",
        what_next="c",
        drafted_by_id=staff_named("ada").id,
    )
    draft.quotes.append(Quote(contribution_id=voice.id, words=CANARY))
    db.session.add(draft)
    db.session.commit()
    delete(app, secret)
    calendar.move(1)
    sweep(app)
    for table in (Redaction, Disposition, Quote):
        assert db.session.scalars(select(table)).all() == [], table.__tablename__


def test_a_late_retry_does_not_bring_deleted_words_back(app, world, calendar):
    room = opened(world.engagement())
    secret, *_others = said(room, [CANARY, *OTHERS])
    row = Dropped(
        held_by(secret)[0].id,
        CONTRIBUTION,
        intake().store(session_gathering(room)).held([held_by(secret)[0].id])[0].body,
    )
    closed(app, room)
    delete(app, secret)
    calendar.move(1)
    sweep(app)
    assert db.session.scalars(select(Tombstone.id)).all() == [row.id]
    into_vault(session_gathering(room), [row], listening_session_id=room.id)
    db.session.commit()
    assert held_by(secret) == []


def test_pressing_send_again_after_deleting_keeps_the_words_out(app, rosa, world):
    room = opened(world.engagement())
    secret, *_others = said(room, [CANARY, *OTHERS])
    delete(app, secret)
    rosa.post(f"/s/{room.code}/receipt", data={f"text-{room.agenda[0].prompt_id}": CANARY, "secret": secret})
    assert held_by(secret) == []
    closed(app, room)
    assert db.session.scalars(select(Contribution).where(Contribution.text == CANARY)).all() == []


def test_words_that_wait_in_a_small_pool_can_be_deleted_too(app, world, data):
    engagement = world.engagement()
    room = opened(engagement)
    secret, _other = said(room, [CANARY, "one more"])
    closed(app, room)
    assert found_in(data) == [f"intake/engagement-{engagement.id}.db-wal"]
    assert "Nobody had read them" in delete(app, secret).text
    assert found_in(data) == []


def test_erasing_twice_counts_once(app, world):
    room = opened(world.engagement())
    secret, *_others = said(room, [CANARY, *OTHERS])
    closed(app, room)
    rows = [Dropped("x", "withdrawal", {"contribution_id": held_by(secret)[0].id})]
    for _crash in range(2):
        settle_withdrawals(room.engagement_id, rows)
        db.session.commit()
    assert db.session.get(Pool, f"withdrawal-{room.engagement_id}").withdrawn == 1


def test_nobody_else_can_delete(rosa, world):
    room = opened(world.engagement())
    said(room, [CANARY])
    for secret in ("", "0" * 20, "zz", "f" * 20):
        answer = rosa.post("/receipt/delete", data={"secret": secret, "sure": "1"})
        assert answer.status_code == 400
    assert intake().store(session_gathering(room)).count(CONTRIBUTION) == 1
