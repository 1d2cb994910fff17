"""Reminders before, at and after due dates: to the unit that owes it, then to the level above, each sent once."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select, tuple_

from listening.core import clock, letters, mail
from listening.core.database import db
from listening.insights.models import Reminder, Unit
from listening.insights.owed import Owed, owed
from listening.insights.rules import key_of, stage_of, steps_up
from listening.insights.writing import as_asked_for, whole


@dataclass(frozen=True)
class Due:
    """One thing at the stage it has reached today."""

    owed: Owed
    stage: int

    @property
    def key(self) -> tuple[str, Any, int]:
        return (self.owed.thing, self.owed.due_on, self.stage)


def remind() -> int:
    """Send every reminder that is due and was not sent; how many letters left."""
    if not mail.works():
        return 0
    with as_asked_for(current_app.config["SETTINGS"].languages[0]):
        waiting = [(address, dues, _letter(address, dues)) for address, dues in _by_address().items()]
    # The database is free for others while the mail server takes its time.
    db.session.commit()
    if not waiting:
        return 0
    try:
        with mail.door() as server:
            return sum(_deliver(server, dues, letter) for _address, dues, letter in waiting)
    except mail.NotSent:
        return 0


def _deliver(server: Any, dues: Sequence[Due], letter: mail.Letter) -> int:
    """Hand over one letter and note it. A crash in between sends it again under the same id, shown once."""
    try:
        mail.send(server, letter)
    except mail.NotSent:
        return 0
    except mail.NoSuchAddress:
        # Noted as sent: the level above is reminded when its stage comes.
        pass
    today = clock.today()
    db.session.add_all(
        Reminder(thing=thing, due_on=due_on, stage=stage, sent_on=today)
        for thing, due_on, stage in (one.key for one in dues)
    )
    db.session.commit()
    return 1


def _by_address() -> dict[str, list[Due]]:
    """What is due now and was not sent, by the mailbox it goes to. What nobody can be told waits."""
    units = {key_of(one.name): one for one in db.session.scalars(select(Unit))}
    if not units:
        return {}
    due = [
        Due(one, stage)
        for one in owed()
        for stage in [stage_of(one.due_on, clock.today())]
        if stage is not None
    ]
    sent = _sent(due)
    found: dict[str, list[Due]] = {}
    for one in due:
        address = address_for(units.get(key_of(one.owed.owner)), steps_up(one.stage))
        if address and one.key not in sent:
            found.setdefault(address, []).append(one)
    return found


def _sent(due: Sequence[Due]) -> set[tuple[str, Any, int]]:
    """Of these, what was sent; asked in portions, as a statement takes only so many values."""
    found: set[tuple[str, Any, int]] = set()
    columns = (Reminder.thing, Reminder.due_on, Reminder.stage)
    for start in range(0, len(due), PORTION):
        keys = [one.key for one in due[start : start + PORTION]]
        rows = db.session.execute(select(*columns).where(tuple_(*columns).in_(keys)))
        found |= {(thing, due_on, stage) for thing, due_on, stage in rows}
    return found


#: Keys asked for in one statement; three values each, far below every database's limit.
PORTION = 300


def address_for(unit: Unit | None, steps: int) -> str:
    """The mailbox so many levels above, or the next above that has one; the top when there are no more levels.

    Args:
        unit: who owes it; None when nobody wrote down where that unit is reached.
        steps: levels to go up.
    """
    chain = list(upwards(unit))
    reached = [one.address for one in chain[min(steps, len(chain) - 1) :] if one.address] if chain else []
    below = [one.address for one in chain if one.address]
    return next(iter(reached or below[-1:]), "")


def upwards(unit: Unit | None) -> Iterator[Unit]:
    """The unit and the levels above it; a ring of units is walked once."""
    seen: set[int] = set()
    while unit is not None and unit.id not in seen:
        seen.add(unit.id)
        yield unit
        unit = unit.above


def _letter(address: str, dues: Sequence[Due]) -> mail.Letter:
    language = str(current_app.config["SETTINGS"].languages[0])
    lines = [(one.owed.title, stage_words(one), whole(one.owed.href)) for one in dues]
    text = letters.text_of("reminder", lines=lines)
    keys = ";".join(f"{thing} {due_on} {stage}" for thing, due_on, stage in sorted(one.key for one in dues))
    number = hashlib.sha256(f"{address} {keys}".encode()).hexdigest()[:32]
    return mail.Letter(address, _("Owed to the community"), text, language, number=number)


def stage_words(one: Due) -> str:
    """How near or late it is, for the reminder."""
    days, on = one.owed.days_late, one.owed.due_on.isoformat()
    if days < 0:
        return str(
            ngettext("Due on %(date)s, in %(num)s day.", "Due on %(date)s, in %(num)s days.", -days, date=on)
        )
    if days == 0:
        return str(_("Due today, %(date)s.", date=on))
    return str(
        ngettext(
            "Was due on %(date)s, %(num)s day ago.", "Was due on %(date)s, %(num)s days ago.", days, date=on
        )
    )
