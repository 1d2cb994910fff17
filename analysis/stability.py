"""How firm a grouping is: draw the room again without some of its texts and see what comes back.

A group's firmness is the mean, over resamples, of its best Jaccard agreement with a group found there
(Hennig, "Cluster-wise assessment of cluster stability", 2007). 1 is found again every
time; under about 0.6 is loose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.draft import draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

SHARE = 0.8
#: Resamples never hold more texts than this, so that a large run stays bounded.
MOST = 1_500


def best_jaccard(labels: Ints, again: Ints, k: int) -> Floats:
    """Return each group's best Jaccard agreement with another grouping of the same texts; shape (k,).

    Groups without a text here get NaN.

    >>> again = np.array([0, 0, 1, 1])
    >>> [round(share, 2) for share in best_jaccard(np.array([0, 0, 0, 1]), again, 2).tolist()]
    [0.67, 0.5]
    """
    table = np.zeros((k, int(again.max()) + 1 if len(again) else 1))
    np.add.at(table, (labels, again), 1)
    sizes = table.sum(axis=1, keepdims=True)
    union = sizes + table.sum(axis=0, keepdims=True) - table
    best = (table / np.maximum(union, 1)).max(axis=1)
    return np.where(sizes.ravel() > 0, best, np.nan).astype(np.float32)


def firmness(
    texts: Sequence[str],
    labels: Ints,
    k: int,
    language: str,
    *,
    seed: int = 0,
    resamples: int = 5,
) -> Floats:
    """Return the firmness of each group.

    Parameters
    ----------
    texts : sequence of str
        All of one language.
    labels : ndarray of int, shape (n_texts,)
        Label -1 is in no group.
    k : int
        How many groups.
    language : str
        Of the texts.
    seed : int
        Of the draws.
    resamples : int
        How often the room is drawn again.

    Returns
    -------
    ndarray, shape (k,)
        0..1.
    """
    size = min(int(len(texts) * SHARE), MOST)
    if k == 0 or size < 4:
        return np.zeros(k, np.float32)
    chance = np.random.default_rng(seed)
    scores = np.full((resamples, k), np.nan)
    for turn in range(resamples):
        drawn = np.sort(chance.choice(len(texts), size, replace=False))
        again = draft([texts[i] for i in drawn], language, seed=seed + turn + 1).labels
        placed = labels[drawn] >= 0
        scores[turn] = best_jaccard(labels[drawn][placed], again[placed], k)
    heard = np.maximum((~np.isnan(scores)).sum(axis=0), 1)
    return np.asarray(np.nansum(scores, axis=0) / heard, np.float32)
