"""Run by test_full_disk: writes into an intake whose files may not grow beyond a random size, in children.

Prints one JSON object. With ``careless`` the weakened build is tried: it thanks before the write has returned.
"""

import json
import os
import random
import resource
import signal
import sys
from pathlib import Path

from listening.contributions.intake import Dropped, NotStored, Store

#: Bytes at which the disk is "full", between a few rows and a few hundred.
LEAST, MOST = 40_000, 400_000


def main(folder: Path, runs: int, *, careless: bool) -> None:
    totals = {"runs": runs, "refused": 0, "thanked": 0, "missing": 0}
    for number in range(runs):
        path = folder / f"session-{number}.db"
        thanked, refused = child(path, random.randint(LEAST, MOST), careless=careless)
        store = Store(path)
        there = {row.id for row in store.rows()}
        store.close()
        totals["refused"] += refused
        totals["thanked"] += len(thanked)
        totals["missing"] += len(set(thanked) - there)
        for one in folder.glob(f"session-{number}.db*"):
            one.unlink()
    print(json.dumps(totals))


def child(path: Path, limit: int, *, careless: bool) -> tuple[list[str], bool]:
    """What one process thanked for until its disk was full, and whether it said so."""
    reading, writing = os.pipe()
    number = os.fork()
    if number == 0:
        os.close(reading)
        speak(path, limit, writing, careless=careless)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as lines:
        told = lines.read().split()
    os.waitpid(number, 0)
    return [one for one in told if one != "refused"], "refused" in told


def speak(path: Path, limit: int, told: int, *, careless: bool) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = Store(path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    for number in range(10_000):
        key = f"{number:032x}"
        if careless:
            os.write(told, f"{key}\n".encode())
        try:
            store.put([Dropped(key, "contribution", {"text": "x" * random.randint(10, 3000)})])
        except NotStored:
            os.write(told, b"refused\n")
            return
        if not careless:
            os.write(told, f"{key}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), careless="careless" in sys.argv)
