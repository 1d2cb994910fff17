from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.models import Staff
from listening.core.database import Model


class StaffAddress(Model):
    """Where someone of the staff wants the Monday page: asked for, confirmed by mail, ended with one click."""

    __tablename__ = "staff_address"
    __table_args__ = (CheckConstraint("address LIKE '%_@_%'", name="address_is_one"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(12))
    #: Random; the link that stops the mail is made from it.
    mark: Mapped[str] = mapped_column(String(32), unique=True)
    #: The last week they were told of: ``2026-W10``.
    told_week: Mapped[str] = mapped_column(String(8))

    staff: Mapped[Staff] = relationship()


class Unit(Model):
    """A role or unit that owns actions and answers, where it is reminded, and the level above it."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("above_id IS NULL OR above_id <> id", name="above_is_another"),
        CheckConstraint("address = '' OR address LIKE '%_@_%'", name="address_is_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: As it stands on actions and promises.
    name: Mapped[str] = mapped_column(String(120), unique=True)
    #: A mailbox of the unit; empty when it has none.
    address: Mapped[str] = mapped_column(String(254), default="")
    above_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))

    above: Mapped["Unit | None"] = relationship(remote_side="Unit.id")


class Reminder(Model):
    """One reminder that was sent: of what, for which day, at which stage. Never sent twice."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("thing", "due_on", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: ``action-12``, ``milestone-3``, ``theme-5``, ``duty-7``.
    thing: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date]
    #: Days after the due date; negative before it.
    stage: Mapped[int]
    sent_on: Mapped[date]
