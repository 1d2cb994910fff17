"""What we fit keeps scikit-learn's rules, by scikit-learn's own checks; and what is public says what it takes."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable
from typing import Any

import pytest
from sklearn.base import clone
from sklearn.utils import estimator_checks

import analysis
from analysis import bench
from analysis.cluster import Grouping
from analysis.estimator import Estimator
from analysis.mixture import Mixture
from analysis.space import TextSpace
from analysis.vectors import WordSpace

ESTIMATORS = (Grouping, Mixture, TextSpace, WordSpace)
#: The checks of scikit-learn that need no fit: ours are fitted on a reading of texts, not on a table of numbers.
CHECKS = (
    estimator_checks.check_parameters_default_constructible,
    estimator_checks.check_no_attributes_set_in_init,
    estimator_checks.check_get_params_invariance,
    estimator_checks.check_set_params,
    estimator_checks.check_estimator_repr,
    estimator_checks.check_estimator_cloneable,
    estimator_checks.check_valid_tag_types,
)
PUBLIC = [getattr(analysis, name) for name in analysis.__all__] + [bench.themes, bench.grouped]


def test_every_estimator_is_checked() -> None:
    assert set(Estimator.__subclasses__()) == set(ESTIMATORS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("kind", ESTIMATORS, ids=lambda kind: kind.__name__)
def test_scikit_learns_checks_pass(kind: type[Estimator], check: Callable[..., None]) -> None:
    check(kind.__name__, kind())


def test_a_clone_has_the_parameters_and_none_of_what_was_learnt() -> None:
    fitted = Grouping(k=3, seed=7)
    fitted.labels_ = fitted.get_params()
    again = clone(fitted)
    assert again.get_params() == fitted.get_params()
    assert not hasattr(again, "labels_")
    assert repr(again) == "Grouping(k=3, seed=7)"


def sections(text: str) -> dict[str, str]:
    """Return the numpydoc sections of a docstring."""
    parts = re.split(r"^([A-Z]\w+)\n-+$", inspect.cleandoc(text), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def named(section: str) -> set[str]:
    """Return the names a section describes; several may share a line."""
    heads = re.findall(r"^(\w[\w, ]*) : ", section, flags=re.MULTILINE)
    return {name.strip() for head in heads for name in head.split(",")}


@pytest.mark.parametrize("one", PUBLIC, ids=lambda one: one.__name__)
def test_what_is_public_describes_what_it_takes_and_returns(one: Any) -> None:
    said = sections(one.__doc__)
    taken = (
        [f.name for f in dataclasses.fields(one)]
        if inspect.isclass(one)
        else inspect.signature(one).parameters
    )
    assert named(said.get("Parameters", "")) == set(taken)
    assert inspect.isclass(one) or said["Returns"].strip()
    for line in "\n".join(said.values()).splitlines():
        assert "ndarray" not in line or "shape" in line, line
