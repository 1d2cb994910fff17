"""Taps: an anonymous choice about something (a statement, a read-back, a ground rule), counted and nothing more.

A room registers its kind of tap, drops taps by :func:`tap`, and its keeper settles them with :func:`count_up`. A tap is
never tied to a contribution: its id is a keyed hash of the phone's secret *and* of what the tap is about, so that two
taps of one person cannot be joined either. What outlives the gathering is one number per choice.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from flask import Flask, current_app
from sqlalchemy import select

from listening.contributions.door import Kind, drop, register_kind
from listening.contributions.intake import Dropped, Gathering, intake
from listening.contributions.models import Tally
from listening.core.database import db
from listening.core.keys import Keys

#: The only fields of a tap: which thing, and what was chosen.
FIELDS = frozenset({"about", "choice"})
#: Longest name of a thing or a choice, in characters: the width of the table's columns.
LONGEST_NAME = 40


#: (gathering, what it was called in the room) → what its number is kept under; None keeps no number.
Naming = Callable[[Gathering, str], str | None]


def as_it_is(_gathering: Gathering, about: str) -> str | None:
    return about


def register(app: Flask, kind: str, *, kept_under: Naming = as_it_is) -> None:
    """Let a kind of tap in; a second tap of the same phone about the same thing takes the place of the first."""
    register_kind(app, Kind(kind, FIELDS, replace=True))
    app.extensions.setdefault("hearback_taps", {})[kind] = kept_under


def tap(gathering: Gathering, kind: str, secret: str, choices: Mapping[str, str]) -> list[str]:
    """Keep what one phone chose, all or none; returns its ids when it is on disk.

    Args:
        gathering: the session or survey it belongs to.
        kind: a registered kind of tap.
        secret: the phone's secret, which is not kept.
        choices: thing → choice. The caller has checked that both exist.

    Raises:
        ValueError: for a name that is empty or too long.
        Shut: when the gathering is being sealed.
        NotStored: when the disk refused.
    """
    if any(not 0 < len(name) <= LONGEST_NAME for pair in choices.items() for name in pair):
        raise ValueError("a tap has short names")
    keys: Keys = current_app.config["KEYS"]
    acts = [
        (keys.id_of(secret, f"{kind}:{gathering}:{about}"), {"about": about, "choice": choice})
        for about, choice in choices.items()
    ]
    drop(gathering, kind, acts)
    return [one for one, _body in acts]


def counted(gathering: Gathering, rows: Sequence[Dropped]) -> Counter[tuple[str, str, str]]:
    """How often each (kind, thing, choice) was tapped; rows of other kinds are left out."""
    kinds: dict[str, Naming] = current_app.extensions.get("hearback_taps", {})
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        about = kinds[row.kind](gathering, str(row.body["about"])) if row.kind in kinds else None
        if about is not None:
            found[row.kind, about, str(row.body["choice"])] += 1
    return found


def count_up(gathering: Gathering, rows: Sequence[Dropped]) -> None:
    """Write the numbers of a gathering; a second time changes nothing. The caller commits."""
    for (kind, about, choice), count in sorted(counted(gathering, rows).items()):
        db.session.merge(Tally(gathering=str(gathering), kind=kind, about=about, choice=choice, count=count))


def verified(gathering: Gathering, rows: Sequence[Dropped]) -> bool:
    """Whether every number is really there, read anew."""
    db.session.expire_all()
    found = db.session.scalars(select(Tally).where(Tally.gathering == str(gathering)))
    kept = {(one.kind, one.about, one.choice): one.count for one in found}
    return all(kept.get(key) == count for key, count in counted(gathering, rows).items())


def read(gathering: Gathering, kind: str) -> dict[str, Counter[str]]:
    """Thing → choice → number, after sealing. Show them only through ``core.suppression``."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    query = select(Tally).where(Tally.gathering == str(gathering), Tally.kind == kind)
    for one in db.session.scalars(query):
        found[one.about][one.choice] = one.count
    return dict(found)


def so_far(gathering: Gathering, kind: str) -> dict[str, Counter[str]]:
    """The same while the gathering is open, by what the room calls each thing. Not to be shown before it is closed."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    if intake().exists(gathering):
        query = """SELECT json_extract(body, '$.about'), json_extract(body, '$.choice'), count(*)
            FROM dropped WHERE kind = ? GROUP BY 1, 2"""
        for about, choice, count in intake().store(gathering).ask(query, kind):
            found[about][choice] = count
    return dict(found)
