from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.contributions.models import UNORDERED
from listening.core.database import Model
from listening.engagements.models import Engagement
from listening.themes.models import Theme


class ReportBack(Model):
    """One version of what is told back on one theme in one language."""

    __tablename__ = "report_back"
    __table_args__ = (
        UniqueConstraint("theme_id", "language", "version"),
        CheckConstraint("(published_on IS NULL) = (published_by_id IS NULL)", name="published_by_someone"),
        CheckConstraint("published_by_id IS NULL OR published_by_id <> drafted_by_id", name="two_people"),
        CheckConstraint("published_on IS NULL OR human_reviewed", name="published_reviewed"),
        CheckConstraint("version = 1 OR correction IS NOT NULL", name="correction_says_what"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    language: Mapped[str] = mapped_column(String(12))
    #: 1 for the first; a correction is the next version, and the old one stays to be read.
    version: Mapped[int] = mapped_column(default=1)
    #: What this version corrects, in public.
    correction: Mapped[str | None] = mapped_column(Text)
    acknowledgement: Mapped[str] = mapped_column(Text, default="")
    you_said: Mapped[str] = mapped_column(Text)
    we_did: Mapped[str] = mapped_column(Text)
    why_not: Mapped[str] = mapped_column(Text, default="")
    what_next: Mapped[str] = mapped_column(Text)
    #: A person who reads this language well read it.
    human_reviewed: Mapped[bool] = mapped_column(default=False)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: The reviewer (parent partner) who says it is faithful.
    cosigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_on: Mapped[date | None]

    theme: Mapped[Theme] = relationship()
    drafted_by: Mapped[Staff] = relationship(foreign_keys=drafted_by_id)
    cosigned_by: Mapped[Staff | None] = relationship(foreign_keys=cosigned_by_id)
    quotes: Mapped[list["Quote"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def text(self) -> str:
        """All its words, for the reading grade."""
        parts = (self.acknowledgement, self.you_said, self.we_did, self.why_not, self.what_next)
        return "\n".join(part for part in parts if part)


class Quote(Model):
    """Words of a contributor in a report-back: consented and redacted, or the row is refused."""

    __tablename__ = "quote"
    __table_args__ = (UniqueConstraint("report_back_id", "contribution_id"), Index(None, "contribution_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    report_back_id: Mapped[int] = mapped_column(ForeignKey("report_back.id", ondelete="CASCADE"))
    #: Deleting the contribution deletes the quote.
    contribution_id: Mapped[str] = mapped_column(ForeignKey("redaction.contribution_id", ondelete="CASCADE"))
    #: The redacted words, as they were when quoted.
    words: Mapped[str] = mapped_column(Text)
    #: The language a person translated them into; None where they stand as they were said.
    translated_into: Mapped[str | None] = mapped_column(String(12))


class Subscriber(Model):
    """Someone who asked for letters by e-mail. No key leads from here to anything anyone said, and none back.

    The row begins only when the link in the first mail was followed, and ends with one click.
    """

    __tablename__ = "subscriber"
    __table_args__ = (
        UniqueConstraint("engagement_id", "address"),
        CheckConstraint("address LIKE '%_@_%'", name="address_is_one"),
        UNORDERED,
    )

    #: Random; the links that stop the letters are made from it, so that no token is kept.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(12))
    #: The day the link in the first mail was followed.
    confirmed_on: Mapped[date]
    #: Number of the newest public event they were told of.
    told_of: Mapped[int]

    engagement: Mapped[Engagement] = relationship()
