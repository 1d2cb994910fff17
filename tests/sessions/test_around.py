"""Around a session: groups are shown in bands, cards have numbers and no names, partners choose the place."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.core import clock
from listening.core.database import db
from listening.sessions.records import PayCards, PlacePoll
from listening.sessions.rules import Group, missing_groups
from tests.sessions.rooms import closed, opened, planned
from tests.test_loop import both as typed


@pytest.mark.once
def test_a_group_is_missing_when_fewer_than_half_of_the_wanted_came():
    assert missing_groups({"youth": 4, "kin": 4, "parents": 10}, {"youth": 2, "parents": 4}) == [
        "kin",
        "parents",
    ]
    assert missing_groups({"youth": 0}, {}) == []


def test_who_came_is_a_tally_for_the_team_and_a_band_for_everyone(app, cast, world, rosa):
    room = opened(world.engagement())
    path = f"/staff/sessions/{room.id}/reach"
    sent = {"target_parents": "20", "reach_parents": "14", "target_youth": "6", "reach_youth": "2"}
    assert cast.bo.post(path, sent).status_code == 303
    assert cast.bo.post(path, sent | {"reach_kin": "-1"}).status_code == 422
    assert "14" in cast.bo.get(path).get_data(as_text=True)
    assert cast.ada.get(path).status_code == 403
    page = rosa.get(f"/sessions/{room.id}").get_data(as_text=True)
    assert "Who came" not in page, "nothing while the room is open"
    closed(app, room)
    words = BeautifulSoup(rosa.get(f"/sessions/{room.id}").get_data(as_text=True), "html.parser")
    told = " ".join(
        words.find("h2", string=lambda said: said and "Who came" in said)
        .find_next("ul")
        .get_text(" ")
        .split()
    )
    assert told == "Parents: 11 to 20 voices Young people: A few voices"
    assert "We still want to hear: Young people" in " ".join(words.get_text(" ").split())


def test_pay_cards_have_numbers_and_no_names(cast, world):
    room = planned(world.engagement())
    path = f"/staff/sessions/{room.id}/pay-cards"
    sent = {"first": "101", "last": "130", "dollars": "50", "given": "12"}
    assert cast.bo.post(path, sent).status_code == 303
    cards = db.session.get(PayCards, room.id)
    assert (cards.left, cards.cents) == (18, 5000)
    assert "600.00 dollars" in cast.bo.get(path).get_data(as_text=True)
    assert cast.bo.post(path, sent | {"given": "31"}).status_code == 422
    assert cast.bo.post(path, sent | {"last": "99"}).status_code == 422
    assert {column.name for column in PayCards.__table__.columns} == {
        "listening_session_id", "first", "last", "cents", "given",
    }  # fmt: skip
    for wrong in ("given = 31", "first = 999", "cents = 0"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE pay_cards SET {wrong}"))
        db.session.rollback()


def proposal():
    later = (clock.today() + timedelta(days=14)).isoformat()
    places = {}
    for number, (name, address) in enumerate((("Library", "1 Oak"), ("Church hall", "2 Elm")), 1):
        places |= typed(f"place{number}", name, f"{name} (es)")
        places |= {f"address{number}": address, f"starts_at{number}": f"{later}T18:00"}
    return places | typed("place3", "", "") | {"organisations": "Parent Circle\nTribal office\nParent Circle"}


def test_partners_choose_between_places_by_links_of_their_own(cast, world, rosa):
    engagement = world.engagement()
    path = f"/staff/places/new/{engagement.id}"
    assert cast.bo.post(path, proposal() | {"address2": ""}).status_code == 422
    answer = cast.bo.post(path, proposal())
    assert answer.status_code == 303
    poll = db.session.scalars(select(PlacePoll)).one()
    assert [one.organisation for one in poll.votes] == ["Parent Circle", "Tribal office"]
    assert f"/staff/places/{poll.id}" in cast.bo.get(path).get_data(as_text=True), "found again later"
    first, second = (f"/places/{one.link}" for one in poll.votes)
    first, second = f"/sessions{first}", f"/sessions{second}"
    assert rosa.get("/sessions/places/made-up").status_code == 404
    pages = (rosa.get(f"{home}{first}").get_data(as_text=True) for home in ("", "/es"))
    english, spanish = (" ".join(one.split()) for one in pages)
    assert f'href="/es{first}"' in english
    later = poll.options[0].starts_at
    assert f" de {later.year}, 6:00 pm" in spanish
    rosa.post(first, data={"works": ["1", "2", "9"]})
    rosa.post(second, data={"works": ["2"]})
    rosa.post(first, data={"works": ["2"]})
    assert "Works for 2 of 2 partners" in cast.bo.get(f"/staff/places/{poll.id}").get_data(as_text=True)
    assert cast.bo.post(f"/staff/places/{poll.id}/choose", {"number": "7"}).status_code == 409
    answer = cast.bo.post(f"/staff/places/{poll.id}/choose", {"number": "2"})
    assert answer.status_code == 303
    page = rosa.get(first).get_data(as_text=True)
    assert "Church hall" in page
    assert "2 partners" in page
    assert rosa.post(first, data={"works": ["1"]}).status_code == 409
    soup = BeautifulSoup(cast.bo.get(answer.headers["Location"]).get_data(as_text=True), "html.parser")
    assert soup.find(id="address")["value"] == "2 Elm"
    assert soup.find("input", attrs={"name": "venue_chosen_by_community", "value": "yes"}).has_attr("checked")


def test_every_group_has_its_words(app):
    from listening.sessions.forms_around import group_words

    assert set(group_words()) == set(Group)
