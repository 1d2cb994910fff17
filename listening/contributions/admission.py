"""Who is let in at once: a phone that paid its second, a code read off the wall of the room, a card from the basket.

Nobody is refused: what shows none of these is kept in the quarantine lane, where a person judges it (rulings, 17).
Counts are under a key of the day that is never written, and never tell who someone is.
"""

import hashlib
from datetime import timedelta
from functools import lru_cache

from flask import request
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from listening.contributions.asked import Asked, gathering_of
from listening.contributions.proof import memory, proven
from listening.contributions.receipt import BITS, HEX_DIGITS, new_secret
from listening.contributions.service import keys
from listening.contributions.steps import Steps
from listening.core import clock
from listening.core.keys import Keys
from listening.core.limits import block_here, under_todays_key
from listening.sessions.models import ListeningSession
from listening.sessions.rules import CODE_LETTERS, clean_code

#: The room's code changes this often, and the one before stays good as long again: time to type it.
CHANGES = timedelta(minutes=10)
#: Letters of it: 20**5 is 3.2 million, of which two are good at a time.
ROOM_LETTERS = 5
#: What one link lets in an hour: six times a full hall of 500. More waits for a person.
PER_LINK = parse("3000 per hour")
#: What one address block lets in by one link: a library with 200 people who all try three times.
PER_BLOCK = parse("600 per hour")
#: Last bits of a card's secret that only this installation can make: one in 16 million made-up cards fits.
CARD_BITS = 24
#: Rounds to make them: a millisecond for each card, and more than 2**64 hashes for whoever would try all cards.
CARD_ROUNDS = 2000


def admitted(asked: Asked, steps: Steps) -> bool:
    """Whether what comes with this request may go among the others."""
    if steps.card and is_card(steps.secret):
        return True
    if _is_room_code(asked, request.form.get("room", "")):
        return True
    return proven(asked, request.form.get("proof", "")) and _below_ceilings(asked)


def _below_ceilings(asked: Asked) -> bool:
    link, counts = str(gathering_of(asked)), FixedWindowRateLimiter(memory())
    here = counts.hit(PER_BLOCK, under_todays_key(f"{link} {block_here()}"))
    return counts.hit(PER_LINK, under_todays_key(link)) and here


# --- the room's code ---------------------------------------------------------------------------------------


def room_code(asked: Asked, *, before: int = 0) -> str:
    """The code on the big screen now, or the one ``before``; made from a key, so every process knows it."""
    turn = int(clock.now().timestamp() // CHANGES.total_seconds()) - before
    return _room_code(keys(), str(gathering_of(asked)), turn)


@lru_cache(maxsize=64)
def _room_code(made_by: Keys, gathering: str, turn: int) -> str:
    number = int.from_bytes(made_by.made_for("room code", f"{gathering} {turn}"))
    return "".join(
        CODE_LETTERS[number // len(CODE_LETTERS) ** place % len(CODE_LETTERS)]
        for place in range(ROOM_LETTERS)
    )


def _is_room_code(asked: Asked, typed: str) -> bool:
    if not typed or not isinstance(asked, ListeningSession):
        return False
    code = clean_code(typed[:20])
    return any(code == room_code(asked, before=before) for before in (0, 1))


# --- cards -------------------------------------------------------------------------------------------------


def card_secret() -> str:
    """A fresh secret for a card; no card is remembered, its last bits show that it is ours."""
    random = int(new_secret(), 16) >> CARD_BITS
    return f"{random << CARD_BITS | _sign(random):0{HEX_DIGITS}x}"


def is_card(secret: str) -> bool:
    """Whether a secret is one that we printed."""
    number = int(secret, 16)
    return number % (1 << CARD_BITS) == _sign(number >> CARD_BITS)


def _sign(random: int) -> int:
    text = f"{random:0{BITS}b}".encode()
    mark = hashlib.pbkdf2_hmac("sha256", text, keys().made_for("card", ""), CARD_ROUNDS, CARD_BITS // 8)
    return int.from_bytes(mark)
