"""The goals of an open room, each beside what a run found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Found = dict[str, Any]
BOTH = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Goal:
    """What is wanted, and how to read it out of a run: a figure for each database, or one."""

    words: str
    wanted: float
    of: Callable[[Found], dict[str, float]]
    #: Whether more is better.
    least: bool = False

    def line(self, found: Found) -> str:
        """The goal, its figures and whether they meet it."""
        try:
            figures = self.of(found)
        except (KeyError, TypeError):
            return f"        {self.words}: not measured"
        met = all(one >= self.wanted if self.least else one <= self.wanted for one in figures.values())
        said = ", ".join(f"{name} {one:g}" for name, one in figures.items())
        return f"{'met' if met else 'NOT MET':8}{self.words} {'≥' if self.least else '≤'} {self.wanted:g}: {said}"


def each(*path: str) -> Callable[[Found], dict[str, float]]:
    """The same figure for each database that was measured."""

    def of(found: Found) -> dict[str, float]:
        measured = [name for name in BOTH if isinstance(found[name], dict)]
        return {name: _at(found[name], path) for name in measured}

    return of


def one(*path: str) -> Callable[[Found], dict[str, float]]:
    return lambda found: {path[-1]: _at(found, path)}


def _at(found: Any, path: tuple[str, ...]) -> float:
    for name in path:
        found = found[name]
    return float(found)


def lost_in_the_rush(found: Found) -> dict[str, float]:
    rushes = {name: found[name]["rush"] for name in BOTH if isinstance(found[name], dict)}
    return {name: rush["sent"] - rush["good"] for name, rush in rushes.items()}


GOALS = (
    Goal("durable contributions against bare inserts", 0.5, one("durable", "ratio", "sqlite"), least=True),
    Goal("… the stretch", 0.7, one("durable", "ratio", "sqlite"), least=True),
    Goal(
        "two processes on PostgreSQL against one on SQLite",
        1.5,
        one("durable", "ratio", "two_against_one"),
        least=True,
    ),
    Goal("500 contributions in 10 s: errors", 0, lost_in_the_rush),
    Goal("500 contributions in 10 s: p99 in ms", 50, each("rush", "p99_ms")),
    Goal("approval to projector, p99 in ms", 500, each("approval_to", "screen", "p99_ms")),
    Goal("approval to console, p99 in ms", 500, each("approval_to", "console", "p99_ms")),
    Goal("news on the last phone, in seconds (interval + 0.3)", 14.3, each("news", "last_seconds")),
    Goal("… and an old answer was given for at most ms", 300, each("news", "stale_at_most_ms")),
    Goal("share of a core for the phones of a quiet room", 0.15, each("phones", "cpu_of_a_core")),
    Goal("KiB of memory for each phone", 4, each("phones", "kib_each")),
    Goal("sealing 10,000 contributions, in seconds", 5, each("seal", "seconds")),
    Goal("… and others send meanwhile: p99 in ms", 500, each("seal", "meanwhile_p99_ms")),
    Goal("start to first answer against bare Flask", 3, one("start", "ratio")),
)
