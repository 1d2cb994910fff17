"""What shows that an action is real: measures with their readings, evidence, and who it was handed to."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.actions.models import Action
from listening.core.database import Model, Words, WordsType


class Measure(Model):
    """How people will see that an action changed something."""

    __tablename__ = "measure"
    __table_args__ = (Index(None, "action_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    #: What is measured, in plain words.
    words: Mapped[Words] = mapped_column(WordsType)
    #: What a number counts, for example days.
    unit: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    #: Whether numbers count people: then only their band is shown.
    counts_people: Mapped[bool]

    action: Mapped[Action] = relationship()
    told: Mapped[list["Measured"]] = relationship(order_by="Measured.on, Measured.id")


class Measured(Model):
    """One number, or words, of a measure: how it was before, how it is on a day, how it shall be."""

    __tablename__ = "measured"
    __table_args__ = (
        Index(None, "measure_id"),
        CheckConstraint("kind IN ('baseline', 'reading', 'target')", name="kind_known"),
        CheckConstraint("(number IS NULL) <> (words IS NULL)", name="number_or_words"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    kind: Mapped[str] = mapped_column(String(10))
    #: The day it was read; for a target, the day it shall be reached.
    on: Mapped[date]
    number: Mapped[float | None]
    words: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))


class Evidence(Model):
    """Something that shows what was done: a file or a link."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index(None, "action_id"),
        CheckConstraint("(link IS NULL) <> (file IS NULL)", name="link_or_file"),
        CheckConstraint("link IS NULL OR link LIKE 'https://%'", name="link_https"),
        CheckConstraint("(file IS NULL) = (kind IS NULL)", name="file_has_kind"),
        CheckConstraint("kind IS NULL OR kind IN ('pdf', 'png', 'jpeg', 'csv')", name="kind_known"),
        CheckConstraint("(removed_on IS NULL) = (removed_why IS NULL)", name="removed_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    #: What it shows.
    words: Mapped[Words] = mapped_column(WordsType)
    link: Mapped[str | None] = mapped_column(String(300))
    #: Its random name in the data folder.
    file: Mapped[str | None] = mapped_column(String(32), unique=True)
    kind: Mapped[str | None] = mapped_column(String(10))
    #: In bytes, as it is kept.
    size: Mapped[int | None]
    filed_on: Mapped[date]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: The file is erased; that it was here stays.
    removed_on: Mapped[date | None]
    removed_why: Mapped[Words | None] = mapped_column(WordsType(none_as_null=True))

    action: Mapped[Action] = relationship()


class Handover(Model):
    """An action went from one role or unit to another."""

    __tablename__ = "handover"
    __table_args__ = (
        Index(None, "action_id"),
        CheckConstraint("old_owner <> new_owner OR old_deputy <> new_deputy", name="something_changed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"))
    on: Mapped[date]
    old_owner: Mapped[str] = mapped_column(String(120))
    new_owner: Mapped[str] = mapped_column(String(120))
    old_deputy: Mapped[str] = mapped_column(String(120))
    new_deputy: Mapped[str] = mapped_column(String(120))
    #: Why, for everyone.
    reason: Mapped[Words] = mapped_column(WordsType)
    #: What the next ones should know; for the desk only.
    note: Mapped[str] = mapped_column(String(2000))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
