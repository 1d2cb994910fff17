"""SECURITY.md: every promise names what proves it, and what it names is there and is run."""

import re
from pathlib import Path

import pytest

from tests.faults.report import FAMILIES, chosen
from tests.house.found import nothing

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "SECURITY.md").read_text()
#: Attacks and faults by name, as ``make attack ONLY=name`` knows them.
KNOWN = {one.name for family in FAMILIES.values() for one in family}


def promises(text: str) -> list[tuple[str, str]]:
    """Each promise of the table with what proves it."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return [(row[0], row[-1]) for row in rows if row[0] not in {"promise", "---"}]


def named(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def missing(text: str) -> list[str]:
    """Promises without a proof, and proofs that are not there."""
    found = [f"nothing proves: {promise}" for promise, proof in promises(text) if not named(proof)]
    for promise, proof in promises(text):
        for one in named(proof):
            there = (ROOT / one).is_file() if one.startswith("tests/") else one in KNOWN
            found += [] if there else [f"{promise}: {one} is not there"]
    return found


def test_every_promise_names_an_attack_or_a_test_that_is_there():
    assert len(promises(TEXT)) >= 15
    nothing(missing(TEXT))


def test_every_attack_is_named_by_a_promise():
    proofs = {one for _promise, proof in promises(TEXT) for one in named(proof)}
    nothing(KNOWN - proofs)


def test_every_file_of_an_attack_is_there_and_has_a_test():
    files = {file for family in FAMILIES.values() for one in family for file in one.files}
    nothing(file for file in files if "\ndef test_" not in (ROOT / file).read_text())


def test_a_report_tries_what_it_is_asked_and_never_tells_that_nothing_holds(capsys):
    assert chosen("attack", "") == list(FAMILIES["attack"])
    assert [one.name for one in chosen("attack", "linkage flood")] == [
        "linkage",
        "linkage_postgresql",
        "flood",
    ]
    with pytest.raises(SystemExit, match="2"):
        chosen("attack", "flood unheard_of")
    assert "No attack is called unheard_of" in capsys.readouterr().err


def test_a_promise_without_a_proof_is_found():
    assert missing("| promise | mechanism | proved by |\n|---|---|---|\n| We try. | care | nothing |")
    assert missing("| We try. | care | `tests/nowhere.py` |") == ["We try.: tests/nowhere.py is not there"]
