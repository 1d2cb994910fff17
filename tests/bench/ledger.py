"""How long the public pages take at 100,000 contributions in 1,000 themes: ``make bench-ledger``.

At the server, without the network: each address asked a dozen times after the first, the median in milliseconds beside
the number of statements sent to the database. The time at work is told too: it is what counts on a machine that others
use. The last line is one JSON object.
"""

from __future__ import annotations

import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import event

from listening import create_app
from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret, shown
from listening.contributions.service import keys, subject
from listening.core import schema
from listening.core.config import Settings
from listening.core.database import db
from listening.themes.models import Disposition
from tests.bench.large import fill
from tests.cast import enrol

ROUNDS = 12
NOON = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
PAGES = {
    "ledger": "/ledger",
    "ledger, last page": "/ledger?page=20",
    "ledger, status": "/ledger?status=confirmed",
    "ledger, all filters": "/ledger?engagement=visits-2&level=involve&status=heard",
    "ledger, words": "/ledger?words=rides+part+77",
    "theme": "/ledger/4",
}


def timed(ask, expected=200):
    sent = []
    note = lambda *_facts: sent.append(1)  # noqa: E731
    assert ask().status_code == expected
    event.listen(db.engine, "before_cursor_execute", note)
    spent, worked = [], []
    for _round in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        assert ask().status_code == expected
        spent.append((time.perf_counter() - began) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    event.remove(db.engine, "before_cursor_execute", note)
    times = {"ms": median(spent), "cpu": median(worked), "worst": max(spent)}
    return {name: round(value, 1) for name, value in times.items()} | {"statements": len(sent) // ROUNDS}


def a_receipt():
    """A voice with a receipt that opens its trail."""
    secret, told = new_secret(), db.session.get_one(Contribution, f"{4:032x}")
    proof = {"id": keys().id_of(secret, subject(told.prompt_id))}
    proof["fingerprint"] = keys().fingerprint_of(secret, subject(told.prompt_id))
    same = {name: getattr(told, name) for name in ("prompt_id", "period", "language", "consent", "text")}
    db.session.add(Contribution(**proof, **same))
    db.session.flush()
    db.session.add(Disposition(contribution_id=proof["id"], place="themed", theme_id=6, placed_by="person"))
    db.session.commit()
    return shown(secret, "en")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        url = f"sqlite:///{folder / 'data' / 'hearback.db'}"
        settings = Settings(data=folder / "data", keys=folder / "keys", database_url=url, inline_jobs=True)
        app = create_app(settings, now=lambda: NOON)
        with app.app_context():
            schema.upgrade()
            enrol()
            fill()
            words = " ".join(a_receipt())
            client = app.test_client(use_cookies=False)
            found = {name: timed(lambda path=path: client.get(path)) for name, path in PAGES.items()}
            found["receipt"] = timed(lambda: client.post("/receipt", data={"receipt": words}))
            db.session.remove()
    for name, figures in found.items():
        print(
            f"{name:22} {figures['ms']:7} ms  of them {figures['cpu']:6} at work  worst {figures['worst']:7}"
            f"  {figures['statements']} statements"
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
