"""Limits on guessing, without remembering anyone: the key is a hash under a secret that lives a day, in memory.

A whole library shares one address, so ceilings are high; what they stop is a machine, not a room.
"""

import hashlib
import hmac
import ipaddress
import secrets

from flask import request
from flask_limiter import Limiter

from listening.core import clock

#: Sign-in tries per address block: a person mistypes, a machine does thousands.
SIGN_IN = "20 per minute"
#: Receipt look-ups: 77 bits cannot be guessed at any rate; this keeps the server free for others.
RECEIPTS = "300 per minute"
#: Prefix of an address that shares a limit: one IPv6 customer holds a /64.
IPV6_BLOCK = 64

#: Today's key, by the day; yesterday's is forgotten.
_keys: dict[str, bytes] = {}


def limit_key() -> str:
    """HMAC under today's random key of the address block; never written anywhere."""
    block = _block(request.remote_addr or "")
    return hmac.new(_key_of(clock.today().isoformat()), block.encode(), hashlib.sha256).hexdigest()


def _key_of(day: str) -> bytes:
    if day not in _keys:
        _keys.clear()
        _keys[day] = secrets.token_bytes(32)
    return _keys[day]


def _block(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if ip.version == 6:  # noqa: PLR2004
        return str(ipaddress.ip_network((ip, IPV6_BLOCK), strict=False))
    return str(ip)


limiter = Limiter(key_func=limit_key, headers_enabled=False, storage_uri="memory://")
