"""Sealing ten thousand contributions while another room speaks, and whether pages grow with what was said."""

import asyncio
import time
from typing import Any

from listening.contributions.intake import Dropped
from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret
from listening.contributions.rules import Channel, Consent, Voice
from listening.contributions.service import CONTRIBUTION, act_with_receipt
from listening.core.database import db
from listening.live import service
from listening.sessions.models import ListeningSession
from tests.bench.room_full import ms
from tests.bench.room_hall import Hall
from tests.bench.room_load import SAID, Seen, ask, evenly

MANY = 10_000
#: While it seals, somebody speaks twenty times a second.
A_SECOND = 20
PATIENCE = 60.0
#: Looks at each page, of which the median counts.
LOOKS = 15


def fill(hall: Hall, count: int) -> int:
    """Put contributions into the room's intake, by the verbs of the door; the number of its session."""
    with hall.app.app_context():
        session = db.session.get_one(ListeningSession, hall.number)
        acts = [
            act_with_receipt(
                new_secret(), Voice(hall.prompt, f"{SAID}{number}", Consent.QUOTE, "en", Channel.PHONE)
            )
            for number in range(count)
        ]
        store = service.store_of(session) or service.intake().store(service.session_gathering(session))
        store.put([Dropped(key, CONTRIBUTION, body) for key, body in acts])
        db.session.remove()
    return hall.number


async def sealing(hall: Hall) -> dict[str, Any]:
    """Close a room with ten thousand contributions in it, no fewer and no more; the server's own sweeper seals it."""
    hall.open_room()
    full = fill(hall, MANY)
    hall.open_room()
    speaking, said = asyncio.Event(), Seen()
    speech = asyncio.create_task(speak(hall, said, speaking))
    await asyncio.sleep(1)
    began = time.perf_counter()
    await hall.press("close", "", full)
    took = await asyncio.to_thread(sealed, hall, full, began)
    speaking.set()
    await speech
    hall.acknowledged += len(said.keys)
    return {
        "contributions": MANY,
        "seconds": round(took, 2),
        "meanwhile_good": len(said.keys),
        "meanwhile_bad": said.bad[:5],
        "meanwhile_p99_ms": ms(said.seconds),
    }


async def speak(hall: Hall, said: Seen, over: asyncio.Event) -> None:
    while not over.is_set():
        await evenly(A_SECOND // 2, 0.5, lambda: hall.one(said))


def sealed(hall: Hall, number: int, began: float) -> float:
    """Seconds until the words are in the vault and their intake is gone."""
    path = hall.app.config["SETTINGS"].intake / f"session-{number}.db"
    while time.perf_counter() - began < PATIENCE:
        if not path.exists():
            break
        time.sleep(0.02)
    took = time.perf_counter() - began
    with hall.app.app_context():
        kept = db.session.query(Contribution).filter_by(listening_session_id=number).count()
        db.session.remove()
    assert kept == MANY, f"{kept} of {MANY} are in the vault"
    return took


async def growth(hall: Hall) -> dict[str, Any]:
    """Milliseconds of each page of a room with a hundred contributions, and with ten thousand more."""
    fill(hall, 100)
    few = await pages(hall)
    fill(hall, MANY)
    many = await pages(hall)
    return {name: {"few_ms": few[name], "many_ms": many[name]} for name in few}


async def pages(hall: Hall) -> dict[str, float]:
    staff = f"/staff/live/{hall.number}"
    public = (f"/s/{hall.code}", f"/s/{hall.code}/now?v=other", f"/s/{hall.code}/room", "/ledger")
    found = {path.replace(hall.code, "CODE"): await median_ms(hall, path) for path in public}
    for path in (staff, f"{staff}/screen"):
        found[path.replace(str(hall.number), "N")] = await median_ms(hall, path, cookie=hall.cookie)
    said = Seen()
    for _look in range(LOOKS):
        await hall.one(said)
    hall.acknowledged += len(said.keys)
    return found | {"/s/CODE/receipt": ms(said.seconds, 0.5)}


async def median_ms(hall: Hall, path: str, *, cookie: str = "") -> float:
    took = []
    for _look in range(LOOKS):
        began = time.perf_counter()
        status, _answer = await ask(hall.port, f"GET {path}", cookie=cookie)
        assert status == 200, (path, status)
        took.append(time.perf_counter() - began)
    return ms(took, 0.5)
