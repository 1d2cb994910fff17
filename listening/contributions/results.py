"""What was chosen in a survey, in bands, once it has closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from listening.contributions import tallies
from listening.contributions.pooling import CHOICES, CHOICES_APART, choices_gathering
from listening.core.database import db
from listening.core.page import language
from listening.core.pages import voices
from listening.core.suppression import SMALL, band
from listening.surveys.models import ClosedQuestion, Survey
from listening.surveys.rules import QuestionKind

#: In a ranking the first places are shown.
FIRST = "1"


@dataclass(frozen=True)
class Result:
    """One question and its bars; no bars when fewer than eleven answered."""

    question: ClosedQuestion
    rows: list[dict[str, Any]]


def results_of(survey: Survey) -> list[Result]:
    """Every closed question of a survey that is over."""
    counted = tallies.read(choices_gathering(survey), CHOICES)
    return [_result(question, counted) for question in survey.questions]


def apart_in(engagement_id: int) -> list[Result]:
    """What was chosen without proof, room code or card: in no published number, shown to those who judge."""
    surveys = select(Survey).where(Survey.engagement_id == engagement_id).order_by(Survey.id)
    found = []
    for survey in db.session.scalars(surveys):
        counted = tallies.read(choices_gathering(survey), CHOICES_APART)
        found += [_result(question, counted, least=1) for question in survey.questions if counted]
    return [one for one in found if one.rows]


def _result(question: ClosedQuestion, counted: Mapping[str, Mapping[str, int]], least: int = SMALL) -> Result:
    counts = _counts(question, counted)
    if _answered(question, counts) < least:
        return Result(question, [])
    rows = [
        {"label": label, "value": band(count).drawn, "text": voices(count)} for label, count in counts.items()
    ]
    return Result(question, rows)


def _counts(question: ClosedQuestion, counted: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """How often each option was chosen; of a ranking, put first."""
    labels = [_said(option) for option in question.options]
    taps = question.closed.taps()
    if question.kind in {QuestionKind.SINGLE, QuestionKind.SCALE}:
        about, values = next(iter(taps.items()))
        names = labels if question.kind == QuestionKind.SINGLE else _steps(values, labels)
        return {name: counted.get(about, {}).get(value, 0) for name, value in zip(names, values, strict=True)}
    return {
        label: counted.get(about, {}).get(FIRST if FIRST in values else values[0], 0)
        for label, (about, values) in zip(labels, taps.items(), strict=True)
    }


def _steps(values: tuple[str, ...], ends: list[str]) -> list[str]:
    return [f"{values[0]} ({ends[0]})", *values[1:-1], f"{values[-1]} ({ends[-1]})"]


def _said(option: Mapping[str, str]) -> str:
    return option.get(language()) or next(iter(option.values()), "")


def _answered(question: ClosedQuestion, counts: Mapping[str, int]) -> int:
    """At least so many people answered; several ticks may be one person's."""
    return max(counts.values()) if question.kind == QuestionKind.SEVERAL else sum(counts.values())
