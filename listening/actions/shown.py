"""What stands around actions, for the desk and for everyone: measures, evidence, hands they went through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal

from listening.actions.evidence import evidence_of
from listening.actions.handing_over import handovers
from listening.actions.measuring import measures
from listening.actions.models import Action
from listening.actions.proofs import Evidence, Handover, Measure, Measured
from listening.core.pages import people, said
from listening.core.suppression import band


@dataclass(frozen=True)
class Proof:
    """One action with everything that shows it is real."""

    measures: Sequence[Measure]
    evidence: Sequence[Evidence]
    handovers: Sequence[Handover]


def proofs(actions: Iterable[Action]) -> dict[int, Proof]:
    """Each of these actions with its proofs, in a fixed number of queries."""
    ids = [action.id for action in actions]
    measured, filed, handed = measures(ids), evidence_of(ids), handovers(ids)
    return {
        number: Proof(measured.get(number, []), filed.get(number, []), handed.get(number, []))
        for number in ids
    }


def value_words(measure: Measure, told: Measured) -> Any:
    """A value as people read it; a number of people only as its band."""
    if told.number is None:
        return said(told.words)
    if measure.counts_people:
        return people(int(told.number))
    number = format_decimal(told.number)
    return f"{number} {said(measure.unit)}" if measure.unit else number


def drawn(measure: Measure, told: Measured) -> float:
    """How long its bar is; a band of people is as long for each number in it."""
    if told.number is None:
        return 0
    return band(int(told.number)).drawn if measure.counts_people else max(told.number, 0)


def has_bars(measure: Measure) -> bool:
    """Whether all of it is numbers that a bar can show."""
    return all(one.number is not None and one.number >= 0 for one in measure.told)
