from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.core.database import Model, Words, WordsType
from listening.engagements.models import Prompt
from listening.sessions.models import ListeningSession


class Evening(Model):
    """What staff chose for one session's evening; a session without a row has chosen nothing."""

    __tablename__ = "evening"

    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), primary_key=True)
    #: Random; a new one ends every table pass printed before.
    pass_round: Mapped[str] = mapped_column(String(32))
    #: Whether the shared tablet may be used.
    tablet: Mapped[bool] = mapped_column(default=False)


class Tonight(Model):
    """“Tonight we heard”: the room's own words on one page, public once the facilitator lets it out."""

    __tablename__ = "tonight"
    __table_args__ = (
        CheckConstraint("(released_on IS NULL) = (released_by_id IS NULL)", name="released_by_someone"),
        CheckConstraint("corrected_on IS NULL OR released_on IS NOT NULL", name="corrected_after_release"),
    )

    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"), primary_key=True)
    #: Public from this day.
    released_on: Mapped[date | None]
    #: Changed after that, for everyone to see.
    corrected_on: Mapped[date | None]
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    session: Mapped[ListeningSession] = relationship()
    parts: Mapped[list["TonightPart"]] = relationship(
        order_by="TonightPart.position", cascade="all, delete-orphan"
    )


class TonightPart(Model):
    """One theme of the page, and the lines the room agreed to."""

    __tablename__ = "tonight_part"

    id: Mapped[int] = mapped_column(primary_key=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("tonight.listening_session_id"))
    position: Mapped[int]
    title: Mapped[Words] = mapped_column(WordsType)
    #: One line each, in the words of the room.
    lines: Mapped[Words] = mapped_column(WordsType)


class TonightLine(Model):
    """A line that a table wants on the page; it waits for the facilitator and is gone once the page is out."""

    __tablename__ = "tonight_line"
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: Random, so that the order of the lines tells nothing.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    prompt_id: Mapped[int] = mapped_column(ForeignKey("prompt.id"))
    language: Mapped[str] = mapped_column(String(12))
    #: Words corrected at the table, with a spoken yes to show them.
    text: Mapped[str] = mapped_column(Text)

    prompt: Mapped[Prompt] = relationship()


class NoteCorrection(Model):
    """What someone would change on tonight's page; gone once those who ran the session have dealt with it."""

    __tablename__ = "note_correction"
    __table_args__ = (Index(None, "listening_session_id"), {"sqlite_with_rowid": False})

    #: Random; points to nobody and keeps no order.
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    language: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
