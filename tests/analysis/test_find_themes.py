"""No voice is lost, and the order in which voices came says nothing."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import Document, Themes, find_themes
from analysis.documents import NotADocument, RepeatedId
from analysis.normalise import plain
from analysis.tokens import surface_words
from tests.analysis.voices import SPANISH, SUBJECTS, TEXTS, documents
from tests.bench.themes_corpus import corpus

some_texts = st.lists(
    st.one_of(
        st.sampled_from(TEXTS),
        st.sampled_from(SPANISH),
        st.text(max_size=60),
        st.sampled_from(["", " ", "🎉🎉", "the", "housing", "1234", "家に帰りたい", "word " * 300]),
    ),
    max_size=30,
)


def places_of(found: Themes) -> list[str]:
    """Return every id once for each place it has."""
    members = [m.id for theme in found.themes for m in theme.members]
    return sorted([*members, *found.singles, *found.too_short])


def grouping(found: Themes) -> set[frozenset[str]]:
    """Return the groups as sets of ids."""
    return {frozenset(m.id for m in theme.members) for theme in found.themes}


@settings(deadline=None, max_examples=40)
@given(some_texts)
def test_every_text_has_exactly_one_place(texts: list[str]) -> None:
    found = find_themes(documents(texts, None), resamples=1)
    assert places_of(found) == sorted(f"d{i}" for i in range(len(texts)))
    for theme in found.themes:
        split = sorted(i for sub in theme.subthemes for i in sub.members)
        assert not split or split == sorted(m.id for m in theme.members)


@settings(deadline=None, max_examples=20)
@given(some_texts, st.randoms(use_true_random=False))
def test_the_order_of_the_texts_says_nothing(texts: list[str], chance: random.Random) -> None:
    given_order = documents(texts, None)
    other_order = given_order.copy()
    chance.shuffle(other_order)
    assert find_themes(given_order, resamples=1) == find_themes(other_order, resamples=1)


def test_the_same_seed_gives_the_same_answer() -> None:
    assert find_themes(documents(), seed=3) == find_themes(documents(), seed=3)


@pytest.mark.parametrize("text", ["", "🎉", "housing", "house " * 5000, "the", "12 34"])
@pytest.mark.parametrize("times", [1, 2, 9, 40])
def test_identical_texts_never_raise(text: str, times: int) -> None:
    found = find_themes(documents([text] * times, None), resamples=1)
    assert len(places_of(found)) == times


def test_few_texts_are_shown_and_not_grouped() -> None:
    found = find_themes(documents(TEXTS[:5]))
    assert found.too_few
    assert len(found.singles) == 5
    assert found.coverage == 0


def test_subjects_come_out_as_themes() -> None:
    found = find_themes(documents())
    home = {m.id: theme.key for theme in found.themes for m in theme.members}
    names = [name for name, texts in SUBJECTS.items() for _ in texts]
    pairs = [(i, j) for i in range(len(TEXTS)) for j in range(i) if names[i] == names[j]]
    met = sum(home.get(f"d{i}") == home.get(f"d{j}", "") for i, j in pairs)
    assert met / len(pairs) > 0.6
    assert all(theme.provisional for theme in found.themes)


def test_a_voice_unlike_all_others_stands_alone() -> None:
    found = find_themes(documents([*TEXTS, "Zyx qwv plonk brumble"]))
    assert f"d{len(TEXTS)}" in found.singles


def test_in_a_large_room_a_voice_near_nobody_stands_alone_and_most_do_not() -> None:
    texts, _ = corpus("en", scale=2)
    odd = ["Trick or treating should last longer after dark.", "The radio plays no jazz on Fridays any more."]
    found = find_themes(documents([*texts, *odd]), resamples=0)
    assert {f"d{len(texts)}", f"d{len(texts) + 1}"} <= set(found.singles)
    assert len(found.singles) < 0.02 * len(texts)


def test_repeats_share_a_theme() -> None:
    found = find_themes(documents([*TEXTS, TEXTS[0].upper()]))
    assert found.duplicates in ({f"d{len(TEXTS)}": "d0"}, {"d0": f"d{len(TEXTS)}"})
    home = {m.id: theme.key for theme in found.themes for m in theme.members}
    assert home["d0"] == home[f"d{len(TEXTS)}"]


def test_near_repeats_are_folded_and_short_ones_are_not() -> None:
    found = find_themes(
        documents(
            [*TEXTS, "late the bus is, 40 minutes", "The bus is late: 20 minutes", "late bus", "bus late"]
        )
    )
    ids = {f"d{len(TEXTS)}", f"d{len(TEXTS) + 1}"}
    assert [{i, first} for i, first in found.duplicates.items()] == [ids]


def test_languages_are_grouped_apart() -> None:
    found = find_themes(documents([*TEXTS, *SPANISH], None))
    assert {theme.language for theme in found.themes} == {"en", "es"}
    for theme in found.themes:
        assert len({int(m.id[1:]) < len(TEXTS) for m in theme.members}) == 1


BUS_AND_RENT = {
    "fr": (("le bus est en retard", "le bus coûte cher"), ("le loyer est trop élevé", "le loyer augmente")),
    "de": (
        ("der Bus kommt zu spät", "der Bus kostet viel"),
        ("die Miete ist hoch", "die Miete steigt wieder"),
    ),
    "pt": (("o ônibus atrasa muito", "o ônibus custa caro"), ("o aluguel está alto", "o aluguel subiu")),
    "it": (("l'autobus arriva tardi", "l'autobus costa troppo"), ("l'affitto è alto", "l'affitto aumenta")),
    "ru": (("автобус опаздывает", "автобус стоит дорого"), ("аренда слишком высока", "аренда растёт")),
    "tl": (
        ("laging huli ang bus", "mahal ang pamasahe sa bus"),
        ("mahal ang upa sa bahay", "tumaas ang upa"),
    ),
    "hi": (
        ("बस हमेशा देर से आती है", "बस का किराया बहुत ज़्यादा है"),
        ("मकान का भाड़ा ऊँचा है", "मकान मालिक ने भाड़ा फिर बढ़ाया"),
    ),
    "th": (("รถเมล์มาช้าเสมอ", "รถเมล์แพงมาก"), ("ค่าเช่าบ้านสูงเกินไป", "ค่าเช่าบ้านขึ้นอีกแล้ว")),
    "zh": (("公共汽车总是晚点", "公共汽车太贵了"), ("房租太高了", "房租又涨了")),
}


@pytest.mark.parametrize("language", BUS_AND_RENT)
def test_texts_of_other_languages_find_their_theme(language: str) -> None:
    bus, rent = BUS_AND_RENT[language]
    texts = [f"{one} {other}" for group in (bus, rent) for one in group for other in (*group, "", "!!")]
    found = find_themes(documents(texts, language), resamples=0)
    assert found.themes
    for theme in found.themes:
        assert len({int(m.id[1:]) < len(texts) / 2 for m in theme.members}) == 1


def test_vowel_signs_belong_to_their_word() -> None:
    assert surface_words("हमें ज़्यादा किताबें चाहिए, कृपया!") == ["हमें", "ज़्यादा", "किताबें", "चाहिए", "कृपया"]
    assert surface_words("ค่าเช่า ℹ️ น้ำ") == ["ค่าเช่า", "i", plain("น้ำ")]
    said = ["की", "का", "के", "को"]
    found = find_themes(documents([f"उस {one} बहन" for one in said], "hi"), resamples=0)
    assert not found.duplicates


def test_two_texts_under_one_id_are_refused() -> None:
    with pytest.raises(RepeatedId):
        find_themes([Document("a", "one"), Document("a", "two")])


@pytest.mark.parametrize("wrong", ["one", None, Document("a", None), Document(7, "one"), ("a", "one")])  # type: ignore[arg-type]
def test_what_is_no_document_is_named(wrong: Any) -> None:
    with pytest.raises(NotADocument, match="Number 1"):
        find_themes([Document("b", "two"), wrong])


@pytest.mark.parametrize("measure", [0, -1, float("nan"), float("inf")])
def test_a_granularity_that_is_none_is_refused(measure: float) -> None:
    with pytest.raises(ValueError, match="granularity"):
        find_themes(documents(), granularity=measure)


def test_fewer_than_no_resamples_are_refused() -> None:
    with pytest.raises(ValueError, match="resamples"):
        find_themes(documents(), resamples=-1)


@pytest.mark.parametrize("texts", [TEXTS, corpus("en")[0][:200]], ids=["small", "large"])
def test_finer_is_finer_to_the_end(texts: list[str]) -> None:
    told = []
    for granularity in (0.1, 1, 4, 100):
        found = find_themes(documents(texts), granularity=granularity, resamples=0)
        told.append(max(len(theme.members) for theme in found.themes))
    assert told == sorted(told, reverse=True)
    assert told[-1] < told[1]


def test_finer_is_not_held_back_by_how_many_small_groups_it_begins_with() -> None:
    texts = corpus("en")[0][:400]
    usual = 20 + 400**0.5 / 2
    assert len(find_themes(documents(texts), granularity=20, resamples=0).themes) > 1.5 * usual


def test_progress_runs_from_nothing_to_all() -> None:
    heard: list[float] = []
    find_themes(documents(), progress=heard.append)
    assert heard[0] == 0
    assert heard[-1] == 1
    assert heard == sorted(heard)
