"""Evidence of an action: a file or a link, in the open; a file can be taken away again, but not silently."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.actions import files
from listening.actions.agency import Incomplete, publishers_only, record, words_needed
from listening.actions.models import Action
from listening.actions.proofs import Evidence
from listening.actions.rules import host_of
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened

#: A file whose row was never committed is an orphan after a day; no request takes that long.
ORPHAN_AFTER = timedelta(days=1)


class NotThisFile(Incomplete):
    """The file cannot be shown as evidence."""


def file(by: Staff, action: Action, words: Words, content: bytes) -> Evidence:
    """Keep a file that shows what was done, without what it tells about who made it and where.

    Raises:
        NotThisFile: when it is too large, not one of the four kinds, broken or locked.
    """
    publishers_only(by)
    words_needed(words, _("Say what it shows."))
    if len(content) > files.LARGEST:
        raise NotThisFile(_("This file is too large. It can have 5 MB."))
    try:
        kind, clean = files.cleaned(content)
    except files.NotThisFile as error:
        raise NotThisFile(_("This is not a PDF, PNG, JPEG or CSV file that can be opened.")) from error
    name = secrets.token_hex(16)
    path = files.folder() / name
    path.write_bytes(clean)
    path.chmod(0o600)
    return _keep(by, action, Evidence(words=words, file=name, kind=kind.value, size=len(clean)))


def link(by: Staff, action: Action, words: Words, address: str) -> Evidence:
    """Keep a link that shows what was done."""
    publishers_only(by)
    words_needed(words, _("Say what it shows."))
    if not host_of(address):
        raise Incomplete(_("Give a whole link that begins with https://"))
    return _keep(by, action, Evidence(words=words, link=address))


def _keep(by: Staff, action: Action, evidence: Evidence) -> Evidence:
    evidence.action_id, evidence.filed_on, evidence.staff_id = action.id, clock.today(), by.id
    db.session.add(evidence)
    db.session.flush()
    record(by, Happened.EVIDENCE_FILED, action.theme, action=action.id, evidence=evidence.id)
    return evidence


def remove(by: Staff, evidence: Evidence, why: Words) -> None:
    """Take evidence away, for example because it names someone; that it was there, and why not, stays."""
    publishers_only(by)
    if evidence.removed_on:
        raise Refused(_("This is gone already."))
    words_needed(why, _("Say why it is taken away."))
    evidence.removed_on, evidence.removed_why = clock.today(), why
    theme = evidence.action.theme
    record(by, Happened.EVIDENCE_REMOVED, theme, action=evidence.action_id, evidence=evidence.id)


def content_of(evidence: Evidence) -> bytes | None:
    """What is in the file; None for a link, and once it was taken away."""
    if evidence.file is None or evidence.removed_on:
        return None
    path = files.folder() / evidence.file
    return path.read_bytes() if path.is_file() else None


def erase_removed() -> int:
    """Erase files that were taken away, and those whose row was never kept; how many."""
    kept = set(
        db.session.scalars(
            select(Evidence.file).where(Evidence.file.is_not(None), Evidence.removed_on.is_(None))
        )
    )
    gone = set(db.session.scalars(select(Evidence.file).where(Evidence.removed_on.is_not(None))))
    db.session.rollback()
    old = (clock.system_clock() - ORPHAN_AFTER).timestamp()
    erased = 0
    for path in files.folder().iterdir():
        if path.name in gone or (path.name not in kept and path.stat().st_mtime < old):
            path.unlink()
            erased += 1
    return erased


def evidence_of(action_ids: Iterable[int]) -> dict[int, list[Evidence]]:
    """The evidence of each action, the newest first."""
    query = select(Evidence).where(Evidence.action_id.in_(list(action_ids))).order_by(Evidence.id.desc())
    found: dict[int, list[Evidence]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.action_id, []).append(one)
    return found
