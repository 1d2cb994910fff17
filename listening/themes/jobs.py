"""The machine's drafts, made while nobody waits: what is due is whatever the draft table says is not done."""

import logging
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import Select, select, update

from listening.contributions.redaction import leave_out
from listening.core import jobs
from listening.core.database import db
from listening.themes import retention
from listening.themes.drafting import BY_MACHINE, asked_in, heard_in, lay_out
from listening.themes.hold import hold
from listening.themes.models import Disposition, Draft
from listening.themes.newcomers import changes_since, place_newcomers, placed_in
from listening.themes.rules import GRANULARITY, Grain, Place

#: Seconds between two notes of progress: people see it move, the database is left alone.
NOTED_EVERY = 0.5
log = logging.getLogger("hearback.themes")


def register(app: Flask) -> None:
    jobs.register(app, "drafts", sweep)
    jobs.register(app, "originals", retention.sweep)
    leave_out(app, _set_apart)


def _set_apart() -> Select[str]:
    places = [place.value for place in Place if place not in BY_MACHINE]
    return select(Disposition.contribution_id).where(Disposition.place.in_(places))


def sweep() -> int:
    """Make every draft that was asked for; how many. One found running was cut off, so it begins again."""
    due = select(Draft.id).where(Draft.state.in_(("waiting", "running"))).order_by(Draft.id)
    drafts = db.session.scalars(due).all()
    db.session.commit()
    for draft_id in drafts:
        make(draft_id)
    return len(drafts)


def make(draft_id: int) -> None:
    """Make one draft. The result is written whole or not at all; a failure says so and changes nothing."""
    draft = db.session.get_one(Draft, draft_id)
    engagement_id = draft.engagement_id
    draft.state, draft.progress = "running", 0.0
    db.session.commit()
    try:
        draft.found, draft.changes = _laid_out(draft)
        draft.state, draft.progress = "done", 1.0
        # What older drafts changed is of no use any more, and held words of themes that may be gone.
        others = update(Draft).where(Draft.engagement_id == engagement_id, Draft.id != draft_id)
        db.session.execute(others.values(changes=[]))
        db.session.commit()
    except Exception as error:  # noqa: BLE001
        db.session.rollback()
        # Only its kind: the message of an error may hold what someone said.
        log.error("draft %s failed: %s", draft_id, type(error).__name__)  # noqa: TRY400
        _note(draft_id, state="failed")


def _laid_out(draft: Draft) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Sort all that people left open, or only the new voices; how much was done, and what changed."""
    if draft.only_new:
        return place_newcomers(draft.engagement_id)
    from analysis import find_themes

    engagement_id, draft_id = draft.engagement_id, draft.id
    if not retention.has_originals(engagement_id):
        # Removed when their time was over: what people made of them stays as it is.
        return {}, []
    documents, decided = heard_in(engagement_id)
    asked, granularity = asked_in(engagement_id), GRANULARITY[Grain(draft.grain)]
    # Nothing is held while the machine thinks: people go on working.
    db.session.commit()
    found = find_themes(
        documents,
        decided=decided,
        progress=_progress_of(draft_id),
        granularity=granularity,
        about=asked,
    )
    hold(engagement_id)
    before = placed_in(engagement_id)
    numbers = lay_out(engagement_id, found)
    return numbers, changes_since(before, placed_in(engagement_id))


def _progress_of(draft_id: int) -> Callable[[float], None]:
    noted = time.monotonic()

    def progress(share: float) -> None:
        nonlocal noted
        if time.monotonic() - noted >= NOTED_EVERY:
            noted = time.monotonic()
            _note(draft_id, progress=round(share, 2))

    return progress


def _note(draft_id: int, **columns: str | float) -> None:
    db.session.execute(update(Draft).where(Draft.id == draft_id).values(**columns))
    db.session.commit()
