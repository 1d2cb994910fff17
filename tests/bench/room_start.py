"""From the command to the first answer, against a bare Flask on the same server; in turn."""

import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.room_hall import Bare
from tests.browser.server import Server

STARTS = 5


def starts(home: Path) -> dict[str, Any]:
    """Seconds each took; the tables are there already, as on every start but the first."""
    ours, server = [], Server(home / "start")
    server.prepare()
    bare = []
    for _start in range(STARTS):
        bare.append(seconds(Bare(home)))
        ours.append(seconds(server))
    ratios = [round(mine / other, 2) for mine, other in zip(ours, bare, strict=True)]
    return {
        "seconds": [round(one, 2) for one in ours],
        "bare_seconds": [round(one, 2) for one in bare],
        "ratios": ratios,
        "ratio": median(ratios),
    }


def seconds(server: Bare | Server) -> float:
    began = time.perf_counter()
    server.start()
    took = time.perf_counter() - began
    server.stop()
    return took
