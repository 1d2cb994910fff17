"""Strands: who in a theme agrees, who sees it differently, and who says something of their own."""

from collections.abc import Collection, Iterable

from flask_babel import gettext as _
from sqlalchemy import func, select

from listening.accounts.models import Staff
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.loop import Happened
from listening.themes.hold import NotHere, NotReady, hold, readers_only
from listening.themes.models import Disposition, Theme
from listening.themes.rules import PlacedBy, Strand


def strands_of(contribution_ids: Iterable[str]) -> dict[str, str]:
    """The strand of each of these texts that has one."""
    query = select(Disposition.contribution_id, Disposition.strand).where(
        Disposition.contribution_id.in_(list(contribution_ids)), Disposition.strand.is_not(None)
    )
    return {one: strand for one, strand in db.session.execute(query) if strand}


def sizes(theme: Theme) -> dict[Strand | None, int]:
    """Texts in each strand; under None those nobody put in one."""
    query = (
        select(Disposition.strand, func.count())
        .where(Disposition.theme_id == theme.id)
        .group_by(Disposition.strand)
    )
    return {Strand(strand) if strand else None: number for strand, number in db.session.execute(query)}


def mark(by: Staff, theme: Theme, contribution_ids: Collection[str], strand: Strand | None) -> int:
    """Say to which strand these texts belong; how many. Who says so has read them, so a person placed them.

    Raises:
        NotHere: when some of them are not in this theme any more.
    """
    readers_only(by)
    hold(theme.engagement_id)
    ids = set(contribution_ids)
    query = select(Disposition).where(Disposition.contribution_id.in_(ids), Disposition.theme_id == theme.id)
    found = db.session.scalars(query).all()
    if len(found) < len(ids):
        raise NotHere(_("Some of these words are not here any more. Look at the page again."))
    for one in found:
        one.strand = strand.value if strand else None
        one.placed_by, one.strength = PlacedBy.PERSON.value, None
    db.session.flush()
    return len(found)


def say_dissent(by: Staff, theme: Theme, words: Words) -> None:
    """Say, in a reviewer's words, how some see it differently: whoever decides must answer them too.

    Raises:
        NotReady: when the theme is public and a language is missing.
    """
    readers_only(by)
    hold(theme.engagement_id)
    said = words if any(words.values()) else None
    if said == theme.dissent:
        return
    theme.dissent = said
    if not theme.is_draft:
        _refuse_half(theme)
        journal.record(
            Happened.COMMUNITY_EDITED,
            on=clock.today(),
            engagement_id=theme.engagement_id,
            theme_id=theme.id,
            staff_id=by.id,
            detail={"changed": ["dissent"]},
        )


def dissent_owed(theme: Theme) -> bool:
    """Whether the theme must say how some see it differently: it begins to, or a text was marked so."""
    return theme.differs or sizes(theme).get(Strand.DIFFERING, 0) > 0


def _refuse_half(theme: Theme) -> None:
    if dissent_owed(theme) and (theme.dissent or Words()).missing(theme.engagement.languages):
        raise NotReady(_("This theme is public. Say it in every language."))
