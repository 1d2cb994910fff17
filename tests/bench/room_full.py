"""A full room: a rush beside phones that look, then quiet, approvals on their way to every screen, then news."""

import asyncio
import random
import time
from statistics import median
from typing import Any

from tests.bench.room_hall import Hall
from tests.bench.room_load import PHONE_LOOKS, Seen, ask, evenly
from tests.bench.room_phones import Crowd

#: Five hundred in ten seconds: a full library hall pressing send at once (speed.md).
RUSH, RUSH_SECONDS = 500, 10.0
APPROVALS, QUIET_SECONDS = 20, 10.0
#: Seconds between two looks of the big screen and of the console, as in templates/live/desk.
LOOKS = {"screen": 0.4, "console": 0.4}
#: Seconds until every phone has looked once.
ALL_LOOKED = PHONE_LOOKS[1] + 1


def ms(seconds: list[float], share: float = 0.99) -> float:
    """Milliseconds that so large a share stays below."""
    ordered = sorted(seconds)
    return round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1) if ordered else 0.0


async def full_room(hall: Hall, count: int) -> dict[str, Any]:
    await arrive(hall)
    with Crowd(hall.port, hall.asks, count) as crowd:
        return await evening(hall, crowd, count)


async def arrive(hall: Hall) -> None:
    """A rush is not the first that a server does: people have joined, some have sent, the console is open."""
    said = Seen()
    pages = [f"/s/{hall.code}", f"/s/{hall.code}/room", hall.asks]
    desk = [f"/staff/live/{hall.number}", f"/staff/live/{hall.number}/screen"]
    for _round in range(4):
        await asyncio.gather(*(hall.one(said) for _person in range(16)))
        await asyncio.gather(*(ask(hall.port, f"GET {page}") for page in pages * 8))
        await asyncio.gather(*(ask(hall.port, f"GET {page}", cookie=hall.cookie) for page in desk * 4))
    assert said.bad == [], said.bad[:3]
    hall.acknowledged += len(said.keys)


async def evening(hall: Hall, crowd: Crowd, count: int) -> dict[str, Any]:
    before = hall.memory_kib()
    await asyncio.sleep(ALL_LOOKED)
    rush = Seen()
    began = time.time()
    await evenly(RUSH, RUSH_SECONDS, lambda: hall.one(rush))
    hall.acknowledged += len(rush.keys)
    quiet = time.time()
    busy = await cpu_of(hall, QUIET_SECONDS)
    grown = hall.memory_kib() - before
    approved = time.time()
    shown = await approvals(hall)
    news = time.time()
    await hall.press("act", "act=pause&value=1")
    told = time.time()
    await asyncio.sleep(ALL_LOOKED)
    looked = crowd.over()
    return {
        "rush": {
            "sent": RUSH,
            "good": len(rush.keys),
            "bad": rush.bad[:5],
            **{f"p{share}_ms": ms(rush.seconds, share / 100) for share in (50, 95, 99)},
            "phones_p99_ms": ms([took for at, took, *_rest in looked["answers"] if began <= at < quiet]),
        },
        "phones": quiet_phones(looked, count, quiet, approved)
        | {
            "cpu_of_a_core": round(busy, 3),
            "kib_each": round(grown / count, 2),
        },
        "approval_to": {
            name: {"times": len(some), "p99_ms": ms(some), "median_ms": round(1000 * median(some), 1)}
            for name, some in shown.items()
        },
        "news": news_of(looked, news, told),
    }


async def cpu_of(hall: Hall, seconds: float) -> float:
    """The share of a core that the server takes."""
    began, cpu = time.perf_counter(), hall.cpu_seconds()
    await asyncio.sleep(seconds)
    return (hall.cpu_seconds() - cpu) / (time.perf_counter() - began)


def quiet_phones(looked: dict[str, Any], count: int, begin: float, end: float) -> dict[str, Any]:
    answers = [(took, status) for at, took, status, _first in looked["answers"] if begin <= at < end]
    every = looked["answers"]
    minutes = (every[-1][0] - every[0][0]) / 60
    return {
        "count": count,
        "looks_a_second": round(len(answers) / (end - begin), 1),
        "share_of_204": round(sum(status == 204 for _took, status in answers) / len(answers), 4),
        "p99_ms": ms([took for took, _status in answers]),
        "broken": len(looked["broken"]),
        "bytes_a_phone_and_minute": round(looked["read"] / count / minutes),
    }


def news_of(looked: dict[str, Any], news: float, told: float) -> dict[str, Any]:
    """How long after the press each phone knew, and how many asked later and were told nothing."""
    answers = looked["answers"]
    heard = [at + took - news for at, took, status, _first in answers if status == 200 and at + took >= news]
    stale = [at - told for at, _took, status, first in answers if status == 204 and first and at > told]
    return {
        "phones": len(heard),
        "last_seconds": round(max(heard), 2),
        "stale": len(stale),
        "stale_at_most_ms": round(1000 * max(stale, default=0.0), 1),
    }


async def approvals(hall: Hall) -> dict[str, list[float]]:
    """Seconds from a press on the console to the words on two big screens and to a second console."""
    found: dict[str, list[float]] = {name: [] for name in LOOKS}
    for number in await asyncio.to_thread(hall.show, APPROVALS):
        for name, took in await approval(hall, number):
            found[name].append(took)
    return found


async def approval(hall: Hall, number: int) -> list[tuple[str, float]]:
    marks = {"screen": f'data-number="{number}"', "console": f"/cards/{number}?"}
    screens = [Screen(hall, name, marks[name].encode()) for name in ("screen", "screen", "console")]
    looking = [asyncio.create_task(one.look()) for one in screens]
    await asyncio.gather(*(one.looked.wait() for one in screens))
    # Pressed at any moment between two looks.
    await asyncio.sleep(random.uniform(0, max(LOOKS.values())))
    began = time.perf_counter()
    await hall.press(f"cards/{number}", "to=shown&lane=new")
    await asyncio.wait_for(asyncio.gather(*looking), 10)
    return [(one.name, one.shown - began) for one in screens]


class Screen:
    """A page of the desk that looks by itself until it shows some words."""

    def __init__(self, hall: Hall, name: str, words: bytes) -> None:
        self.hall, self.name, self.words = hall, name, words
        self.looked, self.shown, self.version = asyncio.Event(), 0.0, ""

    async def look(self) -> None:
        await asyncio.sleep(random.uniform(0, LOOKS[self.name]))
        page = f"/staff/live/{self.hall.number}" + ("/screen" if self.name == "screen" else "")
        while not self.shown:
            asked = f"GET {page}?version={self.version}&lane=shown"
            status, answer = await ask(self.hall.port, asked, cookie=self.hall.cookie)
            if status == 200:
                self.version = answer.split(b"version=")[1][:16].decode()
                self.shown = time.perf_counter() if self.words in answer else 0.0
            self.looked.set()
            await asyncio.sleep(0 if self.shown else LOOKS[self.name])
