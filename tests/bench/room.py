"""Measure an open room: ``python -m tests.bench.room [--phones 2000] [--quick] [--only PART …]``.

Everything that can be is a ratio taken in one run, rounds interleaved, the median of the rounds' ratios, every sample
kept. Every contribution is unique; at the end the rows in the intake must equal the acknowledgements. The goals of
the design stand beside what was found; the last line is JSON.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import tests.in_memory  # noqa: F401
from tests.bench.room_full import full_room
from tests.bench.room_goals import GOALS
from tests.bench.room_hall import Bare, Hall
from tests.bench.room_seal import growth, sealing
from tests.bench.room_start import starts
from tests.bench.room_wrk import by_wrk, rate
from tests.services import no_postgresql, no_redis

ROUNDS, SECONDS = 5, 4.0
PARTS = ("start", "durable", "full", "seal", "growth")


def durable(halls: dict[str, Hall], bare: Bare, rounds: int, seconds: float) -> dict[str, Any]:
    """Durable contributions a second on the whole real path, and raw inserts a second, in turn."""
    rates: dict[str, list[float]] = {"bare": [], **{name: [] for name in halls}}
    for _round in range(rounds):
        rates["bare"].append(rate(bare.target, seconds)[0])
        for name, hall in halls.items():
            found, acknowledged = rate(hall.target, seconds)
            rates[name].append(found)
            hall.acknowledged += acknowledged
    ratios = {name: ratio(rates[name], rates["bare"]) for name in halls}
    if len(halls) > 1:
        ratios["two_against_one"] = ratio(rates["postgresql"], rates["sqlite"])
    return {
        "by": "wrk" if by_wrk() else "Python: wrk is missing, so the load itself takes much of the machine",
        "a_second": {name: [round(one) for one in some] for name, some in rates.items()},
        "ratios": ratios,
        "ratio": {name: median(some) for name, some in ratios.items()},
    }


def ratio(mine: list[float], other: list[float]) -> list[float]:
    return [round(one / two, 3) for one, two in zip(mine, other, strict=True)]


def measured(home: Path, count: int, parts: list[str], rounds: int, seconds: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "start" in parts:
        found["start"] = starts(home)
    with ExitStack() as open_now:
        halls = {"sqlite": open_now.enter_context(Hall(home / "one"))}
        why_not = no_postgresql() or no_redis()
        if why_not:
            found["postgresql"] = why_not
        else:
            halls["postgresql"] = open_now.enter_context(Hall(home / "two", processes=2))
        if "durable" in parts:
            bare = open_now.enter_context(Bare(home))
            found["durable"] = durable(halls, bare, rounds, seconds)
        for name, hall in halls.items():
            found[name] = in_hall(hall, count, parts)
    return found


def in_hall(hall: Hall, count: int, parts: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "full" in parts:
        found |= asyncio.run(full_room(hall, count))
    found |= {"acknowledged": hall.acknowledged, "rows": hall.rows()}
    assert found["acknowledged"] == found["rows"], found
    later: dict[str, Callable[[Hall], Any]] = {"seal": sealing, "growth": growth}
    return found | {name: asyncio.run(part(hall)) for name, part in later.items() if name in parts}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", type=int, default=2000)
    parser.add_argument(
        "--quick", action="store_true", help="one short round, 200 phones: to see that it runs"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    asked = parser.parse_args()
    rounds, seconds, count = (1, 2.0, 200) if asked.quick else (ROUNDS, SECONDS, asked.phones)
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), count, list(asked.only), rounds, seconds)
    for name, value in found.items():
        print(name, json.dumps(value))
    print()
    for goal in GOALS:
        print(goal.line(found))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
