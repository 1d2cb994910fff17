"""Reading grades, kinder words, and whether two coders agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import agreement
from analysis.readability import fernandez_huerta, grade, hints
from analysis.syllables import english_syllables, spanish_syllables

ENGLISH = {
    1: "care helped makes whole court fire child through tired",
    2: "little people worker houses language movement quiet playing hearing visits",
    3: "agency created families appointment services radio video material's employee vehicle",
    4: "immediate experience reality variety society education",
    5: "immediately association transportation's capitalism",
}
SPANISH = {
    1: "rey muy y ley",
    2: "casa país leer guerra ciudad día",
    3: "familia visitas ahora maestro",
    5: "trabajadora",
}


@pytest.mark.parametrize("word", ENGLISH[1].split() + ENGLISH[2].split() + ENGLISH[4].split())
def test_english_syllables(word: str) -> None:
    assert english_syllables(word) == next(n for n, words in ENGLISH.items() if word in words.split())


@pytest.mark.parametrize(("count", "words"), SPANISH.items())
def test_spanish_syllables(count: int, words: str) -> None:
    assert {word: spanish_syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_grades_follow_their_formulas() -> None:
    # 2 sentences, 9 words, 11 syllables: 0.39 * 4.5 + 11.8 * 11 / 9 - 15.59
    assert grade("The cat sat on the mat. It was happy and") == pytest.approx(
        0.39 * 5 + 11.8 * 11 / 10 - 15.59
    )
    assert fernandez_huerta(2.0, 10.0) == pytest.approx(76.64)
    hard = "La administración pública garantizará oportunamente la coordinación interinstitucional correspondiente."
    assert grade(hard, "es") > grade("Quiero ver a mis hijos. El bus es lento.", "es") + 5


def test_a_language_without_a_formula_is_refused() -> None:
    with pytest.raises(ValueError, match="language"):
        grade("Bonjour", "fr")


@given(st.text(max_size=300), st.sampled_from(["en", "es"]))
def test_any_text_gets_a_figure(text: str, language: str) -> None:
    assert isinstance(grade(text, language), float)
    assert all(0 <= h.start < h.end <= len(text) for h in hints(text, language))


def test_hints_offer_kinder_and_plainer_words() -> None:
    found = {hint.instead for hint in hints("We utilize a plan for the addict.")}
    assert found == {"use", "person with a substance use disorder"}
    assert hints("El drogadicto.", "es")[0].kind == "kind"
    assert hints("word " * 30)[0].kind == "long"


def test_coders_who_agree_by_chance_score_nothing() -> None:
    first = {str(i): "ab"[i % 2] for i in range(40)}
    assert agreement(first, first).kappa == pytest.approx(1)
    crossed = {str(i): "ab"[(i // 2) % 2] for i in range(40)}
    assert agreement(first, crossed).kappa == pytest.approx(0)
    assert agreement(first, crossed).alpha == pytest.approx(0, abs=0.05)


def test_too_few_texts_say_nothing() -> None:
    found = agreement({"1": "a", "2": "b"}, {"1": "a", "2": "c", "3": "a"})
    assert found.too_few
    assert found.kappa is None
    assert found.differ == ("2",)
    assert agreement({}, {}).agreed is None
