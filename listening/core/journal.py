"""Writing and checking the chain of public events."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select, text

from listening.core.database import db, on_postgresql
from listening.core.loop import Happened, Loop, Step, reads_as
from listening.core.models import Event

#: Key of the PostgreSQL advisory lock that lets one transaction at a time lengthen the chain.
CHAIN_LOCK = 4_837_201


def record(
    kind: Happened,
    *,
    on: date,
    engagement_id: int,
    theme_id: int | None = None,
    staff_id: int | None = None,
    detail: dict[str, Any] | None = None,
) -> Event:
    """Append one public event. The caller commits."""
    if on_postgresql():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    db.session.flush()
    event = Event(
        kind=kind.value,
        on=on,
        engagement_id=engagement_id,
        theme_id=theme_id,
        staff_id=staff_id,
        detail=detail or {},
        salt=secrets.token_hex(16),
        previous=head(),
    )
    event.digest = digest_of(event)
    db.session.add(event)
    db.session.flush()
    return event


def head() -> str:
    """The newest digest; printed on posters and in feeds, so that nobody can rewrite what came before."""
    return db.session.scalar(select(Event.digest).order_by(Event.id.desc()).limit(1)) or ""


def digest_of(event: Event) -> str:
    """SHA-256 over the salted row and the digest before it."""
    row = [
        event.salt,
        event.previous,
        event.kind,
        event.on.isoformat(),
        event.engagement_id,
        event.theme_id,
        event.staff_id,
        event.detail,
    ]
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def first_break(events: Iterable[Event]) -> int | None:
    """The id of the first event, in order of id, that does not fit the chain; None when all do."""
    previous = ""
    for event in events:
        if event.previous != previous or event.digest != digest_of(event):
            return event.id
        previous = event.digest
    return None


@dataclass(frozen=True)
class Known:
    """Every theme's steps up to one link of the chain; true as long as that link is there."""

    last: int
    digest: str
    steps: Mapping[int, tuple[Step, ...]]
    #: Loops read from these steps, by the day of judging, then by theme and promised day.
    read: dict[date, dict[tuple[int, date], Loop]] = field(default_factory=dict, compare=False)


_NOTHING = Known(0, "", {})
_COLUMNS = (Event.id, Event.digest, Event.theme_id, Event.kind, Event.on, Event.detail)


def steps_by_theme(engagement_id: int | None = None) -> Mapping[int, Sequence[Step]]:
    """Every theme's events, oldest first; of all engagements, only what is new is read again."""
    if engagement_id is None:
        return _all_known().steps
    query = select(*_COLUMNS).where(Event.engagement_id == engagement_id).order_by(Event.id)
    return _lengthened(_NOTHING, db.session.execute(query).all()).steps


def loops_on(today: date, promised: Mapping[int, date]) -> dict[int, Loop]:
    """Where these themes stand, each with the day its answer was promised; those never signed off are absent."""
    known = _all_known()
    if today not in known.read:
        known.read.clear()
    read = known.read.setdefault(today, {})
    for theme_id, respond_by in promised.items():
        if (theme_id, respond_by) not in read and theme_id in known.steps:
            steps = known.steps[theme_id]
            read[theme_id, respond_by] = reads_as(steps, respond_by=respond_by, today=today)
    return {theme_id: read[theme_id, day] for theme_id, day in promised.items() if (theme_id, day) in read}


def _all_known() -> Known:
    """What is remembered of the chain, with what came since.

    A link names everything before it, so what was read up to a link that still stands cannot be wrong; where it
    does not stand (another database, a transaction that was taken back), all is read anew.
    """
    shelf = current_app.extensions
    known: Known = shelf.get("hearback_steps", _NOTHING)
    if known.last and db.session.scalar(select(Event.digest).where(Event.id == known.last)) != known.digest:
        known = _NOTHING
    new = db.session.execute(select(*_COLUMNS).where(Event.id > known.last).order_by(Event.id)).all()
    shelf["hearback_steps"] = known = _lengthened(known, new)
    return known


def _lengthened(known: Known, rows: Sequence[Any]) -> Known:
    if not rows:
        return known
    new: dict[int, list[Step]] = {}
    for row in rows:
        if row.theme_id is not None:
            new.setdefault(row.theme_id, []).append(Step(Happened(row.kind), row.on, row.detail))
    steps = {theme_id: (*known.steps.get(theme_id, ()), *found) for theme_id, found in new.items()}
    return Known(rows[-1].id, rows[-1].digest, {**known.steps, **steps})


def steps_of(theme_id: int) -> list[Step]:
    """One theme's events, oldest first."""
    query = select(Event).where(Event.theme_id == theme_id).order_by(Event.id)
    return [step_of(event) for event in db.session.scalars(query)]


def step_of(event: Event) -> Step:
    return Step(kind=Happened(event.kind), on=event.on, detail=event.detail)
