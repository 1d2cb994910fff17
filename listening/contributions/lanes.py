"""Lanes of an open room: marks beside the contributions, inside the intake file, gone with it.

A contribution without a mark has not been let in: nobody sees it. Cards come out in the order of their ids, which are
keyed hashes, so that no list tells who pressed send first.
"""

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from listening.contributions.intake import Store
from listening.contributions.rules import LASTING, Consent, Lane

#: Kind of the rows that lanes are about; ``service`` registers it.
CONTRIBUTION = "contribution"
#: Numbers of statements in one room: random, so that they tell no order; wide enough to be rarely drawn twice.
NUMBERS = 10**9
CARDS = """
SELECT d.id, d.body, l.lane, l.reason, l.wall, l.number, l.voted FROM lane l CROSS JOIN dropped d ON d.id = l.id
WHERE d.kind IN ('contribution', 'quarantined') AND {which} ORDER BY l.id LIMIT ?3
"""
#: The cards of one lane, the one with a number, or all: each by an index, so that a full room costs no more.
BY_LANE, BY_NUMBER, ALL = "l.lane = ?1", "l.number = ?2", "?1 IS NULL AND ?2 IS NULL"
OUTSIDE = """
SELECT d.id, json_extract(d.body, '$.prompt_id') FROM dropped d LEFT JOIN lane l ON l.id = d.id
WHERE d.kind IN ('contribution', 'quarantined') AND l.id IS NULL ORDER BY d.id
"""
LET_IN = """
INSERT OR IGNORE INTO lane SELECT id, iif(kind = 'quarantined', 'quarantine', 'new'), NULL, NULL, ?2, 0, NULL
FROM dropped WHERE id = ?1
"""
#: A person judged it: it is a contribution like any other, or in quarantine again.
JUDGE = """
UPDATE dropped SET kind = iif((SELECT lane FROM lane WHERE id = ?1) = 'quarantine', 'quarantined', 'contribution')
WHERE id = ?1 AND kind IN ('contribution', 'quarantined')
"""
FATES = "SELECT id, lane, reason FROM lane WHERE lane IN ('sensitive', 'hidden') ORDER BY id"

#: Contribution → its lasting lane and, when hidden, the public reason.
Fates = dict[str, tuple[Lane, str | None]]


@dataclass(frozen=True)
class Card:
    """One contribution as the facilitator meets it."""

    id: str
    prompt_id: int
    language: str
    consent: Consent
    text: str
    lane: Lane
    reason: str | None
    #: The words as the room may see them; None while nobody approved any.
    wall: str | None
    #: Names it on the wall and in a vote; random.
    number: int
    #: Whether the room is asked to agree or disagree.
    voted: bool

    @property
    def may_show(self) -> bool:
        """“Just count it” is never shown; an idea only in other words."""
        return self.consent is not Consent.COUNT


def outside(store: Store) -> dict[str, int]:
    """What has come and was not let in yet: id → prompt."""
    return {key: int(prompt) for key, prompt in store.ask(OUTSIDE)}


def let_in(store: Store, ids: Sequence[str]) -> None:
    """Put contributions into the first lane or into quarantine; those already in a lane stay there."""
    store.note(LET_IN, [(key, secrets.randbelow(NUMBERS)) for key in ids])


def cards(
    store: Store, lane: Lane | None = None, *, number: int | None = None, most: int | None = None
) -> list[Card]:
    """What was let in: all, or one lane, or the one with a number; at most so many."""
    # In SQLite a limit below none is no limit.
    limit = -1 if most is None else most
    which = BY_LANE if lane else ALL if number is None else BY_NUMBER
    return [_card(*row) for row in store.ask(CARDS.format(which=which), lane and lane.value, number, limit)]


def filled(store: Store) -> Counter[Lane]:
    """How many lie in each lane."""
    query = "SELECT lane, count(*) FROM lane GROUP BY lane"
    return Counter({Lane(lane): count for lane, count in store.ask(query)})


def _card(
    key: str, body: str, lane: str, reason: str | None, wall: str | None, number: int, voted: int
) -> Card:
    said = json.loads(body)
    return Card(
        id=key,
        prompt_id=int(said["prompt_id"]),
        language=said["language"],
        consent=Consent(said["consent"]),
        text=said["text"],
        lane=Lane(lane),
        reason=reason,
        wall=wall,
        number=number,
        voted=bool(voted),
    )


def move(store: Store, key: str, lane: Lane, *, reason: str | None = None, wall: str | None = None) -> None:
    """Put one contribution into a lane; the wall keeps words only of what is shown."""
    store.note(
        "UPDATE lane SET before = json_array(lane, reason, wall, voted), lane = ?, reason = ?, wall = ?, "
        "voted = voted AND ? = 'shown' WHERE id = ?",
        [(lane.value, reason, wall, lane.value, key)],
    )
    # Second, so that what is cut off between the two stays in quarantine.
    store.note(JUDGE, [(key,)])


def take_back(store: Store, key: str) -> None:
    """Put one contribution back where it was before its last move; a second time changes nothing."""
    store.note(
        "UPDATE lane SET lane = json_extract(before, '$[0]'), reason = json_extract(before, '$[1]'), "
        "wall = json_extract(before, '$[2]'), voted = json_extract(before, '$[3]'), before = NULL "
        "WHERE id = ? AND before IS NOT NULL",
        [(key,)],
    )
    store.note(JUDGE, [(key,)])


def put_to_vote(store: Store, key: str, *, voted: bool) -> None:
    """Ask the room about what is shown, or stop asking."""
    store.note("UPDATE lane SET voted = ? WHERE id = ? AND lane = 'shown'", [(int(voted), key)])


def wish(store: Store, ids: Sequence[str]) -> None:
    """The person behind these words lets readers see them now, though few have spoken (rulings, 14)."""
    store.note("INSERT OR IGNORE INTO wish VALUES (?)", [(key,) for key in ids])


def wished(store: Store) -> set[str]:
    return {row[0] for row in store.ask("SELECT id FROM wish")}


def fates(store: Store) -> Fates:
    """What must survive the room: sensitive, and hidden with its reason."""
    return {key: (Lane(lane), reason) for key, lane, reason in store.ask(FATES)}


def hand_over(store: Store, found: Mapping[str, tuple[Lane, str | None]]) -> None:
    """Carry lasting lanes into the pool where few wait for others; a second time changes nothing."""
    rows = [(key, lane.value, reason) for key, (lane, reason) in found.items() if lane in LASTING]
    store.note("INSERT OR IGNORE INTO lane VALUES (?, ?, ?, NULL, 0, 0, NULL)", rows)
