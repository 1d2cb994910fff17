"""Who did what at the workbench, and how it is undone while nothing was signed off."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import joinedload

from listening.accounts.models import Staff
from listening.contributions.models import Contribution
from listening.core import clock
from listening.core.database import Words, db
from listening.themes.hold import NotHere, SignedOff, hold, readers_only
from listening.themes.models import Disposition, Theme
from listening.themes.records import Act, Undo

#: Acts on one page of the history.
SHOWN = 40
#: How long a page offers to take back what its reader did last.
FRESH = timedelta(minutes=30)
#: What is kept of a theme to bring it back as it was.
KEPT = ("key", "label", "summary", "dissent", "suggestions", "keywords", "firmness", "provisional")
_ROW = ("place", "theme_id", "reason", "placed_by", "strength", "exemplar", "strand")


def begin(
    by: Staff, engagement_id: int, kind: str, *, themes: Iterable[Theme] = (), ids: Collection[str] = ()
) -> Act:
    """Note how things are before an act: where these texts lie, and the themes that could go."""
    act = Act(engagement_id=engagement_id, staff_id=by.id, at=clock.now(), kind=kind, label=Words())
    db.session.add(act)
    db.session.flush()
    act.voices = len(ids)
    if ids:
        _keep_places(act.id, ids)
    kept = {theme.id: theme for theme in (*themes, *_themes_of(act))}
    act.before = {"themes": [_kept(theme) for theme in kept.values()]}
    return act


def _keep_places(act_id: int, ids: Collection[str]) -> None:
    columns = [getattr(Disposition, name) for name in _ROW]
    rows = (
        select(literal(act_id), Contribution.id, *columns)
        .outerjoin(Disposition, Disposition.contribution_id == Contribution.id)
        .where(Contribution.id.in_(ids))
    )
    db.session.execute(insert(Undo).from_select(["act_id", "contribution_id", *_ROW], rows))


def _themes_of(act: Act) -> Sequence[Theme]:
    themes = select(Undo.theme_id).where(Undo.act_id == act.id)
    return db.session.scalars(select(Theme).where(Theme.id.in_(themes))).all()


def _kept(theme: Theme) -> dict[str, Any]:
    return {"id": theme.id} | {name: getattr(theme, name) for name in KEPT}


def led_to(
    act: Act, place: str | None, theme: Theme | None, *, made: bool = False, stayed: bool = False
) -> None:
    """Note what came of it, so that an undo sees whether someone went on from there."""
    act.place, act.theme_id = place, theme.id if theme else None
    act.label = Words(theme.label) if theme else Words()
    left = _words(theme) if theme else None
    act.before = {**act.before, "made": made, "left": left, "stayed": stayed}
    db.session.flush()


def _words(theme: Theme) -> list[dict[str, str]]:
    return [dict(theme.label), dict(theme.summary)]


def acts_of(engagement_id: int) -> Sequence[Act]:
    """The last acts, newest first."""
    query = select(Act).where(Act.engagement_id == engagement_id).order_by(Act.id.desc()).limit(SHOWN)
    return db.session.scalars(query.options(joinedload(Act.staff), joinedload(Act.undone_by))).all()


def looked_on(contribution_ids: Sequence[str]) -> dict[str, date]:
    """The day a person last placed each text or looked at it; known while that can be undone, and no longer kept."""
    by_hand = Act.kind.in_(("move", "split"))
    query = select(Undo.contribution_id, func.max(Act.at)).join(Act, Act.id == Undo.act_id)
    query = query.where(Undo.contribution_id.in_(contribution_ids), by_hand).group_by(Undo.contribution_id)
    return {one: clock.day_of(at) for one, at in db.session.execute(query)}


def latest_of(by: Staff, engagement_id: int) -> Act | None:
    """What this person did last, while it can be taken back and is fresh."""
    mine = select(Act).where(Act.engagement_id == engagement_id, Act.staff_id == by.id)
    act = db.session.scalars(mine.order_by(Act.id.desc()).limit(1)).first()
    return act if act and may_undo(act) and clock.now() - act.at < FRESH else None


def at_work(me: Staff, engagement_id: int) -> dict[int, Act]:
    """What others did last to each theme, where that is fresh: two people see that they are at the same slip."""
    recent = (Act.engagement_id == engagement_id, Act.staff_id != me.id, Act.at > clock.now() - FRESH)
    query = select(Act).where(*recent, Act.theme_id.is_not(None)).order_by(Act.id)
    acts = db.session.scalars(query.options(joinedload(Act.staff)))
    return {act.theme_id: act for act in acts if act.theme_id is not None}


def may_undo(act: Act) -> bool:
    """Whether there is still something to go back to."""
    return act.undone_by_id is None and "themes" in act.before


def undo(by: Staff, act: Act) -> None:
    """Put everything back where it was before this act.

    Raises:
        SignedOff: when it was undone already, or a theme of it is signed off.
        NotHere: when someone went on from there; their work is not thrown away.
    """
    readers_only(by)
    hold(act.engagement_id)
    if not may_undo(act):
        raise SignedOff(_("This cannot be undone any more."))
    _refuse_if_moved_on(act)
    themes = _bring_back(act)
    db.session.flush()
    _put_back(act, {old: theme.id for old, theme in themes.items()})
    _take_away_what_it_made(act)
    act.undone_by_id, act.before = by.id, _emptied(act)
    db.session.execute(delete(Undo).where(Undo.act_id == act.id))
    db.session.flush()


def _refuse_if_moved_on(act: Act) -> None:
    theme = db.session.get(Theme, act.theme_id) if act.theme_id else None
    words_changed = act.kind == "rename" and (theme is None or _words(theme) != act.before["left"])
    if words_changed or _still_there(act) != _how_many(act):
        raise NotHere(_("Someone went on from here. Nothing was undone."))
    gone_public = select(Theme.id).where(
        Theme.id.in_([kept["id"] for kept in act.before["themes"]]), Theme.signed_off_on.is_not(None)
    )
    if (theme and not theme.is_draft) or db.session.scalars(gone_public).first():
        raise SignedOff(_("A theme of it is signed off. Nothing was undone."))


def _how_many(act: Act) -> int:
    return db.session.scalar(select(func.count()).where(Undo.act_id == act.id)) or 0


def _still_there(act: Act) -> int:
    query = (
        select(func.count())
        .select_from(Undo)
        .join(Disposition, Disposition.contribution_id == Undo.contribution_id)
        .where(
            Undo.act_id == act.id,
            Disposition.place == act.place,
            Disposition.theme_id.is_not_distinct_from(act.theme_id),
        )
    )
    return db.session.scalar(query) or 0


def _bring_back(act: Act) -> dict[int, Theme]:
    """The themes as they were, by their number then: the same rows where they still are, else new ones."""
    kept = act.before["themes"]
    same = select(Theme).where(
        Theme.engagement_id == act.engagement_id, Theme.key.in_([one["key"] for one in kept])
    )
    here = {theme.key: theme for theme in db.session.scalars(same)}
    taken = set(db.session.scalars(select(Theme.id).where(Theme.id.in_([one["id"] for one in kept]))))
    names = ("label", "summary") if act.kind == "rename" else ("firmness", "provisional")
    found = {}
    for one in kept:
        theme = found[one["id"]] = here.get(one["key"]) or Theme(engagement_id=act.engagement_id)
        if one["key"] not in here and one["id"] not in taken:
            theme.id = one["id"]
        if act.kind == "rename":
            theme.checked = {}
        for name in names if one["key"] in here else KEPT:
            value = one[name]
            setattr(theme, name, Words(value) if isinstance(value, dict) else value)
        db.session.add(theme)
    return found


def _put_back(act: Act, now: dict[int, int]) -> None:
    """Two statements however many texts; themes that came back under another number take theirs."""
    renumbered = {old: new for old, new in now.items() if old != new}
    columns: dict[str, Any] = {name: getattr(Undo, name) for name in _ROW}
    if renumbered:
        columns["theme_id"] = case(renumbered, value=Undo.theme_id, else_=Undo.theme_id)
    these = (Undo.act_id == act.id, Undo.contribution_id == Disposition.contribution_id)
    back = update(Disposition).where(*these, Undo.place.is_not(None)).values(**columns)
    db.session.execute(back.execution_options(synchronize_session=False))
    waiting = select(Undo.contribution_id).where(Undo.act_id == act.id, Undo.place.is_(None))
    gone = delete(Disposition).where(Disposition.contribution_id.in_(waiting))
    db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.expire_all()


def _take_away_what_it_made(act: Act) -> None:
    theme = db.session.get(Theme, act.theme_id) if act.before.get("made") and act.theme_id else None
    empty = theme and not db.session.scalar(select(func.count()).where(Disposition.theme_id == theme.id))
    if theme and empty:
        db.session.delete(theme)


def _emptied(act: Act) -> dict[str, Any]:
    """What is kept of an act that cannot be undone any more: whether its texts stayed where they were."""
    return {"stayed": True} if act.before.get("stayed") else {}


def forget(contribution_id: str) -> None:
    """The words of a text are others now: nothing that was done to it before can be undone."""
    touched = select(Act).join(Undo, Undo.act_id == Act.id).where(Undo.contribution_id == contribution_id)
    acts = db.session.scalars(touched).all()
    db.session.execute(delete(Undo).where(Undo.contribution_id == contribution_id))
    for act in acts:
        if not _how_many(act):
            act.before = _emptied(act)


def settle(theme: Theme, *, all_done: bool) -> None:
    """After a sign-off nothing that touched this theme can be undone; when all is signed off, nothing at all."""
    touched = select(Undo.act_id).where(Undo.theme_id == theme.id)
    those = or_(Act.theme_id == theme.id, Act.id.in_(touched))
    if all_done:
        those = Act.engagement_id == theme.engagement_id
    acts = db.session.scalars(select(Act).where(those)).all()
    for act in acts:
        act.before = _emptied(act)
    db.session.execute(delete(Undo).where(Undo.act_id.in_([act.id for act in acts])))
