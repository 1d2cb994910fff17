"""Anyone who kept a mark can see whether the past was changed since."""

import re

import pytest
from sqlalchemy import text

from listening.core import journal
from listening.core.database import db
from tests.reportbacks.written import Telling


@pytest.fixture
def theme(world):
    telling = Telling(world)
    theme = telling.answered()
    telling.published(theme)
    return theme


def looked_for(rosa, mark=""):
    return rosa.get("/data/chain", query_string={"mark": mark}).get_data(as_text=True)


def test_a_mark_from_a_poster_is_found_with_its_day_also_by_its_beginning(theme, rosa, calendar):
    poster = rosa.get(f"/report-backs/{theme.id}/poster").get_data(as_text=True)
    mark = re.search(r"Mark of this day: ([0-9a-f ]+)", poster)[1]
    calendar.move(3)
    for typed in (journal.head(), mark, f" {mark[:14].upper()} "):
        page = looked_for(rosa, typed)
        assert "Not changed" in page
        assert "Your mark is of March 2, 2026. It stands where it stood" in page


def test_a_mark_that_was_never_ours_or_is_too_short_is_not_found(theme, rosa):
    for typed in ("0" * 64, journal.head()[:5], "%", "_" * 20):
        assert "We do not know this mark." in looked_for(rosa, typed)


def test_a_change_of_the_past_is_seen(theme, rosa):
    mark = journal.head()
    db.session.execute(text("UPDATE event SET detail = '{}' WHERE kind = 'decision_published'"))
    db.session.commit()
    page = looked_for(rosa, mark)
    assert "Someone changed the record." in page
    assert "Not changed" not in page


def test_an_event_taken_out_and_the_rest_chained_anew_is_seen_by_whoever_kept_a_mark(theme, rosa):
    mark = journal.head()
    db.session.execute(text("DELETE FROM event WHERE digest = :mark"), {"mark": mark})
    db.session.commit()
    page = looked_for(rosa, mark)
    assert "Not changed" in page
    assert "We do not know this mark." in page


def test_before_anything_happened_nothing_is_claimed(rosa):
    assert "Nothing happened here yet." in looked_for(rosa)
