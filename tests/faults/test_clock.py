"""Clocks jump: back a year, forward a month. Nothing that was thanked for is lost, and nothing is doubled."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from listening.contributions.models import Contribution
from listening.core import jobs
from listening.core.database import db
from listening.sessions import service as sessions
from listening.sessions.models import ListeningSession
from tests.cast import staff_named
from tests.faults.sizes import size
from tests.sessions.rooms import opened, said

JUMPS = size(20, 200)


def jumped(app, world, calendar):
    """What was said while the clock jumped, and what is in the vault when it stopped far in the past."""
    dice, began = random.Random(7), calendar.now
    room = opened(world.engagement())
    texts = [f"voice {number}" for number in range(JUMPS)]
    for text in texts:
        calendar.now = began + timedelta(minutes=dice.randint(-600_000, 60_000))
        said(room, [text])
        db.session.commit()
        jobs.sweep_all(app)
    sessions.close_session(staff_named("bo"), room)
    db.session.commit()
    calendar.now = began - timedelta(days=400)
    jobs.sweep_all(app)
    jobs.sweep_all(app)
    return Counter(texts), Counter(db.session.scalars(select(Contribution.text)))


@pytest.mark.once
def test_a_clock_that_jumps_loses_and_doubles_nothing(app, world, calendar, record_property):
    thanked, stored = jumped(app, world, calendar)
    lost, doubled = sum((thanked - stored).values()), sum(many > 1 for many in stored.values())
    record_property("clock_jumps", {"jumps": JUMPS, "lost": lost, "doubled": doubled})
    assert stored == thanked


@pytest.mark.once
def test_a_sealing_that_believes_the_clock_is_found(app, world, calendar, monkeypatch):
    def due(number):
        session = db.session.get(ListeningSession, number)
        return bool(session and session.closed_at and session.closed_at <= calendar.now)

    keepers = app.extensions["hearback_keepers"]
    monkeypatch.setitem(keepers, "session", replace(keepers["session"], due=due))
    thanked, stored = jumped(app, world, calendar)
    assert stored != thanked
