"""Limits on guessing, without remembering anyone: the key is a hash under a secret that lives a day, in memory.

A whole library shares one address, so ceilings are high; what they stop is a machine, not a room.
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
from datetime import UTC, date, datetime, timedelta
from functools import partial

from flask import Response, request
from flask_limiter import Limiter

from listening.core import clock

#: Wrong tries to sign in, per address block: a person mistypes, a machine does thousands. Behind a proxy all share one
#: block, so right ones do not count: forty who arrive for one evening must not keep each other out.
SIGN_IN = "120 per minute"
#: Wrong passwords for one name, from wherever. NIST SP 800-63B, 5.2.2 would end a name after 100 in a row; then
#: whoever knows a name could keep its owner out, so a second factor stands behind the password instead.
NAME = "30 per hour"
#: Receipt look-ups: 77 bits cannot be guessed at any rate; this keeps the server free for others.
RECEIPTS = "300 per minute"
#: Prefix of an address that shares a limit: one IPv6 customer holds a /64.
IPV6_BLOCK = 64


class DailyKey:
    """A key for each day, in memory alone: a hash of the day before, whose key is forgotten.

    The first is made when this module is imported, which the server does before it forks: all its processes count
    under the same key, and after a restart nobody can tell whose count was whose.
    """

    def __init__(self) -> None:
        self._day, self._key = datetime.now(UTC).date(), secrets.token_bytes(32)
        self._lock = threading.Lock()

    def of(self, day: date) -> bytes:
        """The key of a day; of one that is over, the earliest key there still is."""
        with self._lock:
            while self._day < day:
                self._day, self._key = self._day + timedelta(days=1), hashlib.sha256(self._key).digest()
            return self._key


#: Signs what must not outlive this server, like the challenges that phones solve.
BORN = secrets.token_bytes(32)
_daily = DailyKey()


def limit_key() -> str:
    """HMAC under today's random key of the address block; never written anywhere."""
    return under_todays_key(block_here())


def block_here() -> str:
    """The address block a request comes from; for counting under today's key and nothing else."""
    return _block(request.remote_addr or "")


def name_key() -> str:
    """The name someone tries to sign in with, under today's key."""
    name = request.form.get("sign_in", "").strip().lower()
    return under_todays_key(f"name {name}")


def under_todays_key(words: str) -> str:
    """What is counted instead of an address or a name: its HMAC under today's key."""
    today = clock.today()
    return hmac.new(_daily.of(today), f"{today} {words}".encode(), hashlib.sha256).hexdigest()


def wrong(response: Response) -> bool:
    """Only failed tries count: a form that is sent back, or a pass that opens nothing (410)."""
    return response.status_code in {410, 422}


def _block(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if ip.version == 6:  # noqa: PLR2004
        return str(ipaddress.ip_network((ip, IPV6_BLOCK), strict=False))
    return str(ip)


class WhereSaid(Limiter):
    """No limit holds everywhere, so only views that have one ask: to look for one took a seventh of a request."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:  # noqa: FBT001, FBT002
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = WhereSaid(key_func=limit_key, headers_enabled=False, storage_uri="memory://")
#: Stands on every way in, which all count together: whoever guesses passes has no tries left for passwords.
at_the_door = partial(limiter.shared_limit, SIGN_IN, scope="door", deduct_when=wrong)
