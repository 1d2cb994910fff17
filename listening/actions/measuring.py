"""Measures: how it was, how it shall be, and what was read on the way; all of it public."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from listening.accounts.models import Staff
from listening.actions.agency import Incomplete, publishers_only, record, words_needed
from listening.actions.models import Action
from listening.actions.proofs import Measure, Measured
from listening.actions.rules import Told, Value
from listening.core import clock
from listening.core.database import Words, db
from listening.core.loop import Happened


def begin(
    by: Staff,
    action: Action,
    words: Words,
    unit: Words,
    before: tuple[Value, date],
    target: tuple[Value, date],
    *,
    counts_people: bool = False,
) -> Measure:
    """Say how people will see a change: how it was on a day, and how it shall be by a day.

    Raises:
        Incomplete: when a value is neither a number nor words, or a date cannot be.
    """
    publishers_only(by)
    words_needed(words, _("Say what you measure."))
    if before[1] > clock.today() or target[1] <= before[1]:
        raise Incomplete(_("It was read today or before, and the goal lies after that."))
    measure = Measure(
        action_id=action.id,
        words=words,
        unit=unit if any(unit.values()) else None,
        counts_people=counts_people,
    )
    for kind, (value, on) in ((Told.BASELINE, before), (Told.TARGET, target)):
        measure.told.append(_told(by, measure, kind, value, on))
    db.session.add(measure)
    db.session.flush()
    record(by, Happened.ACTION_MEASURED, action.theme, action=action.id, measure=measure.id)
    return measure


def _told(by: Staff, measure: Measure, kind: Told, value: Value, on: date) -> Measured:
    if not value.is_one:
        raise Incomplete(_("Give a number, or words: one of the two."))
    number = value.number
    if measure.counts_people and number is not None and (number < 0 or number != int(number)):
        raise Incomplete(_("A number of people is a whole number."))
    words = None if number is not None else Words(value.words or {})
    return Measured(kind=kind.value, on=on, number=number, words=words, staff_id=by.id)


def read(by: Staff, measure: Measure, value: Value, on: date) -> Measured:
    """Write down what was read on a day. Nothing that was read is ever changed."""
    publishers_only(by)
    first = min(one.on for one in measure.told)
    if on > clock.today() or on < first:
        raise Incomplete(_("Choose a day between the first reading and today."))
    told = _told(by, measure, Told.READING, value, on)
    measure.told.append(told)
    db.session.flush()
    record(by, Happened.ACTION_MEASURED, measure.action.theme, action=measure.action_id, measure=measure.id)
    return told


def measures(action_ids: Iterable[int]) -> dict[int, list[Measure]]:
    """The measures of each action, with everything read."""
    query = select(Measure).where(Measure.action_id.in_(list(action_ids))).options(selectinload(Measure.told))
    found: dict[int, list[Measure]] = {}
    for one in db.session.scalars(query.order_by(Measure.id)):
        found.setdefault(one.action_id, []).append(one)
    return found
