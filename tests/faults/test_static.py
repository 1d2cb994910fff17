"""Known dangers in our own source, as bandit knows them, and every dependency pinned."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.once, pytest.mark.slow]

DANGEROUS = """import subprocess
subprocess.run(input(), shell=True)
"""


def high(*folders):
    """Findings of high severity, and how many of each there are."""
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", *map(str, folders)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    totals = told["metrics"]["_totals"]
    found = [
        f"{one['filename']}:{one['line_number']} {one['issue_text']}"
        for one in told["results"]
        if one["issue_severity"] == "HIGH"
    ]
    return found, {
        "high": totals["SEVERITY.HIGH"],
        "medium": totals["SEVERITY.MEDIUM"],
        "lines": totals["loc"],
    }


def test_bandit_finds_nothing_high(record_property):
    found, totals = high("listening", "analysis")
    record_property("bandit", totals)
    assert found == []
    assert totals["lines"] > 10_000, "it looked at nothing"


def test_a_shell_that_runs_what_was_typed_is_found(tmp_path):
    (tmp_path / "dangerous.py").write_text(DANGEROUS)
    assert high(tmp_path)[1]["high"] == 1


#: Every pin of requirements.txt with the hashes of its files.
PINS = [
    one for one in (ROOT / "requirements.txt").read_text().replace("\\\n", "").splitlines() if "==" in one
]


def test_every_pin_names_the_hashes_of_its_files():
    assert [one for one in PINS if not re.search(r"--hash=sha256:[0-9a-f]{64}", one)] == []


def test_every_dependency_is_pinned():
    pinned = {re.split(r"\[|==", one)[0].lower() for one in PINS}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(one for extra in project["optional-dependencies"].values() for one in extra),
    ]
    names = {re.split(r"[\[<>=!~; ]", one)[0].lower() for one in wanted}
    assert names - pinned == set()
