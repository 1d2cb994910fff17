"""Words that anyone leaves one at a time: sealed together once a week, so that nothing shows on which day they came."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from listening.contributions.door import Keeper, Kind, drop, register_keeper, register_kind
from listening.contributions.intake import Dropped, Gathering, intake
from listening.contributions.rules import SMALLEST_POOL
from listening.core import clock, jobs
from listening.core.database import db
from listening.core.models import Setting

#: ``mark`` is random and becomes the row's id, so that sealing twice doubles nothing and points to no receipt.
FIELDS = frozenset({"language", "mark", "text"})


@dataclass(frozen=True)
class Weekly:
    """One sort of such words."""

    kind: str
    #: Of its gatherings.
    prefix: str
    #: The table they come to, whose key is the mark; and a row of it, made from what was kept of one.
    table: type[Any]
    row: Callable[[int, Mapping[str, Any]], Any]
    #: Name of the setting that holds the last week in which they were sealed.
    sealed_in: str
    #: Whether later words of the same receipt take the place of the first.
    replace: bool = False

    def leave(self, number: int, key: str, text: str, language: str) -> None:
        """Keep words until they are sealed; raises ``NotStored`` or ``Shut`` when they cannot be kept."""
        body = {"language": language, "mark": secrets.token_hex(16), "text": text}
        drop(Gathering(self.prefix, number), self.kind, [(key, body)])

    def due(self, number: int) -> bool:
        """Once a week, or as soon as five wait."""
        waiting = intake().store(Gathering(self.prefix, number)).count(self.kind)
        return waiting >= SMALLEST_POOL or _this_week() != Setting.value_of(self.sealed_in)

    def settle(self, number: int, rows: Sequence[Dropped]) -> None:
        """Bring them to their table without their receipts, idempotently."""
        there = set(db.session.scalars(select(self.table.id).where(self.table.id.in_(_marks(rows)))))
        db.session.add_all(self.row(number, one.body) for one in rows if one.body["mark"] not in there)

    def verified(self, _number: int, rows: Sequence[Dropped]) -> bool:
        marks = _marks(rows)
        found = db.session.scalar(select(func.count()).where(self.table.id.in_(marks)))
        return found == len(set(marks))

    def note_the_week(self) -> int:
        """After everything that was due is sealed."""
        if Setting.value_of(self.sealed_in) != _this_week():
            Setting.put(self.sealed_in, _this_week())
            db.session.commit()
        return 0

    def register(self, app: Flask, job: str) -> None:
        register_kind(app, Kind(self.kind, FIELDS, replace=self.replace))
        register_keeper(app, Keeper(self.prefix, self.due, self.settle, self.verified))
        jobs.register(app, job, self.note_the_week)


def _marks(rows: Sequence[Dropped]) -> list[str]:
    return [str(row.body["mark"]) for row in rows]


def _this_week() -> str:
    year, week, _day = clock.today().isocalendar()
    return f"{year}-W{week:02}"
