from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.core.database import Base, Model, Moment, Words, WordsType
from listening.engagements.models import Engagement, Prompt
from listening.sessions.rules import Kind, Owner, State, VenueQuestion, concerns, is_neutral, state_of

co_facilitator = Table(
    "co_facilitator",
    Base.metadata,
    Column("listening_session_id", ForeignKey("listening_session.id"), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
)


class ListeningSession(Model):
    """A facilitated gathering: listening, sense-making or return."""

    __tablename__ = "listening_session"
    __table_args__ = (
        CheckConstraint("kind IN ('listening', 'sense_making', 'return')", name="kind_known"),
        CheckConstraint(
            "owner NOT IN ('agency', 'court') OR venue_reason IS NOT NULL", name="reason_when_not_neutral"
        ),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_after_opened"),
        CheckConstraint("sealed_on IS NULL OR closed_at IS NOT NULL", name="sealed_after_closed"),
        CheckConstraint("(cancelled_on IS NULL) = (cancel_reason IS NULL)", name="cancelled_with_reason"),
        CheckConstraint("minutes > 0", name="lasts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    kind: Mapped[str] = mapped_column(String(20))
    #: What people type to join.
    code: Mapped[str] = mapped_column(String(6), unique=True)
    #: When the agency invites people to come; not when anyone did.
    starts_at: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int]
    #: The hour people were told first, when it was moved.
    moved_from: Mapped[datetime | None] = mapped_column(Moment)
    place: Mapped[Words] = mapped_column(WordsType)
    address: Mapped[str] = mapped_column(String(200))
    #: Who owns the venue.
    owner: Mapped[str] = mapped_column(String(20))
    #: Public reason when agency or court own it.
    venue_reason: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    #: Answers of the neutrality check, by question.
    venue_answers: Mapped[dict[str, bool]] = mapped_column(JSON)
    #: One rule a line.
    ground_rules: Mapped[Words] = mapped_column(WordsType)
    supports: Mapped[list[str]] = mapped_column(JSON)
    facilitator_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: For a listening session: the return session planned with it.
    return_session_id: Mapped[int | None] = mapped_column(ForeignKey("listening_session.id"))
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    sealed_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    cancel_reason: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))

    engagement: Mapped[Engagement] = relationship()
    facilitator: Mapped[Staff] = relationship()
    co_facilitators: Mapped[list[Staff]] = relationship(secondary=co_facilitator)
    return_session: Mapped["ListeningSession | None"] = relationship(remote_side="ListeningSession.id")
    agenda: Mapped[list["AgendaItem"]] = relationship(
        order_by="AgendaItem.position", cascade="all, delete-orphan"
    )

    jobs: Mapped[list["EveningJob"]] = relationship(cascade="all, delete-orphan")

    @property
    def state(self) -> State:
        return state_of(
            opened_at=self.opened_at,
            closed_at=self.closed_at,
            sealed_on=self.sealed_on,
            cancelled_on=self.cancelled_on,
        )

    @property
    def neutral(self) -> bool:
        return is_neutral(Owner(self.owner), self.venue_answers)

    @property
    def concerns(self) -> list[VenueQuestion]:
        return concerns(self.venue_answers)

    @property
    def is_return(self) -> bool:
        return self.kind == Kind.RETURN

    @property
    def held(self) -> dict[str, str]:
        """Who does what: a role, a name to call out or a unit, by job."""
        return {one.job: one.held_by for one in self.jobs}

    def run_by(self, staff: Staff) -> bool:
        """Whether this person facilitates or co-facilitates it."""
        return staff.id == self.facilitator_id or any(staff.id == one.id for one in self.co_facilitators)


class AgendaItem(Model):
    """One prompt on the agenda of one session."""

    __tablename__ = "agenda_item"

    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"), primary_key=True)
    position: Mapped[int]
    minutes: Mapped[int]

    prompt: Mapped[Prompt] = relationship()


class EveningJob(Model):
    """Who does one job of one evening: a role or a unit, never somebody's private data."""

    __tablename__ = "evening_job"
    __table_args__ = (
        CheckConstraint(
            "job IN ('child_care', 'co_facilitator', 'facilitator', 'host', 'interpreter', 'listener', "
            "'support_person', 'table_scribe', 'timekeeper')",
            name="job_known",
        ),
    )

    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), primary_key=True)
    job: Mapped[str] = mapped_column(String(20), primary_key=True)
    #: For example "Parent Circle" or "County interpreters".
    held_by: Mapped[str] = mapped_column(String(120))
