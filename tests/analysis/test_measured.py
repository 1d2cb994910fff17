"""What others measure us by: the plain function, the two calls for large rooms, and what is shown of a theme."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest

from analysis import Document, assign, find_themes
from analysis.bench import themes
from analysis.draft import fit_draft, place_rest
from analysis.exemplars import exemplars
from tests.analysis.test_threads import counts
from tests.analysis.voices import TEXTS, documents
from tests.bench.themes_corpus import corpus


def test_the_plain_function_gives_each_text_a_group_and_each_group_ten_words() -> None:
    texts = corpus("en")[0][:200]
    labels, words = themes(texts)
    assert (labels.dtype, labels.shape) == (np.dtype(np.int64), (200,))
    assert set(labels.tolist()) == set(range(len(words)))
    assert {len(one) for one in words} == {10}
    again, _ = themes(texts, seed=0)
    assert np.array_equal(labels, again)
    backwards, _ = themes(texts[::-1])
    assert np.array_equal(labels, backwards[::-1])


@pytest.mark.parametrize("k", [2, 3, 7])
def test_as_many_groups_as_were_asked_for(k: int) -> None:
    labels, words = themes(TEXTS, k=k)
    assert set(labels.tolist()) == set(range(k))
    assert len(words) == k


@pytest.mark.parametrize("texts", [[], [""], ["bus"], ["🎉"] * 9, ["late bus"] * 50, ["", "the", "12"]])
def test_odd_texts_get_a_group_too(texts: list[str]) -> None:
    labels, words = themes(texts)
    assert len(labels) == len(texts)
    assert set(labels.tolist()) == set(range(len(words)))


def test_a_large_room_is_fitted_on_some_and_the_rest_placed_by_a_second_call() -> None:
    texts, subjects = corpus("en")
    fitted = np.arange(0, len(texts), 2)
    first = fit_draft([texts[i] for i in fitted], "en")
    whole = place_rest(first, texts, fitted)
    assert np.array_equal(whole.labels[fitted], first.labels), "those stay where they are"
    assert whole.labels.shape == (len(texts),)
    assert set(whole.labels.tolist()) == set(first.labels.tolist())
    home = {group: _usual(subjects, fitted[first.labels == group]) for group in set(first.labels.tolist())}
    rest = np.setdiff1d(np.arange(len(texts)), fitted)
    assert np.mean([home[whole.labels[i]] == subjects[i] for i in rest]) > 0.7


def test_forty_thousand_texts_take_two_kilobytes_each_at_most() -> None:
    # 96 axes of 4 bytes, a dozen counted words of 8, a label: under a kilobyte; ten thousand are fitted.
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.themes_scale", "40000"],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ran.stdout)
    assert told["memory_mb"] - told["before_mb"] < 80
    assert told["memory_mb"] <= 300


def _usual(subjects: list[str], positions: np.ndarray) -> str:
    here = [subjects[i] for i in positions]
    return max(sorted(set(here)), key=here.count)


def test_a_text_of_five_thousand_words_is_one_text() -> None:
    long = Document("long", " ".join(corpus("en", 3)[0])[:30_000], "en")
    assert len(long.text.split()) > 5_000
    found = find_themes([*documents(), long], resamples=1)
    assert "long" in {*found.singles, *(m.id for theme in found.themes for m in theme.members)}
    assert assign(found, long).id == "long"


def test_three_stand_for_the_middle_and_the_last_for_the_edge() -> None:
    rows = np.array([[1, 0], [0.99, 0.14], [0.96, 0.28], [0.9, 0.44], [0, 1]], np.float32)
    *middle, edge = exemplars(rows)
    assert edge == 4
    assert len(middle) == 3
    theme = max(find_themes(documents(), resamples=0).themes, key=lambda theme: len(theme.members))
    strength = {member.id: member.strength for member in theme.members}
    assert strength[theme.exemplars[-1]] < strength[theme.exemplars[0]]
    assert theme.exemplars[0] == theme.members[0].id


def test_the_engine_holds_to_one_thread_from_beginning_to_end() -> None:
    seen: set[int] = set()
    find_themes(documents(), progress=lambda _share: seen.update(counts()))
    assert seen == {1}
