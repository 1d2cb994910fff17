"""Which texts to show first: near the middle of a theme, then one from its edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.vectors import unit_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]


def exemplars(rows: Floats, middle_count: int = 3) -> list[int]:
    """Return positions of texts to show for one theme.

    Parameters
    ----------
    rows : ndarray, shape (n_members, n_dimensions), unit rows
    middle_count : int
        How many from the middle; each is chosen to be near it and unlike those before
        (maximal marginal relevance, Carbonell and Goldstein, 1998).

    Returns
    -------
    list of int
        At most ``middle_count + 1`` positions, the last one at the edge.

    Examples
    --------
    The first text is nearest to the middle (0.95). The second and third are the same, each worth
    0.7 * 0.82 - 0.3 * 0.6, the fourth 0.7 * 0.57 - 0.3 * 0.8; one of the two comes next, and the fourth is the edge.

    >>> import numpy as np
    >>> exemplars(np.array([[0.6, 0.8], [1, 0], [1, 0], [0, 1]], np.float32), middle_count=2)
    [0, 1, 3]
    """
    if len(rows) == 0:
        return []
    nearness = rows @ unit_rows(rows.mean(axis=0, keepdims=True))[0]
    chosen = [int(np.argmax(nearness))]
    while len(chosen) < min(middle_count, len(rows)):
        worth = 0.7 * nearness - 0.3 * (rows @ rows[chosen].T).max(axis=1)
        worth[chosen] = -np.inf
        chosen.append(int(np.argmax(worth)))
    if len(rows) > len(chosen):
        edge = nearness.copy()
        edge[chosen] = np.inf
        chosen.append(int(np.argmin(edge)))
    return chosen
