"""One room speaks to other machines, and only by mail: everything else would be a way out for what people said."""

import ast
from pathlib import Path

import pytest

from tests.house.found import nothing

ROOT = Path(__file__).parents[2]
#: Modules that open a connection to another machine.
OUTWARD = {
    "smtplib",
    "http",
    "urllib.request",
    "ftplib",
    "socket",
    "ssl",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
}
#: Who may: mail; and the server that asks for its own address, which sends nothing.
MAY = {"listening/core/mail.py": {"smtplib", "ssl"}, "listening/core/serving.py": {"socket"}}

pytestmark = pytest.mark.once


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for one in ast.walk(ast.parse(source)):
        if isinstance(one, ast.Import):
            found |= {name.name for name in one.names}
        elif isinstance(one, ast.ImportFrom) and one.module:
            found |= {one.module, *(f"{one.module}.{name.name}" for name in one.names)}
    # "http" alone is only its table of statuses.
    return {name for name in found if name in OUTWARD or name.startswith(("http.client", "http.server"))} - {
        "http"
    }


def test_only_mail_leaves_this_machine():
    files = [file for top in ("listening", "analysis") for file in (ROOT / top).rglob("*.py")]
    assert len(files) > 100
    nothing(
        f"{name}: {strange}"
        for file in files
        if (strange := imported(file.read_text()) - MAY.get(name := str(file.relative_to(ROOT)), set()))
    )


def test_a_file_that_asks_elsewhere_is_found():
    assert imported("from urllib import request") == {"urllib.request"}
    assert imported("import http.client") == {"http.client"}
    assert imported("from http import HTTPStatus") == set()
