"""Calendar files, and ids that stay the same when addresses, hosts and words change."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

if TYPE_CHECKING:
    from icalendar import Event


def permanent(*parts: str) -> str:
    """An id that stays the same when addresses, hosts and words change."""
    return uuid5(NAMESPACE_URL, "hearback:" + ":".join(parts)).urn


def new_event() -> "Event":
    """An entry to be filled in. The library takes a tenth of a start, so it waits until someone wants a calendar."""
    from icalendar import Event

    return Event()


def calendar_of(name: str, events: Iterable["Event"]) -> bytes:
    """A calendar file."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Hearback//listening sessions that answer back//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
