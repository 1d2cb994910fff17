"""Who stands near whom: the graph of nearest texts, and texts drawn towards their neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: Above this many texts, neighbours are looked for in the nearest cells only.
EXACT_UP_TO = 3_000
_BLOCK = 512


def nearest(rows: Floats, count: int) -> tuple[Ints, Floats]:
    """Return the nearest other rows by cosine.

    Parameters
    ----------
    rows : ndarray, shape (n_texts, n_dimensions), unit rows
    count : int

    Returns
    -------
    which : ndarray of int, shape (n_texts, count)
    cosine : ndarray, shape (n_texts, count)
    """
    count = max(min(count, len(rows) - 1), 1)
    if len(rows) > EXACT_UP_TO:
        return _nearest_in_cells(rows, count)
    everyone = np.arange(len(rows))
    parts = [_best_of(rows, everyone[s : s + _BLOCK], everyone, count) for s in range(0, len(rows), _BLOCK)]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _best_of(rows: Floats, asking: Ints, among: Ints, count: int) -> tuple[Ints, Floats]:
    cosine = rows[asking] @ rows[among].T
    cosine[asking[:, None] == among[None, :]] = -2.0
    if cosine.shape[1] < count:
        filler = np.full((len(asking), count - cosine.shape[1]), -2.0, np.float32)
        cosine, among = np.hstack([cosine, filler]), np.pad(among, (0, filler.shape[1]), mode="edge")
    best = np.argpartition(-cosine, count - 1, axis=1)[:, :count]
    return among[best], np.take_along_axis(cosine, best, axis=1)


def _nearest_in_cells(rows: Floats, count: int, probes: int = 8) -> tuple[Ints, Floats]:
    cells = int(np.sqrt(len(rows)))
    middles = rows[np.linspace(0, len(rows) - 1, cells).astype(int)].copy()
    for _ in range(3):
        home = np.argmax(rows @ middles.T, axis=1)
        middles = unit_rows(middle_sums(rows, home, cells))
    near_cells = np.argpartition(-(middles @ middles.T), probes - 1, axis=1)[:, :probes]
    home = np.argmax(rows @ middles.T, axis=1)
    dwellers = [np.flatnonzero(home == cell) for cell in range(cells)]
    which = np.zeros((len(rows), count), np.int64)
    cosine = np.full((len(rows), count), -2.0, np.float32)
    for cell in range(cells):
        if len(dwellers[cell]):
            among = np.concatenate([dwellers[other] for other in near_cells[cell]])
            which[dwellers[cell]], cosine[dwellers[cell]] = _best_of(rows, dwellers[cell], among, count)
    return which, cosine


def middle_sums(rows: Floats, labels: Ints, groups: int) -> Floats:
    """Return the sum of the rows of each group; shape (groups, n_dimensions)."""
    ones = np.ones(len(labels), np.float32)
    chooser = sparse.csr_matrix((ones, (labels, np.arange(len(labels)))), shape=(groups, len(labels)))
    return np.asarray(chooser @ rows, np.float32)


def graph(which: Ints, cosine: Floats) -> sparse.csr_matrix:
    """Return the neighbour graph, made symmetric; weights are cosines, never below zero."""
    n_texts, count = which.shape
    ends = (np.repeat(np.arange(n_texts), count), which.ravel())
    one_way = sparse.csr_matrix((np.maximum(cosine.ravel(), 0), ends), shape=(n_texts, n_texts))
    return (one_way + one_way.T) * 0.5


def smooth(rows: Floats, links: sparse.csr_matrix, rounds: int = 1) -> Floats:
    """Draw each row towards the mean of its neighbours, `rounds` times; unit rows."""
    shares = _row_shares(links)
    for _ in range(rounds):
        rows = unit_rows(rows + np.asarray(shares @ rows, np.float32))
    return rows


def _row_shares(links: sparse.csr_matrix) -> sparse.csr_matrix:
    totals = np.asarray(links.sum(axis=1)).ravel()
    return sparse.diags((1 / np.maximum(totals, 1e-12)).astype(np.float32)) @ links
