"""Voices that came after a draft: placed beside the others without moving them; and what a draft changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from listening.core.database import Words, db
from listening.themes.drafting import Standing, heard_in, machine_row, standing_of
from listening.themes.hold import hold
from listening.themes.models import Disposition, Draft
from listening.themes.rules import REFIT_FROM, Coverage, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis import Document

#: Places a draft fills.
SHOWN = frozenset({Place.THEMED, Place.SINGLE_VOICE})
#: Where a voice was before and after a draft: a theme's number, or None when it stood alone.
Placed = dict[str, int | None]


@dataclass(frozen=True)
class Layout:
    """Where voices are, and what their themes are called."""

    placed: Placed
    labels: dict[int, Words]

    def members(self) -> dict[int | None, set[str]]:
        """The voices of each theme; any other theme has none."""
        found: dict[int | None, set[str]] = defaultdict(set)
        for one, where in self.placed.items():
            found[where].add(one)
        return found


def place_newcomers(engagement_id: int) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Put each voice without a place into the theme it is nearest to, or let it stand alone."""
    documents, _decided = heard_in(engagement_id)
    goes = _nearest(documents, standing_of(engagement_id))
    # Nothing is held while the machine thinks: people go on working, and what they placed meanwhile stays.
    db.session.commit()
    hold(engagement_id)
    before, standing = placed_in(engagement_id), standing_of(engagement_id)
    known = {theme.key: theme.id for theme in standing.themes}
    rows = [
        _row(one, known.get(key or ""), strength) for one, key, strength in goes if one not in standing.place
    ]
    if rows:
        db.session.execute(insert(Disposition), rows)
    themed = sum(row["theme_id"] is not None for row in rows)
    numbers = {"placed": themed, "singles": len(rows) - themed, "new": 0, "kept": len(known)}
    return numbers, changes_since(before, placed_in(engagement_id))


def _nearest(documents: Sequence[Document], standing: Standing) -> list[tuple[str, str | None, float]]:
    """Key of the nearest theme for each voice without a place, and how near it is; None stands alone."""
    from analysis import learn

    keys = {theme.id: theme.key for theme in standing.themes}
    groups: dict[str, list[str]] = defaultdict(list)
    for one, (_place, theme_id) in standing.place.items():
        if theme_id is not None:
            groups[keys[theme_id]].append(one)
    model = learn(documents, groups)
    found = (model.assign(one) for one in documents if one.id not in standing.place)
    return [(one.id, one.key, one.strength) for one in found]


def _row(one: str, theme_id: int | None, strength: float) -> dict[str, Any]:
    if theme_id is None:
        return machine_row(one, Place.SINGLE_VOICE)
    return machine_row(one, Place.THEMED, theme_id, strength)


def placed_in(engagement_id: int) -> Layout:
    """Where the voices of an engagement are now, those in a theme and those that stand alone."""
    standing = standing_of(engagement_id)
    placed = {one: theme_id for one, (place, theme_id) in standing.place.items() if place in SHOWN}
    return Layout(placed, {theme.id: Words(theme.label) for theme in standing.themes})


def changes_since(before: Layout, after: Layout) -> list[dict[str, Any]]:
    """What is different, theme by theme, the most first; nothing when there was no theme before.

    Each row holds the theme's number (None when it is gone), its label, whether it is new, how many voices came and
    how many left, and how many it holds.
    """
    if not before.labels:
        return []
    was, now = before.members(), after.members()
    rows = [
        {
            "theme": theme_id if theme_id in after.labels else None,
            "label": dict(after.labels.get(theme_id) or before.labels[theme_id]),
            "new": theme_id not in before.labels,
            "came": len(now[theme_id] - was[theme_id]),
            "left": len(was[theme_id] - now[theme_id]),
            "size": len(now[theme_id]),
        }
        for theme_id in before.labels.keys() | after.labels.keys()
    ]
    changed = [row for row in rows if row["came"] or row["left"]]
    return sorted(changed, key=lambda row: (-row["came"] - row["left"], str(row["label"])))


def share_new(engagement_id: int, covered: Coverage) -> float:
    """Share of the voices that came after the last whole draft: waiting ones, and those only placed since."""
    since = 0
    query = select(Draft).where(Draft.engagement_id == engagement_id, Draft.state == "done")
    for draft in db.session.scalars(query.order_by(Draft.id.desc())):
        if not draft.only_new:
            break
        since += draft.found.get("placed", 0) + draft.found.get("singles", 0)
    return (covered.waiting + since) / covered.total if covered.total else 0.0


def refit_due(engagement_id: int, covered: Coverage) -> bool:
    """Whether so much is new that a whole draft sorts better than placing voices one by one."""
    return share_new(engagement_id, covered) > REFIT_FROM
