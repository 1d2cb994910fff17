"""An address, a browser, a page someone came from: sent with everything, and written down nowhere."""

import base64
import hashlib
import http.client
import ipaddress
import socket

import pytest

from listening.contributions.receipt import new_secret, shown
from listening.core.database import db
from tests.sessions.rooms import opened

pytestmark = [pytest.mark.once, pytest.mark.slow]

ADDRESS, LONG_ADDRESS = "203.0.113.77", "2001:db8:dead:beef::77"
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
    words = [ADDRESS, LONG_ADDRESS, AGENT, "canary-referer", TONGUE, COOKIE, "127.0.0.1:", "ip="]
    found = [way for word in words for way in (word.encode(), word.encode("utf-16-le"))]
    for address in (ADDRESS, LONG_ADDRESS):
        ip = ipaddress.ip_address(address)
        found += [ip.packed.hex().encode(), str(int(ip)).encode(), base64.b64encode(address.encode())]
        found += [hashlib.sha256(address.encode()).hexdigest().encode()]
    return found


def traces(*places):
    return [
        (path.name, way)
        for place in places
        for path in ([place] if place.is_file() else place.rglob("*"))
        if path.is_file()
        for way in ways()
        if way in path.read_bytes().replace(b"Hearback on http://127.0.0.1:", b"")
    ]


def raw(server, line):
    """Bytes that are no HTTP at all."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
        wire.sendall(line)
        wire.settimeout(5)
        try:
            return wire.recv(4096)
        except OSError:
            return b""


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
    statuses += [server.ask("POST", "/receipt/verdict", {}, **HEADERS)[0] for _time in range(310)]
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


def test_no_address_and_no_browser_is_written_anywhere_whatever_goes_wrong(app, world, server):
    room = opened(world.engagement())
    code, prompt = room.code, room.agenda[0].prompt_id
    db.session.commit()
    server.start()
    statuses = every_flow(server, code, prompt)
    assert {200, 303, 400, 404, 405, 413, 422, 429} <= set(statuses), sorted(set(statuses))
    assert 500 not in statuses
    server.kill()
    assert traces(app.config["SETTINGS"].data, server.log) == []


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
