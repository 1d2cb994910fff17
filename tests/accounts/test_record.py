"""Nobody changes, cuts or reorders the record of readings unseen, and turning pages for an hour tells the others."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from listening.accounts.models import Reading
from listening.accounts.readings import HEAD, first_broken_reading, in_bulk, is_cut, record_reading
from listening.core.database import db
from listening.core.models import Setting
from tests.cast import staff_named
from tests.faults.sizes import size

MUTATIONS = size(500, 10_000)
FIELDS = ["staff_id", "texts", "engagement_id", "place", "read_at", "salt", "digest"]


@pytest.fixture
def chain(app, world):
    """Forty readings of two readers, a few minutes apart."""
    engagement = world.engagement()
    for number in range(40):
        app.config["CLOCK"].now += timedelta(minutes=7)
        record_reading(staff_named(("pia", "mei")[number % 2]), engagement.id, "workbench", number + 1)
        db.session.flush()
    db.session.commit()
    return rows()


def rows():
    db.session.expire_all()
    return list(db.session.scalars(select(Reading).order_by(Reading.id)))


def copied(chain):
    names = [column.name for column in Reading.__table__.columns]
    return [SimpleNamespace(**{name: getattr(one, name) for name in names}) for one in chain]


def mutated(dice, chain):
    """The same lines with one change: a field, a line gone, two swapped, one doubled, the end cut off."""
    lines = copied(chain)
    where = dice.randrange(len(lines))
    what = dice.choice(["field", "gone", "swapped", "doubled", "cut"])
    if what == "field":
        one, name = (
            lines[where],
            dice.choice(FIELDS),
        )
        value = getattr(one, name)
        other = value + (timedelta(seconds=1) if name == "read_at" else "x" if isinstance(value, str) else 1)
        setattr(one, name, other)
    elif what == "gone":
        del lines[where]
    elif what == "swapped":
        other = (where + 1 + dice.randrange(len(lines) - 1)) % len(lines)
        lines[where], lines[other] = lines[other], lines[where]
    elif what == "doubled":
        lines.insert(where, lines[dice.randrange(len(lines))])
    else:
        lines = lines[:where]
    return what, lines


def test_every_mutation_of_the_record_is_caught(chain, record_property):
    dice, missed = random.Random(5), []
    assert first_broken_reading(chain) is None
    assert not is_cut(chain)
    for _mutation in range(MUTATIONS):
        what, lines = mutated(dice, chain)
        if first_broken_reading(lines) is None and not is_cut(lines):
            missed.append(what)
    record_property("chain_mutations", {"tried": MUTATIONS, "missed": len(missed)})
    assert missed == []


def test_a_record_without_its_head_loses_its_end_unseen(chain):
    Setting.put(HEAD, None)
    assert first_broken_reading(chain[:-5]) is None
    assert not is_cut(chain[:-5]), "the control: what the head is for"


def test_turning_pages_for_an_hour_tells_the_others_and_ones_own_batch_does_not(app, cast, world):
    engagement, clock = world.engagement(), app.config["CLOCK"]
    for place, texts in (("batch", 60), ("workbench", 60)):
        for _page in range(6):
            clock.now += timedelta(minutes=5)
            record_reading(staff_named("pia" if place == "workbench" else "mei"), engagement.id, place, texts)
            db.session.flush()
    db.session.commit()
    assert [(one.who, one.texts) for one in in_bulk(rows())] == [(staff_named("pia").id, 360)]
    page = cast.stella.get("/staff/readings").get_data(as_text=True)
    assert "Pia opened 360 texts within an hour" in page
    assert "Mei opened" not in page


def test_the_same_pages_over_a_day_are_reading(app, world):
    engagement, clock = world.engagement(), app.config["CLOCK"]
    for _page in range(8):
        clock.now += timedelta(minutes=61)
        record_reading(staff_named("pia"), engagement.id, "workbench", 60)
        db.session.flush()
    assert in_bulk(rows()) == []
