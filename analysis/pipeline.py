"""The whole way from documents to themes; each step has a module of its own."""

from __future__ import annotations

from collections import defaultdict
from math import inf
from typing import TYPE_CHECKING

from analysis.compose import compose, model_for
from analysis.decisions import changes_against, lay_over
from analysis.documents import check
from analysis.findings import Decided, Themes
from analysis.languages import primary, settle
from analysis.normalise import content_order
from analysis.rooms import open_room
from analysis.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from analysis.documents import Document
    from analysis.rooms import Room


@one_thread
def find_themes(
    documents: Iterable[Document],
    *,
    language: str | None = None,
    decided: Decided | None = None,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
    granularity: float = 1.0,
    resamples: int = 5,
    about: Sequence[str] = (),
) -> Themes:
    """Group texts into draft themes.

    Parameters
    ----------
    documents : iterable of Document
        Any number, any length, any order: the order says nothing.
    language : str, optional
        For documents that carry none; otherwise each is guessed.
    decided : Decided, optional
        What people signed off and asked for. Its members never move; the rest is drafted anew.
    seed : int
        Same documents, same seed, same answer.
    progress : callable, optional
        Called with a share from 0 to 1.
    granularity : float
        1.0 as it comes; above finer, below coarser.
    resamples : int
        How often the room is drawn again to tell firm from loose; 0 leaves `firmness` at 0.
    about : sequence of str
        What people were asked: words of it that most themes share head no label.

    Returns
    -------
    Themes
        Every document in exactly one place.

    Raises
    ------
    NotADocument
        When an id or a text is not a string.
    RepeatedId
        When two documents share an id.
    ValueError
        When `granularity` is not a number above 0, or `resamples` is below 0.

    Examples
    --------
    >>> from analysis import Document, find_themes
    >>> found = find_themes([Document("a", "The bus is late."), Document("b", "Rent is high.")], language="en")
    >>> found.too_few, sorted(found.singles)
    (True, ['a', 'b'])
    """
    everyone = list(documents)
    check(everyone)
    _check_measures(granularity, resamples)
    tell = progress or _silent
    tell(0.0)
    rooms = _rooms(content_order(everyone), language, seed, granularity)
    tell(0.4)
    places, unmet = lay_over(_drafted(rooms), decided or Decided())
    themes = compose(
        rooms, places, decided or Decided(), seed, resamples, lambda share: tell(0.4 + 0.5 * share), about
    )
    members = {theme.key: [m.id for m in theme.members] for theme in themes}
    changed = (*changes_against(decided, members), *unmet) if decided else ()
    placed = {i for ids in members.values() for i in ids}
    short = tuple(i for room in rooms for i in room.too_short if i not in placed)
    singles = tuple(d.id for d in content_order(everyone) if d.id not in placed and d.id not in set(short))
    found = Themes(
        themes=themes,
        singles=singles,
        too_short=short,
        duplicates={i: first for room in rooms for i, first in room.repeats.items()},
        coverage=len(placed) / len(everyone) if everyone else 0.0,
        too_few=not any(room.draft for room in rooms),
        changes=changed,
        model=model_for(rooms, themes, seed),
    )
    tell(1.0)
    return found


def _check_measures(granularity: float, resamples: int) -> None:
    if not 0 < granularity < inf:
        message = f"granularity is {granularity}; it must be a number above 0."
        raise ValueError(message)
    if resamples < 0:
        message = f"resamples is {resamples}; it must not be below 0."
        raise ValueError(message)


def _silent(_share: float) -> None:
    """Tell nobody."""


def _rooms(documents: list[Document], language: str | None, seed: int, granularity: float) -> list[Room]:
    tongues = settle(documents, primary(language) if language else None)
    by_language: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_language[tongues[document.id]].append(document)
    order = sorted(by_language, key=lambda tongue: (-len(by_language[tongue]), tongue))
    return [open_room(by_language[tongue], tongue, seed, granularity) for tongue in order]


def _drafted(rooms: list[Room]) -> Mapping[str, str | None]:
    drafted: dict[str, str | None] = {}
    for room in rooms:
        drafted |= room.groups
        drafted |= {i: room.groups[first] for i, first in room.repeats.items()}
        drafted |= dict.fromkeys(room.too_short)
    return drafted
