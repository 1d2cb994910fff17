"""Sealing: rows leave the intake shuffled, enter their room's tables, and the intake is destroyed.

A crash at any point loses and doubles nothing: what was not destroyed is sealed again, and every row has the id
that its receipt gave it, so the second time changes nothing.
"""

import logging
import secrets
from collections.abc import Sequence

from listening.contributions.door import Keeper, keeper_of
from listening.contributions.intake import Dropped, Gathering, intake
from listening.core.database import db

log = logging.getLogger("hearback.sealing")


def seal_what_is_due() -> int:
    """Seal every gathering whose keeper says so; how many. Safe to run at any time.

    One that fails does not hold up the others; the first failure is raised when all had their turn.
    """
    intake().finish_destroying()
    sealed, failed = 0, []
    for gathering in intake().gatherings():
        try:
            sealed += _seal_if_due(gathering)
        except Exception as error:  # noqa: BLE001
            db.session.rollback()
            failed.append(error)
    if failed:
        raise failed[0]
    return sealed


def _seal_if_due(gathering: Gathering) -> bool:
    keeper = keeper_of(gathering)
    if keeper is None or not keeper.due(gathering.number):
        return False
    seal(gathering, keeper)
    return True


def seal(gathering: Gathering, keeper: Keeper) -> None:
    """Shut, shuffle, settle, commit, verify, destroy: in this order."""
    store = intake().store(gathering)
    store.shut()
    rows = shuffled(store.rows())
    keeper.settle(gathering.number, rows)
    db.session.commit()
    if not keeper.verified(gathering.number, rows):
        # The intake stays, and so does every word; the next sweep tries again.
        log.error("sealing of %s could not be verified", gathering)
        return
    intake().destroy(gathering)


def shuffled(rows: Sequence[Dropped]) -> list[Dropped]:
    """A random order from the system's own generator, so that no seed can repeat it."""
    mixed = list(rows)
    secrets.SystemRandom().shuffle(mixed)
    return mixed
