"""``python -m tests.faults.report attack|faults``: tries one family and prints one JSON object for each attack.

``holds``: every test of the attack passed. ``control``: a weakened build was tried and the same attack caught it.
Ends with 1 when one does not hold, when a control is not caught, or when a service it needs is missing. The figures
are those that the tests record. ``HEARBACK_FULL=1`` tries as before a release; ``ONLY="linkage flood"`` tries what
has one of these words in its name, and ends with 2 when a word is in none.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.sizes import FULL

ROOT = Path(__file__).resolve().parents[2]
#: Where this file, loaded as a plugin of pytest, writes what it saw.
SEEN = "HEARBACK_REPORT"
#: Names of tests that try a weakened build.
CONTROL = re.compile(
    r"test_a_build_that|(is|are|would_be)_(found|caught)|the_attack_works|_unseen$|would_hold_a_formula"
)


@dataclass(frozen=True)
class Attack:
    """Test files that belong together, on one database."""

    name: str
    files: tuple[str, ...]
    database: str = "sqlite"


FAMILIES = {
    "attack": (
        Attack("canary", ("tests/faults/test_canary.py",)),
        Attack("clock_canary", ("tests/faults/test_clock_canary.py",)),
        Attack("linkage", ("tests/contributions/test_linkage.py",)),
        Attack("linkage_postgresql", ("tests/contributions/test_linkage.py",), "postgresql"),
        Attack("joining", ("tests/faults/test_joining.py",)),
        Attack("guessing", ("tests/faults/test_guessing.py",)),
        Attack("flood", ("tests/faults/test_flood.py",)),
        Attack("sizes", ("tests/contributions/test_sizes.py",)),
        Attack("watching", ("tests/faults/test_watching.py", "tests/faults/test_unmoved_pages.py")),
        Attack("leaves_nothing", ("tests/browser/test_leaves_nothing.py",)),
        Attack("subpoena", ("tests/insights/test_what_we_keep.py", "tests/house/test_columns.py")),
        Attack("erasure", ("tests/themes/test_retention.py", "tests/contributions/test_withdrawing.py")),
        Attack("injection", ("tests/faults/test_injection.py", "tests/browser/test_markup.py")),
        Attack("redaction", ("tests/faults/test_redaction_leaks.py", "tests/analysis/test_redact.py")),
        Attack("kept_apart", ("tests/faults/test_parting_leaks.py", "tests/themes/test_parting_kept.py")),
        Attack("spreadsheet", ("tests/core/test_sheets.py",)),
        Attack("fuzz", ("tests/faults/test_fuzz.py",)),
        Attack("suppression", ("tests/faults/test_suppression.py", "tests/faults/test_published.py")),
        Attack("second_factor", ("tests/accounts/test_second_factor.py",)),
        Attack("record_of_readings", ("tests/accounts/test_record.py",)),
        Attack("raw_text", ("tests/house/test_raw_text.py",)),
        Attack("matrix", ("tests/house/test_matrix.py", "tests/faults/test_objects.py")),
        Attack("static", ("tests/faults/test_static.py",)),
    ),
    "faults": (
        Attack("kill", ("tests/faults/test_kill.py",)),
        Attack("full_disk", ("tests/faults/test_full_disk.py",)),
        Attack("io_error", ("tests/faults/test_broken_disk.py",)),
        Attack("database_restart", ("tests/faults/test_restart.py",)),
        Attack("clock", ("tests/faults/test_clock.py",)),
        Attack("backup", ("tests/core/test_backup.py",)),
    ),
}


class Noted:
    """What pytest told of each test: outcome, and the figures it recorded."""

    outcomes: dict[str, str] = {}
    figures: dict[str, dict[str, Any]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" or report.outcome != "passed":
        Noted.outcomes[report.nodeid] = report.outcome
    if report.when == "call" and report.user_properties:
        Noted.figures[report.nodeid] = dict(report.user_properties)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if SEEN in os.environ and not hasattr(session.config, "workerinput"):
        Path(os.environ[SEEN]).write_text(json.dumps([Noted.outcomes, Noted.figures]))


def tried(files: Iterable[str], database: str) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """Run these files; outcome and figures by test."""
    with tempfile.TemporaryDirectory() as folder:
        seen = Path(folder) / "seen.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.faults.report",
            "-n",
            "2",
            "--dist",
            "loadfile",
            # The slow files first, as tests/services.py puts them: not those with most tests.
            "--no-loadscope-reorder",
        ]
        done = subprocess.run(
            [*command, "--database", database, *files],
            cwd=ROOT,
            env={**os.environ, SEEN: str(seen)},
            stdout=sys.stderr,
            check=False,
        )
        if not seen.exists():
            raise SystemExit(done.returncode or 1)
        outcomes, figures = json.loads(seen.read_text())
    return outcomes, figures


def told_of(attack: Attack, outcomes: dict[str, str], figures: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """One line of the report."""
    mine = {test: outcome for test, outcome in outcomes.items() if test.startswith(attack.files)}
    controls = {test: outcome for test, outcome in mine.items() if CONTROL.search(test.partition("[")[0])}
    rest = [outcome for test, outcome in mine.items() if test not in controls]
    recorded = [figures[test] for test in mine if test in figures]
    return {
        "attack": attack.name,
        **{name: value for one in recorded for name, value in one.items()},
        "tests": len(mine),
        "failed": sorted(test for test, outcome in mine.items() if outcome != "passed"),
        "control": bool(controls) and all(outcome == "passed" for outcome in controls.values()),
        "holds": bool(rest) and all(outcome == "passed" for outcome in rest),
    }


def chosen(family: str, only: str) -> list[Attack]:
    """The attacks of a family that have one of these words in their names; all, without words.

    Raises:
        SystemExit: a word is in no name, so that what is not tried is not told as holding.
    """
    words, attacks = only.split(), FAMILIES[family]
    unknown = [word for word in words if not any(word in one.name for one in attacks)]
    if unknown:
        print(
            f"No attack is called {', '.join(unknown)}: {', '.join(one.name for one in attacks)}.",
            file=sys.stderr,
        )
        raise SystemExit(2)
    return [one for one in attacks if not words or any(word in one.name for word in words)]


def main(family: str) -> int:
    began, lines = time.monotonic(), []
    attacks = chosen(family, os.environ.get("ONLY", ""))
    for database in ("sqlite", "postgresql"):
        mine = [one for one in attacks if one.database == database]
        if mine:
            outcomes, figures = tried([file for one in mine for file in one.files], database)
            lines += [told_of(one, outcomes, figures) for one in mine]
    for line in lines:
        print(json.dumps(line))
    good = all(line["holds"] and line["control"] for line in lines)
    facts = {
        "family": family,
        "full": FULL,
        "attacks": len(lines),
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps({**facts, "holds": good}))
    return int(not good)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
