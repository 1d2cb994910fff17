"""Do two people who read the same texts put them in the same themes?

Cohen's kappa (1960): (observed - expected) / (1 - expected). Two coders agree on 40 of 50, chance would give
25: (0.8 - 0.5) / (1 - 0.5) = 0.6. Krippendorff's alpha (1980): 1 - disagreement seen / disagreement expected.
Both are computed by nltk.metrics.agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

#: Under this many texts read by both, a figure would say more than is known.
ENOUGH = 30


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two coders agree.

    Parameters
    ----------
    items : int
        Texts both read.
    agreed : float or None
        Share with the same code; None without items.
    kappa, alpha : float or None
        None when there are too few to say, or when all codes are the same and chance explains everything.
    too_few : bool
        Whether fewer were read than figures need.
    differ : tuple of str
        Ids to talk about.
    """

    items: int
    agreed: float | None
    kappa: float | None
    alpha: float | None
    too_few: bool
    differ: tuple[str, ...]


def agreement(
    first: Mapping[str, Hashable], second: Mapping[str, Hashable], enough: int = ENOUGH
) -> Agreement:
    """Return how far two coders agree on the texts both read.

    Parameters
    ----------
    first, second : Mapping of str to hashable
        Id of a text to the code it was given.
    enough : int
        Items needed before kappa and alpha are given.

    Returns
    -------
    Agreement
        In figures, with the texts to talk about.

    Examples
    --------
    Fifty texts, half of each code; every fifth is coded otherwise, so that chance alone would give half:

    >>> first = {str(i): "ab"[i // 25] for i in range(50)}
    >>> second = {i: "ab"[int(i) // 25 ^ (int(i) % 5 == 0)] for i in first}
    >>> found = agreement(first, second)
    >>> found.agreed, round(found.kappa, 2), round(found.alpha, 2)
    (0.8, 0.6, 0.6)
    """
    both = sorted(first.keys() & second.keys())
    differ = tuple(i for i in both if first[i] != second[i])
    agreed = 1 - len(differ) / len(both) if both else None
    if len(both) < enough:
        return Agreement(len(both), agreed, None, None, True, differ)
    kappa, alpha = _figures([(first[i], second[i], i) for i in both])
    return Agreement(len(both), agreed, kappa, alpha, False, differ)


def _figures(rows: list[tuple[Hashable, Hashable, str]]) -> tuple[float | None, float | None]:
    if len({code for one, other, _ in rows for code in (one, other)}) < 2:
        return None, None
    from nltk.metrics.agreement import AnnotationTask

    data = [("a", i, str(one)) for one, _, i in rows] + [("b", i, str(other)) for _, other, i in rows]
    task = AnnotationTask(data=data)
    return float(task.kappa()), float(task.alpha())
