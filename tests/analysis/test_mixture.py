"""A text is judged by the others of its group, never by itself."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from analysis.mixture import Mixture
from analysis.vectors import unit_rows


def test_judged_without_itself_is_what_the_others_alone_would_say() -> None:
    chance = np.random.default_rng(0)
    counts = sparse.csr_matrix(chance.integers(0, 3, (24, 9)).astype(np.float32))
    rows = unit_rows(chance.standard_normal((24, 5)).astype(np.float32))
    labels = np.arange(24) % 3
    found = Mixture(prior=30).fit(counts, rows, labels).scores_without_self(counts, rows, labels)
    for text in range(24):
        others = Mixture(prior=30).fit(counts, rows, np.where(np.arange(24) == text, -1, labels), 3)
        apart = others.scores(counts[text], rows[[text]])[0] - others.sizes_
        sizes = np.log(np.bincount(labels) + 1)
        np.testing.assert_allclose(found[text, labels[text]], (apart + sizes)[labels[text]], rtol=1e-4)


def test_one_alone_in_its_group_has_no_place_to_hold_it() -> None:
    rows = unit_rows(np.array([[1, 0], [1, 0.1], [0.9, 0]], np.float32))
    counts, labels = sparse.csr_matrix(np.ones((3, 1), np.float32)), np.array([0, 0, 1])
    found = Mixture(nearness=1e3).fit(counts, rows, labels).scores_without_self(counts, rows, labels)
    assert found[2].argmax() == 0
    assert np.isfinite(found).all()
