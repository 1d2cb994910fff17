"""One thing to do, as the page “What waits for you” shows it."""

from dataclasses import dataclass

from listening.core.loop import Status


@dataclass(frozen=True)
class Waiting:
    """One thing to do."""

    title: str
    text: str
    href: str
    action: str
    #: Sorts first, and is shown in coral.
    overdue: bool = False
    #: Where the loop of its theme stands, for the ring beside it.
    status: Status | None = None
