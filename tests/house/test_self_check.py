"""deploy/self-check.md: every requirement of the two levels has a line, and all that a line names is there."""

import importlib
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.house.found import nothing

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "deploy" / "self-check.md").read_text()
STATES = ("met", "not met", "does not apply")
LEVEL_3 = "(level 3)"
#: Requirements of levels 1 and 2 in each section of ASVS 5.0.0; they are numbered from 1 without a gap.
FIRST_TWO_LEVELS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2  2.1:3 2.2:3 2.3:4 2.4:1  3.2:2 3.3:4 3.4:6 3.5:5 3.7:2  4.1:3 4.2:1 4.3:2 4.4:4
5.1:1 5.2:3 5.3:2 5.4:3  6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4  7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2
8.1:2 8.2:3 8.3:1 8.4:1  9.1:3 9.2:4  10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3
11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1  12.1:3 12.2:2 12.3:4  13.1:1 13.2:5 13.3:2 13.4:5  14.1:2 14.2:4 14.3:3
15.1:3 15.2:3 15.3:7  16.1:1 16.2:5 16.3:4 16.4:3 16.5:3  17.1:1 17.2:4 17.3:2
"""
ALL = 253

pytestmark = pytest.mark.once


def cells(text: str) -> list[list[str]]:
    return [
        [one.strip() for one in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def lines(text: str) -> list[list[str]]:
    """Number, what it asks, whether it is so, what shows it."""
    return [row for row in cells(text) if re.fullmatch(r"\d+\.\d+\.\d+", row[0])]


def wanted() -> set[str]:
    sections = (one.split(":") for one in FIRST_TWO_LEVELS.split())
    return {f"{section}.{number}" for section, most in sections for number in range(1, int(most) + 1)}


def named(shown: str) -> list[str]:
    """Files and tests; ``::test`` alone is in the file named before it."""
    found: list[str] = []
    for one in re.findall(r"`([^`\s]+)`", shown):
        if one.startswith("::") and found:
            found.append(found[-1].split("::")[0] + one)
        elif re.fullmatch(r"(?:[\w.-]+/)+[\w.-]+(?:::\w+)?", one) or (ROOT / one).is_file():
            found.append(one)
    return found


def missing(text: str) -> list[str]:
    """What lines name and is not there."""
    return [f"{row[0]}: {one}" for row in lines(text) for one in named(row[-1]) if not is_there(one)]


def is_there(one: str) -> bool:
    path, _, test = one.partition("::")
    file = ROOT / path
    return file.is_file() and (not test or f"def {test}(" in file.read_text())


def test_every_requirement_of_the_two_levels_has_one_line():
    numbers = [row[0] for row in lines(TEXT)]
    assert len(wanted()) == ALL
    nothing(number for number, often in Counter(numbers).items() if often > 1)
    nothing(wanted() - set(numbers))
    third = {row[0] for row in lines(TEXT) if row[1].startswith(LEVEL_3)}
    nothing((set(numbers) - wanted()) ^ third)


def test_the_counts_at_the_top_are_those_of_the_lines():
    states = Counter(row[2] for row in lines(TEXT))
    assert set(states) == set(STATES)
    told = re.search(r"\*\*(\d+) met, (\d+) not met, (\d+) do not apply\.\*\*", TEXT)
    assert told
    assert [int(one) for one in told.groups()] == [states[one] for one in STATES]
    assert f"all {ALL} requirements" in TEXT


def test_what_is_met_names_a_file_or_a_part_below_and_the_rest_says_why():
    headings = set(re.findall(r"^### (.+)$", TEXT, re.MULTILINE))
    nothing(f"{row[0]}: {row}" for row in lines(TEXT) if len(row) != 4 or not row[3])
    for number, _asks, state, shown in lines(TEXT):
        below = re.search(r"below: ([^,;`]+)", shown)
        if below:
            assert below[1].strip() in headings, number
        if state == "met":
            assert named(shown) or below, f"{number} is met, and nothing shows it"


def test_every_file_and_test_it_names_is_there():
    nothing(missing(TEXT))
    pages = re.findall(r"`((?:listening|tests|deploy|static)/[^`\s]+?)`", TEXT)
    nothing(one for one in pages if not is_there(one) and not one.endswith("/"))


def test_every_limit_is_the_one_in_the_code():
    limits = [row for row in cells(TEXT) if re.fullmatch(r"`\S+\.py` `[A-Z_]+`", row[-1])]
    assert len(limits) > 20
    for what, value, where in limits:
        path, name = re.findall(r"`([^`]+)`", where)
        module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
        assert str(getattr(module, name)) == value, f"{what or name}: {getattr(module, name)}"


def test_it_is_linked_where_people_look():
    assert "deploy/self-check.md" in (ROOT / "SECURITY.md").read_text()
    assert "self-check.md" in (ROOT / "deploy" / "README.md").read_text()


def test_a_line_that_names_what_is_gone_is_found():
    gone = "| 1.1.1 | x | met | `tests/nowhere.py`, `tests/house/test_self_check.py::test_nothing` |"
    assert missing(gone) == [
        "1.1.1: tests/nowhere.py",
        "1.1.1: tests/house/test_self_check.py::test_nothing",
    ]
    assert named("`tests/a.py::test_one`, `::test_two`") == ["tests/a.py::test_one", "tests/a.py::test_two"]
