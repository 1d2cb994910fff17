"""A rehearsal: the whole way from phone to console, on a copy that is thrown away.

A second application is built in a folder of its own (in memory where the machine has such a folder), with keys of its
own, and served beside the first under an address nobody can guess. Only the plan of the session is copied into it. When
it ends, the folder is gone; the database, the journal, the intake and the figures never knew of it.
"""

import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask, current_app, make_response, session
from sqlalchemy import inspect, select

from listening.accounts.guard import begin
from listening.accounts.models import Staff
from listening.contributions.admission import room_code
from listening.contributions.receipt import new_secret
from listening.core import clock, jobs
from listening.core.database import Model, db
from listening.core.models import Setting
from listening.engagements.models import Engagement, Prompt
from listening.live.made_up import MADE_UP
from listening.sessions import service as sessions
from listening.sessions.models import AgendaItem, ListeningSession

#: Begins every address of a rehearsal.
PREFIX = "/rehearsal"
#: Memory that looks like a folder, on Linux.
IN_MEMORY = Path("/dev/shm")  # noqa: S108
#: Seconds a rehearsal lasts at most, whether or not someone ends it.
LASTS = 3 * 60 * 60
#: At once on one machine; the oldest makes room.
AT_ONCE = 3
#: Choices of the installation that people see on the phone.
SETTINGS = ("agency_name", "help_numbers", "reading_group")
#: Consent of made-up people, in turn.
CONSENTS = ("quote", "idea", "quote", "count")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class Rehearsal:
    """One copy, and what a person needs to go there."""

    token: str
    #: The session that is rehearsed, in the real application.
    session_id: int
    staff_id: int
    app: Flask
    folder: Path
    began: float
    #: The copy's own code.
    code: str
    #: How many made-up people have spoken.
    spoke: int = 0

    @property
    def address(self) -> str:
        return f"{PREFIX}/{self.token}"


class Aside:
    """WSGI middleware that hands what begins with :data:`PREFIX` to the copy it names."""

    def __init__(self, app: Wsgi, owner: Flask) -> None:
        self.app, self.owner = app, owner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        token = path.removeprefix(f"{PREFIX}/").partition("/")[0] if path.startswith(f"{PREFIX}/") else ""
        found = _all(self.owner).get(token)
        if found is None:
            return self.app(environ, start_response)
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + found.address
        environ["PATH_INFO"] = path.removeprefix(found.address) or "/"
        return found.app.wsgi_app(environ, start_response)


def register(app: Flask) -> None:
    app.extensions["hearback_rehearsals"] = {}
    jobs.register(app, "rehearsals", sweep)


def _all(app: Flask) -> dict[str, Rehearsal]:
    found: dict[str, Rehearsal] = app.extensions["hearback_rehearsals"]
    return found


