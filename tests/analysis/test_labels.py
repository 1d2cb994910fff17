"""Labels a person would say: phrases people used, distinct, and never just the name of the place."""

from __future__ import annotations

import numpy as np

from analysis import find_themes
from analysis.labels import room_words
from analysis.terms import label_themes
from analysis.tokens import count_words, read
from tests.analysis.voices import SUBJECTS, documents
from tests.bench.themes_corpus import corpus

TOWN = [f"In Cedar Falls {text[0].lower()}{text[1:]}" for texts in SUBJECTS.values() for text in texts]
SUBJECT_OF = np.repeat(np.arange(len(SUBJECTS)), [len(texts) for texts in SUBJECTS.values()])


def test_the_name_of_the_town_heads_no_label() -> None:
    words = count_words(read(TOWN), "en")
    assert {"cedar", "fall"} <= room_words(words, SUBJECT_OF, len(SUBJECTS))
    for terms in label_themes(TOWN, words, SUBJECT_OF, len(SUBJECTS)):
        assert not {"cedar falls", "cedar", "falls"} & {
            said.lower() for said in (terms.label, *terms.suggestions)
        }


def test_a_word_said_in_most_themes_and_at_home_in_none_is_the_rooms() -> None:
    texts = [
        f"{subject} {aside}"
        for subject in ("bus", "rent", "court", "school", "visit", "food")
        for aside in ("county soon", "county please", "again", "today")
    ]
    words = count_words(read(texts), "en")
    assert room_words(words, np.repeat(np.arange(6), 4), 6) == {"counti", "soon", "today"}


def test_what_was_asked_heads_no_label_unless_it_is_one_themes_own() -> None:
    texts = [
        f"{subject} {aside}"
        for subject in ("bus", "rent")
        for aside in ("county fair", "county soon", "again", "today")
    ]
    words, labels = count_words(read(texts), "en"), np.repeat(np.arange(2), 4)
    assert room_words(words, labels, 2, ["Which bus should the county run?"]) == {"counti"}


def test_labels_are_phrases_people_said_and_no_two_are_the_same() -> None:
    texts, _ = corpus("en")
    found = find_themes(documents(texts), resamples=0)
    labels = [theme.label for theme in found.themes]
    assert len(set(labels)) == len(labels)
    assert sum(2 <= len(label.split()) <= 3 for label in labels) >= 0.7 * len(labels)
    for theme in found.themes:
        told = " ".join(texts[int(m.id[1:])].lower() for m in theme.members)
        assert all(word in told for word in theme.label.lower().split() if word != "and")


def test_what_people_said_as_one_heads_before_two_words_of_more_texts() -> None:
    zoning = ["planning and zoning here", "bad planning and zoning", "planning and zoning take years"]
    zoning += ["zoning again", "zoning board", "zoning is slow"]
    zoning += [f"build {what}" for what in ("homes", "parks", "fast", "taller", "later", "nearby")]
    texts = [*zoning, *(f"bus line {number}" for number in "abcdefghijkl")]
    words, labels = count_words(read(texts), "en"), np.repeat([0, 1], 12)
    assert label_themes(texts, words, labels, 2)[0].label == "Planning and zoning"


def test_one_persons_view_heads_no_theme_and_one_persons_name_for_it_can() -> None:
    bus, rent = (
        ["pay taxes", "pay", "taxes pay more", "taxes"],
        ["shade trees here", "trees", "shade", "trees"],
    )
    texts = [*bus, "taxes we pay", "pay more taxes", *rent, "the shade of trees"]
    words, labels = count_words(read(texts), "en"), np.repeat([0, 1], [6, 5])
    told = label_themes(texts, words, labels, 2)
    assert [terms.label for terms in told] == ["Pay taxes", "Shade trees"]
    assert "Pay more taxes" not in told[0].suggestions


def test_each_word_of_a_label_is_held_by_two_texts() -> None:
    texts = ["bus late", "bus slow", "bus", "bus", "rent high", "rent", "rent", "rent mold"]
    told = label_themes(texts, count_words(read(texts), "en"), np.repeat([0, 1], 4), 2)
    assert [terms.label for terms in told] == ["Bus", "Rent"]


def test_labels_keep_the_capitals_people_gave() -> None:
    road = ["The road to Nashville is bad", "Fix the Nashville road", "NASHVILLE road"]
    texts = [*road, "More WKU buses", "Late WKU buses", "WKU buses", "High rent", "The rent", "My rent"]
    told = label_themes(texts, count_words(read(texts), "en"), np.repeat([0, 1, 2], 3), 3)
    assert told[0].label == "Nashville road"
    assert told[1].label.endswith("WKU buses")


def test_two_words_are_joined_as_the_language_joins_them() -> None:
    texts = ["intérprete", "intérprete", "hijos", "hijos", "hijos", "la escuela", "escuela"]
    words = count_words(read(texts), "es")
    found = label_themes(texts, words, np.zeros(7, np.int64), 1)[0]
    assert {"Hijos e intérprete", "Hijos y escuela"} <= {
        found.label,
        *found.suggestions,
    }
