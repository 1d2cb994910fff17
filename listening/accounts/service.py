"""Verbs: propose, accept, join, reset, off-board, and the record of readings."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import UTC, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask_babel import gettext as _
from sqlalchemy import func, select, text

from listening.accounts.models import Invitation, Reading, Staff
from listening.accounts.rules import INVITATION_DAYS, KEY_HOLDERS, READERS, Role, fits
from listening.core import clock
from listening.core.database import db, on_postgresql
from listening.core.errors import Refused
from listening.core.models import Setting

#: Argon2id at the library's defaults (RFC 9106, low-memory choice).
_hasher = PasswordHasher()
#: Verified against when the name is unknown, so that both answers take as long.
_NOBODY = _hasher.hash(secrets.token_hex(16))
#: Key of the PostgreSQL lock that lets one transaction at a time lengthen the chain of readings.
READING_LOCK = 4_837_203


class NotThisInvitation(Refused):
    status = 410


class NotAllowed(Refused):
    status = 403


def check_password(sign_in: str, password: str) -> Staff | None:
    """The person with this name and password, or None."""
    staff = db.session.scalar(select(Staff).where(Staff.sign_in == sign_in.strip().lower()))
    try:
        _hasher.verify(staff.password_hash if staff else _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return staff if staff and staff.active else None


def add_staff(sign_in: str, display_name: str, role: Role, password: str, *, agency_staff: bool) -> Staff:
    """Make an account. Only set-up and used invitations come here.

    Raises:
        NotAllowed: when the role conflicts with being (or not being) of the agency.
    """
    if not fits(role, agency_staff=agency_staff):
        raise NotAllowed(_("This role cannot be given to someone who works there."))
    staff = Staff(
        sign_in=sign_in.strip().lower(),
        display_name=display_name.strip(),
        role=role.value,
        agency_staff=agency_staff,
        password_hash=_hasher.hash(password),
    )
    db.session.add(staff)
    db.session.flush()
    return staff


def found(agency: str, reading_group: str, administrator: str, steward: str) -> dict[str, str]:
    """First run: name the agency and make the two invitations from which all others come.

    Raises:
        NotAllowed: once anyone has an account.
    """
    if db.session.scalar(select(Staff.id).limit(1)) is not None:
        raise NotAllowed(_("This was set up before."))
    Setting.put("agency_name", agency)
    Setting.put("reading_group", {"en": reading_group})
    nobody = add_staff("set-up", "Set-up", Role.ADMINISTRATOR, secrets.token_hex(32), agency_staff=True)
    nobody.active = False
    _first, code = _invite(nobody, administrator, Role.ADMINISTRATOR, agency_staff=True)
    second, steward_code = _invite(nobody, steward, Role.COMMUNITY_STEWARD, agency_staff=False)
    # There is no steward yet who could accept the first one: whoever sets up names them in person.
    second.accepted_by_id = add_staff(
        "set-up-2", "Set-up", Role.COMMUNITY_STEWARD, secrets.token_hex(32), agency_staff=False
    ).id
    staff_named("set-up-2").active = False
    return {administrator: code, steward: steward_code}


def staff_named(sign_in: str) -> Staff:
    return db.session.scalars(select(Staff).where(Staff.sign_in == sign_in)).one()


def propose(by: Staff, display_name: str, role: Role, *, agency_staff: bool) -> tuple[Invitation, str]:
    """The administrator proposes a person; returns the invitation and its code, shown once."""
    if not fits(role, agency_staff=agency_staff):
        raise NotAllowed(_("This role cannot be given to someone who works there."))
    return _invite(by, display_name, role, agency_staff=agency_staff)


def offer_reset(by: Staff, staff: Staff) -> tuple[Invitation, str]:
    """A new way in for someone who lost theirs; for independent people the steward gives it."""
    if not fits_to_reset(by, staff):
        raise NotAllowed(_("Only the community steward can do this for independent people."))
    return _invite(
        by, staff.display_name, Role(staff.role), agency_staff=staff.agency_staff, staff_id=staff.id
    )


def fits_to_reset(by: Staff, staff: Staff) -> bool:
    """An administrator who could reset a reader's password could read as that reader."""
    if by.holds(Role.COMMUNITY_STEWARD):
        return not staff.agency_staff and by.id != staff.id
    return by.holds(Role.ADMINISTRATOR) and staff.agency_staff


