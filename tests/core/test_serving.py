"""The server as it is run: of two processes, neither has all the work; nobody waits for a slow phone to leave."""

import asyncio
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.browser.server import free_port

pytestmark = pytest.mark.once

#: Two processes with two threads each, whose answer takes a while and names the process.
SCRIPT = """
import os, sys, time
from flask import Flask
from listening.core.serving import Server

def make():
    app = Flask("two")
    app.add_url_rule("/", view_func=lambda: time.sleep(0.05) or str(os.getpid()))
    return app

class Two(Server):
    def load_config(self):
        super().load_config()
        self.cfg.set("post_worker_init", lambda _worker: None)
        self.cfg.set("threads", 2)

Two(make, bind=f"127.0.0.1:{sys.argv[1]}", workers=2, ready=lambda: None).run()
"""


async def asked(port, start):
    """The process that a kept connection reaches."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await start.wait()
    writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    answer = await reader.readuntil(b"\r\n\r\n")
    length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    found = await reader.readexactly(length)
    writer.close()
    return found


async def all_at_once(port, count):
    start = asyncio.Event()
    people = [asyncio.create_task(asked(port, start)) for _one in range(count)]
    start.set()
    return Counter(await asyncio.gather(*people))


@pytest.fixture
def port():
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", SCRIPT, str(port)], cwd=Path(__file__).parents[2])
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                asyncio.run(all_at_once(port, 1))
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait()


def test_two_processes_share_those_who_come_at_once(port):
    shares = asyncio.run(all_at_once(port, 20))
    assert len(shares) == 2
    # gunicorn's own worker gave 20 to one and none to the other.
    assert min(shares.values()) >= 5


def test_phones_that_are_slow_to_close_hold_up_nobody(port):
    slow = []
    for _phone in range(6):
        phone = socket.create_connection(("127.0.0.1", port))
        phone.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += phone.recv(4096)
        assert answer.startswith(b"HTTP/1.1 200")
        slow.append(phone)
    began = time.monotonic()
    asyncio.run(all_at_once(port, 4))
    # gunicorn's own worker waited two seconds for each of them.
    assert time.monotonic() - began < 1.5
    for phone in slow:
        phone.close()


def test_phones_that_say_nothing_yet_hold_up_nobody(port):
    silent = [socket.create_connection(("127.0.0.1", port)) for _phone in range(8)]
    began = time.monotonic()
    asyncio.run(all_at_once(port, 4))
    # gunicorn's own worker gave a thread for five seconds to each of them.
    assert time.monotonic() - began < 1.5
    for phone in silent:
        phone.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    for phone in silent:
        with phone:
            assert phone.recv(4096).startswith(b"HTTP/1.1 200")


def test_a_server_at_rest_and_at_work_gives_signs_of_life_but_not_for_each_phone(port):
    worker = int(asyncio.run(all_at_once(port, 1)).popitem()[0])
    signs = [sign for sign in Path(f"/proc/{worker}/fd").iterdir() if "wgunicorn" in str(sign.readlink())]
    assert signs

    def given():
        return [sign.stat().st_mtime_ns for sign in signs]

    at_rest, seen = given(), set()
    time.sleep(2.5)
    assert given() != at_rest
    for _request in range(20):
        asyncio.run(all_at_once(port, 2))
        seen.add(tuple(given()))
    assert len(seen) < 8


TWO_LENGTHS = {
    "length and chunks": "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "two lengths": "Content-Length: 5\r\nContent-Length: 50",
    "hidden chunks": "Content-Length: 5\r\nTransfer-Encoding : chunked",
}


@pytest.mark.parametrize("lengths", TWO_LENGTHS.values(), ids=TWO_LENGTHS.keys())
def test_a_request_that_could_be_read_as_two_is_refused(port, lengths):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        asked = f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n{lengths}\r\n\r\n0\r\n\r\n"
        wire.sendall(asked.encode() + b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        answer = b""
        while more := wire.recv(4096):
            answer += more
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") == 1
