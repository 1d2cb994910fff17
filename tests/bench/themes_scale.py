"""Measure size: ``python -m tests.bench.themes_scale``: 1,000 / 10,000 / 100,000 texts, and one new text.

Each size runs in a process of its own, so that memory is its own. The last line is one JSON object.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

SIZES = (1_000, 10_000, 100_000)


def texts_of(size: int) -> list[str]:
    """Return made-up voices, about 18 words each."""
    from tests.bench.themes_corpus import corpus

    found: list[str] = []
    seed = 0
    while len(found) < size:
        found += [
            f"{one} {two}" for one, two in zip(*[corpus("en", 10, seed + n)[0] for n in (0, 1)], strict=True)
        ]
        seed += 2
    return found[:size]


def peak_kb() -> int:
    """Return the most this process has held; ru_maxrss would count what its parent held before it began."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(status.read_text(encoding="ascii").partition("VmHWM:")[2].split()[0])


def group_all(size: int) -> dict[str, float]:
    from analysis.bench import themes

    texts = texts_of(size)
    themes(texts[:100])
    before = peak_kb()
    began = time.process_time()
    labels, _ = themes(texts)
    cpu = time.process_time() - began
    peak = peak_kb()
    return {
        "cpu": round(cpu, 2),
        "memory_mb": peak // 1024,
        "before_mb": before // 1024,
        "themes": len(set(labels)),
    }


def assign_one() -> dict[str, float]:
    from analysis import Document, assign, find_themes

    documents = [Document(str(i), text, "en") for i, text in enumerate(texts_of(2_000))]
    found = find_themes(documents[:1_000], resamples=0)
    times = []
    for document in documents[1_000:]:
        began = time.perf_counter()
        assign(found, document)
        times.append(time.perf_counter() - began)
    return {"assign_median_ms": round(median(times) * 1000, 3)}


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(group_all(int(sys.argv[1]))))
        return
    report: dict[str, object] = {}
    for size in SIZES:
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.themes_scale", str(size)],
            capture_output=True,
            text=True,
            check=True,
        )
        report[str(size)] = json.loads(ran.stdout.splitlines()[-1])
        print(size, report[str(size)], flush=True)
    report |= assign_one()
    print(json.dumps(report))


if __name__ == "__main__":
    main()