def _invite(
    by: Staff, display_name: str, role: Role, *, agency_staff: bool, staff_id: int | None = None
) -> tuple[Invitation, str]:
    code = secrets.token_urlsafe(18)
    invitation = Invitation(
        code_hash=_hash(code),
        display_name=display_name.strip(),
        role=role.value,
        agency_staff=agency_staff,
        staff_id=staff_id,
        proposed_by_id=by.id,
        expires_on=clock.today() + timedelta(days=INVITATION_DAYS),
    )
    db.session.add(invitation)
    db.session.flush()
    return invitation, code


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def accept(by: Staff, invitation: Invitation) -> None:
    """The community steward accepts someone proposed for an independent role."""
    if invitation.proposed_by_id == by.id:
        raise NotAllowed(_("Two people must agree: you proposed this yourself."))
    invitation.accepted_by_id = by.id


def open_invitation(code: str) -> Invitation:
    """The invitation behind a code.

    Raises:
        NotThisInvitation: used, too old, unknown, or still waiting for the steward.
    """
    # Locked, so that two people with one code do not both get in.
    query = select(Invitation).where(Invitation.code_hash == _hash(code)).with_for_update()
    invitation = db.session.scalar(query)
    if invitation is None or invitation.used_on or invitation.expires_on < clock.today():
        raise NotThisInvitation(_("This invitation is not open any more. Ask for a new one."))
    if invitation.needs_steward:
        raise NotThisInvitation(_("The community steward has not accepted this yet. Please try again later."))
    return invitation


def use_invitation(invitation: Invitation, sign_in: str, password: str) -> Staff:
    """Turn an invitation into an account, or into a new password for one."""
    invitation.used_on = clock.today()
    if invitation.staff_id is not None:
        staff = db.session.get_one(Staff, invitation.staff_id)
        staff.password_hash = _hasher.hash(password)
        staff.session_version += 1
        return staff
    if name_taken(sign_in):
        raise Refused(_("Someone already signs in with this name. Choose another."))
    return add_staff(
        sign_in,
        invitation.display_name,
        Role(invitation.role),
        password,
        agency_staff=invitation.agency_staff,
    )


def name_taken(sign_in: str) -> bool:
    return db.session.scalar(select(Staff.id).where(Staff.sign_in == sign_in.strip().lower())) is not None


def let_go(by: Staff, staff: Staff) -> None:
    """Off-board: sessions end at once, the name stays where the journal has it."""
    if staff.id == by.id:
        raise NotAllowed(_("You cannot close your own account."))
    if Role(staff.role) in KEY_HOLDERS and staff.active and _how_many(Role(staff.role)) == 1:
        raise NotAllowed(_("Someone must hold this role. Invite the next person first."))
    staff.active = False
    staff.session_version += 1


def _how_many(role: Role) -> int:
    return db.session.scalar(select(func.count()).where(Staff.role == role.value, Staff.active)) or 0


def record_reading(staff: Staff, engagement_id: int, place: str, texts: int) -> None:
    """Note that a reader opened originals: who, when, where, how many; chained.

    Raises:
        NotAllowed: when the person's role may not read.
    """
    if Role(staff.role) not in READERS:
        raise NotAllowed(_("Your role does not read what people wrote."))
    if texts == 0:
        return
    if on_postgresql():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": READING_LOCK})
    last = db.session.scalar(select(Reading.digest).order_by(Reading.id.desc()).limit(1))
    reading = Reading(
        staff_id=staff.id,
        read_at=clock.now(),
        engagement_id=engagement_id,
        place=place,
        texts=texts,
        salt=secrets.token_hex(16),
        previous=last or "",
    )
    reading.digest = _digest(reading)
    db.session.add(reading)


def _digest(reading: Reading) -> str:
    moment = reading.read_at.astimezone(UTC).isoformat()
    row = [reading.salt, reading.previous, reading.staff_id, moment]
    row += [reading.engagement_id, reading.place, reading.texts]
    return hashlib.sha256(json.dumps(row).encode()).hexdigest()


def first_broken_reading(readings: Iterable[Reading]) -> int | None:
    """The id of the first reading that does not fit the chain; None when all do."""
    previous = ""
    for reading in readings:
        if reading.previous != previous or reading.digest != _digest(reading):
            return reading.id
        previous = reading.digest
    return None
