"""The house as it stands: what is at the top, how rooms begin, what files are called, how long they are."""

import ast
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

from listening import ROOMS
from tests.house.found import nothing

ROOT = Path(__file__).parents[2]
TOP = {"app.py", "pyproject.toml", "listening", "templates", "static", "analysis", "tests", "README.md"}
BESIDE = {
    "LICENSE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "Makefile",
    "deploy",
    "requirements.txt",
    ".ci",
}
BESIDE |= {
    ".gitignore",
    ".gitattributes",
    ".editorconfig",
    ".pre-commit-config.yaml",
    ".dockerignore",
    ".github",
}
#: Names that say nothing.
EMPTY_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "manager",
    "handler",
    "data",
    "info",
    "process",
}
LONGEST_FILE = 400
PLAQUE_LINES = 6
FOREIGN = re.compile(
    "|".join(("/work/" + "main", "/work/" + "shared", "bash" + "_jobs", "sub" + "agent")), re.IGNORECASE
)

pytestmark = pytest.mark.once


def kept() -> list[Path]:
    """Files under version control, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


def python() -> list[Path]:
    return [file for file in kept() if file.suffix == ".py" and "migrations/versions" not in named(file)]


def test_the_top_level_is_fixed():
    found = {file.relative_to(ROOT).parts[0] for file in kept()}
    assert found - BESIDE <= TOP
    assert found >= TOP


def test_every_file_has_a_name_that_says_something():
    nothing(named(file) for file in python() if file.stem in EMPTY_NAMES)
    nothing(
        named(file) for file in (ROOT / "listening").rglob("*") if file.is_dir() and file.name in EMPTY_NAMES
    )


def test_rooms_are_folders_and_folders_are_rooms():
    rooms = {file.parent.name for file in (ROOT / "listening").glob("*/__init__.py")}
    assert set(ROOMS) <= rooms
    assert rooms - set(ROOMS) <= {"core", "demo", "migrations"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_opens_with_its_plaque(room):
    plaque = ast.get_docstring(ast.parse((ROOT / "listening" / room / "__init__.py").read_text()))
    assert plaque, (
        "say the stage, what comes in, what goes out, the promise kept here, where to start reading"
    )
    assert len(plaque.splitlines()) <= PLAQUE_LINES


def test_files_are_short_enough_to_read():
    long = [(file, file.read_text().count("\n")) for file in python()]
    nothing(f"{named(file)}: {lines} lines" for file, lines in long if lines > LONGEST_FILE)


def test_no_workplace_shows_through():
    text = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".cfg", ".yaml", ".sh", ""}
    for file in kept():
        if file.suffix in text and "vendor" not in file.parts:
            found = FOREIGN.findall(file.read_text(errors="replace"))
            assert not found, f"{named(file)}: {found}"


@pytest.mark.parametrize("folder", ["static/vendor", "tests/browser/vendor"])
def test_what_others_made_is_kept_as_it_came(folder):
    """Version, licence and content of every vendored file, and none beside them."""
    listed = json.loads((ROOT / folder / "manifest.json").read_text())
    for one in listed:
        assert all(one[fact] for fact in ("name", "version", "licence"))
        assert hashlib.sha256((ROOT / folder / one["file"]).read_bytes()).hexdigest() == one["sha256"]
    expected = {"manifest.json", *(one["file"] for one in listed), *(one["licence_file"] for one in listed)}
    assert {file.name for file in (ROOT / folder).iterdir()} == expected
