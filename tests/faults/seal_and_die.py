"""Run by test_kill: seals one session after the other in children that are killed at a random moment.

Prints: rounds, rounds in which the kill left work behind, voices lost, voices doubled. With ``careless`` the weakened
build is tried: it destroys the intake before the vault has committed.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from listening import create_app
from listening.contributions import sealing
from listening.contributions.door import Keeper
from listening.contributions.intake import Gathering, Intake, intake
from listening.contributions.models import Contribution
from listening.core import jobs
from listening.core.config import Settings, database_url
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.sessions import service as sessions
from tests.cast import Cast, staff_named
from tests.sessions.rooms import opened, said
from tests.world import World

VOICES = 80


def main(data: Path, keys: Path, rounds: int, url: str = "", *, careless: bool = False) -> None:
    if careless:
        sealing.seal = destroy_first
    app = create_app(Settings(data=data, keys=keys, database_url=database_url(url, data), inline_jobs=True))
    expected: list[str] = []
    cut = 0
    with app.app_context():
        engagement = World(app, Cast(app), None).engagement().id
        for number in range(rounds):
            texts = [f"round {number} voice {voice} " + "x" * 200 for voice in range(VOICES)]
            expected += texts
            close_a_session(engagement, texts)
            put_down(app)
            seal_and_die(app)
            cut += bool(list(intake().folder.iterdir()))
            app.testing = True
            jobs.sweep_all(app)
        found = Counter(db.session.scalars(select(Contribution.text)))
    lost = sum(text not in found for text in expected)
    print(rounds, cut, lost, sum(count > 1 for count in found.values()))


def destroy_first(gathering: Gathering, keeper: Keeper) -> None:
    rows = sealing.shuffled(intake().store(gathering).rows())
    intake().destroy(gathering)
    keeper.settle(gathering.number, rows)
    db.session.commit()


def close_a_session(engagement: int, texts: list[str]) -> None:
    room = opened(db.session.get_one(Engagement, engagement))
    said(room, texts)
    sessions.close_session(staff_named("bo"), room)
    db.session.commit()


def put_down(app: object) -> None:
    """No open file may cross a fork."""
    for store in intake()._stores.values():
        store.close()
    db.session.remove()
    db.engine.dispose()
    app.extensions["hearback_intake"] = Intake(intake().folder)


def seal_and_die(app: object) -> None:
    child = os.fork()
    if child == 0:
        jobs.sweep_all(app)
        os._exit(0)
    time.sleep(random.random() * 0.06)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


if __name__ == "__main__":
    words = [one for one in sys.argv[4:] if one != "careless"]
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *words, careless="careless" in sys.argv)
