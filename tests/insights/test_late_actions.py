"""An action that is not done by its day shows itself to everyone, by the calendar alone, and whose it is."""

from datetime import timedelta

import pytest

from listening.actions import service as actions
from listening.actions.rules import Completion
from listening.core import clock
from listening.core.database import db
from tests.cast import staff_named
from tests.phone import Phone
from tests.reportbacks.written import Telling
from tests.world import both

LATE = "31 days late"


@pytest.fixture
def rosas(app):
    return Phone(app.test_client(use_cookies=False))


@pytest.fixture
def action(world):
    """Bus passes that the Transport unit promised for the end of the month; told back."""
    telling = Telling(world)
    theme = telling.answered()
    action = telling.action(theme)
    telling.published(theme)
    action.due_on = clock.today() + timedelta(days=30)
    action.milestones[0].due_on = clock.today() + timedelta(days=75)
    db.session.commit()
    return action


def pages(theme):
    return ("/ledger", f"/ledger/{theme.id}", f"/report-backs/{theme.id}")


def test_it_is_late_from_the_day_after_on_every_public_page(action, rosas, calendar):
    calendar.move(30)
    assert [path for path in pages(action.theme) if "days late" in rosas.open(path).text] == []
    calendar.move(31)
    for path in pages(action.theme):
        assert rosas.open(path).text.count(LATE) == 1, path
    calendar.move(31)
    assert "17 days late" in rosas.open(f"/ledger/{action.theme_id}").text, "its milestone too"


def test_what_is_done_or_moved_in_public_is_not_late(action, rosas, calendar):
    ada, page = staff_named("ada"), f"/ledger/{action.theme_id}"
    calendar.move(61)
    actions.move_due_date(ada, action, clock.today() + timedelta(days=5), both("No driver yet."))
    db.session.commit()
    text = rosas.open(page).text
    assert "late" not in text
    assert "No driver yet." in text, "the reason and the old date stay in sight"
    calendar.move(6)
    assert "1 day late" in rosas.open(page).text
    action.milestones[0].reached_on, action.milestones[0].evidence = clock.today(), both("They stand there.")
    actions.judge_completion(ada, action, Completion.COMPLETE)
    db.session.commit()
    assert "late" not in rosas.open(page).text


def test_nobody_hides_it_by_calling_it_nearly_done(action, rosas, calendar):
    calendar.move(61)
    for completion in (Completion.SUBSTANTIAL, Completion.NO_EVIDENCE, Completion.NOT_STARTED):
        actions.judge_completion(staff_named("ada"), action, completion)
        db.session.commit()
        assert LATE in rosas.open(f"/ledger/{action.theme_id}").text


def test_the_list_can_be_asked_for_late_actions_and_the_data_say_how_late(action, rosas, calendar, rosa):
    listed = f'href="/ledger/{action.theme_id}"'
    assert listed not in str(rosas.open("/ledger?status=late").soup)
    calendar.move(61)
    assert listed in str(rosas.open("/ledger?status=late").soup)
    record = rosa.get(f"/data/engagements/{action.theme.engagement.slug}.json").json
    assert [one["days_late"] for theme in record["themes"] for one in theme["actions"]] == [31]


def owing(rosas):
    rows = rosas.open("/ledger/figures").soup.select("#owing + div tbody tr")
    for link in rosas.page.soup.select("#owing + div tbody a"):
        link.decompose()
    return [[cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in rows]


def test_each_unit_shows_what_it_owes_and_how_late(action, world, rosas, calendar):
    other = world.theme(action.theme.engagement, label="Hours")
    db.session.commit()
    coordinator = other.engagement.coordinator
    assert owing(rosas) == [[coordinator, "1", "0", "0"], ["Transport", "1", "0", "0"]]
    calendar.move(61)
    by_unit = {row[0]: row[1:] for row in owing(rosas)}
    assert by_unit["Transport"] == ["1", "1 up to 31 days", "1"]
    assert by_unit[coordinator] == ["1", "1 up to 1 day", "1"]
