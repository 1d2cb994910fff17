"""Thousands of odd requests: whatever is sent, nobody sees a fault, and no fault tells where it happened."""

import random
import socket

import pytest

from tests.faults.sizes import size
from tests.house.addresses import methods, rules
from tests.house.people import Walker

pytestmark = pytest.mark.slow

INPUTS = size(2_000, 50_000)
LINES = size(100, 2_000)
ODD = [
    "",
    "0",
    "-1",
    "9" * 40,
    "1e309",
    "NaN",
    "null",
    "true",
    "[]",
    "\0",
    "a\0b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "%00",
    "%FF%FE",
    "../../etc/passwd",
    "..%2f..%2f",
    "<svg/onload=alert(1)>",
    "{{7*7}}",
    "${7*7}",
    "' OR 1=1 --",
    "'; DROP TABLE contribution; --",
    "\u202e\u200b\ufeff",
    "😀" * 50,
    "x" * 5_000,
    "2026-02-30",
    "0000-00-00",
    "99:99",
    "\r\nSet-Cookie: a=b",
    "=1+1",
    "İı",
]
KINDS = [
    "application/json",
    "text/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "\0",
    "x" * 500,
]
TRACES = (b"Traceback", b'File "/', b"sqlalchemy", b"OperationalError", b"werkzeug.exceptions")


def odd(dice):
    return (
        dice.choice(ODD) if dice.random() < 0.7 else "".join(chr(dice.randint(1, 0x2FFF)) for _ in range(9))
    )


def address(dice, rule):
    """This rule with odd arguments, and odd questions behind it."""
    path = rule.rule
    for name in rule.arguments:
        start, end = path.index("<"), path.index(">")
        value = dice.choice(
            ["1", "2", "987654", odd(dice).replace("/", "").replace("?", "").replace("#", "")]
        )
        path = path[:start] + (value or name) + path[end + 1 :]
    return path


def fields(dice, known):
    return {dice.choice(known): odd(dice) for _field in range(dice.randint(0, 6))}


def sent(dice, walker, rule, known):
    """One odd request; the answer."""
    method = dice.choice(methods(rule))
    more = {"query_string": fields(dice, known)} if dice.random() < 0.5 else {}
    headers = {"HX-Request": "true"} if dice.random() < 0.2 else {}
    headers |= {"Cookie": walker.cookie} if walker.cookie else {}
    if method == "POST":
        data = fields(dice, known) | {"csrf_token": walker.token}
        more |= {"data": data if dice.random() < 0.9 else odd(dice).encode("utf-8", "replace")}
        if dice.random() < 0.1:
            more |= {"content_type": dice.choice(KINDS[:4])}
    return walker.client.open(address(dice, rule), method=method, headers=headers, **more)


def wrong(answer):
    body = answer.get_data()
    return answer.status_code >= 500 or any(trace in body for trace in TRACES)


def names_of_fields(app):
    import re
    from pathlib import Path

    text = "".join(path.read_text() for path in Path(app.root_path).rglob("forms*.py"))
    return sorted(
        {*re.findall(r"^    (\w+) = ", text, re.MULTILINE), "secret", "text-1", "step", "card", "next"}
    )


def faults(app, inputs, seed=3):
    dice, known = random.Random(seed), names_of_fields(app)
    # Signing out and mail are walked elsewhere; a sweep at every request would only be slow.
    every = [rule for rule in rules(app) if rule.endpoint not in {"static", "accounts_desk.sign_out"}]
    walkers = [Walker(app, name) for name in ("anonymous", "bo", "pia", "ada", "ren")]
    found = []
    for _input in range(inputs):
        rule, walker = dice.choice(every), dice.choice(walkers)
        answer = sent(dice, walker, rule, known)
        if wrong(answer):
            found.append(
                f"{walker.name} {answer.request.method} {answer.request.path!r}: {answer.status_code}"
            )
        answer.close()
    return found


def test_no_odd_input_is_answered_with_a_fault(stage, record_property):
    stage.testing = False
    found = faults(stage, INPUTS)
    record_property("fuzzed_inputs", INPUTS)
    record_property("fuzz_faults", len(found))
    assert found == []


def test_a_page_that_breaks_is_found(stage):
    def breaks(**_values):
        raise ZeroDivisionError

    breaks.policy = stage.view_functions["insights.ledger"].policy
    stage.view_functions["insights.ledger"] = breaks
    stage.testing = False
    assert any("/ledger" in one for one in faults(stage, 400))


PIECES = [
    b"GET / HTTP/1.1\r\n",
    b"POST /join HTTP/1.1\r\n",
    b"Host: x\r\n",
    b"Content-Length: 99999999999\r\n",
    b"Content-Length: -1\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: chunked, identity\r\n",
    b"ZZZ\r\n\r\n",
    b"\x00\xff\xfe",
    b"Cookie: " + b"a" * 9000 + b"\r\n",
    b": no name\r\n",
    b" folded\r\n",
    b"\r\n",
    b"\n",
    b"GET /\xff\xfe HTTP/1.1\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"Expect: 100-continue\r\n",
]


@pytest.mark.once
def test_bytes_that_are_no_http_break_nothing_and_learn_nothing(app, world, server, record_property):
    dice = random.Random(5)
    server.start()
    for _line in range(LINES):
        line = b"".join(dice.choice(PIECES) for _piece in range(dice.randint(1, 6))) + b"\r\n\r\n"
        answer = spoken_to(server.port, line)
        assert not any(trace in answer for trace in TRACES), line
        assert b" 500 " not in answer[:40], line
    record_property("malformed_http", LINES)
    assert server.ask("GET", "/healthz")[0] == 200
    assert b"Traceback" not in server.log.read_bytes()


def spoken_to(port, line):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(line)
        wire.shutdown(socket.SHUT_WR)
        wire.settimeout(5)
        try:
            return wire.recv(65536)
        except OSError:
            return b""
