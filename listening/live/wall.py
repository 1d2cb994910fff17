"""What was said, on its way to the wall: let in by heaps, read by those who run the room, shown by hand."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from flask_babel import gettext as _

from listening.accounts.models import Staff
from listening.accounts.readings import record_room, room_is_noted
from listening.contributions import lanes
from listening.contributions.intake import Store
from listening.contributions.lanes import Card
from listening.contributions.rules import Consent, Lane, clean
from listening.core import clock
from listening.core.database import db
from listening.core.errors import Refused
from listening.live import service
from listening.live.models import Room
from listening.live.rules import HEAP, heaps
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.sessions.service import refuse_unless_running
from listening.themes.rules import AsideReason


class NotShown(Refused):
    """These words may not go on the wall like this."""


def heap_due(session: ListeningSession, room: Room) -> bool:
    """Whether the time for a look has come; a page that only reads can ask this."""
    return session.state is State.OPEN and (room.next_heap_at is None or clock.now() >= room.next_heap_at)


def let_heap_in(session: ListeningSession, room: Room, *, at_once: bool = False) -> None:
    """Let in what may be let in and draw the time of the next look; after a prompt was closed, at once."""
    store = service.store_of(session)
    if not at_once and not heap_due(session, room):
        return
    if store is not None:
        lanes.let_in(store, heaps(lanes.outside(store), room.prompts_done))
    db.session.add(room)
    service.draw_next_heap(room)


def refuse_the_agency(by: Staff, session: ListeningSession) -> None:
    """Raises: NotYours, NotOutside."""
    refuse_unless_running(by, session)
    if by.agency_staff:
        raise service.NotOutside(_("People of the agency do not read what was said in the room."))


def read_by(
    by: Staff, session: ListeningSession, lane: Lane | None = None, *, most: int | None = None
) -> list[Card]:
    """Cards, for someone who runs the room; noted once a room, without a time for any text."""
    refuse_the_agency(by, session)
    found = cards(session, lane, most=most)
    if found:
        record_room(by, session.engagement_id, _place(session), HEAP)
    return found


def _place(session: ListeningSession) -> str:
    return f"room-{session.id}"


def has_to_write(by: Staff, session: ListeningSession, room: Room) -> bool:
    """Whether looking at the console changes something now: a heap is due, or the reading is not noted yet."""
    return heap_due(session, room) or (bool(filled(session)) and not room_is_noted(by, _place(session)))


def cards(session: ListeningSession, lane: Lane | None = None, *, most: int | None = None) -> list[Card]:
    store = _open_store(session)
    return lanes.cards(store, lane, most=most) if store is not None else []


def filled(session: ListeningSession) -> Counter[Lane]:
    """How many cards lie in each lane; for the room's own use, never shown."""
    store = _open_store(session)
    return lanes.filled(store) if store is not None else Counter()


def _open_store(session: ListeningSession) -> Store | None:
    return service.store_of(session) if session.state is State.OPEN else None


def card(session: ListeningSession, number: int) -> Card | None:
    """The card with a number, if it was let in."""
    store = _open_store(session)
    found = lanes.cards(store, number=number) if store is not None else []
    return found[0] if found else None


def move(
    by: Staff, session: ListeningSession, one: Card, to: Lane, *, words: str = "", reason: str = ""
) -> None:
    """Put a card into a lane; what is shown carries the words the room may see.

    Raises:
        NotShown: when its consent does not allow it.
        Refused: when it is hidden without a reason of the public list.
    """
    refuse_the_agency(by, session)
    store = service.store_of(session)
    if store is None:
        raise Refused(_("The session has moved on. Look at it again."))
    service.acting(by, session)
    if to is Lane.HIDDEN and reason not in set(AsideReason):
        raise Refused(_("Choose why it is hidden. The reason is public."))
    wall = _for_the_wall(one, clean(words)) if to is Lane.SHOWN else None
    lanes.move(store, one.id, to, reason=reason if to is Lane.HIDDEN else None, wall=wall)


def _for_the_wall(one: Card, words: str) -> str:
    if one.consent is Consent.COUNT:
        raise NotShown(_("This person said: just count it. It cannot be shown."))
    if one.consent is Consent.IDEA and (not words or words == clean(one.text)):
        raise NotShown(_("This person gave the idea, not the words. Write it in your own words first."))
    return words or one.text


def take_back(by: Staff, session: ListeningSession, one: Card) -> None:
    """Undo the last move of a card."""
    refuse_the_agency(by, session)
    store = service.store_of(session)
    if store is not None:
        service.acting(by, session)
        lanes.take_back(store, one.id)


def vote_on(by: Staff, session: ListeningSession, one: Card, *, voted: bool) -> None:
    """Ask the room whether it agrees with a card on the wall, or stop asking."""
    refuse_the_agency(by, session)
    store = service.store_of(session)
    if store is not None:
        service.acting(by, session)
        lanes.put_to_vote(store, one.id, voted=voted)


def on_the_wall(session: ListeningSession) -> list[Card]:
    """Approved words only, in the order of their random numbers."""
    shown = [one for one in cards(session, Lane.SHOWN) if one.wall]
    return sorted(shown, key=lambda one: one.number)


def statements(session: ListeningSession) -> list[Card]:
    """What the room is asked to agree or disagree with."""
    return [one for one in on_the_wall(session) if one.voted]


def mark_of(*parts: object) -> str:
    """A short name of a state: the same state, the same name."""
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:16]


def marks(found: Sequence[Card]) -> list[list[object]]:
    return [[one.number, one.lane.value, one.wall, one.voted] for one in found]
