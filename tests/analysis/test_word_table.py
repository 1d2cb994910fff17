"""The word table is the one that was made, and says what words mean."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest

from analysis.data import path_of
from analysis.tokens import read
from analysis.word_table import word_table


@pytest.mark.parametrize("name", ["words_en", "words_es"])
def test_the_table_is_the_one_that_was_made(name: str) -> None:
    told = path_of(f"{name}.sha256").read_text().split()[0]
    assert sha256(path_of(f"{name}.npz").read_bytes()).hexdigest() == told
    assert path_of(f"{name}.npz").stat().st_size < 10_500_000


def test_texts_that_mean_the_same_stand_near() -> None:
    table = word_table("en")
    assert table is not None
    rows = table.text_vectors(
        read(["my lawyer at the hearing", "an attorney in court", "the bus was late", "🎉"])
    )
    near = rows @ rows.T
    assert near[0, 1] > near[0, 2] + 0.2
    assert not np.any(rows[3])
    assert word_table("fr") is None


def test_spanish_texts_that_mean_the_same_stand_near() -> None:
    table = word_table("es")
    assert table is not None
    rows = table.text_vectors(
        read(["mi abogada en la audiencia", "un abogado en el tribunal", "el autobús tarda"])
    )
    near = rows @ rows.T
    assert near[0, 1] > near[0, 2] + 0.2


def test_importing_the_package_is_light() -> None:
    heavy = "('numpy', 'scipy', 'nltk')"
    code = (
        f"import sys, analysis.redact, analysis.readability; print([m for m in {heavy} if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
