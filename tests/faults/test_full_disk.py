"""The disk fills up in the middle of a room: nobody is thanked for words that are not there."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.sizes import size

pytestmark = [pytest.mark.once, pytest.mark.slow]

RUNS = size(50, 500)


def filled(folder, *, careless=False):
    """Runs, refusals, and acknowledged rows that were not there afterwards."""
    command = [sys.executable, "-m", "tests.faults.fill_the_disk", str(folder), str(RUNS)]
    done = subprocess.run(
        [*command, *(["careless"] if careless else [])],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_a_full_disk_is_said_and_nothing_that_was_thanked_for_is_missing(tmp_path, record_property):
    found = filled(tmp_path)
    record_property("full_disk", found)
    assert found["runs"] == found["refused"] == RUNS
    assert found["thanked"] > RUNS, "the disk was full before anyone spoke"
    assert found["missing"] == 0


def test_a_build_that_thanks_before_the_disk_answers_is_found(tmp_path):
    assert filled(tmp_path, careless=True)["missing"] > 0
