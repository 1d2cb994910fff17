from datetime import date
from typing import Any

from flask import g, has_request_context
from sqlalchemy import JSON, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from listening.core.database import Model, db


class Setting(Model):
    """One choice of the installation: the agency's name, telephone numbers, thresholds."""

    __tablename__ = "setting"

    #: What is set, for example ``agency_name``.
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    #: Any JSON value.
    value: Mapped[Any] = mapped_column(JSON)

    @classmethod
    def value_of(cls, key: str) -> Any:
        """The value, or None when it was never set."""
        if has_request_context() and "settings" not in g:
            # A page asks for several: read all at once, and hold on to them so that they are not asked for again.
            g.settings = db.session.scalars(select(cls)).all()
        setting = db.session.get(cls, key)
        return setting.value if setting else None

    @classmethod
    def put(cls, key: str, value: Any) -> None:
        """Set it, whether or not it was set before."""
        setting = db.session.get(cls, key)
        if setting is None:
            db.session.add(cls(key=key, value=value))
        else:
            setting.value = value


class Event(Model):
    """One step of the loop that the public may know: the only source of a theme's status.

    Rows are chained: each digest covers the one before, so a row changed, moved or removed shows.
    """

    __tablename__ = "event"
    __table_args__ = (Index(None, "engagement_id"), Index(None, "theme_id"))

    #: Position in the chain.
    id: Mapped[int] = mapped_column(primary_key=True)
    #: A value of :class:`listening.core.loop.Happened`.
    kind: Mapped[str] = mapped_column(String(40))
    #: The day, in the agency's time zone.
    on: Mapped[date]
    #: The engagement it belongs to; a plain number, because the core knows no later room.
    engagement_id: Mapped[int]
    #: The theme it is about, if one.
    theme_id: Mapped[int | None]
    #: Public facts only: dates, outcomes, codes. Never words of a contributor.
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: The member of staff who did it; None when the clock or the community did.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id", name="fk_event_staff_id_staff"))
    #: Random, so that a digest tells nothing about its row.
    salt: Mapped[str] = mapped_column(String(32))
    #: Digest of the row before, "" for the first. Unique: a chain has no branches.
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    #: SHA-256 over the salt, the row and ``previous``.
    digest: Mapped[str] = mapped_column(String(64))
