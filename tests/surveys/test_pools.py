"""A survey is sealed in pools of at least five, at most one a day; nobody can tell whose words came when."""

import secrets
from collections import defaultdict
from statistics import mean

from sqlalchemy import select

from listening.contributions.door import keeper_of
from listening.contributions.intake import Dropped, Gathering, intake
from listening.contributions.models import Contribution, Pool
from listening.contributions.rules import Channel, Consent, Voice
from listening.contributions.sealing import seal
from listening.contributions.service import CONTRIBUTION, _act
from listening.core import jobs
from listening.core.database import db
from tests.contributions.test_linkage import limit, orders
from tests.faults.linkage import taus
from tests.surveys.answers import LASTS, answered, planned

#: Pools of one survey, and texts in each: chance alone stays far below the limit (sd of tau is 0.038 for 300).
POOLS, TEXTS = 4, 300


def in_vault():
    found = len(db.session.scalars(select(Contribution.id)).all())
    db.session.commit()
    return found


def said(app, survey, how_many):
    for _person in range(how_many):
        answered(app, survey, "The bus is late")


def test_fewer_than_five_wait_and_five_go_once_a_day(app, world, calendar):
    survey = planned(world.engagement(prompts=1))
    said(app, survey, 4)
    jobs.sweep_all(app)
    assert in_vault() == 0
    said(app, survey, 1)
    jobs.sweep_all(app)
    assert in_vault() == 5
    said(app, survey, 6)
    jobs.sweep_all(app)
    assert in_vault() == 5, "one pool a day"
    calendar.move(1)
    jobs.sweep_all(app)
    assert in_vault() == 11
    db.session.expire_all()
    assert db.session.get(Pool, f"survey-{survey.id}").accepted == 11


def test_what_is_left_at_the_end_joins_the_engagements_pool(app, cast, world, calendar):
    engagement = world.engagement(prompts=1)
    survey = planned(engagement)
    said(app, survey, 3)
    calendar.move(LASTS + 1)
    jobs.sweep_all(app)
    assert in_vault() == 0
    assert intake().store(Gathering("engagement", engagement.id)).count(CONTRIBUTION) == 3
    cast.ada.post(f"/staff/engagements/{engagement.id}/end-listening")
    assert in_vault() == 3


def test_a_pool_sealed_twice_is_counted_once(app, world):
    survey = planned(world.engagement(prompts=1))
    said(app, survey, 5)
    gathering = Gathering("survey", survey.id)
    rows = intake().store(gathering).rows()
    keeper = keeper_of(gathering)
    seal(gathering, keeper)
    intake().store(gathering).put(rows)
    seal(gathering, keeper)
    assert in_vault() == 5
    assert db.session.get(Pool, str(gathering)).accepted == 5


def test_neither_table_nor_file_tells_who_answered_first(app, world, postgresql):
    survey = planned(world.engagement(prompts=1))
    gathering, prompt = Gathering("survey", survey.id), survey.agenda[0].prompt_id
    told, sizes = defaultdict(list), {}
    for _pool in range(POOLS):
        rows = []
        for _person in range(TEXTS):
            key, body = _act(secrets.token_hex(10), Voice(prompt, "", Consent.QUOTE, "en", Channel.PHONE))
            rows.append(Dropped(key, CONTRIBUTION, body | {"text": "x" * 1500 + " " + key}))
        intake().store(gathering).put(rows)
        seal(gathering, keeper_of(gathering))
        for name, (value, many) in taus([row.id for row in rows], orders(app, postgresql)).items():
            told[name].append(abs(value))
            sizes[name] = min(many, sizes.get(name, many))
    assert any(name.startswith("contribution") for name in told)
    assert {name: found for name, found in told.items() if mean(found) >= limit(sizes[name])} == {}
