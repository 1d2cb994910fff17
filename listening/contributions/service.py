"""Verbs: contribute, seal a session or a pool, find by receipt, withdraw."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from blinker import Signal
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from listening.contributions.door import drop
from listening.contributions.intake import WITHDRAWN, Dropped, Gathering, Shut, intake
from listening.contributions.models import Contribution, Pool, Tombstone
from listening.contributions.rules import CHANNEL_SHARED_BY, SMALLEST_POOL, Voice
from listening.core import clock
from listening.core.database import db, on_postgresql
from listening.core.errors import Refused
from listening.core.keys import Keys
from listening.engagements.models import Engagement, Prompt
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State

#: Sent with the ids whose words are about to be erased; later rooms correct what quoted them.
words_withdrawn = Signal()

CONTRIBUTION = "contribution"
WITHDRAWAL = "withdrawal"
#: The only fields of a contribution in the intake.
FIELDS = frozenset({"fingerprint", "prompt_id", "language", "consent", "channel", "text"})


class SessionOver(Refused):
    """The session does not take words any more."""

    status = 410


class TakenBack(Refused):
    """Words that were deleted stay deleted, whatever is sent again."""


def keys() -> Keys:
    found: Keys = current_app.config["KEYS"]
    return found


def subject(prompt_id: int) -> str:
    """What a receipt's hashes for one prompt are made of."""
    return f"prompt:{prompt_id}"


def session_gathering(session: ListeningSession) -> Gathering:
    return Gathering("session", session.id)


def engagement_gathering(engagement_id: int) -> Gathering:
    return Gathering("engagement", engagement_id)


def contribute(session: ListeningSession, secret: str, voices: Sequence[Voice]) -> None:
    """Keep what one person said, all prompts or none; returns when it is on disk.

    Sending again with the same receipt is the same contribution; its latest words count.

    Raises:
        SessionOver: when the session is not open.
        TakenBack: when these words were deleted with their receipt before.
        NotStored: when the disk refused.
    """
    if session.state is not State.OPEN or session.engagement.closed_on is not None:
        raise SessionOver(_("This session has closed."))
    acts = [_act(secret, voice) for voice in voices]
    try:
        drop(session_gathering(session), CONTRIBUTION, acts)
    except Shut as shut:
        raise SessionOver(_("This session has closed.")) from shut
    kept = intake().store(session_gathering(session)).held([key for key, _body in acts])
    if any(row.kind == WITHDRAWN for row in kept):
        raise TakenBack(_("You deleted these words. To say something new, join again with the code."))


def _act(secret: str, voice: Voice, *, receipt: bool = True) -> tuple[str, dict[str, object]]:
    about = subject(voice.prompt_id)
    return keys().id_of(secret, about), {
        "fingerprint": keys().fingerprint_of(secret, about) if receipt else None,
        "prompt_id": voice.prompt_id,
        "language": voice.language,
        "consent": voice.consent.value,
        "channel": voice.channel.value,
        "text": voice.text,
    }


def act_without_receipt(secret: str, voice: Voice) -> tuple[str, dict[str, object]]:
    """An act for words that came on paper or in a file: their id repeats with the file, no receipt exists."""
    return _act(secret, voice, receipt=False)


def waiting(session: ListeningSession) -> int:
    """Contributions in a session's intake. Never shown as it is."""
    gathering = session_gathering(session)
    return intake().store(gathering).count(CONTRIBUTION) if intake().exists(gathering) else 0


# --- sealing -----------------------------------------------------------------------------------------------


def session_due(number: int) -> bool:
    session = db.session.get(ListeningSession, number)
    return session is not None and session.closed_at is not None


def settle_session(number: int, rows: Sequence[Dropped]) -> None:
    """Into the vault, or into the engagement's pool when fewer than five spoke."""
    session = db.session.get_one(ListeningSession, number)
    spoken = [row for row in rows if row.kind == CONTRIBUTION]
    if 0 < len(spoken) < SMALLEST_POOL and session.engagement.closed_on is None:
        drop(
            engagement_gathering(session.engagement_id), CONTRIBUTION, [(row.id, row.body) for row in spoken]
        )
        bury(row.id for row in rows if row.kind == WITHDRAWN)
    else:
        into_vault(Gathering("session", number), rows, listening_session_id=number)
    session.sealed_on = clock.today()


def session_verified(number: int, rows: Sequence[Dropped]) -> bool:
    session = db.session.get_one(ListeningSession, number)
    spoken = [row.id for row in rows if row.kind == CONTRIBUTION]
    pool = engagement_gathering(session.engagement_id)
    pooled = {row.id for row in intake().store(pool).held(spoken)} if intake().exists(pool) else set()
    return not lost(set(spoken) - pooled)


def engagement_due(number: int) -> bool:
    engagement = db.session.get(Engagement, number)
    return engagement is not None and engagement.closed_on is not None


def settle_engagement(number: int, rows: Sequence[Dropped]) -> None:
    into_vault(Gathering("engagement", number), rows)


def pool_verified(_number: int, rows: Sequence[Dropped]) -> bool:
    return not lost({row.id for row in rows if row.kind == CONTRIBUTION})


