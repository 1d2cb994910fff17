"""Taps become numbers, once, and nothing else."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from listening.contributions import tallies
from listening.contributions.intake import Gathering, Shut, intake
from listening.contributions.models import Contribution, Pool, Tally
from listening.contributions.receipt import new_secret
from listening.core.database import db
from tests.sessions.rooms import closed, opened, said


@pytest.fixture
def room(app, world):
    tallies.register(app, "nod")
    return opened(world.engagement())


@pytest.fixture
def gathering(room):
    return Gathering("session", room.id)


def test_taps_are_settled_into_numbers_and_the_intake_is_gone(app, room, gathering):
    for choice in ("yes", "yes", "no"):
        tallies.tap(gathering, "nod", new_secret(), {"rules": choice})
    closed(app, room)
    assert tallies.read(gathering, "nod") == {"rules": {"yes": 2, "no": 1}}
    assert not intake().gatherings()


def test_a_second_tap_of_a_phone_takes_the_place_of_its_first(app, room, gathering):
    secret = new_secret()
    for choice in ("yes", "no"):
        tallies.tap(gathering, "nod", secret, {"rules": choice})
    closed(app, room)
    assert tallies.read(gathering, "nod") == {"rules": {"no": 1}}


def test_taps_are_neither_contributions_nor_withdrawals(app, room, gathering):
    said(room, [f"voice {number}" for number in range(5)])
    tallies.tap(gathering, "nod", new_secret(), {"rules": "yes"})
    closed(app, room)
    assert len(db.session.scalars(select(Contribution)).all()) == 5
    pool = db.session.get_one(Pool, str(gathering))
    assert (pool.accepted, pool.withdrawn) == (5, 0)


def test_two_taps_and_the_words_of_one_phone_share_no_id(app, room, gathering):
    secret = said(room, ["one voice"])[0]
    tallies.tap(gathering, "nod", secret, {"rules": "yes", "venue": "no"})
    rows = intake().store(gathering).rows()
    assert len({row.id for row in rows}) == 3
    assert not any(secret in f"{row.id}{row.body}" for row in rows)


def test_counting_twice_changes_nothing(app, room, gathering):
    tallies.tap(gathering, "nod", new_secret(), {"rules": "yes"})
    rows = intake().store(gathering).rows()
    for _time in range(2):
        tallies.count_up(gathering, rows)
        db.session.commit()
    assert tallies.verified(gathering, rows)
    assert db.session.scalars(select(Tally.count)).all() == [1]


def test_a_lost_number_is_noticed(app, room, gathering):
    tallies.tap(gathering, "nod", new_secret(), {"rules": "yes"})
    assert not tallies.verified(gathering, intake().store(gathering).rows())


def test_no_tap_comes_in_while_sealing_and_none_without_a_name(app, room, gathering):
    with pytest.raises(ValueError, match="short names"):
        tallies.tap(gathering, "nod", new_secret(), {"rules": "x" * 41})
    intake().store(gathering).shut()
    with pytest.raises(Shut):
        tallies.tap(gathering, "nod", new_secret(), {"rules": "yes"})


def test_a_number_below_none_is_refused(app):
    with pytest.raises(DatabaseError):
        db.session.execute(text("INSERT INTO tally VALUES ('session-1', 'nod', 'rules', 'yes', -1)"))
    db.session.rollback()
