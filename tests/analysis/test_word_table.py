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


ROOM = [
    "The bank of the river floods each spring.",
    "Flood water came over the bank by the river.",
    "The river rose and the bank gave way to water.",
    "Qwxl water is everywhere after a flood.",
    "In spring qwxl and mud cover the river path.",
    "My rent went up and the flat is damp.",
    "The flat is cold and the rent too high.",
]


def test_a_word_leans_to_the_company_it_keeps_in_the_room() -> None:
    table = word_table("en")
    assert table is not None
    here = table.in_room(read(ROOM))
    money, river = table.of(["loan"])[0], table.of(["river"])[0]
    before, after = table.of(["bank"])[0], here.of(["bank"])[0]
    assert cosine(after, river) > cosine(before, river) + 0.1
    assert cosine(after, money) < cosine(before, money)


def test_a_word_at_home_in_one_subject_is_louder_than_one_said_with_anything() -> None:
    table = word_table("en")
    assert table is not None
    heard = [f"{text} Really." for text in ROOM * 3]
    usual, here = table.of(["river", "really"]), table.in_room(read(heard)).of(["river", "really"])
    river, really = np.einsum("ij,ij->i", here, usual) / np.einsum("ij,ij->i", usual, usual)
    assert river > 2 * really


def test_a_word_of_this_place_says_what_stands_beside_it() -> None:
    table = word_table("en")
    assert table is not None
    here = table.in_room(read(ROOM))
    flood, rent = here.of(["flood"])[0], here.of(["rent"])[0]
    assert not table.of(["qwxl"]).any()
    assert cosine(here.of(["qwxl"])[0], flood) > cosine(here.of(["qwxl"])[0], rent) + 0.1


def test_a_word_said_once_or_nowhere_in_the_room_says_what_it_always_says() -> None:
    table = word_table("en")
    assert table is not None
    here, empty = table.in_room(read(ROOM)), table.in_room(read([]))
    for word in ("mud", "attorney"):
        assert cosine(here.of([word])[0], table.of([word])[0]) > 0.999
        np.testing.assert_array_equal(empty.of([word]), table.of([word]))
    assert not here.of(["zzqwx"]).any()
    assert not empty.text_vector([]).any()


def test_a_new_text_is_read_alike_alone_and_among_others() -> None:
    table = word_table("en")
    assert table is not None
    here = table.in_room(read(ROOM))
    text = "a flood by the old attorney on the bank bank"
    np.testing.assert_allclose(here.text_vector(text.split()), here.text_vectors(read([text]))[0], atol=1e-6)


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / max(float(np.linalg.norm(a) * np.linalg.norm(b)), 1e-12))


def test_importing_the_package_is_light() -> None:
    heavy = "('numpy', 'scipy', 'nltk')"
    code = (
        f"import sys, analysis.redact, analysis.readability; print([m for m in {heavy} if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
