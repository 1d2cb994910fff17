"""Words sealed on a phone that could not send them: it keeps what only this server can open.

The phone makes a key pair for each time it seals (P-256, as every browser has it), derives an AES-256-GCM key with
the session's public key, and forgets its own private half. A phone that is taken away holds nothing readable.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from urllib.parse import parse_qsl

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from listening.contributions.asked import Asked, gathering_of
from listening.contributions.service import keys

CURVE = ec.SECP256R1()
#: Bytes of a point of P-256 that is not compressed, and of the number that AES-GCM wants only once.
POINT_BYTES = 65
NONCE_BYTES = 12
#: Says what the derived key is for; the phone uses the same words.
PURPOSE = b"hearback outbox"


class NotSealed(ValueError):
    """What came was not sealed for this session."""


def _private(asked: Asked) -> ec.EllipticCurvePrivateKey:
    seed = int.from_bytes(keys().made_for("outbox", str(gathering_of(asked))))
    return ec.derive_private_key(seed % (CURVE.group_order - 1) + 1, CURVE)


def public_key(asked: Asked) -> str:
    """What phones of this session seal with, base64."""
    point = _private(asked).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return b64encode(point).decode()


def opened(asked: Asked, sealed: str) -> dict[str, str]:
    """The fields of the form that a phone sealed.

    Raises:
        NotSealed: when it was not sealed for this session, or was changed on the way.
    """
    try:
        raw = b64decode(sealed.replace("-", "+").replace("_", "/"), validate=True)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw[:POINT_BYTES])
        shared = _private(asked).exchange(ec.ECDH(), theirs)
        key = HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(shared)
        nonce, words = raw[POINT_BYTES : POINT_BYTES + NONCE_BYTES], raw[POINT_BYTES + NONCE_BYTES :]
        return dict(parse_qsl(AESGCM(key).decrypt(nonce, words, None).decode()))
    except (NotBase64, ValueError, InvalidTag) as wrong:
        raise NotSealed from wrong
