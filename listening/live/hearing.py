"""First hearing: what the machine finds in the room while it is still open, drafts for the facilitator's own words.

The drafts lie in the intake file and die with it; only the words that the facilitator wrote down are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from listening.contributions.intake import Store
from listening.contributions.lanes import Card
from listening.contributions.numbers import own_shapes
from listening.contributions.redaction import without_details
from listening.contributions.rules import Lane
from listening.live.rules import FEWEST_HEARD, MOST_HEARD

if TYPE_CHECKING:
    import analysis

#: Voices shown beside a draft: near its middle, then one at its edge.
VOICES = 3
#: Lanes that the machine may not read.
APART = frozenset({Lane.SENSITIVE, Lane.HIDDEN, Lane.QUARANTINE})


@dataclass(frozen=True)
class Group:
    """One draft: what it may be called, in which language people spoke, and whose words stand for it."""

    number: int
    label: str
    keywords: list[str]
    language: str
    voices: list[str]


def can_hear(filled: Mapping[Lane, int]) -> bool:
    """Whether enough was let in that the machine may read."""
    return sum(count for lane, count in filled.items() if lane not in APART) >= FEWEST_HEARD


def _readable(cards: Sequence[Card]) -> list[Card]:
    return [one for one in cards if one.lane not in APART]


def listen(store: Store, cards: Sequence[Card]) -> list[Group]:
    """Find drafts in what was let in, sensitive and hidden words left out, and lay them in the intake."""
    from analysis import Document, find_themes

    # It names what it finds by words it read, and the names go to the big screen.
    documents = [
        Document(one.id, without_details(one.text, one.language, own_shapes()), one.language)
        for one in _readable(cards)
    ]
    found = find_themes(documents, resamples=0)
    groups = [
        Group(number, theme.label, list(theme.keywords[:5]), theme.language, list(theme.exemplars[:VOICES]))
        for number, theme in enumerate(found.themes[:MOST_HEARD], start=1)
    ]
    left = MOST_HEARD - len(groups)
    for number, one in enumerate(_alone(found, documents, left), start=len(groups) + 1):
        groups.append(Group(number, "", [], one.language or "", [one.id]))
    store.note("DELETE FROM heard WHERE number >= ?", [(0,)])
    rows = [(one.number, json.dumps(one.__dict__, ensure_ascii=False)) for one in groups]
    store.note("INSERT INTO heard VALUES (?, ?)", rows)
    return groups


def _alone(
    found: analysis.Themes, documents: Sequence[analysis.Document], most: int
) -> list[analysis.Document]:
    """Single voices have a line of their own, as long as there is room for lines."""
    singles = set(found.singles)
    return [one for one in documents if one.id in singles][: max(0, most)]


def groups(store: Store) -> list[Group]:
    """The drafts that lie in the intake."""
    return [Group(**json.loads(body)) for (body,) in store.ask("SELECT body FROM heard ORDER BY number")]
