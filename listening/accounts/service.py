"""Verbs: propose, accept, join, reset, off-board, and the last way back in."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type, hash_secret_raw
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from listening.accounts.models import DeskSession, Invitation, RecoveryCode, SecondFactor, Staff
from listening.accounts.rules import INVITATION_DAYS, KEY_HOLDERS, Role, fits, is_easy, two_keys
from listening.core import clock
from listening.core.database import db
from listening.core.errors import Refused
from listening.core.models import Setting


class NotThisInvitation(Refused):
    status = 410


class NotAcceptedYet(NotThisInvitation):
    """It will be, once the community steward has looked at it."""

    status = 409


class NotAllowed(Refused):
    status = 403


#: Verified against when the name is unknown, so that both answers take as long: the hash of a password nobody kept.
NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$st4bT0C5kNVhUzalKuNCng$e1u6hLDvZa9xT49i+UrJFEOqpFcP/vj5miKBMBbQEG4"


def _hasher() -> PasswordHasher:
    """Argon2id at the library's defaults (RFC 9106, low-memory choice); in tests, a hash that costs nothing."""
    if current_app.config["SETTINGS"].cheap_passwords:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher()


def slow_hash(secret: bytes, salt: bytes) -> bytes:
    """32 bytes that take as long to make as the hash of a password, always the same ones for these two."""
    made = _hasher()
    costs = (made.time_cost, made.memory_cost, made.parallelism)
    return hash_secret_raw(secret, salt, *costs, hash_len=32, type=Type.ID)


def is_too_easy(password: str, *names: str | None) -> bool:
    """Whether someone who knows these names and the agency would guess it."""
    agency = str(Setting.value_of("agency_name") or "")
    return is_easy(password, [agency, *(name for name in names if name)])


def too_easy_words() -> str:
    return str(_("Someone could guess this. Leave out names, repeats and rows of keys."))


def set_password(staff: Staff, password: str) -> None:
    """A new password; every session that began with the old one is over."""
    staff.password_hash = _hasher().hash(password)
    end_sessions(staff)


def end_sessions(staff: Staff) -> None:
    """Sign someone out of every browser."""
    db.session.execute(delete(DeskSession).where(DeskSession.staff_id == staff.id))
    staff.session_version += 1


def check_password(sign_in: str, password: str) -> Staff | None:
    """The person with this name and password, or None."""
    staff = db.session.scalar(select(Staff).where(Staff.sign_in == sign_in.strip().lower()))
    try:
        _hasher().verify(staff.password_hash if staff else NOBODY, password)
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
        password_hash=_hasher().hash(password),
    )
    db.session.add(staff)
    db.session.flush()
    return staff


#: The two names that set-up signs its invitations with; nobody ever comes in with them.
SET_UP = ("set-up", "set-up-2")


def found(agency: str, reading_group: Mapping[str, str], administrator: str, steward: str) -> dict[str, str]:
    """First run: name the agency and make the two invitations from which all others come.

    Raises:
        NotAllowed: once anyone has an account.
    """
    if db.session.scalar(select(Staff.id).limit(1)) is not None:
        raise NotAllowed(_("This was set up before."))
    Setting.put("agency_name", agency)
    Setting.put("reading_group", dict(reading_group))
    nobody = add_staff(SET_UP[0], "Set-up", Role.ADMINISTRATOR, secrets.token_hex(32), agency_staff=True)
    nobody.active = False
    _first, code = _invite(nobody, administrator, Role.ADMINISTRATOR, agency_staff=True)
    second, steward_code = _invite(nobody, steward, Role.COMMUNITY_STEWARD, agency_staff=False)
    # There is no steward yet who could accept the first one: whoever sets up names them in person.
    second.accepted_by_id = add_staff(
        SET_UP[1], "Set-up", Role.COMMUNITY_STEWARD, secrets.token_hex(32), agency_staff=False
    ).id
    staff_named(SET_UP[1]).active = False
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
        NotThisInvitation: used, too old or unknown.
        NotAcceptedYet: still waiting for the steward.
    """
    # Locked, so that two people with one code do not both get in.
    query = select(Invitation).where(Invitation.code_hash == _hash(code)).with_for_update()
    invitation = db.session.scalar(query)
    if invitation is None or invitation.used_on or invitation.expires_on < clock.today():
        raise NotThisInvitation(_("This invitation is not open any more. Ask for a new one."))
    if invitation.needs_steward:
        raise NotAcceptedYet(_("The community steward has not accepted this yet. Please try again later."))
    return invitation


def use_invitation(invitation: Invitation, sign_in: str, password: str) -> Staff:
    """Turn an invitation into an account, or into a new password for one."""
    invitation.used_on = clock.today()
    if invitation.staff_id is not None:
        staff = db.session.get_one(Staff, invitation.staff_id)
        set_password(staff, password)
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


@dataclass(frozen=True)
class LetIn:
    """Someone of the key holders was let in by a command on the server."""

    who: str
    on: date
    #: Nobody else had asked for it.
    alone: bool


#: Setting with who was let in by those who hold the keys folder, for both key holders to see.
LET_IN = "let_in_by_command"


def let_in(sign_in: str, *, alone: bool = False) -> str:
    """A key holder lost phone and codes and nobody else holds that key: whoever holds the keys folder lets them in.

    The other key holder must have said on the page "People" that the phone is lost; ``alone`` is for the day on which
    neither can enter. Both see afterwards that it happened. Returns the code of an invitation to a new password.

    Raises:
        Refused: for anyone else, or when the other key was not turned.
    """
    staff = db.session.scalar(select(Staff).where(Staff.sign_in == sign_in.strip().lower()))
    if staff is None or not staff.active or Role(staff.role) not in KEY_HOLDERS:
        raise Refused(_("This is for the administrator and the community steward. Others ask these two."))
    factor = db.session.get(SecondFactor, staff.id)
    asked = factor.reset_asked_by if factor else None
    if not alone and (asked is None or not two_keys(Role(asked.role), Role(staff.role))):
        raise Refused(_("The other key holder must press “Lost phone” on the page “People” first."))
    for table in (RecoveryCode, DeskSession, SecondFactor):
        db.session.execute(delete(table).where(table.staff_id == staff.id))
    staff.session_version += 1
    note = {"who": staff.display_name, "on": clock.today().isoformat(), "alone": alone}
    Setting.put(LET_IN, [*(Setting.value_of(LET_IN) or []), note])
    by = asked or staff
    _invitation, code = _invite(
        by, staff.display_name, Role(staff.role), agency_staff=staff.agency_staff, staff_id=staff.id
    )
    return code


def let_in_by_command() -> list[LetIn]:
    """Who was let in, the newest first."""
    notes = Setting.value_of(LET_IN) or []
    return [LetIn(one["who"], date.fromisoformat(one["on"]), one["alone"]) for one in notes[::-1]]
