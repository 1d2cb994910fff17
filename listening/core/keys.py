"""Secrets of the installation: kept in their own folder, never inside the data folder.

Whoever takes the database without this folder cannot tell which receipt belongs to which words.
"""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

#: Bytes of each key; HMAC-SHA256 gains nothing from more than its block of 64, NIST asks for at least 16.
KEY_BYTES = 32
#: Bytes kept of a keyed hash: 128 bits, so that two of 2**32 contributions meet with chance 2**-65.
MARK_BYTES = 16


class KeysMissing(RuntimeError):
    """The data folder holds a database but its keys are gone: starting anew would orphan every receipt."""


@dataclass(frozen=True)
class Keys:
    """k1 makes ids, k2 fingerprints; ``cookie`` signs the staff session, ``challenge`` signs what pages carry."""

    identity: bytes
    fingerprint: bytes
    cookie: bytes
    challenge: bytes

    def id_of(self, secret: str, subject: str) -> str:
        """The vault key of one anonymous act: HMAC(k1, secret ‖ subject), 32 hex digits."""
        return _mark(self.identity, secret, subject)

    def fingerprint_of(self, secret: str, subject: str) -> str:
        """What proves a receipt: HMAC(k2, secret ‖ subject), 32 hex digits."""
        return _mark(self.fingerprint, secret, subject)

    def made_for(self, purpose: str, text: str) -> bytes:
        """32 bytes that only this installation can make, another for each purpose: HMAC(challenge, …)."""
        return hmac.new(self.challenge, f"{purpose}\x1f{text}".encode(), hashlib.sha256).digest()


def _mark(key: bytes, secret: str, subject: str) -> str:
    digest = hmac.new(key, f"{secret}\x1f{subject}".encode(), hashlib.sha256).digest()
    return digest[:MARK_BYTES].hex()


def load_keys(folder: Path, *, database_exists: bool) -> Keys:
    """Read the four keys, making them on the very first start.

    Raises:
        KeysMissing: when a database is there and a key is not.
    """
    return Keys(**{name: _load(folder / name, database_exists) for name in Keys.__dataclass_fields__})


def _load(path: Path, database_exists: bool) -> bytes:  # noqa: FBT001
    if path.is_file():
        return bytes.fromhex(path.read_text().strip())
    if database_exists:
        raise KeysMissing(
            f"{path} is missing. Restore the keys folder from its own backup, then start again."
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_bytes(KEY_BYTES)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(key.hex())
    return key
