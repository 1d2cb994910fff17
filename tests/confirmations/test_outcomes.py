"""What a pool of answers comes to: exact thirds, a floor of answers, and "I don't know yet" left out."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listening.confirmations.rules import Tally, outcome, window_ends
from listening.core.loop import Status

pytestmark = pytest.mark.once
DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("yes", "partly", "no", "receipts", "status"),
    [
        (0, 0, 0, 0, Status.UNCONFIRMED),
        (2, 0, 0, 2, Status.UNCONFIRMED),
        (0, 0, 2, 2, Status.UNCONFIRMED),
        (3, 0, 0, 3, Status.CONFIRMED),
        (3, 0, 0, 30, Status.CONFIRMED),
        (3, 0, 0, 31, Status.UNCONFIRMED),
        (0, 0, 3, 31, Status.UNCONFIRMED),
        (2, 0, 1, 3, Status.CONFIRMED),
        (20, 0, 10, 30, Status.CONFIRMED),
        (20, 0, 11, 31, Status.CONTESTED),
        (19, 1, 10, 30, Status.PARTLY_CONFIRMED),
        (1, 1, 1, 3, Status.PARTLY_CONFIRMED),
        (0, 3, 0, 3, Status.PARTLY_CONFIRMED),
        (1, 0, 2, 3, Status.CONTESTED),
        (0, 0, 3, 3, Status.CONTESTED),
        (6, 2, 1, 20, Status.CONFIRMED),
        (200_000, 0, 100_000, 300_000, Status.CONFIRMED),
        (199_999, 0, 100_001, 300_000, Status.CONTESTED),
    ],
)
def test_a_pool_comes_to_one_outcome(yes, partly, no, receipts, status):
    assert outcome(Tally(yes, partly, no, 0), receipts) is status
    assert outcome(Tally(yes, partly, no, 1000), receipts) is status, "not knowing decides nothing"


@given(*(st.integers(0, 400) for _part in range(3)), st.integers(0, 1200))
def test_the_table_of_the_promise_holds_for_every_pool(yes, partly, no, receipts):
    deciding = yes + partly + no
    found = outcome(Tally(yes, partly, no), receipts)
    if deciding < 3 or Fraction(deciding) < Fraction(receipts, 10):
        assert found is Status.UNCONFIRMED
    elif 3 * no > deciding:
        assert found is Status.CONTESTED
    else:
        assert found is (Status.CONFIRMED if 3 * yes >= 2 * deciding else Status.PARTLY_CONFIRMED)


@given(*(st.integers(0, 60) for _part in range(3)))
def test_one_more_no_never_helps_the_agency(yes, partly, no):
    better = [Status.CONTESTED, Status.PARTLY_CONFIRMED, Status.CONFIRMED]
    before, after = outcome(Tally(yes, partly, no), 0), outcome(Tally(yes, partly, no + 1), 0)
    if before is not Status.UNCONFIRMED:
        assert better.index(after) <= better.index(before)


def test_a_window_lasts_sixty_days_or_two_weeks_after_the_return_session():
    assert window_ends(DAY, None) == DAY + timedelta(days=60)
    assert window_ends(DAY, DAY + timedelta(days=46)) == DAY + timedelta(days=60)
    assert window_ends(DAY, DAY + timedelta(days=47)) == DAY + timedelta(days=61)
    assert window_ends(DAY, DAY - timedelta(days=300)) == DAY + timedelta(days=60)
