"""The machine's drafts, made while nobody waits: what is due is whatever the draft table says is not done."""

import logging
import time
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select, update

from listening.core import jobs
from listening.core.database import db
from listening.themes.drafting import heard_in, lay_out
from listening.themes.models import Draft

#: Seconds between two notes of progress: people see it move, the database is left alone.
NOTED_EVERY = 0.5
log = logging.getLogger("hearback.themes")


def register(app: Flask) -> None:
    jobs.register(app, "drafts", sweep)


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
        draft.found = _draft(engagement_id, draft_id)
        draft.state, draft.progress = "done", 1.0
        db.session.commit()
    except Exception as error:  # noqa: BLE001
        db.session.rollback()
        # Only its kind: the message of an error may hold what someone said.
        log.error("draft %s failed: %s", draft_id, type(error).__name__)  # noqa: TRY400
        _note(draft_id, state="failed")


def _draft(engagement_id: int, draft_id: int) -> dict[str, int]:
    from analysis import find_themes

    documents, decided = heard_in(engagement_id)
    # Nothing is held while the machine thinks: people go on working.
    db.session.commit()
    found = find_themes(documents, decided=decided, progress=_progress_of(draft_id))
    return lay_out(engagement_id, found)


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
