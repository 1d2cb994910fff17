from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.confirmations.rules import Tally
from listening.contributions.models import UNORDERED
from listening.core.database import Model, Words, WordsType
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

    theme: Mapped[Theme] = relationship()

    @property
    def tally(self) -> Tally:
        return Tally(self.yes, self.partly, self.no, self.cannot_tell)


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


class Message(Model):
    """Words left with a "no" or "partly": a reader passes them on, the agency must reply."""

    __tablename__ = "message"
    __table_args__ = (
        Index(None, "confirmation_id"),
        CheckConstraint("answer IN ('partly', 'no')", name="left_with_partly_or_no"),
        CheckConstraint("(passed_on IS NULL) = (passed_on_by_id IS NULL)", name="passed_on_by_a_reader"),
        CheckConstraint("reply IS NULL OR passed_on IS NOT NULL", name="reply_to_what_was_passed_on"),
        CheckConstraint("(reply IS NULL) = (replied_on IS NULL)", name="reply_has_a_day"),
        UNORDERED,
    )

    #: Random; cannot be joined to a receipt.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    confirmation_id: Mapped[int] = mapped_column(ForeignKey("confirmation.id"))
    answer: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    #: The words. Read by reviewers only, each reading recorded.
    text: Mapped[str] = mapped_column(Text)
    #: The same without identifying details: what the agency sees.
    passed_on: Mapped[str | None] = mapped_column(Text)
    passed_on_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    reply: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    replied_on: Mapped[date | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    confirmation: Mapped[Confirmation] = relationship()
