"""Bringing in what was said elsewhere: through the same intake and the same sealing as everything else."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from listening.contributions import service, vault
from listening.contributions.door import Keeper, drop, register_keeper
from listening.contributions.files import Row, read_rows
from listening.contributions.intake import Dropped, Gathering
from listening.contributions.models import Contribution, ImportBatch, Pool
from listening.contributions.rules import Channel, Consent, Voice
from listening.contributions.sealing import seal
from listening.core import jobs
from listening.core.database import db
from listening.core.errors import Refused
from listening.engagements.models import Prompt
from listening.sessions.models import ListeningSession

#: Rows dropped in one transaction.
CHUNK = 500


@dataclass(frozen=True)
class Imported:
    """What became of a file: accepted + rejected = read."""

    read: int
    accepted: int
    rejected: Sequence[Row]
    #: True when this very file was imported to this prompt before; nothing changed then.
    before: bool
    #: Rows whose words another row has too.
    doubles: int = 0


class Begun(Refused):
    """Someone has worked with a file's rows: they cannot be taken out as if they had never been there."""


def register(app: Flask) -> None:
    register_keeper(app, KEEPER)


def import_file(
    path: Path,
    prompt: Prompt,
    *,
    column: str | None = None,
    language: str = "en",
    consent: Consent = Consent.COUNT,
    session: ListeningSession | None = None,
    without: Collection[str] = (),
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Bring a file into the vault. Repeat it, or repeat it after a crash, and nothing doubles.

    A row's id is made of the file's digest and the row's number: true duplicates inside a file are kept, the same
    file twice is not. Consent that nobody asked for is "just count it".

    Raises:
        Unreadable: when the file cannot be read at all.
    """
    rows = read_rows(path, column, without)
    accepted = [row for row in rows if not row.reason]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    facts = {"rows": len(rows), "accepted": len(accepted), "doubles": doubled(rows)}
    batch, before = _batch(prompt, digest, session, facts)
    gathering = Gathering("import", batch.id)
    # A server's sweeper would seal what is only half there.
    with jobs.alone(current_app.config["SETTINGS"].data):
        for at in range(0, len(accepted), CHUNK):
            chunk = accepted[at : at + CHUNK]
            acts = [_act(digest, row, prompt, language, consent) for row in chunk]
            drop(gathering, service.CONTRIBUTION, acts)
            if progress:
                progress(len(chunk))
        if accepted:
            seal(gathering, KEEPER)
    return Imported(
        len(rows), len(accepted), [row for row in rows if row.reason], before, doubles=facts["doubles"]
    )


def doubled(rows: Sequence[Row]) -> int:
    """Rows whose words an earlier row of the file has, letter for letter."""
    texts = [row.text for row in rows if not row.reason]
    return len(texts) - len(set(texts))


def _batch(
    prompt: Prompt, digest: str, session: ListeningSession | None, facts: Mapping[str, int]
) -> tuple[ImportBatch, bool]:
    known = db.session.scalar(
        select(ImportBatch).where(ImportBatch.prompt_id == prompt.id, ImportBatch.digest == digest)
    )
    if known is not None:
        return known, True
    batch = ImportBatch(
        prompt_id=prompt.id, digest=digest, listening_session_id=session.id if session else None, **facts
    )
    db.session.add(batch)
    db.session.commit()
    return batch, False


def batches() -> Sequence[ImportBatch]:
    """Every file that was brought in, the newest first."""
    return db.session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())).all()


def begun(batch: ImportBatch) -> bool:
    """Whether anyone, or the machine, has worked with a row of it: coded, placed, redacted, translated, quoted."""
    rows = select(Contribution.id).where(Contribution.import_batch_id == batch.id)
    return any(
        db.session.scalar(select(func.count()).where(column.in_(rows)))
        for column in _pointing_at(Contribution.__tablename__)
    )


def _pointing_at(table: str) -> list[Any]:
    """Every column that names a row of a table, also those of rooms that this one does not know."""
    return [
        key.parent
        for one in db.metadata.tables.values()
        for key in one.foreign_keys
        if key.column.table.name == table
    ]


def undo(batch: ImportBatch) -> None:
    """Take a whole file out again, as if it had never been there; it can then be brought in anew.

    Raises:
        Begun: once anyone has worked with a row of it.
    """
    if begun(batch):
        raise Begun(_("Someone has begun to work with this file. It cannot be taken out any more."))
    db.session.execute(delete(Contribution).where(Contribution.import_batch_id == batch.id))
    db.session.execute(delete(Pool).where(Pool.gathering == str(Gathering("import", batch.id))))
    db.session.delete(batch)


def _act(
    digest: str, row: Row, prompt: Prompt, language: str, consent: Consent
) -> tuple[str, dict[str, object]]:
    voice = Voice(prompt.id, row.text, consent, language, Channel.FILE)
    return service.act_without_receipt(f"{digest}:{row.number}", voice)


def _settle(number: int, rows: Sequence[Dropped]) -> None:
    batch = db.session.get_one(ImportBatch, number)
    vault.into_vault(
        Gathering("import", number),
        rows,
        import_batch_id=number,
        listening_session_id=batch.listening_session_id,
    )


#: Also swept, so that an import cut off by a crash is finished by the next sweep.
KEEPER = Keeper("import", lambda _number: True, _settle, vault.pool_verified)
