"""What the receipt of a single voice says came of it: never the words themselves."""

import pytest
from sqlalchemy import select

from listening.actions import saying
from listening.contributions.models import Contribution
from listening.contributions.receipt import shown
from listening.core.database import db
from tests.cast import staff_named
from tests.sessions.rooms import closed, opened, said
from tests.themes.apart import alone, line
from tests.world import both


def spoken(app, world, consent="idea"):
    """(engagement, receipts, voices): six single voices of a session that is over; the first is the first receipt's."""
    engagement = world.engagement()
    room = opened(engagement)
    secrets = said(room, [f"The kumquat canary {number}" for number in range(6)], consent=consent)
    closed(app, room)
    engagement = db.session.merge(engagement)
    return engagement, secrets, alone(db.session.scalars(select(Contribution)).all())


def trail(client, secret):
    return client.post("/receipt", data={"receipt": " ".join(shown(secret, "en"))}).get_data(as_text=True)


@pytest.fixture
def told(app, world):
    """(receipt, line, engagement): a line written from every voice, so that the receipt's is among them."""
    engagement, secrets, voices = spoken(app, world)
    return secrets[0], line(engagement, voices, "Toys for the waiting room"), engagement


def test_before_there_is_a_line_it_says_what_will_be(app, world, rosa):
    _engagement, secrets, _voices = spoken(app, world)
    html = trail(rosa, secrets[0])
    assert "Readers will say it for everyone, in words that point to nobody." in html
    assert "kumquat" not in html


def test_who_asked_only_to_be_counted_is_told_so(app, world, rosa):
    _engagement, secrets, _voices = spoken(app, world, consent="count")
    assert "You asked us only to count it" in trail(rosa, secrets[0])


def test_the_receipt_shows_the_line_and_its_answer(told, rosa):
    secret, found, engagement = told
    html = trail(rosa, secret)
    assert "Toys for the waiting room" in html
    assert "The agency has not answered this yet." in html
    assert "See all other things we heard" not in html, "the list is not public with one line"
    saying.publish(
        staff_named("ben"), saying.draft(staff_named("ada"), engagement, found, both("They come in May."))
    )
    db.session.commit()
    html = trail(rosa, secret)
    assert "They come in May." in html
    assert "kumquat" not in html


def test_from_two_lines_on_it_leads_to_the_list(told, rosa):
    secret, _found, engagement = told
    line(engagement, db.session.scalars(select(Contribution)).all()[:1], "A map")
    assert f"/promises/{engagement.slug}#others" in trail(rosa, secret)
