"""A reader with a linear program learns no more of a small count than that it is small."""

import pytest

from tests.faults.auditor import (
    Release,
    always_open,
    attack,
    broken,
    every_whole_its_band,
    open_beside_small_parts,
)
from tests.faults.sizes import size

pytestmark = [pytest.mark.once, pytest.mark.slow]


def test_five_hundred_engagements_in_two_releases_tell_nothing_of_their_small_counts(record_property):
    found = attack(size(500, 10_000))
    record_property("suppression", found)
    assert found["small_counts"] > 1000
    assert found["broken"] == 0


def test_a_whole_told_as_always_beside_small_parts_is_found():
    assert attack(100, every_whole_its_band)["broken"] > 10
    exact = [Release((11, 1, 1, 1, 1, 1, 1, 1, 1, 1), 0)]
    assert broken(exact, every_whole_its_band) == 9, "each of nine is exactly one"
    assert broken(exact, always_open) == 0


def test_a_bound_that_returns_with_the_next_release_is_found():
    pair = [Release((10, 505), 0), Release((11, 505), 0)]
    assert broken(pair, open_beside_small_parts) == 1, "ten was two at least"
    assert broken(pair, always_open) == 0


def test_what_is_told_of_a_total_is_told_the_same_everywhere(app, world, rosa):
    engagement = world.engagement()
    voices = world.voices(engagement.prompts[0], [f"words {number}" for number in range(18)])
    world.theme(engagement, voices[:12], label="Rides")
    world.theme(engagement, voices[12:16], label="Hours")
    page = rosa.get(f"/promises/{engagement.slug}").get_data(as_text=True)
    assert "At least 11 voices" in page
    listed = rosa.get("/data/engagements.json").get_json()["engagements"]
    assert listed[0]["voices"] == {"kind": "least", "low": 11}
