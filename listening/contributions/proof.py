"""Proof of work: a phone pays about a second for what it sends, so that a machine cannot say ten thousand things.

The protocol is altcha's, version 2 (a counter to be found), checked by its own library. The key lives in memory: after
a restart every old challenge is void. How hard it is, and why: decisions/2026-11-26-proof-of-work.md.
"""

import hashlib
import hmac
import secrets
import time
from typing import Any

from altcha import Payload, create_challenge, verify_solution
from flask import Flask, current_app
from limits.storage import Storage, storage_from_string

from listening.contributions.asked import Asked, gathering_of
from listening.core.limits import BORN

#: Algorithm and rounds of one try, behind TLS and on plain HTTP, where browsers hand out no PBKDF2 and the phone
#: hashes in JavaScript: about a second on an old phone either way.
BEHIND_TLS, ON_PLAIN_HTTP = ("PBKDF2/SHA-256", 1000), ("SHA-256", 200)
#: Between these numbers of tries lies the answer, so that nobody waits three times as long as another.
FEWEST, MOST = 100, 300
#: Seconds a challenge can be used: a slow phone on a slow network, twice over.
LASTS = 600
#: Letters of the longest proof that can be right; what is longer is not even read.
LONGEST = 2000


def _key(purpose: str) -> bytes:
    return hmac.new(BORN, purpose.encode(), hashlib.sha256).digest()


def register(app: Flask) -> None:
    """Spent challenges are remembered in memory, or in a Redis that several processes share."""
    app.extensions["hearback_spent"] = storage_from_string(app.config["RATELIMIT_STORAGE_URI"])


def memory() -> Storage:
    """Counts that live no longer than the server."""
    found: Storage = current_app.extensions["hearback_spent"]
    return found


def challenge(asked: Asked) -> dict[str, Any]:
    """A new challenge for what is sent to this session or survey, as JSON for static/js/proof.js."""
    algorithm, rounds = BEHIND_TLS if current_app.config["SETTINGS"].secure else ON_PLAIN_HTTP
    made = create_challenge(
        algorithm,
        rounds,
        counter=FEWEST + secrets.randbelow(MOST - FEWEST + 1),
        expires_at=int(time.time()) + LASTS,
        data={"for": str(gathering_of(asked))},
        hmac_secret=_key("challenge"),
        hmac_key_secret=_key("solution"),
    )
    return made.to_dict()


def proven(asked: Asked, proof: str) -> bool:
    """Whether this solves one of our challenges for this session or survey, and for the first time."""
    if not 0 < len(proof) <= LONGEST:
        return False
    try:
        payload = Payload.from_base64(proof)
        found = verify_solution(payload, _key("challenge"), hmac_key_secret=_key("solution"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    asked_for = payload.challenge.parameters
    if not found.verified or asked_for.data != {"for": str(gathering_of(asked))}:
        return False
    return memory().incr(f"spent {asked_for.nonce}", LASTS) == 1
