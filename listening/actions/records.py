"""What stands beside decisions: lawyers, drafts shown to parents, referrals, delays; and short answers without one."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.actions.models import Decision
from listening.core.database import Model, Words, WordsType
from listening.engagements.models import Engagement


class Counsel(Model):
    """A draft was with the lawyers: from one day to another. The promised date did not wait."""

    __tablename__ = "counsel"
    __table_args__ = (
        Index(None, "decision_id"),
        CheckConstraint("back_on IS NULL OR back_on >= sent_on", name="back_after_sent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The first decision of a shared answer.
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    sent_on: Mapped[date]
    back_on: Mapped[date | None]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class DraftLook(Model):
    """What one parent partner, or one room, said to a draft: can you live with this?"""

    __tablename__ = "draft_look"
    __table_args__ = (
        Index(None, "decision_id"),
        CheckConstraint("answer IN ('yes', 'with_changes', 'no')", name="answer_known"),
        CheckConstraint("answer = 'yes' OR words IS NOT NULL", name="words_unless_yes"),
        CheckConstraint("(reply IS NULL) = (replied_on IS NULL)", name="reply_with_day"),
        CheckConstraint("(reply IS NULL) = (replied_by_id IS NULL)", name="reply_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The first decision of a shared answer.
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    #: Which showing of the draft it was said to.
    round: Mapped[int]
    answer: Mapped[str] = mapped_column(String(20))
    #: Their words, without names; public once the decision is.
    words: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(10))
    #: The room that said it; None for a parent partner of their own.
    listening_session_id: Mapped[int | None] = mapped_column(ForeignKey("listening_session.id"))
    #: Who wrote it down; never shown outside the desk of readers.
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: What the agency says to these words.
    reply: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    replied_on: Mapped[date | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    decision: Mapped[Decision] = relationship()

    @property
    def owes_reply(self) -> bool:
        return bool(self.words) and self.reply is None


class Referral(Model):
    """A theme that is not ours was sent to the body that decides: what we asked, and what came back."""

    __tablename__ = "referral"
    __table_args__ = (
        Index(None, "decision_id"),
        CheckConstraint("(replied_on IS NULL) = (reply IS NULL)", name="reply_with_day"),
        CheckConstraint("reply_by > sent_on", name="time_to_reply"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The first decision of a shared answer.
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    #: The body that decides.
    body: Mapped[str] = mapped_column(String(120))
    #: What we asked it, in plain words.
    asked: Mapped[Words] = mapped_column(WordsType)
    sent_on: Mapped[date]
    #: By when we asked for a reply.
    reply_by: Mapped[date]
    replied_on: Mapped[date | None]
    #: What it replied.
    reply: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))

    decision: Mapped[Decision] = relationship()


class Delay(Model):
    """Why an answer is late, and the new day, in the agency's words. It stays late."""

    __tablename__ = "delay"
    __table_args__ = (
        Index(None, "theme_id"),
        CheckConstraint("new_date > owed_on", name="later_than_owed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    on: Mapped[date]
    #: The day the answer was owed.
    owed_on: Mapped[date]
    new_date: Mapped[date]
    reason: Mapped[Words] = mapped_column(WordsType)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class ShortAnswer(Model):
    """What the agency says to a line of "Other things we heard", or to all who spoke where no theme was found."""

    __tablename__ = "short_answer"
    __table_args__ = (
        Index(None, "engagement_id"),
        UniqueConstraint("other_thing_id"),
        CheckConstraint("(published_on IS NULL) = (published_by_id IS NULL)", name="published_by_someone"),
        CheckConstraint("published_by_id IS NULL OR published_by_id <> drafted_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    #: None for what is said to everyone.
    other_thing_id: Mapped[int | None] = mapped_column(ForeignKey("other_thing.id", ondelete="CASCADE"))
    words: Mapped[Words] = mapped_column(WordsType)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_on: Mapped[date | None]

    engagement: Mapped[Engagement] = relationship()
    drafted_by: Mapped[Staff] = relationship(foreign_keys=drafted_by_id)
