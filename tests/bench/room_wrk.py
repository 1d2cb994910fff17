"""As many contributions as a server takes: by wrk, which costs next to nothing, else by Python, which says so."""

import asyncio
import json
import shutil
import subprocess
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote_plus

from tests.bench.room_load import SAID, Seen, as_fast_as_it_goes, say

SCRIPT = Path(__file__).with_name("room.lua")
#: People at once: two for each thread of the server.
PEOPLE = 32
#: Seconds after the last contribution was sent in which it must be answered.
PATIENCE = 3
_rounds = count(1)


@dataclass(frozen=True)
class Target:
    """A server, where it takes contributions, and how it says that it has one."""

    port: int
    path: str
    #: The number of the prompt in the names of the fields; 0 for the bare server, which has plain names.
    prompt: int
    good: str
    #: What is asked for when the time is over.
    look: str = "/"
    #: The code on the big screen, with which it is let in.
    room: str = ""


def by_wrk() -> bool:
    return shutil.which("wrk") is not None


def rate(target: Target, seconds: float) -> tuple[float, int]:
    """Acknowledged contributions a second, and how many there were; none may be refused."""
    return _by_wrk(target, seconds) if by_wrk() else _by_python(target, seconds)


def _by_wrk(target: Target, seconds: float) -> tuple[float, int]:
    before, after = (
        (f"&text-{target.prompt}=", f"&consent-{target.prompt}=quote&room={target.room}")
        if target.prompt
        else ("&text=", "")
    )
    arguments = [target.path, target.look, target.good, str(seconds), str(next(_rounds)), before, after]
    command = [
        "wrk",
        "-t1",
        "--timeout",
        "30s",
        f"-c{PEOPLE}",
        f"-d{seconds + PATIENCE:.0f}s",
        "-s",
        str(SCRIPT),
    ]
    address = f"http://127.0.0.1:{target.port}"
    said = subprocess.run(
        [*command, address, "--", *arguments, quote_plus(SAID)], capture_output=True, text=True, check=True
    )
    found = json.loads(said.stdout.splitlines()[-1])
    assert found["sent"] == found["acknowledged"], found
    assert found["bad"] == found["broken"] == 0, found
    return found["acknowledged"] / found["seconds"], found["acknowledged"]


def _by_python(target: Target, seconds: float) -> tuple[float, int]:
    seen = Seen()

    async def one() -> None:
        good = target.good.encode()
        await say(target.port, target.path, target.prompt, good, seen, room=target.room)

    asyncio.run(as_fast_as_it_goes(PEOPLE, seconds, one))
    assert seen.bad == [], seen.bad[:3]
    return len(seen.keys) / seconds, len(seen.keys)
