"""A real server in a process of its own, to be killed, and a phone that speaks plain HTTP with it."""

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from listening.core.config import Settings

#: Below the ports that the system gives to whoever calls: a call to one of those, while nobody listens there yet,
#: may be answered by itself.
PORTS = range(15_000, 32_000)


def free_port() -> int:
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", secrets.choice(PORTS)))
            return int(probe.getsockname()[1])


class Server:
    """``hearback serve`` on the files of one installation; ``environ`` is added to its surroundings."""

    #: What is run: a weakened build has a module of its own.
    module = "listening.cli"

    def __init__(self, settings: Settings, log: Path, **environ: str) -> None:
        self.settings, self.log, self.port, self.environ = settings, log, free_port(), environ
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environ = {
            **os.environ,
            "HEARBACK_DATA": str(self.settings.data),
            "HEARBACK_KEYS": str(self.settings.keys),
            "PYTHONUNBUFFERED": "1",
        }
        environ.pop("DATABASE_URL", None)
        environ |= self.environ
        command = [sys.executable, "-m", self.module, "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environ, stdout=log, stderr=log, start_new_session=True
            )
        self.wait()

    def wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.02)
        raise TimeoutError(self.log.read_text()[-2000:])

    #: The address that requests come from; any of 127.0.0.0/8 is this machine.
    comes_from = "127.0.0.1"

    def ask(
        self, method: str, path: str, data: dict[str, str] | None = None, **headers: str
    ) -> tuple[int, str]:
        """One request; raises ``OSError`` or ``HTTPException`` when the server dies meanwhile."""
        came_from = (self.comes_from, 0)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=came_from)
        try:
            sent = {"Content-Type": "application/x-www-form-urlencoded"} if data is not None else {}
            sent |= {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, urlencode(data) if data is not None else None, sent)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def workers(self) -> list[int]:
        """Processes that serve, in the order the system lists them."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(one) for one in listed.split()]

    def kill_worker(self) -> None:
        """Kill what serves without a word; the parent starts the next one."""
        for one in self.workers():
            os.kill(one, signal.SIGKILL)

    def kill(self) -> None:
        """Kill everything at once, as a power cut of the process table would."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)
