"""Every worked example beside a formula comes out as it says."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

import analysis

HOME = Path(analysis.__file__).parent
WITH_EXAMPLES = sorted(path.stem for path in HOME.glob("*.py") if ">>>" in path.read_text(encoding="utf-8"))
#: Where a figure is made by a formula, an example stands beside it.
FORMULAS = {
    "agreement",
    "cluster",
    "coherence",
    "exemplars",
    "labels",
    "mixture",
    "near_duplicates",
    "readability",
    "stability",
    "terms",
    "vectors",
    "word_table",
}


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_worked_examples_come_out_as_they_say(name: str) -> None:
    result = doctest.testmod(import_module(f"analysis.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_each_formula_has_a_worked_example() -> None:
    assert set(WITH_EXAMPLES) >= FORMULAS
