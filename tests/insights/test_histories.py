"""A thousand histories nobody wrote by hand: what the ledger shows is what the events alone say, read another way."""

import csv
import io
import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from listening.core import clock, journal
from listening.core.database import db
from listening.core.loop import Happened
from listening.core.models import Event
from listening.engagements.models import Engagement
from listening.themes.models import Theme
from tests.bench.large import fill

HOW_MANY = 1000
#: How far the agency alone can bring a theme.
RANK = {
    "signed_off": "heard",
    "acknowledged": "acknowledged",
    "decision_published": "answered",
    "milestone_reached": "acting",
    "report_back_published": "reported_back",
}
ORDER = list(RANK.values())
BESIDE = [
    "action_planned",
    "action_judged",
    "action_moved",
    "message_replied",
    "asked_again",
    "community_edited",
]
OUTCOMES = ["confirmed", "partly_confirmed", "contested", "unconfirmed"]


def a_history(dice, began):
    """Sign-off first, then anything in any order, on days that only go forward."""
    day, found = began, [("signed_off", began, {})]
    for _step in range(dice.randrange(9)):
        day += timedelta(days=dice.choice((0, 0, 1, 5, 20, 61)))
        kind = dice.choice([*RANK, *RANK, *BESIDE, "community_answered", "community_answered"])
        detail = {"reply_by": (day + timedelta(days=30)).isoformat()}
        if kind == "community_answered":
            detail["outcome"] = dice.choice(OUTCOMES)
            detail |= {"again": True} if dice.random() < 0.4 else {}
        if kind == "decision_published":
            detail = {"choice": dice.choice(("will_do", "will_not", "need_more_time"))}
        found.append((kind, day, detail))
    return found


def status_of(history):
    """From the end backwards: the last verdict that counts, unless it was contested and answered anew."""
    counts = [
        place
        for place, (kind, _day, detail) in enumerate(history)
        if kind == "community_answered" and not (detail.get("again") and detail["outcome"] == "unconfirmed")
    ]
    told = history
    if counts:
        after, verdict = history[counts[-1] + 1 :], history[counts[-1]][2]["outcome"]
        anew = [place for place, step in enumerate(after) if step[0] == "decision_published"]
        if verdict != "contested" or not anew:
            return verdict
        told = after[anew[0] :]
    return max((RANK[step[0]] for step in told if step[0] in RANK), key=ORDER.index)


def days_overdue(history, respond_by, today):
    """Days since the day an answer was owed, if the last thing that asked for one was not answered."""
    owed, answered = respond_by, False
    for kind, _day, detail in history:
        if kind == "decision_published":
            answered = True
        if kind == "acknowledged" or (kind == "community_answered" and detail["outcome"] == "contested"):
            owed = date.fromisoformat(detail["reply_by"])
            answered = answered and kind == "acknowledged"
    return 0 if answered else max(0, (today - owed).days)


def write(histories):
    for theme_id, history in histories.items():
        engagement = db.session.get_one(Theme, theme_id).engagement_id
        for kind, day, detail in history:
            where = {"engagement_id": engagement, "theme_id": theme_id}
            event = Event(kind=kind, on=day, detail=detail, salt="0" * 32, previous=journal_end(), **where)
            event.digest = journal.digest_of(event)
            db.session.add(event)
            ends.append(event.digest)
    db.session.commit()


ends: list[str] = []


def journal_end():
    return ends[-1] if ends else ""


@pytest.fixture
def histories(app):
    ends.clear()
    fill(themes=HOW_MANY, contributions=0, promises=4)
    db.session.query(Event).delete()
    dice, began = random.Random("a thousand loops"), clock.today() - timedelta(days=150)
    found = {number: a_history(dice, began) for number in range(1, HOW_MANY + 1)}
    write(found)
    return found


@pytest.mark.slow
@pytest.mark.once
def test_what_a_thousand_histories_show_is_what_their_events_say(histories, rosa):
    today = clock.today()
    answer = rosa.get("/data/themes.csv")
    rows = {
        int(row["theme"]): row
        for row in csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
        if row["language"] == "en"
    }
    promised = {one.id: one.respond_by for one in db.session.scalars(select(Engagement))}
    where = dict(db.session.execute(select(Theme.id, Theme.engagement_id)).all())
    assert len(rows) == HOW_MANY
    for number, history in histories.items():
        row, owed = rows[number], promised[where[number]]
        assert row["status"] == status_of(history), history
        assert int(row["days_overdue"]) == days_overdue(history, owed, today), history
        assert int(row["promise_broken"]) == (days_overdue(history, owed, today) > 30), history
        assert bool(row["confirmed_on"]) == (status_of(history) == "confirmed"), history
    assert {row["status"] for row in rows.values()} == {*ORDER, *OUTCOMES}, "every status was met"
    assert journal.first_break(db.session.scalars(select(Event).order_by(Event.id))) is None


@pytest.mark.once
def test_the_other_reading_can_disagree():
    """The control: a reading that forgets a rule is found by the histories above."""
    dice = random.Random("a thousand loops")
    told = [a_history(dice, date(2026, 3, 2)) for _one in range(HOW_MANY)]
    forgets_again = [
        status_of([(kind, day, {**detail, "again": False}) for kind, day, detail in one]) for one in told
    ]
    assert forgets_again != [status_of(one) for one in told]
    assert {kind for one in told for kind, _day, _detail in one} <= {str(one) for one in Happened}
