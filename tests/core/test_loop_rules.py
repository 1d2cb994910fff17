"""Where a theme stands, read from what happened: the agency's powers end at "reported back"."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listening.core.loop import BROKEN_DAYS, VERDICTS, Happened, Status, Step, reads_as
from listening.engagements.rules import Duty, Owed, Standing, judge

DAY = date(2026, 3, 2)
DUE = DAY + timedelta(days=60)
H = Happened

pytestmark = pytest.mark.once


def on(day, kind, **detail):
    return Step(kind, DAY + timedelta(days=day), detail)


def answered(day, outcome):
    more = {"reply_by": (DAY + timedelta(days=day + 30)).isoformat()} if outcome == "contested" else {}
    return on(day, H.COMMUNITY_ANSWERED, outcome=outcome, **more)


def read(*steps, today=0):
    return reads_as(steps, respond_by=DUE, today=DAY + timedelta(days=today))


HEARD = on(0, H.SIGNED_OFF)
ACKNOWLEDGED = on(1, H.ACKNOWLEDGED, reply_by=(DAY + timedelta(days=20)).isoformat())
DECIDED, STEP, TOLD = on(5, H.DECISION_PUBLISHED), on(9, H.MILESTONE_REACHED), on(12, H.REPORT_BACK_PUBLISHED)


@pytest.mark.parametrize(
    ("steps", "status"),
    [
        ([HEARD], Status.HEARD),
        ([HEARD, ACKNOWLEDGED], Status.ACKNOWLEDGED),
        ([HEARD, DECIDED], Status.ANSWERED),
        ([HEARD, DECIDED, on(6, H.ACTION_PLANNED)], Status.ANSWERED),
        ([HEARD, DECIDED, STEP], Status.ACTING),
        ([HEARD, DECIDED, TOLD], Status.REPORTED_BACK),
        ([HEARD, DECIDED, TOLD, STEP], Status.REPORTED_BACK),
        ([HEARD, DECIDED, TOLD, answered(80, "confirmed")], Status.CONFIRMED),
        (
            [HEARD, DECIDED, TOLD, answered(80, "unconfirmed"), on(81, H.MILESTONE_REACHED)],
            Status.UNCONFIRMED,
        ),
        ([HEARD, DECIDED, TOLD, answered(80, "contested")], Status.CONTESTED),
        (
            [HEARD, DECIDED, TOLD, answered(80, "contested"), on(81, H.REPORT_BACK_PUBLISHED)],
            Status.CONTESTED,
        ),
        ([HEARD, DECIDED, TOLD, answered(80, "contested"), on(90, H.DECISION_PUBLISHED)], Status.ANSWERED),
    ],
)
def test_a_history_reads_as_one_status(steps, status):
    assert read(*steps).status is status


def test_a_loop_can_be_contested_answered_anew_and_confirmed():
    steps = [HEARD, DECIDED, TOLD, answered(80, "contested")]
    loop = read(*steps, today=80)
    assert (loop.reply_by, loop.times_contested) == (DAY + timedelta(days=110), 1)
    steps += [on(100, H.DECISION_PUBLISHED), on(105, H.REPORT_BACK_PUBLISHED)]
    assert read(*steps, today=105).status is Status.REPORTED_BACK
    loop = read(*steps, answered(170, "confirmed"), today=400)
    assert (loop.status, loop.times_contested, loop.silent) == (Status.CONFIRMED, 1, False)
    assert loop.confirmed_on == DAY + timedelta(days=170)


AGENCY = [kind for kind in Happened if kind is not H.COMMUNITY_ANSWERED]


@given(st.lists(st.sampled_from(AGENCY), max_size=40))
def test_nothing_the_agency_does_in_any_order_closes_a_loop(kinds):
    detail = {"reply_by": DUE.isoformat()}
    loop = read(HEARD, *(on(1, kind, **detail) for kind in kinds), today=1)
    assert loop.status not in VERDICTS
    assert loop.confirmed_on is None


@given(st.lists(st.sampled_from(AGENCY), max_size=20), st.sampled_from(sorted(VERDICTS)))
def test_nothing_the_agency_does_turns_a_verdict_into_a_better_one(kinds, verdict):
    detail = {"reply_by": (DAY + timedelta(days=200)).isoformat()}
    loop = read(HEARD, DECIDED, TOLD, answered(80, verdict), *(on(81, kind, **detail) for kind in kinds))
    assert loop.status is Status(verdict) or (verdict == "contested" and loop.status not in VERDICTS)


def test_days_late_are_counted_from_the_promised_day_itself():
    assert [read(HEARD, today=day).days_overdue for day in (59, 60, 61, 90)] == [0, 0, 1, 30]
    assert read(HEARD, ACKNOWLEDGED, today=21).days_overdue == 1
    assert read(HEARD, DECIDED, today=300).days_overdue == 0


def test_a_theme_and_an_obligation_call_a_promise_broken_on_the_same_day():
    for late in range(BROKEN_DAYS - 2, BROKEN_DAYS + 3):
        today = 60 + late
        owed = judge(Owed(Duty.EVERY_THEME_ANSWERED, DUE), None, DAY + timedelta(days=today))
        assert read(HEARD, today=today).promise_broken == (owed is Standing.BROKEN), late


def test_sixty_days_without_a_public_event_are_silence():
    assert [read(HEARD, DECIDED, today=day).silent for day in (64, 65)] == [False, True]


def test_a_theme_that_nobody_signed_off_has_no_loop():
    with pytest.raises(ValueError, match="signed off"):
        read(on(0, H.ACTION_PLANNED))
