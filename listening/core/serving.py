"""The server: gunicorn with threads, no log that could hold an address, and the sweeper beside it."""

import fcntl
import gc
import re
import selectors
import socket
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import closing
from functools import partial
from io import StringIO
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from listening.core.config import THREADS
from listening.core.memory import AT_HAND, AtHand

#: Look at what has come, leave it there and do not wait for it.
PEEK = int(socket.MSG_PEEK | socket.MSG_DONTWAIT)
#: Bytes of the longest request that is answered without a thread; what a phone's browser sends is about 600.
SHORT = 4096
#: A request that is not over where its head ends, or that asks for another protocol.
MORE = re.compile(rb"\r\n(?:content-length|transfer-encoding|expect|upgrade)\s*:", re.IGNORECASE)
#: Seconds in which a phone that has connected says its first word: some seconds on a 2G network.
FIRST_WORD = 10.0
#: Seconds for which a thread waits for more of what a phone says, or for it to take more of an answer: a 2G network
#: stands still so long at times; a phone that lost its network would otherwise hold the thread until the next restart.
NEXT_WORD = 30
#: Seconds between two signs of life; a worker is given up after sixty without one.
ALIVE_EVERY = 1.0
#: An address of documentation (RFC 5737): asking for the way there sends nothing.
ELSEWHERE = ("192.0.2.1", 9)


def own_address() -> str:
    """This machine's address in the network it is in; 127.0.0.1 when it is in none."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as found:
        try:
            found.connect(ELSEWHERE)
            return str(found.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def in_letters(address: str) -> str:
    """A QR code of an address, drawn in letters for a terminal."""
    import segno

    drawn = StringIO()
    segno.make(address, error="m").terminal(drawn, border=1, compact=True)
    return drawn.getvalue()


class Worker(ThreadWorker):
    """Takes a connection only while it has a thread for it, waits for nobody's first word, is soon done with all.

    What waits at the door, another process may take: gunicorn's own takes whatever it can get, so that of two
    processes one had all the work and the other none. Its own also waits up to two seconds, and lets everyone else
    wait, for a slow phone to close a connection that is over; and gives a thread for five seconds to each phone that
    connects and says nothing. And where the app has the answer at hand, gives it before the next: two thousand phones
    that look at a room woke a thread two hundred times a second to hear that nothing has changed.
    """

    wsgi: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at_work = 0
        self._short: AtHand | None = None
        self._alive_at = 0.0

    def run(self) -> None:
        # Where the system can, it keeps a phone at the door until it says something.
        defer, patience = getattr(socket, "TCP_DEFER_ACCEPT", None), struct.pack("@ll", NEXT_WORD, 0)
        for listener in self.sockets:
            # Each connection has these from its listener.
            listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
            listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
            if defer is not None and listener.sock.family in {socket.AF_INET, socket.AF_INET6}:
                listener.sock.setsockopt(socket.IPPROTO_TCP, defer, int(FIRST_WORD))
        self._give_what_is_at_hand()
        super().run()

    def _give_what_is_at_hand(self) -> None:
        """From now on, this thread gives short answers alone, whatever is asked; all others the whole app."""
        whole, here = self.wsgi, threading.get_ident()
        self._short = short = whole.extensions.get(AT_HAND)

        def here_or_there(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            give = short.give if short is not None and threading.get_ident() == here else whole
            given: Iterable[bytes] = give(environ, start_response)
            return given

        self.wsgi = here_or_there

    def notify(self) -> None:
        """Give a sign of life now and then: gunicorn's own writes one to the disk for every event."""
        now = time.monotonic()
        if now - self._alive_at >= ALIVE_EVERY:
            self._alive_at = now
            super().notify()

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001
        super().set_accept_enabled(enabled and self._at_work < self.cfg.threads)

    def enqueue_req(self, conn: Any) -> None:
        waiting = _waiting(conn.sock)
        if not conn.initialized and not conn.data_ready and not waiting:
            self._wait_without_a_thread(conn)
            return
        conn.data_ready = True
        self._at_work += 1
        if self._at_hand(waiting) and _nothing_else(conn):
            answered: Future[bool] = Future()
            answered.set_result(self.handle(conn))
            self.finish_request(conn, answered)
            return
        super().enqueue_req(conn)
        self.set_accept_enabled(self._accepting)

    def _at_hand(self, head: bytes) -> bool:
        """Whether this is all of a request, so that reading it cannot wait, for an answer that is known."""
        if self._short is None or not head.startswith(b"GET ") or len(head) == SHORT:
            return False
        if head.find(b"\r\n\r\n") != len(head) - len(b"\r\n\r\n") or MORE.search(head):
            return False
        return self._short.known(head.split(b" ", 2)[1].decode("latin-1"))

    def _wait_without_a_thread(self, conn: Any) -> None:
        conn.timeout = time.monotonic() + FIRST_WORD
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def finish_request(self, conn: Any, fs: Any) -> None:
        self._at_work -= 1
        over = not fs.cancelled() and fs.exception() is None and fs.result() is False
        if over:
            self.nr_conns -= 1
            if _waiting(conn.sock):
                # So that the answer is delivered, the rest is read first: two seconds at most, of a thread's time.
                self.tpool.submit(conn.close, graceful=True)
            else:
                conn.close()
        else:
            super().finish_request(conn, fs)


def _waiting(connection: socket.socket) -> bytes:
    """What has come and was not read. If nothing, the system delivers our answer however soon we close."""
    try:
        return connection.recv(SHORT, PEEK)
    except OSError:
        return b""


def _nothing_else(conn: Any) -> bool:
    """Whether nothing was read ahead and all earlier answers were taken, so that writing one more cannot wait."""
    if not conn.initialized:
        return True
    if conn.is_http2 or conn.parser.unreader.buf.getvalue():
        return False
    try:
        unsent = fcntl.ioctl(conn.sock.fileno(), termios.TIOCOUTQ, bytes(4))
    except OSError:
        return False
    return not int.from_bytes(unsent, sys.byteorder)


class Server(BaseApplication):
    """gunicorn, told everything here and nothing by files or environment."""

    def __init__(
        self, make: Callable[[], Flask], *, bind: str, workers: int, ready: Callable[[], None]
    ) -> None:
        self.make, self.bind, self.workers, self.ready = make, bind, workers, ready
        super().__init__()

    def load_config(self) -> None:
        choices: dict[str, Any] = {
            "bind": self.bind,
            "workers": self.workers,
            "threads": THREADS,
            "worker_class": Worker,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "error",
            "logger_class": "listening.core.logs.Quiet",
            "proc_name": "hearback",
            "timeout": 60,
            "graceful_timeout": 10,
            # A file that is sent by the system waits for its phone for ever; our files are small.
            "sendfile": False,
            # Addresses are never asked for, so no proxy needs to be trusted with telling them.
            "forwarded_allow_ips": "",
            "post_worker_init": _begin_sweeping,
            "when_ready": lambda _server: self.ready(),
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = self.make()
        # What is there now stays: a look through all of it for waste would hold up everyone for a tenth of a second.
        gc.freeze()
        return app


def _begin_sweeping(worker: Any) -> None:
    from listening.core import jobs

    jobs.start(worker.wsgi)
