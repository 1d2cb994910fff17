"""A plain function, so that others can measure the grouping beside their own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from analysis.draft import draft
from analysis.languages import guess
from analysis.normalise import fingerprint
from analysis.subthemes import cut
from analysis.terms import keywords
from analysis.threads import one_thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


def usual_language(texts: Sequence[str], look_at: int = 200) -> str:
    """Return the language most of the texts seem to be in."""
    guesses = Counter(guess(text) for text in texts[:: max(len(texts) // look_at, 1)])
    guesses.pop(None, None)
    return min(guesses.items(), key=lambda item: (-item[1], item[0] or ""))[0] or "en" if guesses else "en"


@one_thread
def grouped(
    texts: Sequence[str],
    k: int | None = None,
    seed: int = 0,
    language: str | None = None,
    *,
    finer: bool = True,
) -> tuple[Ints, Ints, list[tuple[str, ...]]]:
    """Return themes, sub-themes and words.

    Parameters
    ----------
    texts : sequence of str
        Any number, in any order.
    k : int, optional
        How many themes; otherwise the texts say.
    seed : int
        Same texts, same seed, same answer.
    language : str, optional
        Otherwise the one most texts seem to be in.
    finer : bool
        Whether to look for sub-themes.

    Returns
    -------
    labels : ndarray of int, shape (n_texts,)
        Never -1.
    small : ndarray of int, shape (n_texts,)
        Number of the sub-theme of each text; a sub-theme lies within one theme.
    words : list of tuple of str
        Ten words per theme where there are ten.
    """
    if not texts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), []
    order = np.array(sorted(range(len(texts)), key=list(map(fingerprint, texts)).__getitem__))
    found = draft([texts[i] for i in order], language or usual_language(texts), k=k, seed=seed)
    k_found = int(found.labels.max()) + 1
    labels, small = np.empty(len(texts), np.int64), np.empty(len(texts), np.int64)
    labels[order] = found.labels
    small[order] = _pieces(found.rows, found.labels, k_found) if finer else found.labels
    return labels, small, keywords(found.words, found.labels, k_found)


def _pieces(rows: NDArray[np.float32], labels: Ints, k: int) -> Ints:
    pieces, used = np.zeros(len(labels), np.int64), 0
    for theme in range(k):
        mine = np.flatnonzero(labels == theme)
        pieces[mine] = used + cut(rows[mine])
        used = int(pieces[mine].max()) + 1
    return pieces


def themes(texts: Sequence[str], k: int | None = None, seed: int = 0) -> tuple[Ints, list[tuple[str, ...]]]:
    """Group texts; no text is left without a group.

    Parameters
    ----------
    texts : sequence of str
        Any number, in any order.
    k : int, optional
        How many themes; otherwise the texts say.
    seed : int
        Same texts, same seed, same answer.

    Returns
    -------
    labels : ndarray of int, shape (n_texts,)
        Never -1.
    keywords : list of tuple of str
        Ten words per theme.

    Examples
    --------
    >>> labels, keywords = themes(["The bus is late.", "A late bus again.", "Rent is high.", "The rent went up."], k=2)
    >>> labels.tolist(), keywords[0]
    ([0, 0, 1, 1], ('bus', 'late'))
    """
    labels, _, words = grouped(texts, k, seed, finer=False)
    return labels, words
