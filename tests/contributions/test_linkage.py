"""The attack: find out from the sealed files who pressed send before whom."""

import secrets
from statistics import mean

import pytest
from scipy.stats import kendalltau
from sqlalchemy import insert, select

from listening.contributions.door import keeper_of
from listening.contributions.intake import Dropped, Gathering, intake
from listening.contributions.models import Contribution
from listening.contributions.rules import Channel, Consent, Voice
from listening.contributions.sealing import seal
from listening.contributions.service import CONTRIBUTION, _act, session_gathering
from listening.core import clock
from listening.core.database import db
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.sessions.rooms import opened

EVENINGS = 5
#: Enough that chance alone stays far below the limit: sd of tau is 0.038 for 300.
TEXTS = 300


def evening(world, engagement, *, shuffled=True):
    """Send long texts one after the other and seal them; the ids in the order of sending."""
    room = opened(engagement)
    prompt = room.agenda[0].prompt_id
    rows = []
    for _person in range(TEXTS):
        key, body = _act(secrets.token_hex(10), Voice(prompt, "", Consent.QUOTE, "en", Channel.PHONE))
        rows.append(Dropped(key, CONTRIBUTION, body | {"text": "x" * 1500 + key}))
    gathering = session_gathering(room)
    intake().store(gathering).put(rows)
    sessions.close_session(staff_named("bo"), room)
    db.session.commit()
    if shuffled:
        seal(gathering, keeper_of(gathering))
    else:
        unshuffled(room, rows)
    return [row.id for row in rows]


def unshuffled(room, rows):
    """The weakened build: straight from the intake into the vault."""
    columns = {"listening_session_id": room.id, "period": f"{clock.today():%Y-%m}", "channel": None}
    values = [{"id": row.id, **row.body, **columns} for row in rows]
    for value in values:
        db.session.execute(insert(Contribution), [value])
    db.session.commit()
    intake().destroy(Gathering("session", room.id))


def tau(sent, found):
    places = {key: place for place, key in enumerate(found)}
    return kendalltau(range(len(sent)), [places[key] for key in sent]).statistic


def as_the_table_tells(sent):
    """Both engines' own order: what a reader of the database sees without asking for one."""
    wanted = set(sent)
    return [key for key in db.session.scalars(select(Contribution.id)) if key in wanted]


def as_the_file_tells(app, sent):
    """Where the end of each text lies in the raw file: overflow pages are handed out one after the other."""
    raw = (app.config["SETTINGS"].data / "hearback.db").read_bytes()
    return sorted(sent, key=lambda key: raw.rindex(b"xxxx" + key.encode()))


def test_neither_table_nor_file_tells_who_spoke_first(app, world, postgresql):
    engagement = world.engagement()
    table, file = [], []
    for _evening in range(EVENINGS):
        sent = evening(world, engagement)
        table.append(abs(tau(sent, as_the_table_tells(sent))))
        if not postgresql:
            file.append(abs(tau(sent, as_the_file_tells(app, sent))))
    assert mean(table) < 0.1
    assert postgresql or mean(file) < 0.1


def test_the_attack_works_on_a_build_that_does_not_shuffle(app, world, postgresql):
    engagement = world.engagement()
    sent = evening(world, engagement, shuffled=False)
    found = as_the_table_tells(sent) if postgresql else as_the_file_tells(app, sent)
    assert tau(sent, found) > 0.95


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
