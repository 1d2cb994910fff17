"""Installed from a wheel, far from the checkout, it serves the same pages."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.once, pytest.mark.slow]

VISIT = """
import re, sys, listening
from listening import create_app
from listening.core import schema
assert listening.__file__.startswith(sys.argv[1]), listening.__file__
app = create_app()
with app.app_context():
    schema.upgrade()
client = app.test_client()
for path in ("/", "/es/", "/staff/sign-in"):
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    assert b"Hearback" in page.data
    for sheet in re.findall(r'href="([^"]+[.]css[^"]*)"', page.get_data(as_text=True)):
        assert client.get(sheet).status_code == 200, sheet
print(client.get("/healthz").get_data(as_text=True))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel, built without the network and unpacked, which is all that installing a pure one does."""
    made = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = made.glob("hearback-*.whl")
    target = made / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_it_serves_its_pages_from_any_folder(installed, tmp_path):
    folders = {"HEARBACK_DATA": str(tmp_path / "data"), "HEARBACK_KEYS": str(tmp_path / "keys")}
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("HEARBACK", "DATABASE"))
    }
    visit = subprocess.run(
        [sys.executable, "-c", VISIT, str(installed)],
        cwd=tmp_path,
        env=environment | folders | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert visit.returncode == 0, visit.stderr
    assert visit.stdout.strip() == "ok"


def test_it_brings_everything_that_is_not_python(installed):
    bundled = installed / "listening" / "_bundled"
    for folder in ("templates", "static"):
        here = {file.relative_to(ROOT / folder) for file in (ROOT / folder).rglob("*") if file.is_file()}
        there = {
            file.relative_to(bundled / folder) for file in (bundled / folder).rglob("*") if file.is_file()
        }
        assert there == here
    for folder, pattern in (("listening", "*.toml"), ("listening", "*.mo"), ("analysis", "*.txt")):
        here = {file.relative_to(ROOT) for file in (ROOT / folder).rglob(pattern)}
        assert here == {file.relative_to(installed) for file in (installed / folder).rglob(pattern)}


def test_it_brings_the_command(installed):
    (points,) = installed.glob("hearback-*.dist-info/entry_points.txt")
    assert "hearback = listening.cli:main" in points.read_text()
