"""An open room in the library, Bo at the console, people with phones."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from listening.contributions.lanes import Card
from listening.contributions.models import Contribution
from listening.core.database import db
from listening.live import service, wall
from listening.live.models import Room
from listening.sessions.models import ListeningSession
from tests.cast import staff_named
from tests.phone import Phone
from tests.sessions.rooms import opened
from tests.world import both


@pytest.fixture
def session(app, world) -> ListeningSession:
    return opened(world.engagement())


@pytest.fixture
def bo(app):
    return staff_named("bo")


@pytest.fixture
def do(session) -> Callable[..., Room]:
    """``do("open_prompt")``: Bo presses a button of the console."""

    def press(name: str, value: int | None = None) -> Room:
        service.act(staff_named("bo"), session, name, value)
        db.session.commit()
        return service.room_of(session)

    return press


@pytest.fixture
def agreed(session, bo) -> Room:
    service.agree(bo, session, both("One voice at a time."))
    db.session.commit()
    return service.room_of(session)


@pytest.fixture
def let_in(session) -> Callable[[], list[Card]]:
    """Whatever waits comes to the console now."""

    def come() -> list[Card]:
        wall.let_heap_in(session, service.room_of(session), at_once=True)
        db.session.commit()
        return wall.cards(session)

    return come


@pytest.fixture
def phone(app, session) -> Callable[[], Phone]:
    """Someone who joined."""

    def come() -> Phone:
        someone = Phone(app.test_client(use_cookies=False))
        someone.open(f"/s/{session.code}")
        return someone

    return come


def vault() -> dict[str, Contribution]:
    db.session.expire_all()
    return {one.text: one for one in db.session.scalars(select(Contribution))}
