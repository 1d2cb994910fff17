"""The installation a machine plays with: begun anew for each history, with a clock of its own."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening import create_app
from listening.contributions.models import Contribution
from listening.core import jobs
from listening.core.database import db
from listening.core.errors import Refused
from listening.engagements.models import Engagement
from listening.themes.models import Theme
from tests.cast import staff_named
from tests.conftest import Calendar, settings_for
from tests.sessions import rooms
from tests.world import World, both

#: No disk to wait for, where the system has a folder in memory: a history says nothing about durability.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
AGENCY = ("ada", "ben", "ren")
OUTSIDE = ("pia", "mei", "bo", "stella")
EVERYONE = (*AGENCY, *OUTSIDE)


class Installation:
    """A real application on a real database, in a folder that goes with it."""

    def __init__(self, template: Path) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="machine-", dir=MEMORY))
        shutil.copytree(template, self.home, dirs_exist_ok=True)
        self.calendar = Calendar()
        self.app = create_app(settings_for(self.home), now=self.calendar)
        self.app.testing = True
        self.context = self.app.app_context()
        self.context.push()
        self.world = World(self.app, None, self.calendar)

    def end(self) -> None:
        db.session.remove()
        db.engine.dispose()
        self.context.pop()
        shutil.rmtree(self.home)

    def attempt(self, act: Callable[[], Any]) -> Any:
        """What came of it; None when a rule or the table said no."""
        try:
            found = act()
            db.session.commit()
        except (Refused, IntegrityError):
            db.session.rollback()
            return None
        return found or True

    def days_pass(self, days: int) -> None:
        db.session.commit()
        self.calendar.move(days)
        jobs.sweep_all(self.app)
        db.session.expire_all()

    def look(self, path: str) -> str:
        """A page as everyone sees it."""
        db.session.commit()
        answer = self.app.test_client(use_cookies=False).get(path)
        assert answer.status_code == 200, path
        return answer.get_data(as_text=True)

    def spoken(self, level: str, quotable: int, others: int) -> tuple[Theme, list[str]]:
        """A promise, an evening, and a theme that readers signed off; the receipts of that evening."""
        engagement = self.world.engagement(level=level, prompts=1)
        room = rooms.opened(engagement)
        texts = [f"canary-{number} needs a ride" for number in range(quotable + others)]
        #: Words that nobody may quote; kept here, because originals go when their time is over.
        self.not_quotable = texts[quotable:]
        secrets = rooms.said(room, texts[:quotable]) + rooms.said(room, self.not_quotable, consent="idea")
        rooms.closed(self.app, room)
        voices = list(db.session.scalars(select(Contribution)))
        return self.world.theme(db.session.get_one(Engagement, engagement.id), voices), secrets


def words(kind: str, text: str) -> Any:
    """Words in both languages, in English only, or none."""
    from listening.core.database import Words

    return {"both": both(text), "english": Words(en=text), "none": Words()}[kind]


def by(name: str) -> Any:
    return staff_named(name)
