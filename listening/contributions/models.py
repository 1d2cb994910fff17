from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.core.database import Model
from listening.engagements.models import Prompt

#: SQLite numbers rows in the order they come unless told not to, and that number survives every copy.
UNORDERED = {"sqlite_with_rowid": False}


class Contribution(Model):
    """One anonymous piece of input to one prompt, sealed: no person, no time, no order."""

    __tablename__ = "contribution"
    __table_args__ = (
        Index(None, "prompt_id"),
        CheckConstraint("consent IN ('quote', 'idea', 'count')", name="consent_known"),
        CheckConstraint("length(period) = 7", name="period_is_a_month"),
        CheckConstraint("import_batch_id IS NULL OR fingerprint IS NULL", name="no_receipt_for_a_file"),
        UNORDERED,
    )

    #: Keyed hash of the receipt and the prompt; two answers of one person cannot be joined by it.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    #: A second keyed hash that proves the receipt; None where no receipt was handed out.
    fingerprint: Mapped[str | None] = mapped_column(String(32), unique=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    #: The session it was said in; None for pools and files.
    listening_session_id: Mapped[int | None] = mapped_column(ForeignKey("listening_session.id"))
    #: The file it came from, if one.
    import_batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    #: The month, never the day: 2026-11.
    period: Mapped[str] = mapped_column(String(7))
    language: Mapped[str] = mapped_column(String(12))
    consent: Mapped[str] = mapped_column(String(8))
    #: How it came in; None unless 11 or more of its gathering came the same way.
    channel: Mapped[str | None] = mapped_column(String(8))
    #: The words. Read by reviewers only, each reading recorded; "" once their time was over. Where a reader keeps a
    #: part of them apart, only the rest, so that whatever reads words reads none of that part.
    text: Mapped[str] = mapped_column(Text)

    prompt: Mapped[Prompt] = relationship()


class Tombstone(Model):
    """The id of deleted words, so that a late retry cannot bring them back. Without the receipt it says nothing."""

    __tablename__ = "tombstone"
    __table_args__ = (UNORDERED,)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)


class Redaction(Model):
    """The same words with identifying details taken out, by a person: all the agency may ever see."""

    __tablename__ = "redaction"
    __table_args__ = (
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> redacted_by_id", name="second_look"),
        UNORDERED,
    )

    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str] = mapped_column(Text)
    #: Kinds of what was taken out, for example ["name", "date"].
    taken_out: Mapped[list[str]] = mapped_column(JSON)
    redacted_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: Someone else who looked once more.
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    contribution: Mapped[Contribution] = relationship()


class Parted(Model):
    """All of a sensitive text of which a reader marked the safe part; the contribution holds that part alone.

    Only the page on which it is marked, and deleting, ever read it.
    """

    __tablename__ = "parted"
    __table_args__ = (UNORDERED,)

    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    #: As it was said; "" once its time was over.
    whole: Mapped[str] = mapped_column(Text)
    parted_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    parted_on: Mapped[date]

    contribution: Mapped[Contribution] = relationship()
    parted_by: Mapped[Staff] = relationship()


class Pool(Model):
    """What became of one gathering's intake. Counts are for the team; the public sees bands."""

    __tablename__ = "pool"

    #: ``session-12``, ``engagement-3``, ``confirmation-7``.
    gathering: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: The month it was sealed in.
    sealed_in: Mapped[str] = mapped_column(String(7))
    #: Contributions (or other acts) that went into the vault.
    accepted: Mapped[int]
    #: Words withdrawn before sealing.
    withdrawn: Mapped[int]


class Tally(Model):
    """How often one choice was tapped in one gathering. No person, no time, no order; shown in bands only."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("count >= 0", name="counted"), UNORDERED)

    #: ``session-12``, ``survey-3``.
    gathering: Mapped[str] = mapped_column(String(40), primary_key=True)
    #: The sort of tap: a vote on a statement, a read-back, the pulse.
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    #: Which statement, theme or question.
    about: Mapped[str] = mapped_column(String(40), primary_key=True)
    choice: Mapped[str] = mapped_column(String(40), primary_key=True)
    count: Mapped[int]


class ImportBatch(Model):
    """One imported file: repeat it and nothing doubles."""

    __tablename__ = "import_batch"
    __table_args__ = (UniqueConstraint("prompt_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    #: SHA-256 of the file.
    digest: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int]
    accepted: Mapped[int]
    #: Rows whose words another row of the file has too: kept, each is somebody's.
    doubles: Mapped[int] = mapped_column(default=0, server_default="0")
    #: The past session it was said in, if one.
    listening_session_id: Mapped[int | None] = mapped_column(ForeignKey("listening_session.id"))

    prompt: Mapped[Prompt] = relationship()
