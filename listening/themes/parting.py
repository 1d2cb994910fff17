"""The sensitive lane splits: a reader marks the safe part of a text, and the rest is kept apart (rulings, 24).

The safe part takes the place of the words, so that whatever reads words, today or in a later room, reads that part
alone. All of it lies in a table of its own, which only the page that marks it opens.
"""

import hashlib
from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import delete, select

from listening.accounts.models import Staff
from listening.contributions.models import Contribution, Parted, Redaction
from listening.contributions.redaction import bracketed
from listening.contributions.withdrawals import texts_withdrawn, words_parted
from listening.core import clock
from listening.core.database import db
from listening.core.errors import Refused
from listening.themes import history, service
from listening.themes.hold import NotHere, NotReady, SignedOff, hold, readers_only
from listening.themes.models import Coding, Disposition, Draft, Theme
from listening.themes.passages import Passage, kept, passages
from listening.themes.records import Behind, Translation
from listening.themes.rules import Place
from listening.themes.unsaying import unsay


class NotApart(Refused):
    """Nothing was marked, or nothing would be kept apart."""

    status = 422


def parted(contribution_id: str) -> Parted | None:
    return db.session.get(Parted, contribution_id)


def parted_of(contribution_ids: Collection[str]) -> set[str]:
    """Those of these of which a part is kept apart."""
    query = select(Parted.contribution_id).where(Parted.contribution_id.in_(contribution_ids))
    return set(db.session.scalars(query))


def may_be_parted(voice: Contribution) -> bool:
    """Whether a safe part can be marked, or was: in the sensitive lane, while its words are there."""
    one = parted(voice.id)
    return bool(one.whole) if one else bool(voice.text) and _place(voice.id) == Place.SENSITIVE


def _place(contribution_id: str) -> str | None:
    return db.session.scalar(select(Disposition.place).where(Disposition.contribution_id == contribution_id))


def held(contribution_id: str) -> Contribution | None:
    """The voice as it is now, nobody else moving or marking it until the commit."""
    voice = db.session.get(Contribution, contribution_id)
    if voice is not None:
        _refresh(voice)
    return voice


def state_of(voice: Contribution) -> str:
    """A fingerprint of what a page showed of it, to see whether someone was there meanwhile."""
    one, place = parted(voice.id), _place(voice.id)
    facts = "\0".join((voice.text, one.whole if one else "", str(place)))
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def part(
    by: Staff, voice: Contribution, chosen: Sequence[Passage], place: Place | None, theme: Theme | None = None
) -> Parted:
    """Keep all but the chosen passages apart; they go where a reader says, or wait for a place as any voice.

    Raises:
        NotHere: when it is not in the sensitive lane any more, or a part of it is kept apart already.
        NotApart: when no passage is chosen, or all are.
        NotReady: while the machine is drafting: it may have read all of it.
    """
    readers_only(by)
    _refresh(voice)
    if parted(voice.id) or not may_be_parted(voice):
        raise NotHere(_("Someone was there first. Look at the page again."))
    _refuse_while_drafting(voice.prompt.engagement_id)
    whole = voice.text
    one = _keep_apart(by, voice, safe_words(whole, chosen, voice.language))
    if place is None:
        db.session.execute(delete(Disposition).where(Disposition.contribution_id == voice.id))
    else:
        service.move(by, voice.prompt.engagement, [voice.id], place, theme=theme)
    history.forget(voice.id)
    unsay(voice.prompt.engagement_id, whole)
    return one


def _refresh(voice: Contribution) -> None:
    """The words as they are now; nobody else moves, marks or redacts them until the commit."""
    hold(voice.prompt.engagement_id)
    db.session.refresh(voice, ["text"], with_for_update=True)


def _keep_apart(by: Staff, voice: Contribution, safe: str) -> Parted:
    whole = voice.text
    _forget_what_was_made_of(voice.id)
    texts_withdrawn.send([whole])
    one = Parted(contribution_id=voice.id, whole=whole, parted_by_id=by.id, parted_on=clock.today())
    db.session.add(one)
    voice.text = safe
    db.session.flush()
    return one


def _refuse_while_drafting(engagement_id: int) -> None:
    running = select(Draft.id).where(Draft.engagement_id == engagement_id, Draft.state == "running")
    if db.session.scalar(running.limit(1)):
        raise NotReady(_("The machine is making a draft now. Try again when it is done."))


def safe_words(whole: str, chosen: Sequence[Passage], language: str) -> str:
    """What may be themed: the chosen passages, with a mark where words are missing."""
    known = {*passages(whole), *passages(whole, finer=True)}
    if not chosen or not known.issuperset(chosen):
        raise NotApart(_("Tick at least one passage that is safe."))
    safe = kept(whole, chosen, bracketed("other", language))
    if safe == whole.strip():
        raise NotApart(_("Nothing would be kept apart. If all of it is safe, put it into a theme instead."))
    return safe


def _forget_what_was_made_of(contribution_id: str) -> None:
    """What was made of other words than those that are left goes: it may hold them, or stand for them."""
    words_parted.send([contribution_id])
    for made in (Redaction, Translation, Coding, Behind):
        db.session.execute(delete(made).where(made.contribution_id == contribution_id))
    db.session.expire_all()


def may_rejoin(one: Parted) -> bool:
    """Until the theme of its safe part is signed off."""
    return _signed_off(one) is None


def _signed_off(one: Parted) -> int | None:
    query = select(Theme.id).join(Disposition, Disposition.theme_id == Theme.id)
    query = query.where(Disposition.contribution_id == one.contribution_id, Theme.signed_off_on.is_not(None))
    return db.session.scalar(query)


def rejoin(by: Staff, one: Parted) -> None:
    """Take it back: all of it lies in the sensitive lane again.

    Raises:
        SignedOff: when the theme of the safe part is signed off.
    """
    readers_only(by)
    voice = one.contribution
    _refresh(voice)
    if _signed_off(one):
        raise SignedOff(_("The theme of its safe part is signed off, so this stays as it is."))
    _forget_what_was_made_of(voice.id)
    service.move(by, voice.prompt.engagement, [voice.id], Place.SENSITIVE)
    voice.text = one.whole
    db.session.delete(one)
    db.session.flush()
    history.forget(voice.id)
