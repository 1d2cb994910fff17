"""A second reader: a random sample, read without seeing where it was put, and how far two people agree."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution
from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Engagement, Prompt
from listening.themes.board import Voice, voices_named
from listening.themes.hold import NotHere, NotReady, hold, readers_only
from listening.themes.models import Disposition, Reread, SecondReading, Theme
from listening.themes.rules import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from analysis.agreement import Agreement
    from listening.accounts.models import Staff

#: Texts in a sample: enough for figures (30), also when a few are deleted meanwhile.
SAMPLE = 40
#: Texts at a time (rulings on care for readers).
BATCH = 15
#: Where a single voice stands, beside the keys of themes.
ALONE = ""


@dataclass(frozen=True)
class Difference:
    """A text two readers put in different places: keys of themes, to talk about, and what came of it."""

    voice: Voice
    now: str
    reread: Reread


def draw(by: Staff, engagement: Engagement, languages: Collection[str]) -> SecondReading:
    """Draw a sample this person can read blind; one not finished yet is the same one.

    Raises:
        NotReady: when there is nothing to read that this person did not sign off alone.
    """
    readers_only(by)
    hold(engagement.id)
    if found := unfinished(by, engagement.id):
        return found
    places = db.session.execute(_readable(by, engagement.id, languages)).all()
    if not places:
        raise NotReady(_("There is nothing to read blind yet: no text has a place, or you signed them off."))
    reading = SecondReading(engagement_id=engagement.id, reader_id=by.id)
    db.session.add(reading)
    db.session.flush()
    drawn = secrets.SystemRandom().sample(places, min(SAMPLE, len(places)))
    db.session.add_all(
        Reread(second_reading_id=reading.id, contribution_id=one, first=key or ALONE) for one, key in drawn
    )
    db.session.flush()
    return reading


def _readable(by: Staff, engagement_id: int, languages: Collection[str]) -> Any:
    """Texts in a theme or alone, and where; not those of themes this person signed off, and no heavy ones."""
    return (
        select(Disposition.contribution_id, Theme.key)
        .join(Contribution, Contribution.id == Disposition.contribution_id)
        .join(Prompt, Prompt.id == Contribution.prompt_id)
        .outerjoin(Theme, Theme.id == Disposition.theme_id)
        .where(
            Prompt.engagement_id == engagement_id,
            Disposition.place.in_((Place.THEMED.value, Place.SINGLE_VOICE.value)),
            Contribution.language.in_(list(languages)),
            or_(Theme.signed_off_by_id.is_(None), Theme.signed_off_by_id != by.id),
        )
        .order_by(Disposition.contribution_id)
    )


def languages_heard(engagement_id: int) -> list[str]:
    """The languages people spoke in."""
    query = select(Contribution.language).join(Prompt).where(Prompt.engagement_id == engagement_id)
    return sorted(set(db.session.scalars(query.distinct())))


def readings_of(engagement_id: int) -> list[SecondReading]:
    """Every second reading of an engagement, the newest first."""
    query = select(SecondReading).where(SecondReading.engagement_id == engagement_id)
    return list(db.session.scalars(query.order_by(SecondReading.id.desc())))


def unfinished(by: Staff, engagement_id: int) -> SecondReading | None:
    """The sample this person is still reading."""
    mine = (one for one in readings_of(engagement_id) if one.reader_id == by.id)
    return next((one for one in mine if left(one)), None)


def left(reading: SecondReading) -> int:
    """Texts of a sample still to read."""
    query = select(func.count()).where(Reread.second_reading_id == reading.id, Reread.second.is_(None))
    return db.session.scalar(query) or 0


def drawn(reading: SecondReading) -> int:
    """Texts in a sample."""
    return db.session.scalar(select(func.count()).where(Reread.second_reading_id == reading.id)) or 0


def to_read(reading: SecondReading) -> list[Voice]:
    """The next batch, words only. Ids are random, so their order says nothing."""
    query = select(Reread.contribution_id).where(
        Reread.second_reading_id == reading.id, Reread.second.is_(None)
    )
    ids = list(db.session.scalars(query.order_by(Reread.contribution_id).limit(BATCH)))
    return sorted(voices_named(ids), key=lambda voice: voice.id)


def themes_named(engagement_id: int) -> dict[str, Theme]:
    """The themes of an engagement by their keys."""
    query = select(Theme).where(Theme.engagement_id == engagement_id).order_by(Theme.id)
    return {theme.key: theme for theme in db.session.scalars(query)}


def answer(by: Staff, reading: SecondReading, places: Mapping[str, str]) -> None:
    """Say where texts belong, by the keys of themes.

    Raises:
        NotAllowed: when it is someone else's sample.
        NotHere: when a text is not in the sample or was read already, or a theme is gone.
    """
    mine_only(by, reading)
    hold(reading.engagement_id)
    query = select(Reread).where(Reread.second_reading_id == reading.id, Reread.second.is_(None))
    rows = {one.contribution_id: one for one in db.session.scalars(query)}
    known = {ALONE, *themes_named(reading.engagement_id)}
    if not set(places) <= set(rows) or not set(places.values()) <= known:
        raise NotHere(_("Some of these words are not here any more. Look at the page again."))
    for contribution_id, key in places.items():
        rows[contribution_id].second = key
    db.session.flush()


def mine_only(by: Staff, reading: SecondReading) -> None:
    """Only the one who drew a sample reads it."""
    readers_only(by)
    if reading.reader_id != by.id:
        raise NotAllowed(_("This sample is someone else’s."))


def settle(by: Staff, reading: SecondReading, places: Mapping[str, str]) -> None:
    """Note where two readers agreed that texts belong, by the keys of themes; no text moves by it.

    Raises:
        NotReady: while the sample is still being read.
        NotHere: when the two put a text in the same place by themselves, or a theme is gone.
    """
    readers_only(by)
    hold(reading.engagement_id)
    if left(reading):
        raise NotReady(_("Read the whole sample first, then talk."))
    rows = _differing(reading)
    known = {ALONE, *themes_named(reading.engagement_id)}
    if not set(places) <= set(rows) or not set(places.values()) <= known:
        raise NotHere(_("Some of these words are not here any more. Look at the page again."))
    for contribution_id, key in places.items():
        one = rows[contribution_id]
        if one.agreed != key:
            one.agreed, one.agreed_by_id, one.agreed_on = key, by.id, clock.today()
    db.session.flush()


def result(reading: SecondReading, *, talked: bool = False) -> Agreement:
    """How far two readers agree on a sample: each by themselves or, where they talked, after it."""
    from analysis.agreement import agreement

    rows = db.session.scalars(
        select(Reread).where(Reread.second_reading_id == reading.id, Reread.second.is_not(None))
    ).all()
    first = {one.contribution_id: one.first for one in rows}
    second = {one.contribution_id: one.second or ALONE for one in rows}
    settled = {one.contribution_id: one.agreed or ALONE for one in rows if talked and one.agreed is not None}
    return agreement(first | settled, second | settled)


def differences(reading: SecondReading) -> list[Difference]:
    """Every text two readers put in different places, and where it is now."""
    rows = _differing(reading)
    keys = {theme.id: theme.key for theme in themes_named(reading.engagement_id).values()}
    return [
        Difference(voice, keys.get(voice.theme_id or 0, ALONE), rows[voice.id])
        for voice in sorted(voices_named(list(rows)), key=lambda voice: voice.id)
    ]


def _differing(reading: SecondReading) -> dict[str, Reread]:
    query = select(Reread).where(Reread.second_reading_id == reading.id, Reread.second != Reread.first)
    query = query.options(joinedload(Reread.agreed_by))
    return {one.contribution_id: one for one in db.session.scalars(query)}


def latest_result(engagement_id: int) -> Agreement | None:
    """The newest finished second reading, in figures, before anyone talked; None while there is none."""
    finished = (one for one in readings_of(engagement_id) if drawn(one) and not left(one))
    newest = next(finished, None)
    return result(newest) if newest else None
