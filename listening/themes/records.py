"""What staff leave behind while they read, sort and listen again: acts, batches, minutes, translations, room words."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.contributions.models import UNORDERED
from listening.core.database import Model, Moment, Words, WordsType
from listening.engagements.models import Engagement
from listening.sessions.models import ListeningSession
from listening.themes.models import Theme


class Act(Model):
    """One act of a reviewer at the workbench: who did what, and when."""

    __tablename__ = "act"
    __table_args__ = (
        Index(None, "engagement_id"),
        CheckConstraint("kind IN ('rename', 'move', 'merge', 'split')", name="kind_known"),
        CheckConstraint("voices >= 0", name="counts_voices"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: When staff worked; nothing about when people wrote.
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[str] = mapped_column(String(10))
    #: The theme it led to; a plain number, because a draft can be gone later.
    theme_id: Mapped[int | None]
    #: The place it led to.
    place: Mapped[str | None] = mapped_column(String(20))
    #: The name people saw when it was done.
    label: Mapped[Words] = mapped_column(WordsType)
    #: How many texts it moved.
    voices: Mapped[int] = mapped_column(default=0)
    #: The themes as they were, so that it can be undone; emptied once it cannot.
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    staff: Mapped[Staff] = relationship(foreign_keys=staff_id)
    undone_by: Mapped[Staff | None] = relationship(foreign_keys=undone_by_id)


class Undo(Model):
    """Where one text was before an act. Goes with the text, and when nothing can be undone any more."""

    __tablename__ = "undo"
    __table_args__ = (UNORDERED,)

    act_id: Mapped[int] = mapped_column(ForeignKey("act.id", ondelete="CASCADE"), primary_key=True)
    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    #: None where nobody had placed it yet.
    place: Mapped[str | None] = mapped_column(String(20))
    #: A plain number: that theme can be gone, and comes back with the undo.
    theme_id: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(String(20))
    placed_by: Mapped[str | None] = mapped_column(String(8))
    strength: Mapped[float | None]
    exemplar: Mapped[bool | None]
    strand: Mapped[str | None] = mapped_column(String(12))


class Batch(Model):
    """A few texts dealt to one reader. Who passed it on stands here, never why."""

    __tablename__ = "batch"
    __table_args__ = (Index(None, "engagement_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    #: Who reads it; None while it waits for another reader.
    reader_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    #: Readers who passed it on; it never comes back to them.
    passed_by: Mapped[list[int]] = mapped_column(JSON, default=list)
    read_on: Mapped[date | None]


class BatchText(Model):
    """Which texts lie in a batch, so that no text is read to nobody and none twice."""

    __tablename__ = "batch_text"
    __table_args__ = (Index(None, "batch_id"), UNORDERED)

    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"))


class Stint(Model):
    """Paid time of one reader. Only they see their own."""

    __tablename__ = "stint"
    __table_args__ = (
        Index(None, "staff_id"),
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ends_after_it_began"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    began_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Translation(Model):
    """The same words in another language, by a reader who speaks both."""

    __tablename__ = "translation"
    __table_args__ = (UNORDERED,)

    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    #: The redacted words it was made from; None when it was made from the original, and is never quoted.
    made_from: Mapped[str | None] = mapped_column(Text)
    translated_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class RoomWord(Model):
    """What a sense-making or return session said of one theme: its words and its place in their order."""

    __tablename__ = "room_word"
    __table_args__ = (
        UniqueConstraint("listening_session_id", "theme_id"),
        CheckConstraint("rank IS NULL OR rank > 0", name="ranks_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))
    #: Its name and summary before the room spoke.
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: 1 is what matters most; two themes can share a place.
    rank: Mapped[int | None]
    #: Whether the room changed its words.
    reworded: Mapped[bool] = mapped_column(default=False)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))

    theme: Mapped[Theme] = relationship()


class MissingNote(Model):
    """What a room said is missing, as it was written down and read back."""

    __tablename__ = "missing_note"
    __table_args__ = (Index(None, "listening_session_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    words: Mapped[Words] = mapped_column(WordsType)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))

    listening_session: Mapped[ListeningSession] = relationship()


class OtherThing(Model):
    """A line under "Other things we heard": what single voices said, in a reader's words that point to nobody."""

    __tablename__ = "other_thing"
    __table_args__ = (
        Index(None, "engagement_id"),
        CheckConstraint("(published_on IS NULL) = (checked_by_id IS NULL)", name="published_by_someone"),
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> written_by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    words: Mapped[Words] = mapped_column(WordsType)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: The second reader, who looked at it beside what was said.
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    published_on: Mapped[date | None]

    engagement: Mapped[Engagement] = relationship()
    written_by: Mapped[Staff] = relationship(foreign_keys=written_by_id)


class Behind(Model):
    """A single voice behind a line. One can stand behind several lines, and several behind one: no line is a person."""

    __tablename__ = "behind"
    __table_args__ = (Index(None, "other_thing_id"), UNORDERED)

    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    other_thing_id: Mapped[int] = mapped_column(
        ForeignKey("other_thing.id", ondelete="CASCADE"), primary_key=True
    )
