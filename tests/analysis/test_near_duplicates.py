"""Texts that are nearly the same stand together; what only shares a few words does not."""

from __future__ import annotations

import time

from analysis.near_duplicates import near_duplicates

FLOOD = "Close the Oak Street office now, the workers there lie to every parent"


def test_the_same_words_with_other_endings_are_one_group() -> None:
    texts = [
        f"{FLOOD}!",
        "The bus to visits takes two hours.",
        f"{FLOOD} #17",
        FLOOD.upper(),
        "I want longer visits with my son.",
        f"Please. {FLOOD}, thanks.",
    ]
    assert near_duplicates(texts) == [[0, 2, 3, 5], [1], [4]]


def test_ten_thousand_are_grouped_in_seconds_and_none_is_lost() -> None:
    texts = [f"{FLOOD}, {number} times, {'so ' * (number % 7)}it is true" for number in range(2_000)]
    texts += [f"Voice {chr(97 + number % 26) * (number % 9 + 3)} of its own" for number in range(200)]
    began = time.monotonic()
    groups = near_duplicates(texts)
    assert time.monotonic() - began < 20
    assert sorted(place for group in groups for place in group) == list(range(len(texts)))
    assert len(groups[0]) >= 1_900


def test_nothing_and_no_letters_are_no_trouble() -> None:
    assert near_duplicates([]) == []
    assert near_duplicates(["", "123", "🙂"]) == [[0], [1], [2]]
