"""The reviewers' verbs: ask for a draft, rename, move, merge, split, sign off.

Each holds the engagement first, so that two people, or a person and the machine, never interleave.
"""

import secrets
from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import case, delete, func, insert, select, update

from listening.accounts.models import Staff
from listening.contributions.models import Contribution
from listening.core.database import Words, db
from listening.core.loop import Happened
from listening.engagements.models import Engagement, Prompt
from listening.themes import history
from listening.themes.counts import (
    coverage,
    coverages,
    disposition_of,
    receipts_issued,
    voices_by_theme,
    voices_of,
)
from listening.themes.hold import NotHere, NotReady, SignedOff, hold, readers_only
from listening.themes.models import Disposition, Draft, Theme
from listening.themes.records import RoomWord
from listening.themes.rules import AsideReason, Grain, Place, PlacedBy
from listening.themes.signing import missing_from, record, refuse_if_missing, sign_off, uncheck

__all__ = [
    "ask_for_draft",
    "begin_theme",
    "coverage",
    "coverages",
    "disposition_of",
    "merge",
    "missing_from",
    "move",
    "receipts_issued",
    "rename",
    "sign_off",
    "split",
    "voices_by_theme",
    "voices_of",
]


def ask_for_draft(
    by: Staff, engagement: Engagement, grain: Grain = Grain.AS_IT_COMES, *, only_new: bool = False
) -> Draft:
    """Ask the machine for a draft; one that is still on its way is the same one.

    Args:
        by: a reviewer.
        engagement: whose voices.
        grain: fewer and broader themes, or more and finer ones.
        only_new: place the voices that came since, and leave all others where they are.

    Raises:
        NotReady: when nobody's words are sealed yet.
    """
    readers_only(by)
    hold(engagement.id)
    under_way = select(Draft).where(
        Draft.engagement_id == engagement.id, Draft.state.in_(("waiting", "running"))
    )
    if draft := db.session.scalars(under_way.limit(1)).first():
        return draft
    if coverage(engagement).total == 0:
        raise NotReady(_("There are no words to draft from yet. They come when a session is closed."))
    draft = Draft(
        engagement_id=engagement.id, state="waiting", asked_by_id=by.id, grain=grain.value, only_new=only_new
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def begin_theme(by: Staff, engagement: Engagement, label: Words) -> Theme:
    """Start a theme of people's own; it has no voices yet."""
    readers_only(by)
    theme = Theme(
        engagement_id=engagement.id, key=secrets.token_hex(8), label=label, summary=Words(), firmness=None
    )
    db.session.add(theme)
    db.session.flush()
    return theme


def rename(by: Staff, theme: Theme, label: Words, summary: Words) -> None:
    """Say what was heard, in as many languages as are ready.

    After sign-off the words are public, so a change must be whole and is recorded for everyone.
    """
    readers_only(by)
    hold(theme.engagement_id)
    parts = {"label": label, "summary": summary}
    changed = [part for part, words in parts.items() if getattr(theme, part) != words]
    if not changed:
        return
    act = history.begin(by, theme.engagement_id, "rename", themes=[theme])
    uncheck(theme, label, summary)
    theme.label, theme.summary = label, summary
    history.led_to(act, None, theme)
    if theme.is_draft:
        return
    act.before = {}
    refuse_if_missing(theme)
    record(Happened.COMMUNITY_EDITED, by, theme, {"changed": changed})


def move(
    by: Staff,
    engagement: Engagement,
    contribution_ids: Collection[str],
    place: Place,
    *,
    theme: Theme | None = None,
    reason: AsideReason | None = None,
) -> int:
    """Put words where a person says they belong; how many. To their own theme means: looked at, and right.

    Raises:
        NotHere: when the theme or any of the words are not of this engagement.
        SignedOff: when a signed-off theme would be left without a voice.
    """
    readers_only(by)
    hold(engagement.id)
    ids = set(contribution_ids)
    _refuse_strangers(engagement, ids, theme)
    known = {one.contribution_id: one for one in disposition_of(ids)}
    made = theme is not None and not voices_of(theme.id)
    stayed = all((one.place, one.theme) == (place, theme) for one in known.values()) and len(known) == len(
        ids
    )
    act = history.begin(by, engagement.id, "move", ids=ids)
    left = {one.theme_id for one in known.values() if one.theme_id is not None}
    _put(ids, known, place, theme, reason)
    _tidy(left)
    history.led_to(act, place.value, theme, made=made, stayed=stayed)
    return len(ids)


def _put(
    ids: Collection[str],
    known: Collection[str],
    place: Place,
    theme: Theme | None,
    reason: AsideReason | None = None,
) -> None:
    """Two statements however many texts: a person says where they belong."""
    row = {
        "place": place.value,
        "theme_id": theme.id if theme else None,
        "reason": reason.value if reason else None,
        "placed_by": PlacedBy.PERSON.value,
        "strength": None,
    }
    # A strand, and standing for a theme, belong to that theme: they stay only with those who stay.
    here = Disposition.theme_id == row["theme_id"]
    stays = {
        "strand": case((here, Disposition.strand), else_=None),
        "exemplar": case((here, Disposition.exemplar), else_=False),
    }
    moved = update(Disposition).where(Disposition.contribution_id.in_(ids))
    db.session.execute(moved.values(**stays, **row))
    new = sorted(set(ids) - set(known))
    if new:
        rows = [{"contribution_id": one, "exemplar": False, **row} for one in new]
        db.session.execute(insert(Disposition), rows)


def _refuse_strangers(engagement: Engagement, ids: Collection[str], theme: Theme | None) -> None:
    query = (
        select(func.count())
        .select_from(Contribution)
        .join(Prompt, Prompt.id == Contribution.prompt_id)
        .where(Contribution.id.in_(ids), Prompt.engagement_id == engagement.id)
    )
    if db.session.scalar(query) != len(ids) or (theme and theme.engagement_id != engagement.id):
        raise NotHere(_("Some of these words are not here any more. Look at the page again."))


def _tidy(theme_ids: Collection[int]) -> None:
    """Take away drafts of the machine that are empty now; a theme in people's words stays."""
    for theme_id in theme_ids:
        if voices_of(theme_id):
            continue
        theme = db.session.get_one(Theme, theme_id)
        if not theme.is_draft:
            raise SignedOff(_("A signed-off theme keeps at least one voice."))
        if not theme.is_settled:
            db.session.delete(theme)
    db.session.flush()


def merge(by: Staff, themes: Sequence[Theme], into: Theme) -> None:
    """Join themes into one of them. Who placed each text stays as it was: joining is not reading.

    Raises:
        SignedOff: when one that would go was signed off.
    """
    readers_only(by)
    hold(into.engagement_id)
    gone = {theme.id: theme for theme in themes if theme.id != into.id}
    for theme in gone.values():
        if theme.engagement_id != into.engagement_id:
            raise NotHere(_("Themes of two engagements cannot be joined."))
        if not theme.is_draft:
            raise SignedOff(_("A signed-off theme cannot be joined to another."))
    _refuse_if_the_room_spoke(gone)
    act = history.begin(by, into.engagement_id, "merge", themes=[*gone.values(), into], ids=_members(gone))
    _pour(gone, into)
    into.firmness, into.provisional = None, False
    history.led_to(act, Place.THEMED.value, into)


def _members(theme_ids: Collection[int]) -> set[str]:
    return set(
        db.session.scalars(select(Disposition.contribution_id).where(Disposition.theme_id.in_(theme_ids)))
    )


def _refuse_if_the_room_spoke(theme_ids: Collection[int]) -> None:
    if db.session.scalar(select(RoomWord.id).where(RoomWord.theme_id.in_(theme_ids)).limit(1)):
        raise SignedOff(_("The room spoke about one of these themes. Join the others into that one."))


def _pour(gone: Collection[int], into: Theme) -> None:
    theirs = update(Disposition).where(Disposition.theme_id.in_(gone))
    db.session.execute(theirs.values(theme_id=into.id, exemplar=False, strand=None))
    db.session.flush()
    db.session.execute(delete(Theme).where(Theme.id.in_(gone)))


def split(by: Staff, theme: Theme, contribution_ids: Collection[str], label: Words) -> Theme:
    """Take these texts out of a theme into a new one.

    Raises:
        NotHere: when some of them are not in this theme any more.
        NotReady: when nothing would be left, or nothing is taken.
    """
    readers_only(by)
    hold(theme.engagement_id)
    here, ids = _members([theme.id]), set(contribution_ids)
    if not ids <= here:
        raise NotHere(_("Some of these words are not here any more. Look at the page again."))
    if not ids or ids == here:
        raise NotReady(_("A split leaves at least one text on each side."))
    new = begin_theme(by, theme.engagement, label)
    act = history.begin(by, theme.engagement_id, "split", themes=[theme], ids=ids)
    _put(ids, ids, Place.THEMED, new)
    history.led_to(act, Place.THEMED.value, new, made=True)
    return new
