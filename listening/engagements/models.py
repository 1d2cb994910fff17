from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.core.database import Model, Words, WordsType
from listening.engagements.rules import Capacity, Duty, Level, Owed, capacity


class Engagement(Model):
    """One effort to listen, from the promise to the verdict."""

    __tablename__ = "engagement"
    __table_args__ = (
        CheckConstraint(
            "level IN ('inform', 'consult', 'involve', 'collaborate', 'empower')", name="level_known"
        ),
        CheckConstraint("inform_by <= respond_by", name="informed_before_answered"),
        CheckConstraint("closed_on IS NULL OR opened_on IS NOT NULL", name="closed_after_opened"),
        CheckConstraint("originals_gone_on IS NULL OR coded_on IS NOT NULL", name="gone_after_coded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Its place in public addresses; never changes.
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[Words] = mapped_column(WordsType)
    purpose: Mapped[Words] = mapped_column(WordsType)
    can_change: Mapped[Words] = mapped_column(WordsType)
    cannot_change: Mapped[Words] = mapped_column(WordsType)
    #: What the agency says of its own past before it asks; None when it says nothing.
    looking_back: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    #: Where people go when they and the agency do not agree; None when nowhere.
    disagreement: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    audience: Mapped[Words] = mapped_column(WordsType)
    #: Participation level; frozen with the promise at opening.
    level: Mapped[str] = mapped_column(String(20))
    #: The promise in plain words.
    promise: Mapped[Words] = mapped_column(WordsType)
    #: Languages everything public is owed in.
    languages: Mapped[list[str]] = mapped_column(JSON)
    #: Role or unit that answers questions about it; never a person.
    coordinator: Mapped[str] = mapped_column(String(120))
    #: By when the information page is owed.
    inform_by: Mapped[date]
    #: By when every theme is owed an answer.
    respond_by: Mapped[date]
    #: Capacity check: how many themes are expected, and how many people will answer them.
    expected_themes: Mapped[int]
    answering_people: Mapped[int]
    #: Roles or units that will write the answers; never people.
    answered_by: Mapped[str] = mapped_column(String(200), default="", server_default="")
    #: The promise is frozen from this day.
    opened_on: Mapped[date | None]
    #: Listening is over from this day; what is left is sealed together.
    closed_on: Mapped[date | None]
    #: All was read, placed and signed off: the originals are kept a while longer from this day.
    coded_on: Mapped[date | None]
    #: The originals were removed.
    originals_gone_on: Mapped[date | None]
    #: Put away: off the desk's lists, still on every public page.
    archived_on: Mapped[date | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))

    prompts: Mapped[list["Prompt"]] = relationship(order_by="Prompt.position", cascade="all, delete-orphan")
    obligations: Mapped[list["Obligation"]] = relationship(order_by="Obligation.id")
    amendments: Mapped[list["Amendment"]] = relationship(order_by="Amendment.id")
    holds: Mapped[list["Hold"]] = relationship(order_by="Hold.id", back_populates="engagement")

    @property
    def hold(self) -> "Hold | None":
        """Why nothing may be deleted now, if so."""
        return next((hold for hold in self.holds if hold.ended_on is None), None)

    def capacity_on(self, day: date) -> Capacity:
        """Whether those who answer can keep the promise; a public one is weighed on the day it was made."""
        begin = self.opened_on or day
        return capacity(self.expected_themes, self.answering_people, begin, self.respond_by)

    @property
    def is_open(self) -> bool:
        """Promised, and still listening."""
        return self.opened_on is not None and self.closed_on is None

    @property
    def participation(self) -> Level:
        return Level(self.level)


class Prompt(Model):
    """One thing people are asked; the same prompt can be asked in many sessions."""

    __tablename__ = "prompt"
    __table_args__ = (UniqueConstraint("engagement_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    position: Mapped[int]
    words: Mapped[Words] = mapped_column(WordsType)

    engagement: Mapped[Engagement] = relationship(overlaps="prompts")


class Obligation(Model):
    """One dated duty that the promise brings."""

    __tablename__ = "obligation"
    __table_args__ = (
        UniqueConstraint("engagement_id", "duty"),
        CheckConstraint("(reason IS NULL) = (new_date IS NULL)", name="reason_with_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    duty: Mapped[str] = mapped_column(String(30))
    #: The promised day. It never moves; a new date stands beside it.
    due_on: Mapped[date]
    #: Why it is late, in the agency's words.
    reason: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    new_date: Mapped[date | None]

    #: Every reason ever given, oldest first: a new one hides none.
    explanations: Mapped[list["Explanation"]] = relationship(order_by="Explanation.id")

    @property
    def owed(self) -> Owed:
        return Owed(Duty(self.duty), self.due_on)


class Explanation(Model):
    """What the agency once said about a missed duty, and the day it named."""

    __tablename__ = "explanation"

    id: Mapped[int] = mapped_column(primary_key=True)
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"))
    on: Mapped[date]
    reason: Mapped[Words] = mapped_column(WordsType)
    new_date: Mapped[date]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class Amendment(Model):
    """A change to a frozen promise, for everyone to see."""

    __tablename__ = "amendment"

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    on: Mapped[date]
    #: Which part of the promise changed.
    part: Mapped[str] = mapped_column(String(30))
    before: Mapped[Words] = mapped_column(WordsType)
    after: Mapped[Words] = mapped_column(WordsType)
    reason: Mapped[Words] = mapped_column(WordsType)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class Hold(Model):
    """Deletion is paused, for everyone to see: one key holder may begin it at once, two must agree to end it."""

    __tablename__ = "hold"
    __table_args__ = (
        CheckConstraint("(ended_on IS NULL) = (ended_by_id IS NULL)", name="ended_by_someone"),
        CheckConstraint(
            "ended_by_id IS NULL OR (end_asked_by_id IS NOT NULL AND end_asked_by_id <> ended_by_id)",
            name="two_keys_to_end",
        ),
        Index(None, "engagement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    began_on: Mapped[date]
    #: Why, in public words: for example that a court ordered it.
    reason: Mapped[Words] = mapped_column(WordsType)
    began_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    end_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_on: Mapped[date | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    engagement: Mapped[Engagement] = relationship(back_populates="holds")
    began_by: Mapped[Staff] = relationship(foreign_keys=began_by_id)
    end_asked_by: Mapped[Staff | None] = relationship(foreign_keys=end_asked_by_id)
