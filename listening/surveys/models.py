from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.core import clock
from listening.core.database import Model, Words, WordsType
from listening.engagements.models import Engagement, Prompt
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.surveys.rules import Closed, QuestionKind, state_of


class Survey(Model):
    """The prompts of an engagement, open over weeks."""

    __tablename__ = "survey"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="opens_before_it_closes"),
        CheckConstraint("remind_on IS NULL OR remind_on <= closes_on", name="reminds_in_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    #: What people type to join; no session has the same.
    code: Mapped[str] = mapped_column(String(6), unique=True)
    opens_on: Mapped[date]
    #: Its last day.
    closes_on: Mapped[date]
    #: A day to remind people by poster or word of mouth; there is nobody to write to.
    remind_on: Mapped[date | None]
    #: The day someone ended it early.
    ended_on: Mapped[date | None]
    #: The last day on which a pool of it was sealed: at most one a day.
    pooled_on: Mapped[date | None]
    #: Outside the agency, like whoever runs a session.
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: Where people hear what came of it.
    return_session_id: Mapped[int | None] = mapped_column(ForeignKey("listening_session.id"))

    engagement: Mapped[Engagement] = relationship()
    facilitator: Mapped[Staff] = relationship()
    return_session: Mapped[ListeningSession | None] = relationship()
    agenda: Mapped[list["SurveyItem"]] = relationship(
        order_by="SurveyItem.position", cascade="all, delete-orphan"
    )
    questions: Mapped[list["ClosedQuestion"]] = relationship(
        order_by="ClosedQuestion.position", cascade="all, delete-orphan"
    )

    @property
    def state(self) -> State:
        """Read from the calendar; it ends with the listening of its engagement."""
        ended = self.ended_on or self.engagement.closed_on
        return state_of(opens_on=self.opens_on, closes_on=self.closes_on, ended_on=ended, today=clock.today())


class SurveyItem(Model):
    """One prompt of one survey."""

    __tablename__ = "survey_item"

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"), primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), primary_key=True)
    position: Mapped[int]

    prompt: Mapped[Prompt] = relationship()


class ClosedQuestion(Model):
    """A question with choices. Answers are counted apart from the words and never tied to them."""

    __tablename__ = "closed_question"
    __table_args__ = (
        UniqueConstraint("survey_id", "position"),
        CheckConstraint("kind IN ('single', 'several', 'scale', 'ranking')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[Words] = mapped_column(WordsType)
    #: The choices, each in every language; of a scale its two ends.
    options: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    @property
    def closed(self) -> Closed:
        return Closed(self.id, QuestionKind(self.kind), len(self.options))
