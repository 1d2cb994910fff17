"""Verbs of sealing: from the intake into the vault, or into the engagement's pool while too few spoke."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from importlib import import_module

from blinker import Signal

from listening.contributions import lanes, tallies
from listening.contributions.door import drop
from listening.contributions.intake import WITHDRAWN, Dropped, Gathering, intake
from listening.contributions.models import Contribution, Pool
from listening.contributions.rules import CHANNEL_SHARED_BY, SMALLEST_POOL, Lane
from listening.contributions.service import (
    CONTRIBUTION,
    FIELDS,
    QUARANTINED,
    SPOKEN,
    engagement_gathering,
    session_gathering,
)
from listening.contributions.tombstones import buried, bury, lost, sealed_already
from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.sessions.models import ListeningSession

#: Sent with the lasting lanes of what has just come into the vault; a later room gives each its disposition.
words_sealed = Signal()


def session_due(number: int) -> bool:
    session = db.session.get(ListeningSession, number)
    return session is not None and session.closed_at is not None


def settle_session(number: int, rows: Sequence[Dropped]) -> None:
    """Into the vault, or into the engagement's pool when fewer than five spoke."""
    session = db.session.get_one(ListeningSession, number)
    waiting = _waiting_for_others(session, rows)
    if waiting:
        _pool(session.engagement_id, waiting, lanes.fates(intake().store(session_gathering(session))))
    if len(waiting) < sum(row.kind in SPOKEN for row in rows) or not waiting:
        ready = [row for row in rows if row not in waiting]
        into_vault(session_gathering(session), ready, listening_session_id=number)
    bury(row.id for row in rows if row.kind == WITHDRAWN)
    tallies.count_up(session_gathering(session), rows)
    session.sealed_on = clock.today()


def _waiting_for_others(session: ListeningSession, rows: Sequence[Dropped]) -> list[Dropped]:
    """Where fewer than five spoke: all but those who let readers see their words now."""
    if enough_spoke(rows) or session.engagement.closed_on is not None:
        return []
    now = lanes.wished(intake().store(session_gathering(session)))
    return [row for row in rows if row.kind in SPOKEN and row.id not in now]


def enough_spoke(rows: Sequence[Dropped]) -> bool:
    """Whether a pool is large enough to be read; a machine's words in quarantine hide nobody."""
    return sum(row.kind == CONTRIBUTION for row in rows) >= SMALLEST_POOL


def _pool(engagement_id: int, rows: Sequence[Dropped], found: lanes.Fates) -> None:
    pool = engagement_gathering(engagement_id)
    for kind in SPOKEN:
        drop(pool, kind, [(row.id, row.body) for row in rows if row.kind == kind])
    ids = {row.id for row in rows}
    lanes.hand_over(intake().store(pool), {key: fate for key, fate in found.items() if key in ids})


def session_verified(number: int, rows: Sequence[Dropped]) -> bool:
    session = db.session.get_one(ListeningSession, number)
    spoken = [row.id for row in rows if row.kind in SPOKEN]
    pool = engagement_gathering(session.engagement_id)
    pooled = {row.id for row in intake().store(pool).held(spoken)} if intake().exists(pool) else set()
    return tallies.verified(session_gathering(session), rows) and not lost(set(spoken) - pooled)


def engagement_due(number: int) -> bool:
    engagement = db.session.get(Engagement, number)
    return engagement is not None and engagement.closed_on is not None


def settle_engagement(number: int, rows: Sequence[Dropped]) -> None:
    into_vault(Gathering("engagement", number), rows)


def pool_verified(_number: int, rows: Sequence[Dropped]) -> bool:
    return not lost({row.id for row in rows if row.kind in SPOKEN})


def into_vault(
    gathering: Gathering,
    rows: Sequence[Dropped],
    *,
    listening_session_id: int | None = None,
    import_batch_id: int | None = None,
) -> None:
    """Insert shuffled rows; those deleted meanwhile stay out, those already there stay as they are."""
    bury(row.id for row in rows if row.kind == WITHDRAWN)
    spoken = [row for row in rows if row.kind in SPOKEN]
    gone = buried([row.id for row in spoken])
    shared = Counter(str(row.body["channel"]) for row in spoken)
    values = [
        {
            **{name: row.body[name] for name in FIELDS - {"channel"}},
            "id": row.id,
            "channel": _channel(str(row.body["channel"]), shared),
            "listening_session_id": listening_session_id,
            "import_batch_id": import_batch_id,
            "period": period(clock.today()),
        }
        for row in spoken
        if row.id not in gone
    ]
    there = sealed_already([row.id for row in spoken])
    _insert_quietly(values)
    kept = {value["id"] for value in values}
    found = lanes.fates(intake().store(gathering)) if intake().exists(gathering) else {}
    apart = {row.id for row in spoken if row.kind == QUARANTINED}
    found |= dict.fromkeys(apart, (Lane.QUARANTINE, None))
    words_sealed.send({key: fate for key, fate in found.items() if key in kept})
    _add_up(
        gathering,
        accepted=sum(value["id"] not in there and value["id"] not in apart for value in values),
        withdrawn=sum(row.kind == WITHDRAWN for row in rows),
    )


def _add_up(gathering: Gathering, *, accepted: int, withdrawn: int) -> None:
    """The tally of a gathering; a survey has many pools, and a pool sealed twice adds nothing."""
    tally = db.session.get(Pool, str(gathering))
    if tally is None:
        tally = Pool(gathering=str(gathering), sealed_in=period(clock.today()), accepted=0, withdrawn=0)
        db.session.add(tally)
    elif not accepted:
        return
    tally.accepted += accepted
    tally.withdrawn += withdrawn


def _channel(channel: str, shared: Counter[str]) -> str | None:
    return channel if shared[channel] >= CHANNEL_SHARED_BY else None


def _insert_quietly(values: list[dict[str, object]]) -> None:
    dialect = import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}")
    for at in range(0, len(values), 500):
        statement = dialect.insert(Contribution).on_conflict_do_nothing()
        db.session.execute(statement, values[at : at + 500])


def period(day: date) -> str:
    """The month of a day, the finest time a contribution has."""
    return f"{day:%Y-%m}"
