"""Verbs of the second factor: a code from an authenticator app, or one of ten codes on paper.

The app's key is made from a salt in the database and a secret in the keys folder: neither alone gives a code.
"""

import base64
import hmac
import secrets
from datetime import UTC, datetime, timedelta

import pyotp
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import delete, select

from listening.accounts.models import DeskSession, RecoveryCode, SecondFactor, Staff
from listening.accounts.rules import (
    DRIFT_STEPS,
    LOCKED_MINUTES,
    RECOVERY_CODES,
    WRONG_CODES,
    Role,
    two_keys,
)
from listening.accounts.service import NotAllowed, slow_hash
from listening.core import clock
from listening.core.database import db
from listening.core.keys import Keys
from listening.core.models import Setting

#: Bytes of a key: 160 bits (RFC 4226, requirement 6).
KEY_BYTES = 20
#: Bytes of a recovery code: 50 bits in ten letters, beyond guessing at five tries a quarter of an hour.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LETTERS = 10


def real_time() -> datetime:
    """The hour of the authenticator apps, which know nothing of the demo's calendar."""
    moment: datetime = current_app.config["CLOCK"]()
    return moment.astimezone(UTC)


def _keys() -> Keys:
    keys: Keys = current_app.config["KEYS"]
    return keys


def factor_of(staff: Staff) -> SecondFactor:
    """This person's second factor, locked for this transaction; begun when there is none."""
    query = select(SecondFactor).where(SecondFactor.staff_id == staff.id).with_for_update()
    factor = db.session.scalar(query)
    if factor is None:
        factor = SecondFactor(staff_id=staff.id, salt=secrets.token_hex(16), last_step=0, wrong=0)
        db.session.add(factor)
        db.session.flush()
    return factor


def key_of(factor: SecondFactor) -> str:
    """What is typed into an authenticator app: 32 letters and digits."""
    made = _keys().made_for("second factor", f"{factor.staff_id} {factor.salt}")
    return base64.b32encode(made[:KEY_BYTES]).decode()


def address_of(staff: Staff, factor: SecondFactor) -> str:
    """What the QR code says to an authenticator app."""
    agency = str(Setting.value_of("agency_name") or "Hearback")
    return pyotp.TOTP(key_of(factor)).provisioning_uri(name=staff.sign_in, issuer_name=agency)


def next_code(factor: SecondFactor) -> str:
    """The next code that was not used yet: for the demo, which shows it, and for tests."""
    totp = pyotp.TOTP(key_of(factor))
    return totp.generate_otp(max(totp.timecode(real_time()), factor.last_step + 1))


def is_locked(factor: SecondFactor) -> bool:
    return factor.locked_until is not None and real_time() < factor.locked_until


def prove(factor: SecondFactor, typed: str) -> bool:
    """Whether what was typed opens the door now. The caller commits either way: wrong tries are counted."""
    if is_locked(factor):
        return False
    if _is_new_code(factor, typed) or _is_recovery_code(factor, typed):
        factor.wrong, factor.locked_until = 0, None
        return True
    factor.wrong += 1
    if factor.wrong >= WRONG_CODES:
        factor.wrong, factor.locked_until = 0, real_time() + timedelta(minutes=LOCKED_MINUTES)
    return False


def _is_new_code(factor: SecondFactor, typed: str) -> bool:
    digits = "".join(typed.split())
    totp = pyotp.TOTP(key_of(factor))
    now = totp.timecode(real_time())
    for step in range(max(now - DRIFT_STEPS, factor.last_step + 1), now + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            factor.last_step = step
            return True
    return False


def _is_recovery_code(factor: SecondFactor, typed: str) -> bool:
    if factor.proved_on is None:
        return False
    query = select(RecoveryCode).where(
        RecoveryCode.code_hash == _hash(factor, typed), RecoveryCode.used_on.is_(None)
    )
    code = db.session.scalar(query.with_for_update())
    if code is not None:
        code.used_on = clock.today()
    return code is not None


def _hash(factor: SecondFactor, code: str) -> str:
    """Keyed, and slow besides: 50 bits are few for whoever also has the keys (ASVS 5, 6.5.2)."""
    plain = "".join(letter for letter in code.lower() if letter in LETTERS)
    made = _keys().made_for("recovery code", f"{factor.staff_id} {plain}")
    return slow_hash(made, bytes.fromhex(factor.salt)).hex()


def enrol(factor: SecondFactor) -> list[str]:
    """A first code was right: from now on one is always asked. Returns ten recovery codes, shown once."""
    factor.proved_on = clock.today()
    return new_recovery_codes(factor)


def new_recovery_codes(factor: SecondFactor) -> list[str]:
    """A new sheet; the old one is worth nothing."""
    owner = factor.staff_id
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == owner))
    codes = [_new_code() for _code in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(staff_id=owner, code_hash=_hash(factor, code)) for code in codes)
    return codes


def _new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _letter in range(CODE_LETTERS))
    return f"{letters[:5]}-{letters[5:]}"


def lost_phones() -> dict[int, Staff]:
    """By whose account: who said that its phone is lost."""
    query = select(SecondFactor).where(SecondFactor.reset_asked_by_id.is_not(None))
    return {one.staff_id: one.reset_asked_by for one in db.session.scalars(query) if one.reset_asked_by}


def reset(by: Staff, staff: Staff) -> bool:
    """Someone lost phone and paper: the first key holder asks, the second agrees. True when it is done.

    Raises:
        NotAllowed: for oneself, or when the same side of the table would turn both keys.
    """
    if by.id == staff.id:
        raise NotAllowed(_("Someone else must do this for you."))
    factor = factor_of(staff)
    asked = factor.reset_asked_by
    if asked is None:
        factor.reset_asked_by_id = by.id
        return False
    if not two_keys(Role(asked.role), Role(by.role)):
        raise NotAllowed(_("This takes two: the administrator and the community steward."))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    db.session.execute(delete(DeskSession).where(DeskSession.staff_id == staff.id))
    db.session.delete(factor)
    staff.session_version += 1
    return True
