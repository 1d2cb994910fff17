"""Bringing in what was said elsewhere: through the same intake and the same sealing as everything else."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from listening.contributions import service
from listening.contributions.door import Keeper, drop, register_keeper
from listening.contributions.files import Row, read_rows
from listening.contributions.intake import Dropped, Gathering
from listening.contributions.models import ImportBatch
from listening.contributions.rules import Channel, Consent, Voice
from listening.contributions.sealing import seal
from listening.core import jobs
from listening.core.database import db
from listening.engagements.models import Prompt

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


def register(app: Flask) -> None:
    register_keeper(app, KEEPER)


def import_file(
    path: Path,
    prompt: Prompt,
    *,
    column: str | None = None,
    language: str = "en",
    consent: Consent = Consent.COUNT,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Bring a file into the vault. Repeat it, or repeat it after a crash, and nothing doubles.

    A row's id is made of the file's digest and the row's number: true duplicates inside a file are kept, the same
    file twice is not. Consent that nobody asked for is "just count it".

    Raises:
        Unreadable: when the file cannot be read at all.
    """
    rows = read_rows(path, column)
    accepted = [row for row in rows if not row.reason]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    batch, before = _batch(prompt, digest, len(rows), len(accepted))
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
    return Imported(len(rows), len(accepted), [row for row in rows if row.reason], before)


def _batch(prompt: Prompt, digest: str, rows: int, accepted: int) -> tuple[ImportBatch, bool]:
    known = db.session.scalar(
        select(ImportBatch).where(ImportBatch.prompt_id == prompt.id, ImportBatch.digest == digest)
    )
    if known is not None:
        return known, True
    batch = ImportBatch(prompt_id=prompt.id, digest=digest, rows=rows, accepted=accepted)
    db.session.add(batch)
    db.session.commit()
    return batch, False


def _act(
    digest: str, row: Row, prompt: Prompt, language: str, consent: Consent
) -> tuple[str, dict[str, object]]:
    voice = Voice(prompt.id, row.text, consent, language, Channel.FILE)
    return service.act_without_receipt(f"{digest}:{row.number}", voice)


def _settle(number: int, rows: Sequence[Dropped]) -> None:
    service.into_vault(Gathering("import", number), rows, import_batch_id=number)


#: Also swept, so that an import cut off by a crash is finished by the next sweep.
KEEPER = Keeper("import", lambda _number: True, _settle, service.pool_verified)