def begin_rehearsal(by: Staff, planned: ListeningSession) -> Rehearsal:
    """Build the copy and open the session in it."""
    running = sorted(_all(_here()).values(), key=lambda one: one.began)
    for one in running[: max(0, len(running) - AT_ONCE + 1)]:
        end(one)
    token = secrets.token_urlsafe(16)
    folder = Path(
        tempfile.mkdtemp(prefix="hearback-rehearsal-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None)
    )
    rows, app = _plan(by, planned), _built(folder, f"{PREFIX}/{token}")
    with app.app_context():
        code = _set_up(rows)
    rehearsal = Rehearsal(token, planned.id, by.id, app, folder, time.monotonic(), code)
    _all(_here())[token] = rehearsal
    return rehearsal


def _here() -> Flask:
    here: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return here


def _built(folder: Path, address: str) -> Flask:
    """An application like this one, with nothing of its data and none of its keys; it sends no mail."""
    from listening import create_app

    settings = replace(
        current_app.config["SETTINGS"],
        data=folder / "data",
        keys=folder / "keys",
        database_url=f"sqlite:///{folder / 'data' / 'hearback.db'}",
        smtp_url="",
        inline_jobs=True,
        demo=False,
        rehearsal=True,
    )
    app = create_app(settings, now=current_app.config["CLOCK"])
    app.config.update(SESSION_COOKIE_NAME="hearback-rehearsal", SESSION_COOKIE_PATH=f"{address}/")
    app.testing = current_app.testing
    return app


def _plan(by: Staff, planned: ListeningSession) -> list[Model]:
    """What the copy begins with: the plan of the session, and nothing that anyone said or did."""
    engagement = _columns(planned.engagement) | {"created_by_id": by.id, "closed_on": None}
    engagement["opened_on"] = engagement["opened_on"] or clock.today()
    never = dict.fromkeys(
        ("opened_at", "closed_at", "sealed_on", "cancelled_on", "cancel_reason", "return_session_id")
    )
    session = _columns(planned) | never | {"code": sessions.new_code(), "facilitator_id": by.id}
    settings = db.session.scalars(select(Setting).where(Setting.key.in_(SETTINGS)))
    return [
        *(Setting(**_columns(one)) for one in settings),
        Staff(**_columns(by)),
        Engagement(**engagement),
        *(Prompt(**_columns(one)) for one in planned.engagement.prompts),
        ListeningSession(**session),
        *(AgendaItem(**_columns(one)) for one in planned.agenda),
    ]


def _columns(row: Model) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}


def _set_up(rows: list[Model]) -> str:
    """Put the plan into the copy's own tables and open the session there; its code."""
    db.create_all()
    for row in rows:
        db.session.add(row)
        db.session.flush()
    [session] = (row for row in rows if isinstance(row, ListeningSession))
    sessions.open_session(db.session.get_one(Staff, session.facilitator_id), session)
    db.session.commit()
    return session.code


def find(by: Staff, token: str) -> Rehearsal | None:
    """The rehearsal, for the person who began it."""
    found = _all(_here()).get(token)
    return found if found and found.staff_id == by.id else None


def way_in(rehearsal: Rehearsal) -> str:
    """A cookie that opens the copy's console to the one who rehearses, and nothing else."""
    app = rehearsal.app
    with app.test_request_context("/staff", base_url=current_app.config["SETTINGS"].address or None):
        begin(db.session.get_one(Staff, rehearsal.staff_id))
        db.session.commit()
        answer = make_response("")
        app.session_interface.save_session(app, session._get_current_object(), answer)  # type: ignore[attr-defined]  # noqa: SLF001
        return answer.headers["Set-Cookie"]


def speak(rehearsal: Rehearsal, language: str, how_many: int) -> None:
    """Let made-up people speak: by the same pages as everyone, each from a phone of its own."""
    texts = MADE_UP.get(language, MADE_UP["en"])
    with rehearsal.app.app_context():
        prompts = [one.id for one in db.session.scalars(select(Prompt).order_by(Prompt.position))]
        code = room_code(db.session.scalars(select(ListeningSession)).one())
    for number in range(rehearsal.spoke, rehearsal.spoke + how_many):
        phone = rehearsal.app.test_client(use_cookies=False)
        prompt = prompts[number % len(prompts)]
        form = {
            "secret": new_secret(),
            "room": code,
            f"text-{prompt}": texts[number % len(texts)],
            f"consent-{prompt}": CONSENTS[number % len(CONSENTS)],
        }
        phone.post(f"/{language}/s/{rehearsal.code}/receipt", data=form)
    rehearsal.spoke += how_many


def end(rehearsal: Rehearsal) -> None:
    """Throw the copy away: its intake is overwritten, its folder is gone."""
    from listening.contributions.intake import intake

    _all(_here()).pop(rehearsal.token, None)
    with rehearsal.app.app_context():
        for gathering in intake().gatherings():
            intake().destroy(gathering)
        db.session.remove()
        db.engine.dispose()
    shutil.rmtree(rehearsal.folder, ignore_errors=True)


def sweep() -> int:
    """End what was left running."""
    old = [one for one in _all(_here()).values() if time.monotonic() - one.began > LASTS]
    for one in old:
        end(one)
    return len(old)
