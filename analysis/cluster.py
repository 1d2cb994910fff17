"""Groups: many small ones first, merged while it pays, then settled on the words themselves.

Merging maximises modularity with a resolution r (Reichardt and Bornholdt, 2006): joining groups a and b of a
graph with total weight m gains ``w(a, b) / m - r * d(a) * d(b) / (2 m^2)``. With m = 10, w = 2, d = 5 and 5,
r = 1, they merge; at r = 2 they do not:

>>> [round(2 / 10 - r * 5 * 5 / (2 * 10**2), 3) for r in (1, 2)]
[0.075, -0.05]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import sparse

from analysis.estimator import Estimator
from analysis.mixture import Mixture
from analysis.neighbours import middle_sums
from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]


#: Starts are worth their time in small rooms; about this many texts are grouped over all starts.
EFFORT = 1_500
#: However fine, no more than this many times the usual number of small groups: joining them takes their cube.
MOST_PIECES = 4


def resolution_for(n_texts: int) -> float:
    """Return how fine to cut: 2.0 up to 300 texts, falling to 1.3 from 2,000.

    >>> resolution_for(30), round(resolution_for(2_000), 2)
    (2.0, 1.3)
    """
    share = np.clip((np.log(max(n_texts, 1)) - np.log(300)) / (np.log(2000) - np.log(300)), 0, 1)
    return float(2.0 - 0.7 * share)


def k_means(rows: Floats, starts: Floats, rounds: int = 12) -> tuple[Ints, Floats]:
    """Return groups and middles on the unit sphere.

    Parameters
    ----------
    rows : ndarray, shape (n_texts, n_dimensions), unit rows
    starts : ndarray, shape (k, n_dimensions)
    """
    middles = starts
    labels = np.argmax(rows @ middles.T, axis=1)
    for _ in range(rounds):
        sums = middle_sums(rows, labels, len(middles))
        middles = np.where(np.linalg.norm(sums, axis=1, keepdims=True) > 0, unit_rows(sums), middles)
        moved = np.argmax(rows @ middles.T, axis=1)
        if np.array_equal(moved, labels):
            break
        labels = moved
    return labels, middles


def spread_starts(rows: Floats, k: int, seed: int) -> Floats:
    """Return k rows far from one another (k-means++, Arthur and Vassilvitskii, 2007)."""
    chance = np.random.default_rng(seed)
    chosen = [int(chance.integers(len(rows)))]
    distance = np.maximum(1 - rows @ rows[chosen[0]], 0)
    for _ in range(1, min(k, len(rows))):
        total = float(distance.sum())
        if total <= 1e-6:
            break
        pick = int(np.searchsorted(np.cumsum(distance), chance.random() * total))
        chosen.append(min(pick, len(rows) - 1))
        distance = np.minimum(distance, np.maximum(1 - rows @ rows[chosen[-1]], 0))
    return rows[chosen]


def merge(labels: Ints, links: sparse.csr_matrix, resolution: float, k: int | None = None) -> Ints:
    """Join groups greedily while modularity grows, or until `k` are left.

    Parameters
    ----------
    labels : ndarray of int, shape (n_texts,)
    links : csr_matrix, shape (n_texts, n_texts), symmetric
    resolution : float
    k : int, optional

    Returns
    -------
    ndarray of int, shape (n_texts,), numbered from 0
    """
    names, labels = np.unique(labels, return_inverse=True)
    one_hot = sparse.csr_matrix((np.ones(len(labels)), (np.arange(len(labels)), labels)))
    weight = np.asarray((one_hot.T @ links @ one_hot).todense(), float)
    alive = list(range(len(names)))
    owner = np.arange(len(names))
    total = max(weight.sum() / 2, 1e-12)
    while len(alive) > max(k or 1, 1):
        degree = weight[alive].sum(axis=1)
        gain = weight[np.ix_(alive, alive)] / total - resolution * np.outer(degree, degree) / (2 * total**2)
        np.fill_diagonal(gain, -np.inf)
        a, b = np.unravel_index(int(np.argmax(gain)), gain.shape)
        if k is None and gain[a, b] <= 0:
            break
        keep, lose = alive[min(a, b)], alive[max(a, b)]
        weight[keep] += weight[lose]
        weight[:, keep] += weight[:, lose]
        weight[lose] = weight[:, lose] = 0
        owner[owner == lose] = keep
        alive.remove(lose)
    return np.unique(owner[labels], return_inverse=True)[1]


def modularity(labels: Ints, links: sparse.csr_matrix, resolution: float) -> float:
    """Return the share of link weight within groups, less ``r`` times what chance would put there.

    Two pairs, each a group: all weight lies within, and chance would put half of it there.

    >>> pairs = sparse.csr_matrix(np.kron(np.eye(2), [[0, 1], [1, 0]]))
    >>> modularity(np.array([0, 0, 1, 1]), pairs, resolution=1.0)
    0.5
    """
    degree = np.asarray(links.sum(axis=1)).ravel()
    total = max(float(degree.sum()), 1e-12)
    ends = links.tocoo()
    within = float(ends.data[labels[ends.row] == labels[ends.col]].sum())
    shares = np.bincount(labels, degree) / total
    return within / total - resolution * float((shares**2).sum())


def move_texts(labels: Ints, links: sparse.csr_matrix, resolution: float, rounds: int = 20) -> Ints:
    """Let single texts change group while modularity grows; every other text moves in turn.

    They move at once, so that at a high resolution all of them would run into the same small group: when modularity
    is lower in the end, nobody has moved.
    """
    before = labels
    degree = np.asarray(links.sum(axis=1)).ravel()
    everyone = np.arange(len(labels))
    for turn in range(rounds):
        k = int(labels.max()) + 1
        groups = sparse.csr_matrix((np.ones(len(labels)), (everyone, labels)), shape=(len(labels), k))
        weight = np.asarray((links @ groups).todense())
        others = np.tile(np.bincount(labels, degree, minlength=k), (len(labels), 1))
        others[everyone, labels] -= degree
        gain = weight - resolution * degree[:, None] * others / max(degree.sum(), 1e-12)
        better = gain.max(axis=1) > gain[everyone, labels] + 1e-9
        if not better.any():
            break
        moving = better & (everyone % 2 == turn % 2)
        labels = np.unique(np.where(moving, gain.argmax(axis=1), labels), return_inverse=True)[1]
    lost = modularity(labels, links, resolution) < modularity(before, links, resolution)
    return before if lost else labels


class Grouping(Estimator):
    """Texts in groups.

    Parameters
    ----------
    k : int or None
        How many groups; None lets the texts say.
    granularity : float
        1.0 as it comes; above finer, below coarser.
    seed : int
        Of the starts.
    restarts : int
        Drafts made from different starts, fewer as the room grows; the one with the highest modularity is kept.

    Attributes
    ----------
    labels_ : ndarray of int, shape (n_texts,)
    modularity_ : float
        Of the draft kept, before its texts settled.
    """

    def __init__(
        self, k: int | None = None, granularity: float = 1.0, seed: int = 0, restarts: int = 5
    ) -> None:
        self.k = k
        self.granularity = granularity
        self.seed = seed
        self.restarts = restarts

    def fit(self, rows: Floats, links: sparse.csr_matrix, counts: sparse.csr_matrix) -> Self:
        """Group the texts.

        Parameters
        ----------
        rows : ndarray, shape (n_texts, n_dimensions), unit rows
        links : csr_matrix, shape (n_texts, n_texts)
        counts : csr_matrix, shape (n_texts, n_terms)
        """
        resolution = resolution_for(len(rows)) * self.granularity
        best = -np.inf
        for turn in range(max(1, min(self.restarts, EFFORT // len(rows)))):
            labels = self._once(rows, links, resolution, self.seed * 1000 + turn)
            score = modularity(labels, links, resolution)
            if score > best + 1e-9:
                best, merged = score, labels
        self.modularity_ = best
        self.labels_ = merged if self.k else settle(counts, rows, merged)
        return self

    def _once(self, rows: Floats, links: sparse.csr_matrix, resolution: float, seed: int) -> Ints:
        n_texts = len(rows)
        many = max(_pieces(n_texts, self.granularity), self.k or 1)
        small, _ = k_means(rows, spread_starts(rows, many, seed))
        merged = merge(small, links, resolution, self.k)
        if self.k is None:
            return move_texts(merged, links, resolution)
        labels, _ = k_means(rows, unit_rows(middle_sums(rows, merged, int(merged.max()) + 1)))
        return np.unique(labels, return_inverse=True)[1]


def _pieces(n_texts: int, granularity: float) -> int:
    """Return how many small groups to begin with: what is to be finer begins with more."""
    finer = max(granularity, 1.0)
    usual = 20 + int(np.sqrt(n_texts) / 2)
    return int(min(usual * min(finer, MOST_PIECES), n_texts * finer / (finer + 1)))


def settle(counts: sparse.csr_matrix, rows: Floats, labels: Ints, rounds: int = 5) -> Ints:
    """Let each text move to the group its words and its place fit best; texts without words stay.

    Parameters
    ----------
    counts : csr_matrix, shape (n_texts, n_terms)
    rows : ndarray, shape (n_texts, n_dimensions), unit rows
    labels : ndarray of int, shape (n_texts,)
    """
    silent = np.diff(counts.indptr) == 0
    for _ in range(rounds):
        if len(labels) == 0 or labels.max() == 0:
            break
        mixture = Mixture().fit(counts, rows, labels)
        moved = np.argmax(mixture.scores_without_self(counts, rows, labels), axis=1)
        moved[silent] = labels[silent]
        if np.array_equal(moved, labels):
            break
        labels = np.unique(moved, return_inverse=True)[1]
    return labels
