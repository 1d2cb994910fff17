"""The space learnt from the room is the one its formulas define, and further texts find their place in it."""

from __future__ import annotations

import numpy as np
from scipy import linalg

from analysis.tokens import count_against, count_words, read
from analysis.vectors import WordSpace, association, tfidf, unit_rows
from tests.bench.themes_corpus import corpus

TEXTS = corpus("en")[0][:200]


def test_the_space_is_that_of_the_matrix_written_out() -> None:
    words = count_words(read(TEXTS), "en", 2)
    space = WordSpace(dimensions=12)
    found = space.fit_transform(words)
    rows, near = tfidf(words.counts, space.idf_).toarray(), association(words.counts).toarray()
    whole = rows + unit_rows(rows @ near)
    _, _, right = linalg.svd(whole, full_matrices=False)
    told = unit_rows(whole @ right[:12].T)
    np.testing.assert_allclose(found @ found.T, told @ told.T, atol=0.05)


def test_a_text_read_later_stands_where_it_would_have_stood() -> None:
    reading = read(TEXTS)
    words = count_words(reading, "en", 2)
    space = WordSpace()
    found = space.fit_transform(words)
    later = space.transform(count_against(reading, words.terms, "en"))
    assert np.einsum("ij,ij->i", found, later).min() > 0.95
