from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from listening.accounts.rules import INDEPENDENT, OF_THE_AGENCY, Role
from listening.core.database import Model, Moment


def _one_of(column: str, values: object) -> str:
    listed = ", ".join(f"'{value}'" for value in sorted(str(value) for value in values))  # type: ignore[attr-defined]
    return f"{column} IN ({listed})"


class Staff(Model):
    """Someone who works in the loop: of the agency or, for the roles that read and facilitate, outside it."""

    __tablename__ = "staff"
    __table_args__ = (
        CheckConstraint(_one_of("role", Role), name="role_known"),
        CheckConstraint(f"NOT (agency_staff AND {_one_of('role', INDEPENDENT)})", name="independent_outside"),
        CheckConstraint(f"agency_staff OR NOT {_one_of('role', OF_THE_AGENCY)}", name="agency_inside"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The name typed at sign-in, lower case.
    sign_in: Mapped[str] = mapped_column(String(60), unique=True)
    #: How colleagues see them; a legal name is not asked for.
    display_name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    #: A fact beside the role: paid or directed by the agency.
    agency_staff: Mapped[bool]
    #: Argon2id.
    password_hash: Mapped[str] = mapped_column(String(200))
    #: Off-boarding sets this to False; the row stays, because the journal names it.
    active: Mapped[bool] = mapped_column(default=True)
    #: Grows when role or password change, so that older sessions end at once.
    session_version: Mapped[int] = mapped_column(default=1)

    def holds(self, *roles: Role) -> bool:
        return Role(self.role) in roles


class Invitation(Model):
    """A way in for one person: a first account, or a new password. Told by voice or on paper, never e-mailed."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint(
            "used_on IS NULL OR staff_id IS NOT NULL OR accepted_by_id IS NOT NULL"
            f" OR NOT {_one_of('role', INDEPENDENT)}",
            name="independence_accepted",
        ),
        CheckConstraint("accepted_by_id IS NULL OR accepted_by_id <> proposed_by_id", name="two_keys"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: SHA-256 of the code; the code itself is shown once.
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    agency_staff: Mapped[bool]
    #: Set when it is a new password for someone who has an account.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: The community steward, for roles that must be independent.
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    expires_on: Mapped[date]
    used_on: Mapped[date | None]

    proposed_by: Mapped[Staff] = relationship(foreign_keys=proposed_by_id)

    @property
    def needs_steward(self) -> bool:
        return self.staff_id is None and Role(self.role) in INDEPENDENT and self.accepted_by_id is None


class Reading(Model):
    """One opening of original words by a reader: append-only, chained, visible to reviewers."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: When staff read; nothing about when people wrote.
    read_at: Mapped[datetime] = mapped_column(Moment)
    engagement_id: Mapped[int]
    #: The page that showed them.
    place: Mapped[str] = mapped_column(String(40))
    #: How many originals were on it.
    texts: Mapped[int]
    salt: Mapped[str] = mapped_column(String(32))
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64))

    staff: Mapped[Staff] = relationship()
