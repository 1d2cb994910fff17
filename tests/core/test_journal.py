"""The chain of public events: whatever is changed, moved or taken out of it shows."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from listening.core import clock, journal
from listening.core.database import db
from listening.core.loop import Happened
from listening.core.models import Event
from tests.cast import staff_named


@pytest.fixture
def chain(app, world):
    engagement = world.engagement()
    for number in range(8):
        journal.record(
            Happened.AMENDED, on=clock.today(), engagement_id=engagement.id, detail={"part": str(number)}
        )
    db.session.commit()
    return [event.id for event in db.session.scalars(select(Event).order_by(Event.id))]


def broken():
    db.session.expire_all()
    return journal.first_break(db.session.scalars(select(Event).order_by(Event.id)))


def test_an_untouched_chain_holds(chain):
    assert broken() is None


@pytest.mark.parametrize(
    "change",
    [
        "kind = 'signed_off'",
        "engagement_id = 99",
        "theme_id = 5",
        "salt = 'aa'",
        "digest = 'bb'",
        "previous = 'cc'",
        "\"on\" = '2020-01-01'",
        'detail = \'{"part": "other"}\'',
        "staff_id = (SELECT min(id) FROM staff)",
    ],
)
def test_a_changed_row_shows(chain, change):
    middle = chain[4]
    db.session.execute(text(f"UPDATE event SET {change} WHERE id = :id"), {"id": middle})
    db.session.commit()
    assert broken() == middle


def test_a_row_taken_out_shows_and_so_do_two_that_changed_places(chain):
    db.session.execute(text("UPDATE event SET id = 1000000 WHERE id = :id"), {"id": chain[3]})
    db.session.commit()
    assert broken() == chain[4]
    db.session.execute(text("DELETE FROM event WHERE id = 1000000"))
    db.session.commit()
    assert broken() == chain[4]


def test_a_chain_has_no_branches(chain):
    first = db.session.get(Event, chain[0])
    twin = Event(
        kind="amended",
        on=first.on,
        engagement_id=1,
        theme_id=None,
        detail={},
        staff_id=staff_named("ada").id,
        salt="x",
        previous=db.session.get(Event, chain[3]).previous,
    )
    twin.digest = journal.digest_of(twin)
    db.session.add(twin)
    with pytest.raises(DatabaseError):
        db.session.commit()
    db.session.rollback()
