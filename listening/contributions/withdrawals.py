"""Verbs of a receipt: find what it holds, and take it back; words that were deleted stay deleted."""

from collections.abc import Sequence
from dataclasses import dataclass

from blinker import Signal
from flask import current_app
from sqlalchemy import delete, func, select, union

from listening.contributions.door import drop
from listening.contributions.intake import Dropped, Gathering, intake
from listening.contributions.models import Contribution, Parted, Pool
from listening.contributions.service import SPOKEN, WITHDRAWAL, keys, subject
from listening.contributions.tombstones import buried, bury, in_hundreds
from listening.contributions.vault import period
from listening.core import clock, graves
from listening.core.database import db
from listening.engagements.models import Prompt

#: Sent with the ids whose words are about to be erased; later rooms correct what quoted them.
words_withdrawn = Signal()
#: Sent with the ids of which a part is kept apart from now on, before what was made of all of it goes.
words_parted = Signal()
#: Sent with the texts themselves, for copies that no id leads to; before sealing too.
texts_withdrawn = Signal()


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
        if row.kind in SPOKEN
    }
    return [Held(key, prompt, key in sealed) for key, prompt in by_id.items() if key in sealed | waiting]


def withdraw(secret: str, held: Sequence[Held]) -> bool:
    """Delete what a receipt holds: at once where nobody has read it, in the next pool where readers have.

    True when all of it is gone already.
    """
    taken: set[str] = set()
    for gathering in intake().gatherings():
        store = intake().store(gathering)
        rows = store.held([one.id for one in held])
        gone = store.withdraw([one.id for one in held])
        texts_withdrawn.send([str(row.body["text"]) for row in rows if row.id in gone])
        taken |= gone
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
    texts_withdrawn.send(_texts_of(ids))
    new = set(ids) - buried(ids)
    bury(ids)
    db.session.execute(delete(Contribution).where(Contribution.id.in_(ids)))
    pool = Gathering(WITHDRAWAL, number)
    tally = db.session.get(Pool, str(pool))
    if tally is None:
        tally = Pool(gathering=str(pool), sealed_in=period(clock.today()), accepted=0, withdrawn=0)
        db.session.add(tally)
    tally.withdrawn += len(new)


def delete_again() -> int:
    """After a backup was put back: what was deleted since then goes again; how many it had revived."""
    gone = sorted(graves.remembered(current_app.config["SETTINGS"].keys))
    revived = [
        one
        for some in in_hundreds(gone)
        for one in db.session.scalars(select(Contribution.id).where(Contribution.id.in_(some)))
    ]
    words_withdrawn.send(revived)
    bury(gone)
    for some in in_hundreds(revived):
        texts_withdrawn.send(_texts_of(some))
        db.session.execute(delete(Contribution).where(Contribution.id.in_(some)))
    return len(revived)


def _texts_of(ids: Sequence[str]) -> list[str]:
    """These words, those that are kept apart too."""
    words = select(Contribution.text).where(Contribution.id.in_(ids))
    apart = select(Parted.whole).where(Parted.contribution_id.in_(ids))
    return list(db.session.scalars(union(words, apart)))


def withdrawals_verified(_number: int, rows: Sequence[Dropped]) -> bool:
    ids = [str(row.body["contribution_id"]) for row in rows]
    return not db.session.scalar(select(func.count()).where(Contribution.id.in_(ids)))
