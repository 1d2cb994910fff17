"""The record of readings: who opened original words, chained, and seen by those outside the agency."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from listening.accounts.models import Reading, Staff
from listening.accounts.rules import DEALT, READERS, Bulk, Opened, Role, bulk
from listening.accounts.service import NotAllowed
from listening.core import clock
from listening.core.database import db, on_postgresql
from listening.core.models import Setting

#: Key of the PostgreSQL lock that lets one transaction at a time lengthen the chain of readings.
READING_LOCK = 4_837_203
#: Setting with how many lines the record has and the digest of the last.
HEAD = "readings_head"


def record_reading(staff: Staff, engagement_id: int, place: str, texts: int) -> None:
    """Note that a reader opened originals: who, when, where, how many; chained.

    Raises:
        NotAllowed: when the person's role may not read.
    """
    if Role(staff.role) not in READERS:
        raise NotAllowed(_("Your role does not read what people wrote."))
    if texts:
        _note_reading(staff, engagement_id, place, texts)


def record_room(staff: Staff, engagement_id: int, place: str, at_least: int) -> None:
    """Note once that someone who runs a room opened what was said in it; a row a text would tell the order.

    Raises:
        NotAllowed: for anyone of the agency.
    """
    if staff.agency_staff:
        raise NotAllowed(_("Your role does not read what people wrote."))
    if not room_is_noted(staff, place):
        _note_reading(staff, engagement_id, place, at_least)


def room_is_noted(staff: Staff, place: str) -> bool:
    """Whether it is on record that this person read in this room."""
    known = select(Reading.id).where(Reading.staff_id == staff.id, Reading.place == place)
    return db.session.scalar(known.limit(1)) is not None


def _note_reading(staff: Staff, engagement_id: int, place: str, texts: int) -> None:
    if on_postgresql():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": READING_LOCK})
    last = db.session.scalar(select(Reading.digest).order_by(Reading.id.desc()).limit(1))
    reading = Reading(
        staff_id=staff.id,
        read_at=clock.now(),
        engagement_id=engagement_id,
        place=place,
        texts=texts,
        salt=secrets.token_hex(16),
        previous=last or "",
    )
    reading.digest = _digest(reading)
    # The last line is tied to nothing after it; this is, so that it cannot be cut off unseen.
    head = db.session.scalar(select(Setting.value).where(Setting.key == HEAD))
    before = int(head["lines"]) if head else db.session.scalar(select(func.count()).select_from(Reading)) or 0
    Setting.put(HEAD, {"lines": before + 1, "digest": reading.digest})
    db.session.add(reading)


def _digest(reading: Reading) -> str:
    moment = reading.read_at.astimezone(UTC).isoformat()
    row = [reading.salt, reading.previous, reading.staff_id, moment]
    row += [reading.engagement_id, reading.place, reading.texts]
    return hashlib.sha256(json.dumps(row).encode()).hexdigest()


def first_broken_reading(readings: Iterable[Reading]) -> int | None:
    """The id of the first reading that does not fit the chain; None when all do."""
    previous = ""
    for reading in readings:
        if reading.previous != previous or reading.digest != _digest(reading):
            return reading.id
        previous = reading.digest
    return None


def is_cut(readings: Sequence[Reading]) -> bool:
    """Whether lines are missing at the end of the record."""
    head = Setting.value_of(HEAD)
    last = readings[-1].digest if readings else ""
    return bool(head) and (len(readings), last) != (head["lines"], head["digest"])


def in_bulk(readings: Sequence[Reading]) -> list[Bulk]:
    """Hours in which someone opened more than anyone reads; what was dealt to a reader is not counted."""
    opened = [Opened(one.staff_id, one.read_at, one.texts) for one in readings if one.place not in DEALT]
    return bulk(opened)
