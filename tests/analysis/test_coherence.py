"""A word is worth what the other words of its texts agree on."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from analysis.coherence import COMPANION, KAPPA, OFTEN, company, worth


def slow(counts: np.ndarray, vectors: np.ndarray, word: int) -> tuple[float, np.ndarray]:
    """The definition, pair by pair: agreement, and where the texts point together."""
    places = counts @ vectors
    shared = (places / np.linalg.norm(places, axis=1, keepdims=True)).mean(axis=0)
    holding = counts[counts[:, word] > 0] > 0
    share = holding.mean(axis=0) * (np.arange(len(vectors)) != word)
    taken = vectors[word] + (share * (share >= COMPANION) * (len(holding) >= OFTEN)) @ vectors
    left = [places[i] - counts[i, word] * taken for i in np.flatnonzero(counts[:, word])]
    units = [one / np.linalg.norm(one) - shared for one in left]
    pairs = [a @ b for i, a in enumerate(units) for j, b in enumerate(units) if i != j]
    return float(sum(pairs) / (len(pairs) + KAPPA)), np.sum(units, axis=0)


def test_the_fast_figure_is_the_defined_one() -> None:
    chance = np.random.default_rng(0)
    counts = chance.integers(0, 3, (20, 8)).astype(np.float32)
    vectors = chance.standard_normal((8, 5)).astype(np.float32)
    found = company(sparse.csr_matrix(counts), vectors)
    agreement, towards = zip(*(slow(counts, vectors, word) for word in range(8)), strict=True)
    np.testing.assert_allclose(found.agreement, agreement, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(found.towards, towards, rtol=1e-3, atol=1e-3)
    assert found.texts.tolist() == (counts > 0).sum(axis=0).tolist()


def test_a_word_at_home_in_one_subject_is_worth_more_than_one_found_everywhere() -> None:
    # Words: bus, stop, rent, flat, please. Two subjects, "please" in both, "bus" and "rent" in one each.
    vectors = np.array([[1, 0.1], [1, -0.1], [0.1, 1], [-0.1, 1], [0.3, 0.3]], np.float32)
    counts = sparse.csr_matrix(np.array([[1, 1, 0, 0, 1], [0, 0, 1, 1, 1]] * 6, np.float32))
    found = worth(company(counts, vectors))
    assert found[0] > 1.2 * found[4]
    assert found[2] > 1.2 * found[4]


def test_nothing_said_twice_weighs_all_words_alike() -> None:
    once, none = sparse.csr_matrix(np.eye(3, dtype=np.float32)), sparse.csr_matrix((0, 4), dtype=np.float32)
    assert worth(company(once, np.eye(3, dtype=np.float32))).tolist() == [1] * 3
    assert worth(company(none, np.zeros((4, 2), np.float32))).tolist() == [1] * 4


def test_the_two_halves_of_a_name_do_not_vouch_for_each_other() -> None:
    # "bowling green" is said with anything, "bus stop" with "late" or "cold".
    chance = np.random.default_rng(0)
    vectors = np.vstack([np.eye(4), chance.standard_normal((20, 4))]).astype(np.float32)
    counts = np.zeros((24, 24), np.float32)
    counts[:12, [0, 1]] = 1
    counts[np.arange(12), 4 + np.arange(12)] = 1
    counts[12:, 2] = 1
    counts[12:, 3] = np.arange(12) % 2
    counts[12:, 23] = 1 - np.arange(12) % 2
    found = worth(company(sparse.csr_matrix(counts), vectors))
    assert found[2] > 1.2 * max(found[0], found[1])