def lost(ids: set[str]) -> set[str]:
    """Ids that are neither in the vault nor deleted."""
    db.session.expire_all()
    for table in (Contribution, Tombstone):
        for some in _in_hundreds(sorted(ids)):
            ids = ids - set(db.session.scalars(select(table.id).where(table.id.in_(some))))
    return ids


def _in_hundreds(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    # SQLite takes at most 32,766 parameters in one statement.
    return (ids[at : at + 500] for at in range(0, len(ids), 500))


def into_vault(
    gathering: Gathering,
    rows: Sequence[Dropped],
    *,
    listening_session_id: int | None = None,
    import_batch_id: int | None = None,
) -> None:
    """Insert shuffled rows; those deleted meanwhile stay out, those already there stay as they are."""
    bury(row.id for row in rows if row.kind == WITHDRAWN)
    spoken = [row for row in rows if row.kind == CONTRIBUTION]
    gone = _buried([row.id for row in spoken])
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
    _insert_quietly(values)
    if db.session.get(Pool, str(gathering)) is None:
        withdrawn = len(rows) - len(spoken)
        db.session.add(
            Pool(
                gathering=str(gathering),
                sealed_in=period(clock.today()),
                accepted=len(values),
                withdrawn=withdrawn,
            )
        )


def _channel(channel: str, shared: Counter[str]) -> str | None:
    return channel if shared[channel] >= CHANNEL_SHARED_BY else None


def _insert_quietly(values: list[dict[str, object]]) -> None:
    dialect = postgresql if on_postgresql() else sqlite
    for at in range(0, len(values), 500):
        statement = dialect.insert(Contribution).on_conflict_do_nothing()
        db.session.execute(statement, values[at : at + 500])


def bury(ids: Iterable[str]) -> None:
    """Set tombstones."""
    listed = sorted(set(ids))
    new = set(listed) - _buried(listed)
    if new:
        db.session.execute(insert(Tombstone), [{"id": one} for one in sorted(new)])


def _buried(ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in _in_hundreds(ids):
        found |= set(db.session.scalars(select(Tombstone.id).where(Tombstone.id.in_(some))))
    return found


def period(day: date) -> str:
    """The month of a day, the finest time a contribution has."""
    return f"{day:%Y-%m}"


# --- receipts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """What a receipt opens: where one answer is, never its words."""

    id: str
    prompt: Prompt
    #: False while it waits in an intake that nobody reads.
    sealed: bool


def held_by(secret: str) -> list[Held]:
    """Everything a receipt proves, in the order of the prompts. The same work whether or not it fits."""
    prompts = db.session.scalars(select(Prompt).order_by(Prompt.engagement_id, Prompt.position)).all()
    by_id = {keys().id_of(secret, subject(prompt.id)): prompt for prompt in prompts}
    proofs = {keys().fingerprint_of(secret, subject(prompt.id)) for prompt in prompts}
    rows = db.session.execute(
        select(Contribution.id, Contribution.fingerprint).where(Contribution.id.in_(by_id))
    ).all()
    sealed = {key for key, fingerprint in rows if fingerprint in proofs}
    waiting = {
        row.id
        for gathering in intake().gatherings()
        for row in intake().store(gathering).held(list(by_id))
        if row.kind == CONTRIBUTION
    }
    return [Held(key, prompt, key in sealed) for key, prompt in by_id.items() if key in sealed | waiting]


def withdraw(secret: str, held: Sequence[Held]) -> bool:
    """Delete what a receipt holds: at once where nobody has read it, in the next pool where readers have.

    True when all of it is gone already.
    """
    taken: set[str] = set()
    for gathering in intake().gatherings():
        taken |= intake().store(gathering).withdraw([one.id for one in held])
    # What is just being sealed is in both places, so the pool follows it into the vault.
    left = [one for one in held if one.sealed or one.id not in taken]
    for one in left:
        pool = Gathering(WITHDRAWAL, one.prompt.engagement_id)
        drop(pool, WITHDRAWAL, [(keys().id_of(secret, f"withdrawal:{one.id}"), {"contribution_id": one.id})])
    return not left


def settle_withdrawals(number: int, rows: Sequence[Dropped]) -> None:
    """Erase words for good: original, redaction, disposition and quotes go by cascade; a tombstone stays."""
    ids = [str(row.body["contribution_id"]) for row in rows]
    words_withdrawn.send(ids)
    new = set(ids) - _buried(ids)
    bury(ids)
    db.session.execute(delete(Contribution).where(Contribution.id.in_(ids)))
    pool = Gathering(WITHDRAWAL, number)
    tally = db.session.get(Pool, str(pool))
    if tally is None:
        tally = Pool(gathering=str(pool), sealed_in=period(clock.today()), accepted=0, withdrawn=0)
        db.session.add(tally)
    tally.withdrawn += len(new)


def withdrawals_verified(_number: int, rows: Sequence[Dropped]) -> bool:
    ids = [str(row.body["contribution_id"]) for row in rows]
    return not db.session.scalar(select(func.count()).where(Contribution.id.in_(ids)))
