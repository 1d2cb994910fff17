from types import SimpleNamespace

import pytest

from listening.contributions.intake import intake
from listening.contributions.service import session_gathering
from listening.evening.passes import Table
from tests.phone import Phone
from tests.sessions.rooms import opened


@pytest.fixture
def room(world):
    return opened(world.engagement())


@pytest.fixture
def waiting(room):
    """Everything in the intake of the room: text → row."""
    return lambda: {row.body["text"]: row for row in intake().store(session_gathering(room)).rows()}


@pytest.fixture
def scribe(app, room):
    """A helper at table 2, with the link that was printed for it."""
    phone = Phone(app.test_client(use_cookies=False))
    phone.open(f"/table/{Table(room, 2).key}/1")
    return phone


def voices(page):
    """The voices on the read-back page, with their fields by name."""
    return [
        SimpleNamespace(
            text=f"text-{key}", consent=f"consent-{key}", card=f"card-{key}", tonight=f"tonight-{key}"
        )
        for key in (one["value"] for one in page.soup.select("input[name=voice]"))
    ]
