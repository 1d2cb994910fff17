"""Two hundred moments at which people press send: no value, no file and no byte says any of them."""

import random
import struct
import uuid
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import select

from listening.contributions import service as contributions
from listening.core import jobs
from listening.core.database import db
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.sessions.rooms import opened, said

pytestmark = pytest.mark.slow

INSTANTS = 200
#: A window of its own, in which nobody of the staff does anything.
BEGINS, DAYS = datetime(2031, 5, 1, tzinfo=UTC), 300
#: Zero of other calendars: seconds from 1970 to theirs, and their ticks in a second.
JULIAN, UUID, SNOWFLAKE = 2440587.5, 0x01B21DD213814000, 1288834974657


def instants():
    dice = random.Random(13)
    days = sorted(dice.sample(range(DAYS), INSTANTS))
    return [
        BEGINS + timedelta(days=day, seconds=dice.randrange(86400), microseconds=dice.randrange(10**6))
        for day in days
    ]


def ways(moment):
    """How a moment could be written down, as bytes that hardly come about by chance."""
    seconds = moment.timestamp()
    texts = [
        f"{moment:%Y-%m-%d}",
        f"{moment:%d.%m.%Y}",
        f"{moment:%m/%d/%Y}",
        f"{moment:%Y%m%d}",
        str(int(seconds)),
    ]
    whole = [int(seconds * 10**3), int(seconds * 10**6), int(seconds * 10**9)]
    packed = [struct.pack(order + kind, one) for one in whole for order in "<>" for kind in "q"]
    return [one.encode() for one in texts] + packed + [f"{int(seconds):x}".encode(), f"{whole[0]:x}".encode()]


def told_in(raw, every):
    """Which ways stand in some bytes. Their first eight letters are looked for all at once, at each place there is."""
    beginnings = np.unique(np.array([int.from_bytes(way[:8], "little") for way in every], "<u8"))
    there = set()
    for shift in range(8):
        eights = np.frombuffer(raw + bytes(8), "<u8", len(raw) // 8, shift)
        nearest = beginnings[np.searchsorted(beginnings, eights) % len(beginnings)]
        there |= {int(one).to_bytes(8, "little") for one in eights[nearest == eights]}
    return [way for way in every if way[:8] in there and way in raw]


def in_the_window(value):
    """Whether a value can be read as a moment of the window, in any calendar people use for ids."""
    if isinstance(value, datetime):
        return inside((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp())
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, int | float):
        return any(inside(value / scale) for scale in (1, 1e3, 1e6, 1e9)) or inside((value - JULIAN) * 86400)
    return isinstance(value, str) and any(inside(one) for one in read_as_ids(value))


def read_as_ids(text):
    """Moments in a uuid of version 1 or 7, a ULID, a snowflake, a number in a text."""
    plain = text.replace("-", "")
    if len(plain) == 32 and set(plain) <= set("0123456789abcdef"):
        one = uuid.UUID(plain)
        if one.variant == uuid.RFC_4122 and one.version in {1, 7}:
            yield int(plain[:12], 16) / 1e3 if one.version == 7 else (one.time - UUID) / 1e7
    if len(text) == 26 and text.isalnum() and text.isupper():
        yield (
            int("".join(f"{'0123456789ABCDEFGHJKMNPQRSTVWXYZ'.find(one):05b}" for one in text[:10]), 2) / 1e3
        )
    if text.isdecimal() and 9 < len(text) < 20:
        yield from (int(text) / scale for scale in (1, 1e3, 1e6, 1e9))
        yield ((int(text) >> 22) + SNOWFLAKE) / 1e3


def inside(seconds):
    begins = BEGINS.timestamp()
    return begins <= seconds < begins + DAYS * 86400


def spoken_and_sealed(app, world, calendar):
    """One voice at each moment; closed and sealed long after. Returns how it was found before and after sealing."""
    home, room = calendar.now, opened(world.engagement())
    for moment in instants():
        calendar.now = moment
        said(room, ["The bus is late."])
    waiting = found(app)
    calendar.now = home
    sessions.close_session(staff_named("bo"), db.session.get_one(type(room), room.id))
    db.session.commit()
    jobs.sweep_all(app)
    db.session.expire_all()
    return waiting, found(app)


def found(app):
    """Bytes, values and dates of files that tell a moment."""
    db.session.commit()
    data = app.config["SETTINGS"].data
    files = [path for path in data.rglob("*") if path.is_file()]
    every = [way for at in instants() for way in ways(at)]
    raw = [(path.name, way) for path in files for way in told_in(path.read_bytes(), every)]
    stats = [path.name for path in files if inside(path.stat().st_mtime) or inside(path.stat().st_ctime)]
    values = [
        f"{name}.{column}"
        for name, table in db.metadata.tables.items()
        for row in db.session.execute(select(table)).mappings()
        for column, value in row.items()
        if in_the_window(value)
    ]
    db.session.rollback()
    return raw, stats, values


def test_two_hundred_moments_are_written_nowhere(app, world, calendar, record_property):
    waiting, sealed = spoken_and_sealed(app, world, calendar)
    record_property("clock_canary", {"instants": INSTANTS, "hits": sum(map(len, (*waiting, *sealed)))})
    assert waiting == ([], [], [])
    assert sealed == ([], [], [])


@pytest.mark.parametrize("weakness", ["a number", "an id of version 7"])
def test_a_build_that_keeps_the_moment_is_found(app, world, calendar, monkeypatch, weakness):
    act = contributions._act

    def with_moment(secret, voice, **how):
        key, body = act(secret, voice, **how)
        now = calendar.now.timestamp()
        if weakness == "a number":
            return key, body | {"language": str(int(now))}
        return f"{int(now * 1000):012x}7{key[13:16]}8{key[17:]}", body

    monkeypatch.setattr(contributions, "_act", with_moment)
    waiting, sealed = spoken_and_sealed(app, world, calendar)
    assert any(waiting) or weakness != "a number"
    assert len(sealed[2]) >= INSTANTS
