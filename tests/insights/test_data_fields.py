"""Referrals, measures and the answer to each strand are in the open data; a number of people only as its band."""

import csv
import io
from datetime import timedelta

import pytest

from listening.actions import measuring, referring
from listening.actions.rules import Value
from listening.core import clock
from listening.core.database import Words, db
from tests.cast import staff_named
from tests.insights.test_open_data import wrong_about
from tests.reportbacks.written import Telling
from tests.world import both

FEW, MANY = 7, 31


def days(number):
    return clock.today() + timedelta(days=number)


@pytest.fixture
def telling(world):
    return Telling(world)


@pytest.fixture
def theme(telling):
    """Two strands, sent to a court, with an action that counts people."""
    theme = telling.theme()
    theme.dissent = both("Some want no van.")
    answered = {"to_dissent": both("Nobody must take it."), "referred_to": "Superior Court"}
    decision = telling.decision(theme, "not_ours", **answered)
    ada = staff_named("ada")
    referral = referring.refer(ada, decision, both("Can hearings start later?"), days(0), days(30))
    referring.note_reply(ada, referral, days(0), both("From May on."))
    action, before, goal = telling.action(theme), (Value(FEW), days(0)), (Value(40), days(90))
    riders = measuring.begin(ada, action, both("Who rides"), Words(), before, goal, counts_people=True)
    measuring.begin(ada, action, both("Wait"), both("days"), (Value(12), days(0)), (Value(3), days(90)))
    measuring.read(ada, riders, Value(MANY), days(0))
    db.session.commit()
    return theme


def test_they_stand_in_the_record_as_it_is_described(theme, rosa):
    record = rosa.get(f"/data/engagements/{theme.engagement.slug}.json").json
    description = rosa.get("/data/openapi.json").json
    schema = {"$ref": "#/components/schemas/Record"}
    assert wrong_about(record, schema, description["components"]["schemas"]) == []
    [told] = record["themes"]
    assert [(one["strand"], one["answer"]["en"]) for one in told["decision"]["strands"]] == [
        ("agreeing", "Rides come before the visit."),
        ("differing", "Nobody must take it."),
    ]
    [asked] = told["referrals"]
    assert (asked["body"], asked["replied_on"], asked["reply"]["es"]) == (
        "Superior Court",
        days(0).isoformat(),
        "From May on. (es)",
    )
    riders, wait = told["actions"][0]["measures"]
    assert [one["people"] for one in riders["told"]] == [
        {"kind": "few"},
        {"kind": "range", "low": 21, "high": 50},
        {"kind": "range", "low": 21, "high": 50},
    ]
    assert {one["number"] for one in riders["told"]} == {None}
    assert [one["number"] for one in wait["told"]] == [12, 3]


def test_the_description_would_tell_of_a_field_that_is_wrong(theme, rosa):
    """The control."""
    record = rosa.get(f"/data/engagements/{theme.engagement.slug}.json").json
    known = rosa.get("/data/openapi.json").json["components"]["schemas"]
    schema = {"$ref": "#/components/schemas/Record"}
    del record["themes"][0]["referrals"][0]["body"]
    assert len(wrong_about(record, schema, known)) == 1
    record["themes"][0]["actions"][0]["due_on"] = "soon"
    assert len(wrong_about(record, schema, known)) == 2


def test_they_stand_in_the_table(theme, rosa):
    sheet = csv.DictReader(io.StringIO(rosa.get("/data/themes.csv").data.decode("utf-8-sig")))
    english, spanish = list(sheet)
    assert english["answer"] == "Rides come before the visit."
    assert spanish["answer_to_those_who_differ"] == "Nobody must take it. (es)"
    assert (english["referred_to"], english["referral_replied_on"]) == ("Superior Court", days(0).isoformat())
    today = days(0).isoformat()
    assert english["measures"] == f"Who rides: 21 to 50 ({today}); Wait: 12 days ({today})"
