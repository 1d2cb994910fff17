"""Phones in a process of their own: ``python -m tests.bench.room_phones PORT ADDRESS COUNT``.

They look at the room as static/js/room.js does, until the standard input ends. Then one line of JSON tells when each
phone asked, how long the answer took and what it was.
"""

import asyncio
import json
import random
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Self

from tests.bench.room_load import PHONE_LOOKS, ask
from tests.browser.server import ROOT


@dataclass
class Looked:
    """An answer each: when it was asked for (seconds since the epoch), seconds it took, status, with the first mark?"""

    answers: list[tuple[float, float, int, bool]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    read: int = 0


async def phone(port: int, address: str, looked: Looked) -> None:
    path, _, first = address.partition("?v=")
    mark = first
    await asyncio.sleep(random.uniform(0, PHONE_LOOKS[1]))
    while True:
        asked, began = time.time(), time.perf_counter()
        try:
            status, answer = await ask(port, f"GET {path}?v={mark}")
        except OSError as error:
            looked.broken.append(type(error).__name__)
        else:
            looked.answers.append((asked, time.perf_counter() - began, status, mark == first))
            looked.read += len(answer)
            mark = answer.rpartition(b"\r\n\r\n")[2].decode() if status == 200 else mark
        await asyncio.sleep(random.uniform(*PHONE_LOOKS))


async def crowd(port: int, address: str, count: int) -> Looked:
    looked = Looked()
    tasks = [asyncio.create_task(phone(port, address, looked)) for _phone in range(count)]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return looked


class Crowd:
    """The process, as the benchmark holds it."""

    def __init__(self, port: int, address: str, count: int) -> None:
        command = [sys.executable, "-m", "tests.bench.room_phones", str(port), address, str(count)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.wait()

    def over(self) -> dict[str, Any]:
        """Send them home; what they saw."""
        found, _nothing = self.process.communicate("")
        seen: dict[str, Any] = json.loads(found.splitlines()[-1])
        return seen


def main() -> None:
    port, address, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    looked = asyncio.run(crowd(port, address, count))
    print(json.dumps({"answers": looked.answers, "broken": looked.broken, "read": looked.read}))


if __name__ == "__main__":
    main()
