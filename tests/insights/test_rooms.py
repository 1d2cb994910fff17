"""Figures of the rooms and of the languages: shares only, and nothing of a room that is too small to tell of."""

import pytest

from listening.contributions.models import Tally
from listening.core.database import db
from listening.live.after import pulse_of
from listening.live.rules import Share
from tests.phone import Phone
from tests.reportbacks.written import Telling
from tests.sessions import rooms


@pytest.fixture
def rosas(app):
    return Phone(app.test_client(use_cookies=False))


def room(app, engagement, **answers):
    """A sealed session whose phones answered "heard": how many tapped which step."""
    session = rooms.opened(engagement)
    rooms.closed(app, session)
    facts = {"gathering": f"session-{session.id}", "kind": "pulse", "about": "heard"}
    db.session.add_all(Tally(choice=step[1:], count=count, **facts) for step, count in answers.items())
    db.session.commit()


def chapter(rosas, name):
    found = rosas.open("/ledger/figures").soup.select_one(f"#{name} + div")
    return found.get_text(" ", strip=True) if found else None


def test_rooms_are_added_up_and_small_ones_say_nothing_by_the_difference(app, world, rosas):
    engagement = world.engagement()
    world.theme(engagement)
    room(app, engagement, s5=4, s1=5)
    assert pulse_of([engagement.id]) == {}
    assert chapter(rosas, "rooms") is None
    room(app, engagement, s5=19, s4=1)
    alone = pulse_of([engagement.id])
    assert alone == {"heard": Share.UNDER_ONE}
    room(app, engagement, s5=6, s2=6)
    assert pulse_of([engagement.id]) == {"heard": Share.ONE_TO_THREE}
    text = chapter(rosas, "rooms")
    assert "1 to 3 in 10" in text
    assert "32" not in text


def test_only_rooms_of_what_was_chosen_are_counted(app, world, rosas):
    near, far = world.engagement(), world.engagement(level="involve")
    world.theme(near)
    world.theme(far)
    room(app, near, s5=20)
    room(app, far, s1=20)
    found = rosas.open("/ledger/figures?level=involve").soup.select_one("#rooms + div").text
    assert "More than half" in found
    assert "Fewer than 1 in 10" not in found


def test_it_shows_when_one_language_is_told_less(world, rosas):
    telling = Telling(world)
    assert chapter(rosas, "languages") is None
    for place, languages in enumerate((["en", "es"], ["en"])):
        theme = telling.answered()
        for code in languages:
            telling.published(theme, code)
        assert ("Español 100% (1 of 1)" in chapter(rosas, "languages")) == (place == 0)
    assert "English 100% (2 of 2)" in chapter(rosas, "languages")
    assert "Español 50% (1 of 2)" in chapter(rosas, "languages")
