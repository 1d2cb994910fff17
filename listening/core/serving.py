"""The server: gunicorn with threads, no log that could hold an address, and the sweeper beside it."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from listening.core import jobs

#: One process writes on SQLite; more need PostgreSQL. Threads wait for the disk together (group commit).
THREADS = 16


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
            "worker_class": "gthread",
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "error",
            "logger_class": "listening.core.logs.Quiet",
            "proc_name": "hearback",
            "timeout": 60,
            "graceful_timeout": 10,
            # Addresses are never asked for, so no proxy needs to be trusted with telling them.
            "forwarded_allow_ips": "",
            "post_worker_init": _begin_sweeping,
            "when_ready": lambda _server: self.ready(),
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.make()


def _begin_sweeping(worker: Any) -> None:
    jobs.start(worker.wsgi)
