"""The server as it is run: of two processes, neither has all the work; nobody waits for a slow phone to leave."""

import asyncio
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.browser.server import free_port

pytestmark = pytest.mark.once

#: Processes with two threads each, whose answer takes a while and names the process; one answer is at hand.
SCRIPT = """
import os, sys, threading, time
from flask import Flask, request, send_file
from listening.core import serving
from listening.core.memory import AtHand
from listening.core.serving import Server

serving.NEXT_WORD = 2

def make():
    app = Flask("two")
    app.add_url_rule("/", view_func=lambda: time.sleep(0.05) or str(os.getpid()))
    thread = lambda: threading.current_thread().name.ljust(50_000)
    app.add_url_rule("/at-hand", endpoint="at_hand", view_func=thread)
    app.add_url_rule("/file", endpoint="file", view_func=lambda: send_file(sys.argv[3]))
    app.config["MAX_CONTENT_LENGTH"] = 1000
    app.add_url_rule("/say", endpoint="say", view_func=lambda: request.form["words"], methods=["POST"])
    app.extensions["hearback_at_hand"] = AtHand(lambda address: address == "/at-hand?v=1", give)
    return app

def give(environ, start_response):
    start_response("200 OK", [("Content-Length", "50000")])
    return [threading.current_thread().name.ljust(50_000).encode()]

class Two(Server):
    def load_config(self):
        super().load_config()
        self.cfg.set("post_worker_init", lambda _worker: None)
        self.cfg.set("threads", 2)

Two(make, bind=f"127.0.0.1:{sys.argv[1]}", workers=int(sys.argv[2]), ready=lambda: None).run()
"""


async def asked(port, start):
    """The process that a kept connection reaches."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        await start.wait()
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        return await reader.readexactly(length)
    finally:
        writer.close()
        await writer.wait_closed()


async def all_at_once(port, count):
    start = asyncio.Event()
    people = [asyncio.create_task(asked(port, start)) for _one in range(count)]
    start.set()
    return Counter(await asyncio.gather(*people))


@contextmanager
def served(workers, file=""):
    port = free_port()
    command = [sys.executable, "-c", SCRIPT, str(port), str(workers), str(file)]
    server = subprocess.Popen(command, cwd=Path(__file__).parents[2])
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


@pytest.fixture
def port():
    with served(workers=2) as port:
        yield port


@pytest.fixture
def one():
    with served(workers=1) as port:
        yield port


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
    signs = []
    for sign in Path(f"/proc/{worker}/fd").iterdir():
        # Connections come and go meanwhile.
        with suppress(FileNotFoundError):
            signs += [sign] if "wgunicorn" in str(sign.readlink()) else []
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


LOOK = b"GET /at-hand?v=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n"


def told(phone, *parts):
    """What answers what a phone says, part by part; which thread gave it."""
    for part in parts:
        phone.sendall(part)
        time.sleep(0.05)
    answer = b""
    while not answer.endswith(b" " * 1000) and (more := phone.recv(65536)):
        answer += more
    assert answer.startswith(b"HTTP/1.1 200")
    return answer.partition(b"\r\n\r\n")[2].split()[0].decode()


def test_what_is_at_hand_takes_no_thread_and_all_else_does(one):
    with socket.create_connection(("127.0.0.1", one), timeout=5) as phone:
        assert told(phone, LOOK + b"\r\n") == "MainThread"
        assert told(phone, LOOK + b"\r\n") == "MainThread", "a connection that is kept"
        assert told(phone, LOOK.replace(b"v=1", b"v=2") + b"\r\n") != "MainThread", "another address"
    with socket.create_connection(("127.0.0.1", one), timeout=5) as phone:
        assert told(phone, LOOK, b"\r\n") != "MainThread", "the rest might never come"
    with socket.create_connection(("127.0.0.1", one), timeout=5) as phone:
        assert told(phone, LOOK + b"Content-Length: 1\r\n\r\n", b"x") != "MainThread", "nor might this"


def test_a_phone_that_says_half_or_does_not_read_holds_up_nobody_but_its_thread(one):
    with socket.create_connection(("127.0.0.1", one)) as half:
        half.sendall(LOOK)
        assert quick(one)
    with socket.create_connection(("127.0.0.1", one)) as deaf:
        # An answer each, until neither side has room for more: then it is a thread that waits.
        for _look in range(200):
            deaf.sendall(LOOK + b"\r\n")
            time.sleep(0.002)
        assert quick(one)


def test_phones_that_lose_their_network_in_the_middle_of_a_word_free_their_threads(one):
    says = b"POST /say HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    lost = [socket.create_connection(("127.0.0.1", one), timeout=5) for _phone in range(4)]
    for phone in lost[:2]:
        phone.sendall(LOOK)
    for phone in lost[2:]:
        phone.sendall(says + b"Content-Length: 12\r\n\r\nwor")
    assert not quick(one), "both threads wait for the rest"
    time.sleep(4)
    assert quick(one)
    assert lost[0].recv(100) == b""
    assert lost[3].recv(100).startswith(b"HTTP/1.1 400")
    for phone in lost:
        phone.close()


def test_a_phone_that_goes_on_after_its_last_word_holds_up_nobody_but_its_thread(one):
    goes_on = LOOK + b"Connection: close\r\n\r\n" + b"more" * 5_000
    with (
        socket.create_connection(("127.0.0.1", one)) as phone,
        socket.create_connection(("127.0.0.1", one)) as other,
    ):
        for talking in (phone, other):
            talking.sendall(goes_on)
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", one), timeout=5) as next_one:
            assert told(next_one, LOOK + b"\r\n") == "MainThread"
        assert time.monotonic() - began < 0.5


def test_phones_that_do_not_take_a_file_free_their_threads(tmp_path):
    # More than the system takes for both sides.
    (tmp_path / "file").write_bytes(bytes(20_000_000))
    with served(1, tmp_path / "file") as port:
        deaf = [socket.create_connection(("127.0.0.1", port)) for _phone in range(2)]
        for phone in deaf:
            phone.sendall(b"GET /file HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert not quick(port), "both threads wait"
        time.sleep(5)
        assert quick(port)
        for phone in deaf:
            phone.close()


def quick(port):
    """Whether someone else is answered soon."""
    try:
        asyncio.run(asyncio.wait_for(all_at_once(port, 1), 1.5))
    except TimeoutError:
        return False
    return True


def test_two_looks_at_once_get_two_answers(one):
    with socket.create_connection(("127.0.0.1", one), timeout=5) as phone:
        phone.sendall((LOOK + b"\r\n") * 2)
        answer = b""
        while answer.count(b" " * 40_000) < 2 and (more := phone.recv(65536)):
            answer += more
    assert answer.count(b"HTTP/1.1 200") == 2
