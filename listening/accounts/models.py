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


class SecondFactor(Model):
    """What a person has besides the password: a key in an authenticator app."""

    __tablename__ = "second_factor"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    #: Half of what the key is made from; the other half is in the keys folder, so this table opens nothing.
    salt: Mapped[str] = mapped_column(String(32))
    #: The day a first code was right; without it the account waits to be enrolled.
    proved_on: Mapped[date | None]
    #: The last half-minute whose code was used; it and all before it are refused.
    last_step: Mapped[int] = mapped_column(default=0)
    #: Wrong codes in a row.
    wrong: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(Moment)
    #: Who said that the phone is lost; a second key holder must agree.
    reset_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    staff: Mapped[Staff] = relationship(foreign_keys=staff_id)
    reset_asked_by: Mapped[Staff | None] = relationship(foreign_keys=reset_asked_by_id)


class RecoveryCode(Model):
    """One of ten codes on paper, for the day the phone is not there. Shown once, each good once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    #: Argon2id of a hash under a key of the keys folder.
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_on: Mapped[date | None]


class SessionPass(Model):
    """A printed way into one listening session, on its day only, as one of those who run it."""

    __tablename__ = "session_pass"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Hash under a key of the keys folder; the words are on paper only.
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    #: As whom the holder works.
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    listening_session_id: Mapped[int] = mapped_column(ForeignKey("listening_session.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    good_on: Mapped[date]
    #: A newer pass, or someone of the session, ended it.
    ended: Mapped[bool] = mapped_column(default=False)

    staff: Mapped[Staff] = relationship(foreign_keys=staff_id)


class DeskSession(Model):
    """One browser in which someone of the staff is signed in. Signing out deletes it, for every copy."""

    __tablename__ = "desk_session"

    #: SHA-256 of what the cookie holds.
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    began_at: Mapped[datetime] = mapped_column(Moment)
    #: Role and version of the account at sign-in; when either changed, the session is over.
    role: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    session_pass_id: Mapped[int | None] = mapped_column(ForeignKey("session_pass.id"))

    staff: Mapped[Staff] = relationship()
    session_pass: Mapped[SessionPass | None] = relationship()


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
