from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.core.database import Model, Moment, Words, WordsType
from listening.engagements.models import Prompt
from listening.sessions.models import ListeningSession

ASKED = "IN ('not_yet', 'open', 'closed')"


class Room(Model):
    """What the facilitator did with one open session: acts of staff, nothing of anyone who speaks."""

    __tablename__ = "room"
    __table_args__ = (
        CheckConstraint("NOT wall_on OR agreed_on IS NOT NULL", name="rules_before_wall"),
        CheckConstraint("(agreed_on IS NULL) = (agreed_rules IS NULL)", name="agreed_means_written"),
        CheckConstraint("closes_at IS NULL OR prompt_id IS NOT NULL", name="timer_of_a_prompt"),
        *(
            CheckConstraint(f"{name} {ASKED}", name=f"{name}_known")
            for name in ("rules_round", "vote", "read_back", "pulse")
        ),
    )

    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), primary_key=True)
    #: Grows with each act, so that screens know when to draw themselves anew.
    version: Mapped[int] = mapped_column(default=1)
    #: The prompt that is open now.
    prompt_id: Mapped[int | None] = mapped_column(ForeignKey("prompt.id"))
    #: When its timer ends; only a reminder.
    closes_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Prompts that were closed.
    prompts_done: Mapped[list[int]] = mapped_column(JSON, default=list)
    paused: Mapped[bool] = mapped_column(default=False)
    #: Whether people are asked about the ground rules on their phones.
    rules_round: Mapped[str] = mapped_column(String(8), default="not_yet")
    #: The ground rules as the room agreed on them, frozen; one a line.
    agreed_rules: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    agreed_on: Mapped[date | None]
    wall_on: Mapped[bool] = mapped_column(default=False)
    #: Agree or disagree with what is on the wall.
    vote: Mapped[str] = mapped_column(String(8), default="not_yet")
    #: Whether closed votes are on the big screen; hidden until ready.
    results_shown: Mapped[bool] = mapped_column(default=False)
    #: Whether the first hearing is on the big screen.
    hearing_shown: Mapped[bool] = mapped_column(default=False)
    read_back: Mapped[str] = mapped_column(String(8), default="not_yet")
    pulse: Mapped[str] = mapped_column(String(8), default="not_yet")
    #: Whether hope and safety are asked too.
    pulse_more: Mapped[bool] = mapped_column(default=False)
    last_call: Mapped[bool] = mapped_column(default=False)
    #: When the next heap may come to the console; drawn by chance, whoever pressed send.
    next_heap_at: Mapped[datetime | None] = mapped_column(Moment)

    session: Mapped[ListeningSession] = relationship()
    prompt: Mapped[Prompt | None] = relationship()


class Hearing(Model):
    """One line of the first hearing, in the facilitator's words, read back to the room."""

    __tablename__ = "hearing"
    __table_args__ = (UniqueConstraint("listening_session_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    #: Names it in the tally of read-back answers.
    number: Mapped[int]
    words: Mapped[Words] = mapped_column(WordsType)
