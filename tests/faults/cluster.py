"""A PostgreSQL of our own, to be restarted without asking anyone: another port, another folder, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg

from tests.faults.server import free_port


@cache
def programs() -> Path | None:
    """Where ``initdb`` and ``pg_ctl`` are: the newest of those installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    known = found[-1].parent if found else None
    on_path = shutil.which("initdb")
    return known or (Path(on_path).parent if on_path else None)


def no_programs() -> str:
    return "" if programs() else "no PostgreSQL programs (initdb, pg_ctl)"


class Cluster:
    """In a folder of its own: the server refuses to run as root, and ``postgres`` may not enter those of pytest."""

    def __init__(self) -> None:
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="hearback-cluster-")), free_port()
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.run("initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8")
        self.start()

    def run(self, program: str, *words: str) -> None:
        found = programs()
        assert found is not None
        command = [str(found / program), "-D", str(self.folder / "data"), *words]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def start(self) -> None:
        told = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c shared_buffers=32MB"
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", told, "start")

    def restart(self, mode: str) -> None:
        """``fast`` ends every session; ``immediate`` is a crash, and recovery replays the journal."""
        self.run("pg_ctl", "-m", mode, "stop")
        time.sleep(0.2)
        self.start()

    def answer_early(self, url: str) -> None:
        """Let one database acknowledge before its journal is on disk."""
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"ALTER DATABASE {url.rpartition('/')[2]} SET synchronous_commit = off")
            server.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
            server.execute("SELECT pg_reload_conf()")

    def stop(self) -> None:
        self.run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def url(self, name: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def database(self, name: str) -> str:
        """An empty database; its address."""
        with psycopg.connect(self.url(), autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return self.url(name)
