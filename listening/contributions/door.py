"""The one door for every anonymous act: ``drop(gathering, kind, ...)``.

A room registers the *kinds* it takes in (with the only fields a row may have) and the *keeper* of each sort of
gathering, who knows when it is due and what becomes of its shuffled rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from listening.contributions.intake import Dropped, Gathering, intake


@dataclass(frozen=True)
class Kind:
    """A sort of anonymous act and the fields its row has: nothing else can be kept."""

    name: str
    fields: frozenset[str]
    #: Whether a second act with the same id replaces the first (a changed verdict) or changes nothing (a retry).
    replace: bool = False


@dataclass(frozen=True)
class Keeper:
    """Who looks after the gatherings of one prefix."""

    prefix: str
    #: Whether the gathering with this number should be sealed now.
    due: Callable[[int], bool]
    #: Puts shuffled rows where they belong, idempotently, without committing.
    settle: Callable[[int, Sequence[Dropped]], None]
    #: Whether everything that was settled is really there, read anew.
    verified: Callable[[int, Sequence[Dropped]], bool]


def init_door(app: Flask) -> None:
    app.extensions["hearback_kinds"] = {}
    app.extensions["hearback_keepers"] = {}


def register_kind(app: Flask, kind: Kind) -> None:
    app.extensions["hearback_kinds"][kind.name] = kind


def register_keeper(app: Flask, keeper: Keeper) -> None:
    app.extensions["hearback_keepers"][keeper.prefix] = keeper


def kinds() -> dict[str, Kind]:
    found: dict[str, Kind] = current_app.extensions["hearback_kinds"]
    return found


def keeper_of(gathering: Gathering) -> Keeper | None:
    found: dict[str, Keeper] = current_app.extensions["hearback_keepers"]
    return found.get(gathering.prefix)


def drop(gathering: Gathering, kind: str, acts: Sequence[tuple[str, dict[str, Any]]]) -> set[str]:
    """Keep anonymous acts, all or none; returns when they are on disk, with the ids that were written.

    Args:
        gathering: where they belong.
        kind: a registered kind.
        acts: pairs of id (a keyed hash) and body.

    Raises:
        ValueError: when a body has a field its kind does not know.
        Shut: when the gathering is being sealed.
        NotStored: when the disk refused.
    """
    known = kinds()[kind]
    rows = []
    for key, body in acts:
        if body.keys() != known.fields:
            raise ValueError(f"a {kind} has the fields {sorted(known.fields)} and no others")
        rows.append(Dropped(key, kind, body))
    return intake().store(gathering).put(rows, replace=known.replace)
