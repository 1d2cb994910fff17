"""What a phone pulls through a slow line before the first question can be answered."""

import gzip
import re

import pytest

from tests.phone import Phone

#: Bytes over the wire for the page and all it asks for (issue: under 30 KB).
MOST = 30_000
READS = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def client(app):
    """Reads each answer to its end and closes it."""
    told = app.test_client(use_cookies=False)
    return lambda path, **asked: told.get(path, buffered=True, **asked)


def over_the_wire(get, html):
    """Bytes of the body and of every file the page names, as a browser would get them."""
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
    assert any(".css" in one for one in files)
    return len(html.encode()) + sum(len(get(one, headers=READS).data) for one in files)


@pytest.fixture
def room(world):
    from tests.sessions.rooms import opened

    return opened(world.engagement())


def test_each_page_of_the_way_is_under_thirty_kilobytes_with_everything_it_loads(app, client, room):
    phone = Phone(app.test_client(use_cookies=False))
    pages = {
        "join": phone.open("/join"),
        "notice": phone.open(f"/s/{room.code}"),
        "prompt": phone.press("Start"),
        "check": phone.press("Continue", text="The bus is late.", consent="quote"),
    }
    sizes = {name: over_the_wire(client, str(page.soup)) for name, page in pages.items()}
    assert max(sizes.values()) < MOST, sizes
    assert sizes["join"] > 5_000, "it counts what is loaded"


def test_files_are_compressed_for_those_who_can_read_it_and_pages_never(client, room):
    plain, packed = (client("/static/css/base.css", headers=asked) for asked in ({}, READS))
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert {"Accept-Encoding"} == set(packed.vary) == set(plain.vary)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert client("/static/css/base.css", headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
    for path in ("/join", f"/s/{room.code}", "/receipt", "/ledger"):
        assert "Content-Encoding" not in client(path, headers=READS).headers, "a receipt may stand there"


def test_no_file_outside_the_folder_is_read(client):
    for name in ("../pyproject.toml", "..%2f..%2fpyproject.js", "css/none.css"):
        assert client(f"/static/{name}", headers=READS).status_code == 404
