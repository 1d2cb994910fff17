"""What the agency sets once: numbers to call for help, how its case numbers are written, what readers are called."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from listening.core import clock
from listening.core.database import Words
from listening.core.models import Setting

if TYPE_CHECKING:
    from analysis.redact import Shape

HELP, CHECKED, CASES = "help_numbers", "help_numbers_checked", "case_number_shapes"
LINES, REPORTING = "lines_to_call", "readers_report"
#: Days after which someone should ring the numbers again.
RING_AGAIN = 180


def help_numbers() -> list[dict[str, object]]:
    return Setting.value_of(HELP) or []


def put_help_numbers(rows: Iterable[tuple[Words, str]]) -> None:
    """Keep the numbers, and that someone rang them today."""
    Setting.put(HELP, [{"label": dict(label), "number": number} for label, number in rows])
    Setting.put(CHECKED, clock.today().isoformat())


def lines_to_call() -> dict[str, str]:
    """The two numbers that stand before every first box: for an emergency, and to talk to someone."""
    return Setting.value_of(LINES) or {"emergency": "911", "talk": "988"}


def reporting() -> str:
    """Whether readers report abuse they learn of: by ``law``, by the agency's ``policy``, or ``no``."""
    return Setting.value_of(REPORTING) or "law"


def put_notice(emergency: str, talk: str, reporting: str) -> None:
    """What the notice before the first box says of numbers and of readers."""
    Setting.put(LINES, {"emergency": emergency, "talk": talk})
    Setting.put(REPORTING, reporting)


def rung_on() -> date | None:
    """The day on which someone last rang the numbers."""
    day = Setting.value_of(CHECKED)
    return date.fromisoformat(day) if day else None


def case_numbers() -> list[str]:
    """How case numbers are written here: 9 is any digit, A any letter."""
    return Setting.value_of(CASES) or []


def put_case_numbers(written: Sequence[str]) -> None:
    Setting.put(CASES, list(written))


def own_shapes() -> "list[Shape]":
    from analysis.shapes import case_number

    return [case_number(one) for one in case_numbers()]
