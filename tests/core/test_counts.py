"""The one door for counts of people: never a number from one to ten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listening.core.pages import voices
from listening.core.suppression import BANDS, SMALL, band, publishable

pytestmark = pytest.mark.once


def test_one_to_ten_look_the_same():
    assert {band(count) for count in range(1, SMALL)} == {band(5)}
    assert band(5).kind == "few"
    assert band(0).kind == "none"
    with pytest.raises(ValueError):
        band(-1)


def test_the_bands_are_fixed():
    shown = {(band(count).low, band(count).high) for count in range(SMALL, BANDS[-1] + 1)}
    assert sorted(shown) == [(11, 20), (21, 50), (51, 100), (101, 250), (251, 500)]
    assert [band(count).low for count in (501, 999, 1234, 98_765)] == [500, 990, 1200, 98_000]


@given(st.integers(0, 10**7))
def test_what_is_said_of_a_count_never_tells_a_small_one(count):
    size = band(count)
    assert size.low <= max(count, 1)
    assert size.kind in {"none", "few"} or size.low >= SMALL
    assert band(size.drawn) == size or size.kind in {"about", "none"}


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5))
def test_a_tally_is_shown_only_when_no_part_of_it_is_small(parts):
    if publishable(*parts):
        assert not any(0 < part < SMALL for part in [*parts, sum(parts)])


def test_the_words_hold_no_small_number(app):
    with app.test_request_context():
        said = {voices(count) for count in range(1, SMALL)}
        assert len(said) == 1
        assert not any(letter.isdigit() for letter in said.pop())
