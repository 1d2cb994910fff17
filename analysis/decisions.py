"""What people decided, laid over a draft: signed-off members never move, wishes are met where they can be."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from analysis.findings import Change, Decided

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

#: A drafted group continues a signed-off theme when at least this share of it was signed off there.
CONTINUES = 0.15

Places = dict[str, str | None]


def lay_over(draft: Mapping[str, str | None], decided: Decided) -> tuple[Places, list[Change]]:
    """Return where each text ends, and the wishes that could not be met.

    Parameters
    ----------
    draft : Mapping of str to str or None
        Id to drafted group; None stands alone.
    decided : Decided

    Returns
    -------
    places : dict of str to str or None
        Id to decided key, drafted group, or None.
    unmet : list of Change
    """
    fixed = _fixed(draft, decided)
    names = _continued(draft, fixed)
    places: Places = {i: fixed[i] if i in fixed else names.get(g or "", g) for i, g in draft.items()}
    units = _units(draft, decided.together)
    unmet = [change for unit in units if (change := _bring_together(places, unit, fixed))]
    for one, other in decided.apart:
        if one in places and other in places and (change := _set_apart(places, (one, other), units, fixed)):
            unmet.append(change)
    return places, unmet


def _fixed(draft: Mapping[str, str | None], decided: Decided) -> Places:
    alone: Places = {i: None for i in decided.singles if i in draft}
    return alone | {i: theme.key for theme in decided.themes for i in theme.members if i in draft}


def _continued(draft: Mapping[str, str | None], fixed: Mapping[str, str | None]) -> dict[str, str]:
    sizes = Counter(group for group in draft.values() if group is not None)
    signed: dict[str, Counter[str]] = {}
    for i, key in fixed.items():
        group = draft[i]
        if group is not None and key is not None:
            signed.setdefault(group, Counter())[key] += 1
    best = {g: min(c.items(), key=lambda item: (-item[1], item[0])) for g, c in signed.items()}
    return {group: key for group, (key, times) in best.items() if times >= CONTINUES * sizes[group]}


def _units(draft: Mapping[str, str | None], together: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Join wishes that share an id, so that each id is in one unit at most."""
    units: list[set[str]] = []
    for wish in together:
        unit = {i for i in wish if i in draft}
        for other in [u for u in units if u & unit]:
            unit |= other
            units.remove(other)
        if len(unit) > 1:
            units.append(unit)
    return [tuple(sorted(unit)) for unit in units]


def _bring_together(places: Places, unit: Sequence[str], fixed: Mapping[str, str | None]) -> Change | None:
    settled = {fixed[i] for i in unit if i in fixed}
    target = _target(places, unit, settled)
    for i in unit:
        if i not in fixed:
            places[i] = target
    return Change("unmet", "", tuple(unit)) if len(settled) > 1 else None


def _target(places: Places, unit: Sequence[str], settled: set[str | None]) -> str | None:
    votes = Counter(key for i in unit if (key := places[i]) is not None)
    if settled:
        return min(settled, key=lambda key: (key is None, -votes.get(key or "", 0), key or ""))
    if not votes:
        return f"together:{unit[0]}"
    return min(votes.items(), key=lambda item: (-item[1], item[0]))[0]


def _set_apart(
    places: Places, pair: tuple[str, str], units: Sequence[tuple[str, ...]], fixed: Mapping[str, str | None]
) -> Change | None:
    one, other = pair
    if places[one] != places[other] or places[one] is None:
        return None
    for mover, stays in ((other, one), (one, other)):
        unit = next((u for u in units if mover in u), (mover,))
        if stays in unit or any(i in fixed for i in unit):
            continue
        for i in unit:
            places[i] = f"apart:{mover}" if len(unit) > 1 else None
        return None
    return Change("unmet", places[one] or "", (one, other))


def changes_against(decided: Decided, themes: Mapping[str, Sequence[str]]) -> list[Change]:
    """Return what is different from what was signed off; `themes` is key to ids as they stand now."""
    found: list[Change] = []
    for old in decided.themes:
        now, before = set(themes.get(old.key, ())), set(old.members)
        if not now:
            found.append(Change("gone", old.key, old.members))
            continue
        grew, shrank = tuple(sorted(now - before)), tuple(sorted(before - now))
        found += [Change("grew", old.key, grew)] if grew else []
        found += [Change("shrank", old.key, shrank)] if shrank else []
        found += [] if grew or shrank else [Change("kept", old.key)]
    known = {old.key for old in decided.themes}
    return found + [Change("new", key, tuple(ids)) for key, ids in themes.items() if key not in known]
