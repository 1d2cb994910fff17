"""From places to themes a person can read: members by strength, words, labels, exemplars, sub-themes."""

from __future__ import annotations

from collections import Counter, defaultdict
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from analysis.draft import strengths
from analysis.exemplars import exemplars
from analysis.findings import Member, Theme
from analysis.labels import room_words
from analysis.placing import LanguageModel, ThemeModel, learn_room, model_of
from analysis.stability import firmness
from analysis.subthemes import subthemes
from analysis.terms import ThemeTerms, label_themes
from analysis.tokens import count_words, read

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from analysis.decisions import Places
    from analysis.findings import Decided
    from analysis.rooms import Room

#: Under this many texts a theme is provisional, however firm it looks.
RELIABLE_FROM = 30


def key_of(members: Sequence[str]) -> str:
    """Return a name made from the members alone."""
    return "t" + blake2b("\n".join(sorted(members)).encode(), digest_size=6).hexdigest()


def free_key(members: Sequence[str], taken: Container[str]) -> str:
    """Return `key_of`, or the next that no decided theme has: one may have lost just these members to a person."""
    key = key_of(members)
    while key in taken:
        key = key_of([*members, key])
    return key


def compose(
    rooms: Sequence[Room],
    places: Places,
    decided: Decided,
    seed: int,
    resamples: int,
    progress: Callable[[float], None],
    about: Sequence[str] = (),
) -> tuple[Theme, ...]:
    """Return the themes of all rooms, room by room, largest first."""
    signed = {theme.key: theme.label for theme in decided.themes}
    members = _members(places, signed)
    home = _homes(rooms, members)
    themes: list[Theme] = []
    for turn, room in enumerate(rooms):
        here = {slot: members[slot] for slot in members if home[slot] == room.language}
        themes += _room_themes(room, here, signed, seed, resamples, about)
        progress((turn + 1) / len(rooms))
    return tuple(themes)


def _members(places: Places, signed: Mapping[str, str]) -> dict[str, list[str]]:
    members: dict[str, list[str]] = defaultdict(list)
    for i, slot in places.items():
        if slot is not None:
            members[slot].append(i)
    return {slot: ids for slot, ids in members.items() if len(ids) > 1 or slot in signed}


def _homes(rooms: Sequence[Room], members: Mapping[str, Sequence[str]]) -> dict[str, str]:
    tongue = {i: r.language for r in rooms for i in (*r.position, *r.repeats, *r.too_short)}
    votes = {slot: Counter(tongue[i] for i in ids) for slot, ids in members.items()}
    return {slot: min(c.items(), key=lambda item: (-item[1], item[0]))[0] for slot, c in votes.items()}


def _room_themes(
    room: Room,
    members: Mapping[str, Sequence[str]],
    signed: Mapping[str, str],
    seed: int,
    resamples: int,
    about: Sequence[str],
) -> list[Theme]:
    slots = sorted(members, key=lambda slot: (-len(members[slot]), key_of(members[slot])))
    if not slots:
        return []
    texts = [d.text for d in room.documents]
    labels = _labels(room, slots, members)
    words = room.draft.words if room.draft else count_words(read(texts), room.language)
    common = room_words(words.of_rows(labels >= 0), labels[labels >= 0], len(slots), about)
    terms = label_themes(texts, words, labels, len(slots), common)
    firm = _firm(room, texts, labels, len(slots), seed, resamples)
    return [
        _theme(
            room, slot, members[slot], labels == number, terms[number], float(firm[number]), signed, common
        )
        for number, slot in enumerate(slots)
    ]


def _labels(room: Room, slots: Sequence[str], members: Mapping[str, Sequence[str]]) -> np.ndarray:
    labels = np.full(len(room.documents), -1, np.int64)
    for number, slot in enumerate(slots):
        for i in members[slot]:
            row = room.position_of(i)
            if row is not None:
                labels[row] = number
    return labels


def _firm(
    room: Room, texts: Sequence[str], labels: np.ndarray, count: int, seed: int, resamples: int
) -> np.ndarray:
    if room.draft is None or not resamples:
        return np.zeros(count)
    return firmness(texts, labels, count, room.language, seed=seed, resamples=resamples)


def _theme(
    room: Room,
    slot: str,
    ids: Sequence[str],
    mine: np.ndarray,
    terms: ThemeTerms,
    firm: float,
    signed: Mapping[str, str],
    common: frozenset[str],
) -> Theme:
    rows = np.flatnonzero(mine)
    strength = _strengths(room, rows)
    key = slot if slot in signed else free_key(ids, signed)
    ranked = sorted(
        (Member(i, strength.get(room.first(i), 0.0)) for i in ids), key=lambda m: (-m.strength, m.id)
    )
    return Theme(
        key=key,
        label=signed.get(slot) or terms.label,
        suggestions=(terms.label, *terms.suggestions) if slot in signed else terms.suggestions,
        keywords=terms.keywords,
        members=tuple(ranked),
        exemplars=_exemplars(room, rows) or tuple(m.id for m in ranked[:4]),
        subthemes=subthemes(room, rows, ids, key, common),
        firmness=firm,
        provisional=len(room.documents) < RELIABLE_FROM,
        language=room.language,
        decided=slot in signed,
    )


def _strengths(room: Room, rows: np.ndarray) -> dict[str, float]:
    if room.draft is None or not len(rows):
        return {}
    values = strengths(room.draft.rows[rows], np.zeros(len(rows), np.int64))
    return {room.documents[row].id: round(float(v), 4) for row, v in zip(rows, values, strict=True)}


def _exemplars(room: Room, rows: np.ndarray) -> tuple[str, ...]:
    if room.draft is None or not len(rows):
        return ()
    return tuple(room.documents[rows[i]].id for i in exemplars(room.draft.rows[rows]))


def model_for(rooms: Sequence[Room], themes: Sequence[Theme], seed: int) -> ThemeModel:
    """Return what places one more text among these themes."""
    home = {m.id: theme.key for theme in themes for m in theme.members}
    return ThemeModel({room.language: _language_model(room, home, seed) for room in rooms})


def _language_model(room: Room, home: Mapping[str, str], seed: int) -> LanguageModel:
    if room.draft is None:
        return learn_room(room.documents, home, room.language, seed)
    keys = tuple(sorted({home[d.id] for d in room.documents if d.id in home}))
    number = {key: i for i, key in enumerate(keys)}
    labels = np.array([number.get(home.get(d.id, ""), -1) for d in room.documents], np.int64)
    return model_of(room.draft, labels, keys)
