"""The attack: find out from the sealed files who pressed send before whom."""

import random
import secrets
from collections import defaultdict
from statistics import mean

import pytest
from sqlalchemy import insert, select

from listening.contributions import redaction, withdrawals
from listening.contributions.door import keeper_of
from listening.contributions.intake import Dropped, Gathering, intake
from listening.contributions.models import Contribution
from listening.contributions.rules import Channel, Consent, Voice
from listening.contributions.sealing import seal
from listening.contributions.service import CONTRIBUTION, _act, session_gathering
from listening.core import clock, jobs
from listening.core.database import db
from listening.core.models import Event
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.faults.linkage import in_file, in_postgresql, tau, taus
from tests.faults.sizes import FULL, size
from tests.sessions.rooms import opened

EVENINGS = size(5, 25)
#: Bound on the mean of abs(tau) at a release (anonymity, "Figures to reach"); chance alone gives 0.022 for 600 texts.
LIMIT = 0.046 if FULL else 0.1
TEXTS = 600 if FULL else 300
#: Of them, how many take their words back afterwards: any of them, in the order in which they came.
TAKEN_BACK = TEXTS // 2


def evening(app, world, engagement, *, shuffled=True):
    """Send long texts one after the other and seal them, sort and redact some; the ids in the order of sending."""
    room = opened(engagement)
    prompt = room.agenda[0].prompt_id
    rows, receipts = [], []
    for _person in range(TEXTS):
        receipts.append(secrets.token_hex(10))
        key, body = _act(receipts[-1], Voice(prompt, "", Consent.QUOTE, "en", Channel.PHONE))
        rows.append(Dropped(key, CONTRIBUTION, body | {"text": "x" * 1500 + " " + key}))
    gathering = session_gathering(room)
    intake().store(gathering).put(rows)
    sessions.close_session(staff_named("bo"), room)
    db.session.commit()
    if shuffled:
        seal(gathering, keeper_of(gathering))
    else:
        unshuffled(room, rows)
    sent = [row.id for row in rows]
    worked_on(world, engagement, set(sent))
    chosen = set(random.Random(7).sample(receipts, TAKEN_BACK))
    taken_back(app, [one for one in receipts if one in chosen])
    return sent


def worked_on(world, engagement, ids):
    """What staff leave beside them: a theme with half of them, redactions of some."""
    voices = [one for one in db.session.scalars(select(Contribution)) if one.id in ids]
    world.theme(engagement, voices[: TEXTS // 2], signed_off=False)
    for voice in voices[:120]:
        redaction.redact(staff_named("pia"), voice, voice.text, [])
    db.session.commit()


def taken_back(app, receipts):
    for one in receipts:
        withdrawals.withdraw(one, withdrawals.held_by(one))
    db.session.commit()
    jobs.sweep_all(app)
    db.session.expire_all()


def unshuffled(room, rows):
    """The weakened build: straight from the intake into the vault."""
    columns = {"listening_session_id": room.id, "period": f"{clock.today():%Y-%m}", "channel": None}
    values = [{"id": row.id, **row.body, **columns} for row in rows]
    for value in values:
        db.session.execute(insert(Contribution), [value])
    db.session.commit()
    intake().destroy(Gathering("session", room.id))


def limit(many):
    """The bound where fewer ids take part: chance alone gives more there (the spread of tau grows as 1 / sqrt n)."""
    return LIMIT * max(1.0, (TEXTS / many) ** 0.5)


def orders(app, postgresql):
    """Every order in everything that is on disk."""
    db.session.commit()
    if postgresql:
        return in_postgresql()
    data = app.config["SETTINGS"].data
    found = in_file(data / "hearback.db")
    assert [path.name for path in data.glob("hearback.db-*")] == []
    return found


def test_neither_table_nor_index_nor_byte_tells_who_spoke_first(app, world, postgresql, record_property):
    engagement = world.engagement()
    told, sizes = defaultdict(list), {}
    for _evening in range(EVENINGS):
        sent = evening(app, world, engagement)
        for name, (value, many) in taus(sent, orders(app, postgresql)).items():
            told[name].append(abs(value))
            sizes[name] = min(many, sizes.get(name, many))
    means = {name: float(mean(values)) for name, values in told.items()}
    worst = max(means, key=means.get)
    record_property(
        "linkage",
        {
            "sessions": EVENINGS,
            "texts": TEXTS,
            "places": len(means),
            "mean_abs_tau": round(mean(means.values()), 4),
            "worst": {worst: round(means[worst], 4)},
        },
    )
    tables = {name.partition(",")[0] for name in told}
    assert {"contribution", "disposition", "redaction", "tombstone"} <= tables
    assert len(db.session.scalars(select(Event)).all()) > EVENINGS
    assert {name: value for name, value in means.items() if value >= limit(sizes[name])} == {}


def test_the_attack_works_on_a_build_that_does_not_shuffle(app, world, postgresql, record_property):
    engagement = world.engagement()
    sent = evening(app, world, engagement, shuffled=False)
    found = taus(sent, orders(app, postgresql))
    best = max(abs(value) for value, _many in found.values())
    record_property("linkage_control", round(best, 3))
    assert best > 0.95


@pytest.mark.once
def test_an_intake_tells_the_order_and_therefore_never_outlives_its_session(app, world):
    engagement = world.engagement()
    room = opened(engagement)
    store = intake().store(session_gathering(room))
    sent = [secrets.token_hex(16) for _person in range(40)]
    for key in sent:
        store.put([Dropped(key, CONTRIBUTION, {"text": "x" * 1500 + key})])
    raw = store.path.with_name(f"{store.path.name}-wal").read_bytes()
    found = sorted(sent, key=lambda key: raw.index(b"xxxx" + key.encode()))
    assert tau(sent, found) > 0.95
    intake().destroy(session_gathering(room))
    assert list(intake().folder.iterdir()) == []
