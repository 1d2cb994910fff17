"""Which ids are in the vault, which were deleted, which are neither."""

from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import insert, select

from listening.contributions.models import Contribution, Tombstone
from listening.core import graves
from listening.core.database import db


def lost(ids: set[str]) -> set[str]:
    """Ids that are neither in the vault nor deleted."""
    db.session.expire_all()
    for table in (Contribution, Tombstone):
        for some in in_hundreds(sorted(ids)):
            ids = ids - set(db.session.scalars(select(table.id).where(table.id.in_(some))))
    return ids


def sealed_already(ids: Sequence[str]) -> set[str]:
    """Ids that an earlier try has put into the vault."""
    found: set[str] = set()
    for some in in_hundreds(ids):
        found |= set(db.session.scalars(select(Contribution.id).where(Contribution.id.in_(some))))
    return found


def bury(ids: Iterable[str]) -> None:
    """Set tombstones."""
    listed = sorted(set(ids))
    new = set(listed) - buried(listed)
    if new:
        # First outside the database: a backup from before this moment must not bring the words back.
        graves.remember(current_app.config["SETTINGS"].keys, new)
        db.session.execute(insert(Tombstone), [{"id": one} for one in sorted(new)])


def buried(ids: Sequence[str]) -> set[str]:
    """Those of these ids whose words were deleted."""
    found: set[str] = set()
    for some in in_hundreds(ids):
        found |= set(db.session.scalars(select(Tombstone.id).where(Tombstone.id.in_(some))))
    return found


def in_hundreds(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    """Ids in parts that one statement can take."""
    # SQLite takes at most 32,766 parameters in one statement.
    return (ids[at : at + 500] for at in range(0, len(ids), 500))
