"""How long each act of a reviewer takes with 2,000 contributions on the table: ``make bench-workbench``.

At the server, without the network: voices of our own corpus, drafted by the real engine, each act sent through the
whole application a few times and taken back where it changes something. The median and the worst in milliseconds
beside the number of statements sent to the database. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import secrets
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from flask import current_app
from sqlalchemy import event, func, insert, select

from listening import create_app
from listening.contributions.models import Contribution
from listening.core import schema
from listening.core.config import Settings
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.themes import jobs, service
from listening.themes.board import card_of, words_of
from listening.themes.models import Disposition, Draft, Theme
from listening.themes.records import Act
from listening.themes.rules import Grain
from tests.bench.themes_corpus import corpus
from tests.cast import Cast, enrol, staff_named
from tests.conftest import Client
from tests.world import World

VOICES, ROUNDS = 2000, 7
#: Milliseconds an act may take at the server.
PROMISED = 200
BOTH = {"en": "Getting there and back", "es": "Ir y volver"}


def speak(engagement: Engagement, voices: int, seed: int = 1) -> None:
    """Three English voices for each Spanish one, all of our own corpus."""
    chance = random.Random(seed)
    english, spanish = voices - voices // 4, voices // 4
    for language, number in (("en", english), ("es", spanish)):
        texts = corpus(language, 1 + number / 150, seed)[0]
        chance.shuffle(texts)
        rows = [
            {
                "id": f"{chance.getrandbits(128):032x}",
                "fingerprint": secrets.token_hex(16),
                "prompt_id": chance.choice(engagement.prompts).id,
                "period": "2026-03",
                "language": language,
                "consent": "quote",
                "text": text,
            }
            for text in texts[:number]
        ]
        db.session.execute(insert(Contribution), rows)
    db.session.commit()


class Bench:
    """One reviewer at a table; remembers how long everything took."""

    def __init__(self, engagement: Engagement, desk) -> None:
        self.desk, self.home = desk, f"/staff/themes/engagements/{engagement.id}"
        self.engagement_id = engagement.id
        self.spent: dict[str, list[float]] = defaultdict(list)
        #: Milliseconds of work, which others on a busy machine do not lengthen.
        self.worked: dict[str, list[float]] = defaultdict(list)
        self.sent: dict[str, int] = {}

    def get(self, name: str, path: str) -> str:
        return self._timed(name, lambda: self.desk.get(path), 200).get_data(as_text=True)

    def post(self, name: str, path: str, data: dict, expected: int = 303):
        return self._timed(name, lambda: self.desk.post(path, data), expected)

    def _timed(self, name, ask, expected):
        statements = []
        note = lambda *_facts: statements.append(1)  # noqa: E731
        db.session.remove()
        event.listen(db.engine, "before_cursor_execute", note)
        began, work = time.perf_counter(), time.process_time()
        answer = ask()
        self.spent[name].append((time.perf_counter() - began) * 1000)
        self.worked[name].append((time.process_time() - work) * 1000)
        event.remove(db.engine, "before_cursor_execute", note)
        assert answer.status_code == expected, (name, answer.status_code)
        self.sent[name] = len(statements)
        return answer

    def themes(self) -> list[Theme]:
        """Drafts, the largest first."""
        size = func.count(Disposition.contribution_id)
        query = select(Theme).join(Disposition).where(Theme.signed_off_on.is_(None))
        query = query.where(Theme.engagement_id == self.engagement_id)
        return list(db.session.scalars(query.group_by(Theme.id).order_by(size.desc(), Theme.id)))

    def members(self, theme: Theme, number: int) -> list[str]:
        query = select(Disposition.contribution_id).where(Disposition.theme_id == theme.id)
        return list(db.session.scalars(query.order_by(Disposition.contribution_id).limit(number)))

    def undo(self, name: str) -> None:
        act = db.session.scalars(select(Act.id).order_by(Act.id.desc()).limit(1)).one()
        self.post(name, f"/staff/themes/acts/{act}/undo", {})


def look(bench: Bench) -> None:
    largest = bench.themes()[0].id
    bench.get("open the table", bench.home)
    bench.get("open a theme", f"/staff/themes/{largest}")
    bench.get("turn a page", f"/staff/themes/{largest}?page=4")
    bench.get("single voices", f"{bench.home}/single_voice")
    bench.get("the picture", f"{bench.home}/picture")
    bench.get("the history", f"{bench.home}/history")
    bench.get("strands", f"/staff/themes/{largest}/strands")
    bench.get("codes offered", f"/staff/themes/{largest}/coding")


def find(bench: Bench) -> None:
    bench.get("find texts", f"{bench.home}/search?words=worker")
    bench.get("another page of them", f"{bench.home}/search?words=e&page=2")
    bench.get("the same elsewhere", f"{bench.home}/matches")


def move(bench: Bench) -> None:
    first, second = bench.themes()[:2]
    for name, number in (("move one text", 1), ("move 30 texts", 30)):
        ids = bench.members(first, number)
        data = {"origin": str(first.id), "voices": ids, "to": str(second.id)}
        bench.post(name, f"{bench.home}/move", data)
        bench.undo(f"undo: {name}")


def join(bench: Bench) -> None:
    first, second = bench.themes()[:2]
    chosen = [f"{one.id}-{card_of(one).state}" for one in (first, second)]
    bench.post("join two themes", f"{bench.home}/merge", {"themes": chosen})
    bench.undo("undo: join two themes")


def cut(bench: Bench) -> None:
    largest = bench.themes()[0]
    page = bench.get("propose a cut", f"/staff/themes/{largest.id}/split")
    parts = re.findall(r'name="parts" value="([^"]+)"', page)
    names = ["A part of it"] * len(parts)
    data = {"seen": card_of(largest).state, "heap": "1", "parts": parts, "names": names}
    bench.post("cut a theme", f"/staff/themes/{largest.id}/split", data)
    bench.undo("undo: cut a theme")


def name(bench: Bench, turn: int) -> Theme:
    theme = bench.themes()[-1 - turn]
    words = {f"label_{code}": f"{text} {turn}" for code, text in BOTH.items()}
    words |= {f"summary_{code}": f"People said this. {turn}" for code in BOTH}
    bench.post("name a theme", f"/staff/themes/{theme.id}/rename", words | {"seen": words_of(theme)})
    return theme


def sign(bench: Bench, theme: Theme) -> None:
    theme = db.session.get_one(Theme, theme.id)
    bench.post(
        "sign off",
        f"/staff/themes/{theme.id}/sign-off",
        {"seen": card_of(theme).state, "checked": ["en", "es"]},
    )


def read_on(bench: Bench) -> None:
    bench.post("take a batch", f"{bench.home}/reading", {})
    batch = re.search(r"/batches/(\d+)", bench.get("batches", f"{bench.home}/reading"))
    bench.get("open a batch", f"/staff/themes/batches/{batch[1]}")
    bench.post("finish a batch", f"/staff/themes/batches/{batch[1]}", {"then": "read"})


def measure(voices: int, rounds: int) -> Bench:
    engagement = World(None, None, None).engagement()
    speak(engagement, voices)
    draft = service.ask_for_draft(staff_named("pia"), engagement, Grain.COARSER)
    db.session.commit()
    began = time.perf_counter()
    jobs.sweep()
    took = time.perf_counter() - began
    assert db.session.get_one(Draft, draft.id).state == "done"
    bench = Bench(engagement, Cast(current_app._get_current_object()).pia)
    print(f"{voices} voices in {len(bench.themes())} drafts, made in {took:.1f} s")
    look(bench)
    bench.spent.clear()
    bench.worked.clear()
    for turn in range(rounds):
        look(bench)
        find(bench)
        move(bench)
        join(bench)
        cut(bench)
        read_on(bench)
        sign(bench, name(bench, turn))
    return bench


def figures(bench: Bench, act: str) -> dict[str, float]:
    return {
        "ms": round(median(bench.spent[act]), 1),
        "work_ms": round(median(bench.worked[act]), 1),
        "worst": round(max(bench.spent[act]), 1),
        "statements": bench.sent[act],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--voices", type=int, default=VOICES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        url = f"sqlite:///{folder / 'data' / 'hearback.db'}"
        settings = Settings(data=folder / "data", keys=folder / "keys", database_url=url, inline_jobs=True)
        app = create_app(settings)
        app.test_client_class = Client
        with app.app_context():
            schema.upgrade()
            enrol()
            bench = measure(asked.voices, asked.rounds)
    found = {act: figures(bench, act) for act in bench.spent}
    for act, one in found.items():
        late = "  LATE" if one["ms"] > PROMISED else ""
        print(
            f"{act:24} {one['ms']:7} ms, {one['work_ms']:6} of work, worst {one['worst']:7}"
            f"  {one['statements']} statements{late}"
        )
    print(json.dumps({"voices": asked.voices, "promised_ms": PROMISED, "acts": found}))


if __name__ == "__main__":
    main()
