"""An address, a browser, a page someone came from: sent with everything, and written down nowhere."""

import base64
import hashlib
import http.client
import ipaddress
import json
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pyrage
import pytest

from listening.contributions.receipt import new_secret, shown
from listening.core.backup import identity
from listening.core.database import db
from tests.cast import Cast
from tests.faults.server import Server
from tests.sessions.rooms import opened
from tests.world import World

pytestmark = [pytest.mark.once, pytest.mark.slow]

ADDRESS, LONG_ADDRESS = "203.0.113.77", "2001:db8:dead:beef::77"
#: A second address of this machine: what is told by headers is one thing, where the bytes come from another.
REAL = "127.0.0.77"
AGENT, REFERER, TONGUE, COOKIE = (
    "Canary-Agent/9.1",
    "https://canary-referer.example/from",
    "xx-canary",
    "canary=7",
)
HEADERS = {
    "X_Forwarded_For": f"{ADDRESS}, {LONG_ADDRESS}",
    "X_Real_Ip": ADDRESS,
    "Forwarded": f"for={ADDRESS}",
    "User_Agent": AGENT,
    "Referer": REFERER,
    "Accept_Language": TONGUE,
    "Cookie": COOKIE,
}


def ways():
    """Every way in which the canaries, or the address we really come from, could be written."""
    words = [ADDRESS, LONG_ADDRESS, REAL, AGENT, "canary-referer", TONGUE, COOKIE, "ip="]
    found = [
        way for word in words for way in (word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"))
    ]
    found += [base64.b64encode(word.encode()).rstrip(b"=") for word in words if len(word) > 3]
    found += [word.encode().hex().encode() for word in words if len(word) > 3]
    for address in (ADDRESS, LONG_ADDRESS, REAL):
        ip = ipaddress.ip_address(address)
        found += [ip.packed, ip.packed.hex().encode(), str(int(ip)).encode()]
        found += [
            hashlib.sha256(address.encode()).hexdigest().encode(),
            hashlib.sha256(address.encode()).digest(),
        ]
        found += [ip.exploded.encode()]
    return found


def traces(*places):
    every = ways()
    return [
        (path.name, way)
        for place in places
        for path in ([place] if place.is_file() else place.rglob("*"))
        if path.is_file()
        for raw in [path.read_bytes()]
        for way in every
        if way in raw
    ]


def raw(server, line):
    """Bytes that are no HTTP at all."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
        wire.sendall(line)
        # Nothing more comes: a server that waits for the rest of a line need not wait.
        wire.shutdown(socket.SHUT_WR)
        wire.settimeout(5)
        try:
            return wire.recv(4096)
        except OSError:
            return b""


def too_many(server):
    """Answers to more look-ups than a minute may have, many at once: a slow machine must reach the limit too."""

    def ask(_number):
        return server.ask("POST", "/receipt/verdict", {}, **HEADERS)[0]

    answers = []
    with ThreadPoolExecutor(16) as many:
        while 429 not in answers and len(answers) < 700:
            answers += many.map(ask, range(50))
    return answers


def every_flow(server, code, prompt):
    """What people do, and everything that can go wrong with it; the statuses it came to."""
    secret = new_secret()
    text = {f"text-{prompt}": "The bus is late.", "secret": secret}
    key = {"receipt": " ".join(shown(secret, "en"))}
    asked = [
        ("GET", "/", None),
        ("GET", "/join", None),
        ("POST", "/join", {"code": code}),
        ("GET", f"/s/{code}", None),
        ("POST", f"/s/{code}/prompt/1", {}),
        ("POST", f"/s/{code}/receipt", text),
        ("POST", "/receipt", key),
        ("POST", "/receipt", {"receipt": "no such words"}),
        ("POST", "/receipt/delete", {"secret": secret, "sure": "1"}),
        ("POST", "/receipt/verdict", {"secret": "no"}),
        ("GET", "/es/ledger", None),
        ("GET", "/data/themes.csv", None),
        ("GET", "/ledger/999999999999999999999999", None),
        ("GET", "/promises/%00", None),
        ("GET", "/nowhere", None),
        ("DELETE", "/join", None),
        ("POST", "/staff/sign-in", {"sign_in": "ada", "password": "wrong"}),
        ("GET", "/staff/people", None),
        ("POST", f"/s/{code}/receipt", {"text": "x" * 600_000}),
    ]
    statuses = []
    for method, path, data in asked:
        try:
            statuses.append(server.ask(method, path, data, **HEADERS)[0])
        except (OSError, http.client.HTTPException):
            statuses.append(0)
    statuses += too_many(server)
    for line in (
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For 203.0.113.77\r\n\r\n",
        b"GET / HTTP/9.9\r\nUser-Agent: Canary-Agent/9.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03203.0.113.77",
        b"POST /join HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\nReferer: canary-referer\r\n\r\n",
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nUser-Agent: Canary-Agent/9.1\r\n\r\n",
    ):
        raw(server, line)
    return statuses


class Breaking(Server):
    """Answers the ledger with a fault."""

    module = "tests.faults.breaking"
    comes_from = REAL


def all_flows(app, tmp_path, **environ):
    """Every flow and every error on a real server, then exports and a backup; places where traces could be."""
    settings, beside = app.config["SETTINGS"], tmp_path / "beside"
    for name in ("tmp", "home", "out"):
        (beside / name).mkdir(parents=True)
    environ |= {"TMPDIR": str(beside / "tmp"), "HOME": str(beside / "home")}
    engagement = World(app, Cast(app), None).engagement()
    room = opened(engagement)
    code, prompt, slug = room.code, room.agenda[0].prompt_id, engagement.slug
    db.session.remove()
    db.engine.dispose()
    server = Breaking(settings, beside / "server.log", **environ)
    server.start()
    try:
        statuses = every_flow(server, code, prompt)
    finally:
        server.kill()
    assert {200, 303, 400, 404, 405, 413, 422, 429, 500} <= set(statuses), sorted(set(statuses))
    commands(settings, environ, slug, beside / "out")
    return settings.data, settings.keys, beside


#: Several commands in one process: most of the time of each is its start.
ONE_AFTER_ANOTHER = """
import json, sys
from listening.cli import main
for words in json.loads(sys.argv[1]):
    main(words, standalone_mode=False)
"""


def commands(settings, environ, slug, folder):
    """What people take out: the public record, coded texts, a backup; opened, as its owner could."""
    told = {"HEARBACK_DATA": str(settings.data), "HEARBACK_KEYS": str(settings.keys)}
    wanted = (
        ["export", "--engagement", slug, "--to", str(folder / "record.json")],
        ["export", "--engagement", slug, "--coded", "--to", str(folder / "coded.csv")],
        ["seal"],
        ["backup", str(folder / "backup.age")],
    )
    command = [sys.executable, "-c", ONE_AFTER_ANOTHER, json.dumps(wanted)]
    subprocess.run(command, env=os.environ | environ | told, check=True, capture_output=True)
    key = identity(settings.keys)
    # Searched as what it holds: in what only looks like chance, three letters are found by chance.
    backup = folder / "backup.age"
    (folder / "backup.tar").write_bytes(pyrage.decrypt(backup.read_bytes(), [key]))
    backup.unlink()


def test_no_address_and_no_browser_is_written_anywhere_whatever_goes_wrong(app, tmp_path, record_property):
    places = all_flows(app, tmp_path)
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    record_property("canary_files_searched", len(files))
    assert {"hearback.db", "server.log", "record.json", "coded.csv", "backup.tar"} <= {
        path.name for path in files
    }
    assert traces(*places) == []


@pytest.mark.cluster
def test_nor_by_a_postgresql_whose_files_journal_and_log_are_searched(
    cluster, installed, tmp_path, record_property
):
    app, url = installed
    places = all_flows(app, tmp_path, DATABASE_URL=url)
    dumped = tmp_path / "beside" / "tables.sql"
    subprocess.run(["pg_dump", "--file", str(dumped), url], check=True)
    files = [path for path in cluster.folder.rglob("*") if path.is_file()]
    record_property("canary_files_searched_postgresql", len(files))
    assert any("pg_wal" in str(path) for path in files)
    assert b"The bus is late" not in dumped.read_bytes(), "what waits is not in this database"
    assert traces(*places, cluster.folder) == []


def test_one_line_of_an_ordinary_log_would_be_found(tmp_path):
    line = f'{ADDRESS} - - [02/Mar/2026:18:00:00] "POST /s/7K4P29/receipt" 200 "{REFERER}" "{AGENT}"\n'
    (tmp_path / "access.log").write_text(line)
    assert {way for _name, way in traces(tmp_path)} >= {ADDRESS.encode(), AGENT.encode(), b"canary-referer"}
    (tmp_path / "access.log").write_bytes(hashlib.sha256(ADDRESS.encode()).hexdigest().encode())
    assert traces(tmp_path)


def test_a_page_for_everyone_never_hands_out_a_cookie(app, world, rosa):
    room = opened(world.engagement())
    secret = new_secret()
    sent = {f"text-{room.agenda[0].prompt_id}": "words", "secret": secret}
    answers = [
        rosa.get("/", headers={"Cookie": "hearback-desk=abc"}),
        rosa.post(f"/s/{room.code}/receipt", data=sent),
        rosa.post("/receipt", data={"receipt": " ".join(shown(secret, "en"))}),
        rosa.get("/nowhere"),
        rosa.post("/join", data={}),
        rosa.get("/static/css/base.css"),
    ]
    for answer in answers:
        assert "Set-Cookie" not in answer.headers
        answer.close()
    assert "Set-Cookie" in rosa.get("/staff/sign-in").headers, "the control: staff get one"
