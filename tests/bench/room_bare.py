"""The anchor: one raw insert a request on the server we run, the same durability, nothing else of ours."""

import sys
import threading

import apsw
from flask import Flask, request

from listening.core.serving import Server


def make() -> Flask:
    """A Flask application with one address that keeps what is posted."""
    app = Flask("bare")
    path = sys.argv[1]
    local = threading.local()

    def connection() -> apsw.Connection:
        if not hasattr(local, "connection"):
            local.connection = apsw.Connection(path)
            local.connection.set_busy_timeout(30_000)
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                local.connection.execute(f"PRAGMA {pragma}")
        return local.connection

    connection().execute("CREATE TABLE IF NOT EXISTS said (id TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")

    @app.post("/")
    def keep() -> str:
        form = request.form
        connection().execute("INSERT INTO said VALUES (?, ?)", (form["secret"], form["text"]))
        return "kept"

    app.extensions["hearback_sweeps"] = {}
    return app


class Bare(Server):
    """Our server's own settings, without the sweeper."""

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("post_worker_init", lambda _worker: None)


if __name__ == "__main__":
    Bare(make, bind=f"127.0.0.1:{sys.argv[2]}", workers=1, ready=lambda: None).run()
