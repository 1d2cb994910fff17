"""Writing and checking the chain of public events."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select, text

from listening.core.database import db, on_postgresql
from listening.core.loop import Happened, Step
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


def steps_by_theme(engagement_id: int | None = None) -> dict[int, list[Step]]:
    """Every theme's events, oldest first, in one query."""
    query = select(Event).where(Event.theme_id.is_not(None)).order_by(Event.id)
    if engagement_id is not None:
        query = query.where(Event.engagement_id == engagement_id)
    steps: dict[int, list[Step]] = {}
    for event in db.session.scalars(query):
        assert event.theme_id is not None
        steps.setdefault(event.theme_id, []).append(step_of(event))
    return steps


def step_of(event: Event) -> Step:
    return Step(kind=Happened(event.kind), on=event.on, detail=event.detail)
