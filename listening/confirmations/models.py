from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.confirmations.rules import Asked, Tally
from listening.contributions.models import UNORDERED
from listening.core.database import Model, Words, WordsType
from listening.core.loop import Status
from listening.sessions.models import ListeningSession
from listening.themes.models import Theme


class Confirmation(Model):
    """One verdict window of one theme: opened by publishing, evaluated once, when it ends."""

    __tablename__ = "confirmation"
    __table_args__ = (
        Index(None, "theme_id"),
        CheckConstraint("ends_on > opened_on", name="window_lasts"),
        CheckConstraint("(evaluated_on IS NULL) = (outcome IS NULL)", name="evaluated_with_outcome"),
        CheckConstraint(
            "outcome IS NULL OR outcome IN ('confirmed', 'partly_confirmed', 'contested', 'unconfirmed')",
            name="outcome_known",
        ),
        CheckConstraint("evaluated_on IS NULL OR evaluated_on > ends_on", name="never_before_the_end"),
        CheckConstraint("apart_yes IS NULL OR evaluated_on IS NOT NULL", name="apart_never_before_the_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    opened_on: Mapped[date]
    #: Last day to answer.
    ends_on: Mapped[date]
    evaluated_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    #: Receipts issued for the theme when it was evaluated.
    receipts: Mapped[int] = mapped_column(default=0)
    yes: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)
    cannot_tell: Mapped[int] = mapped_column(default=0)
    #: Whether it asks "still so?", months after the community's answer.
    again: Mapped[bool] = mapped_column(default=False, server_default=false())
    #: Answers on the public page, which are never counted; None when there were none, or not yet.
    apart_yes: Mapped[int | None]
    apart_partly: Mapped[int | None]
    apart_no: Mapped[int | None]
    apart_cannot_tell: Mapped[int | None]

    theme: Mapped[Theme] = relationship()

    @property
    def tally(self) -> Tally:
        return Tally(self.yes, self.partly, self.no, self.cannot_tell)

    @property
    def apart(self) -> Tally | None:
        """What was answered on the public page."""
        if self.apart_yes is None:
            return None
        return Tally(self.apart_yes, self.apart_partly or 0, self.apart_no or 0, self.apart_cannot_tell or 0)

    @property
    def asked(self) -> Asked:
        """The same for the rules."""
        outcome = Status(self.outcome) if self.outcome else None
        return Asked(self.opened_on, self.evaluated_on, outcome, self.again)


class ShowOfHands(Model):
    """Hands counted at a return session: entered by one person, confirmed by another, both outside the agency."""

    __tablename__ = "show_of_hands"
    __table_args__ = (
        UniqueConstraint("listening_session_id", "theme_id"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> entered_by_id", name="two_people"),
        CheckConstraint(
            "yes >= 0 AND partly >= 0 AND no >= 0 AND cannot_tell >= 0", name="hands_are_counted"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    yes: Mapped[int]
    partly: Mapped[int]
    no: Mapped[int]
    cannot_tell: Mapped[int]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    listening_session: Mapped[ListeningSession] = relationship()
    theme: Mapped[Theme] = relationship()
    entered_by: Mapped[Staff] = relationship(foreign_keys=entered_by_id)

    @property
    def tally(self) -> Tally:
        return Tally(self.yes, self.partly, self.no, self.cannot_tell)


class Reply(Model):
    """One reply to everything people wrote about one report-back by the same time: how many wrote is not in it."""

    __tablename__ = "reply"
    __table_args__ = (
        Index(None, "confirmation_id"),
        CheckConstraint("(words IS NULL) = (replied_on IS NULL)", name="reply_has_a_day"),
        CheckConstraint("(words IS NULL) = (replied_by_id IS NULL)", name="reply_by_someone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"))
    #: The first day by which one of them is owed it.
    reply_by: Mapped[date]
    #: All that they wrote, in a reader's words: what the agency sees, and everyone once it replied.
    said: Mapped[Words] = mapped_column(WordsType)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    words: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    replied_on: Mapped[date | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    confirmation: Mapped[Confirmation] = relationship()


class Message(Model):
    """Words left with a "no" or "partly", or later by receipt: a reader tells what they say, the agency must reply."""

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "confirmation_id"),
        CheckConstraint("answer IN ('partly', 'no', 'later')", name="left_with_what"),
        Index(None, "reply_id"),
        UNORDERED,
    )

    #: Random; cannot be joined to a receipt.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"))
    #: The answer they came with; ``later`` when they came after the window had ended.
    answer: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    #: By when the agency owes its reply, counted from the day a whole pool was opened, never from the day of the words.
    reply_by: Mapped[date]
    #: The words. Read by reviewers only, each reading recorded.
    text: Mapped[str] = mapped_column(Text)
    #: The one reply to all that waited together; None while it waits for a reader.
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))

    confirmation: Mapped[Confirmation] = relationship()
