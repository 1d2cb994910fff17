"""Verbs of a survey: plan, change, ask with choices, end."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.core import clock, journal
from listening.core.database import Words, db, number, one_up
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.engagements.models import Engagement, Prompt
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind, State
from listening.sessions.service import NotYours, WrongMoment, new_code
from listening.surveys.models import ClosedQuestion, Survey, SurveyItem
from listening.surveys.rules import ENDS, LEAST_OPTIONS, MOST_OPTIONS, QuestionKind


class NoChoice(Refused):
    """A question whose choices do not fit its kind."""


def plan(by: Staff, engagement: Engagement, facts: Mapping[str, Any], prompts: Sequence[Prompt]) -> Survey:
    """Plan a survey of an engagement whose promise was made.

    Raises:
        WrongMoment: without a promise, after the listening, or with nothing to ask.
    """
    if not engagement.is_open:
        raise WrongMoment(_("A survey needs a promise that is public, and listening that has not ended."))
    survey = Survey(engagement_id=engagement.id, code=free_code(), facilitator_id=by.id, **facts)
    db.session.add(survey)
    _ask(survey, prompts)
    db.session.flush()
    journal.record(
        Happened.SURVEY_PLANNED,
        on=clock.today(),
        engagement_id=engagement.id,
        staff_id=by.id,
        detail={"survey": survey.id, "closes_on": survey.closes_on.isoformat()},
    )
    return survey


def free_code() -> str:
    """A join code that neither a session nor a survey has."""
    while True:
        code = new_code()
        if find(code) is None:
            return code


def find(code: str) -> Survey | None:
    return db.session.scalar(select(Survey).where(Survey.code == code))


def _ask(survey: Survey, prompts: Sequence[Prompt]) -> None:
    if not prompts:
        raise WrongMoment(_("Choose at least one prompt."))
    survey.agenda = [
        SurveyItem(prompt_id=prompt.id, position=position) for position, prompt in enumerate(prompts, start=1)
    ]


def change(by: Staff, survey: Survey, facts: Mapping[str, Any], prompts: Sequence[Prompt]) -> None:
    """Change dates, and before it opens also what is asked."""
    refuse_unless_running(by, survey)
    if survey.state is State.CLOSED:
        raise WrongMoment(_("This survey has closed."))
    if survey.state is State.PLANNED and {one.id for one in prompts} != {
        item.prompt_id for item in survey.agenda
    }:
        survey.agenda.clear()
        db.session.flush()
        _ask(survey, prompts)
    for name, value in facts.items():
        setattr(survey, name, value)


def ask_closed(
    by: Staff, survey: Survey, kind: QuestionKind, words: Words, options: Sequence[Words]
) -> ClosedQuestion:
    """Add a question with choices, at the end.

    Raises:
        NoChoice: when the choices are too few or too many for the kind.
    """
    refuse_unless_running(by, survey)
    refuse_unless_planned(survey)
    if kind is QuestionKind.SCALE and len(options) != ENDS:
        raise NoChoice(_("A scale has two ends: write one a line."))
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        raise NoChoice(_("Write two to eight choices, one a line, as many in each language."))
    question = ClosedQuestion(
        position=len(survey.questions) + 1,
        kind=kind.value,
        words=words,
        options=[dict(one) for one in options],
    )
    survey.questions.append(question)
    db.session.flush()
    return question


def withdraw_question(by: Staff, survey: Survey, question: ClosedQuestion) -> None:
    """Take a question out before it opens, and close the gap."""
    refuse_unless_running(by, survey)
    refuse_unless_planned(survey)
    if question in survey.questions:
        survey.questions.remove(question)
    db.session.flush()
    number(survey.questions)


def move_question_up(by: Staff, survey: Survey, question: ClosedQuestion) -> None:
    """Ask a question before the one it followed, before the survey opens."""
    refuse_unless_running(by, survey)
    refuse_unless_planned(survey)
    number(one_up(survey.questions, question))
    db.session.expire(survey, ["questions"])


def end(by: Staff, survey: Survey) -> None:
    """End it before its last day."""
    refuse_to_end(by, survey)
    survey.ended_on = clock.today()


def refuse_to_end(by: Staff, survey: Survey) -> None:
    """Raises: NotYours, WrongMoment."""
    refuse_unless_running(by, survey)
    if survey.state is not State.OPEN:
        raise WrongMoment(_("This survey is not open."))


def refuse_unless_running(by: Staff, survey: Survey) -> None:
    if survey.facilitator_id != by.id:
        raise NotYours(_("Only those who run this survey can do that."))


def refuse_unless_planned(survey: Survey) -> None:
    # Two who change what is asked take turns; each sees what the other did.
    db.session.refresh(survey, with_for_update=True)
    if survey.state is not State.PLANNED:
        raise WrongMoment(_("People are answering already. What is asked stays as it is."))


def returns_of(engagement_id: int) -> Sequence[ListeningSession]:
    """Return sessions where people can hear what came of a survey."""
    query = select(ListeningSession).where(
        ListeningSession.engagement_id == engagement_id,
        ListeningSession.kind == Kind.RETURN,
        ListeningSession.cancelled_on.is_(None),
    )
    return db.session.scalars(query.order_by(ListeningSession.starts_at)).all()


def surveys_of(engagement_id: int) -> Sequence[Survey]:
    """An engagement's surveys, the earliest first."""
    query = select(Survey).where(Survey.engagement_id == engagement_id)
    return db.session.scalars(query.order_by(Survey.opens_on)).all()


def last_day_of(survey: Survey) -> date:
    """The day it closed or will close."""
    return survey.ended_on or survey.closes_on
