"""A server of our own with an open room in it, as it is deployed; and the bare one beside it."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from listening.contributions.rules import Lane
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.live import service, wall
from listening.live.marks import mark_of_room
from listening.sessions.models import ListeningSession
from tests import postgresql as databases
from tests.bench.room_load import Seen, ask, say
from tests.bench.room_wrk import Target
from tests.browser.server import ROOT, Server, free_port
from tests.cast import Cast, Desk, staff_named
from tests.conftest import Client
from tests.proofs import room_code_on_a_server
from tests.services import REDIS
from tests.sessions.rooms import opened
from tests.world import World

#: Clock ticks in a second of /proc.
TICKS = 100


class Hall:
    """One process on SQLite, or several on PostgreSQL and Redis; one session is open."""

    def __init__(self, home: Path, *, processes: int = 1) -> None:
        self.server = Server(home)
        self.database = f"hearback_bench_{self.server.port}" if processes > 1 else ""
        if self.database:
            databases.make(self.database)
            self.server.options = ("--workers", str(processes))
            self.server.more = {"DATABASE_URL": databases.url(self.database), "REDIS_URL": REDIS}
        self.app = self.server.prepare()
        with self.app.app_context():
            engagement = World(self.app, Cast(self.app), None).engagement()
            self.engagement = engagement.id
        self.open_room()
        self.app.test_client_class = Client
        with self.app.app_context():
            desk = Desk(self.app, "bo")
            db.session.remove()
        self.token = desk.token
        name = self.app.config["SESSION_COOKIE_NAME"]
        self.cookie = f"{name}={desk.client.get_cookie(name).value}"
        self.acknowledged = 0

    def open_room(self) -> None:
        """A new session, open, with its rules agreed on, its first prompt and a wall."""
        with self.app.app_context():
            session = opened(db.session.get_one(Engagement, self.engagement))
            service.agree(staff_named("bo"), session, session.ground_rules)
            for name, value in (("open_prompt", None), ("wall", 1)):
                service.act(staff_named("bo"), session, name, value)
            db.session.commit()
            self.number, self.code = session.id, session.code
            self.room_code = room_code_on_a_server(self.app, session.code)
            self.prompt, self.mark = session.agenda[0].prompt_id, mark_of_room(session.code)[0]
            db.session.remove()

    def __enter__(self) -> Self:
        self.server.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.stop()
        if self.database:
            with self.app.app_context():
                db.engine.dispose()
            databases.drop(self.database)

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def pid(self) -> int:
        return self.server.process.pid

    @property
    def asks(self) -> str:
        return f"/s/{self.code}/now?v={self.mark}"

    @property
    def target(self) -> Target:
        return Target(
            self.port,
            f"/s/{self.code}/receipt",
            self.prompt,
            "We received your words",
            self.asks,
            self.room_code,
        )

    async def one(self, seen: Seen) -> None:
        room = self.room_code
        await say(self.port, self.target.path, self.prompt, b"We received your words", seen, room=room)

    async def press(self, path: str, form: str, number: int | None = None) -> None:
        """What the facilitator does by hand, in this room or one before."""
        head = f"POST /staff/live/{number or self.number}/{path}"
        status, _answer = await ask(self.port, head, f"{form}&csrf_token={self.token}", cookie=self.cookie)
        assert status in {200, 204, 303}, status

    def rows(self) -> int:
        with self.app.app_context():
            session = db.session.get_one(ListeningSession, self.number)
            store = service.store_of(session)
            return store.count("contribution") if store else 0

    def show(self, count: int) -> list[int]:
        """Let everything in; the numbers of so many cards."""
        with self.app.app_context():
            session = db.session.get_one(ListeningSession, self.number)
            wall.let_heap_in(session, service.room_of(session), at_once=True)
            db.session.commit()
            return [one.number for one in wall.cards(session) if one.lane is Lane.NEW][:count]

    def cpu_seconds(self) -> float:
        """Processor seconds of the server so far."""
        total = 0
        for one in (self.pid, *children(self.pid)):
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def memory_kib(self) -> int:
        status = [Path(f"/proc/{one}/status").read_text() for one in children(self.pid)]
        return sum(int(one.split("VmRSS:")[1].split()[0]) for one in status)


def children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(one) for one in listed.stdout.split()]


class Bare:
    """One raw insert a request, on the same server with the same settings."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.process: subprocess.Popen[Any] | None = None

    @property
    def target(self) -> Target:
        return Target(self.port, "/", 0, "kept")

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.bench.room_bare", str(self.home / "bare.db"), str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                asyncio.run(ask(self.port, "GET /"))
            except OSError:
                time.sleep(0.01)
            else:
                return
        raise AssertionError("the bare server did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
