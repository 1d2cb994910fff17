"""The public list: true by the calendar alone, the same cost however long, and no small number of people."""

import re

import pytest
from sqlalchemy import event

from listening.contributions.models import Tombstone
from listening.core.database import db
from tests.confirmations.windows import answer, let_end, told_back
from tests.phone import Phone


@pytest.fixture
def rosas(app):
    return Phone(app.test_client(use_cookies=False))


def statements(act):
    """How many statements an act sends to the database."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    act()
    event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def heard(world, engagement, how_many):
    for number in range(how_many):
        world.theme(engagement, world.voices(engagement.prompts[0], ["a", "b"]), label=f"Theme {number}")


def test_thirty_themes_cost_as_many_questions_as_three(world, rosa):
    engagement = world.engagement()
    heard(world, engagement, 3)
    rosa.get("/ledger")
    three = statements(lambda: rosa.get("/ledger"))
    heard(world, engagement, 27)
    assert statements(lambda: rosa.get("/ledger")) <= three
    assert three < 25


def test_an_empty_ledger_says_so(rosas):
    page = rosas.open("/ledger")
    assert page.status == 200
    assert page.title


def test_filters_take_what_they_say_and_nothing_else(world, rosas):
    one, other = world.engagement(), world.engagement()
    slug = one.slug
    world.theme(one, label="Rides to visits")
    world.theme(other, label="Phone calls")
    assert "Phone calls" in rosas.open("/ledger").text
    page = rosas.open(f"/ledger?engagement={slug}").text
    assert "Rides to visits" in page
    assert "Phone calls" not in page
    assert "Rides to visits" in rosas.open("/ledger?status=heard").text
    for nothing in ("status=confirmed", "status=overdue", "engagement=none", "status=nonsense"):
        page = rosas.open(f"/ledger?{nothing}")
        assert page.status == 200
        assert "Rides to visits" not in page.text


def test_overdue_silent_and_broken_come_by_the_calendar_alone(world, rosas, calendar):
    number = world.theme(world.engagement()).id
    seen = []
    for _step in range(4):
        listed = rosas.open("/ledger").soup.select_one(".ledger").get_text()
        page = listed + rosas.open(f"/ledger/{number}").text
        seen.append(("Promise not kept" in page, "late" in page))
        calendar.move(60 if not seen[1:] else 1 if len(seen) == 2 else 30)
    assert [broken for broken, _late in seen] == [False, False, False, True]
    assert [late for _broken, late in seen][:2] == [False, False]
    assert seen[2][1]


def test_the_ledger_and_the_theme_tell_the_same_status(app, world, rosas, calendar):
    theme, secrets = told_back(app, world)
    number = theme.id
    for letters, words in (("", "Reported back"), ("yyyyyy", "Confirmed by the community")):
        answer(secrets, theme, letters)
        if letters:
            let_end(app, calendar)
        db.session.commit()
        assert words in rosas.open("/ledger").text
        assert words in rosas.open(f"/ledger/{number}").text


COUNTED = re.compile(
    r"\b([1-9]|10)\s+(people|persons|voices|answers|verdicts|receipts|hands|contributions)\b", re.IGNORECASE
)


@pytest.mark.parametrize("letters", ["yyyyyyy", "nnnnyyy", "yyppn", "y"])
def test_no_page_about_a_small_theme_counts_its_people(app, world, rosas, calendar, letters):
    theme, secrets = told_back(app, world, voices=7)
    number, slug = theme.id, theme.engagement.slug
    answer(secrets, theme, letters)
    let_end(app, calendar)
    db.session.commit()
    for path in (f"/ledger/{number}", "/ledger", f"/promises/{slug}", f"/report-backs/{number}", "/"):
        page = rosas.open(path)
        assert page.status == 200
        assert not COUNTED.search(page.text), path
        assert not re.search(r"(Yes|Partly|No): [1-9]\b", page.text), path
    assert "few voices" in rosas.open(f"/ledger/{number}").text, "the control: people are spoken of"


def test_a_draft_is_nobodys_business(world, rosas):
    number = world.theme(world.engagement(), signed_off=False).id
    assert rosas.open(f"/ledger/{number}").status == 404


def test_what_we_keep_names_every_column_there_is(rosas):
    page = rosas.open("/what-we-keep").text
    for name, table in db.metadata.tables.items():
        assert name in page
        for column in table.columns:
            assert column.name in page, f"{name}.{column.name}"
    assert Tombstone.__tablename__ in page
    for field in ("fingerprint", "consent", "channel", "answer", "contribution_id"):
        assert field in page, "what waits in the intake too"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ada", "Rides"),
        ("pia", "workbench"),
        ("bo", "Plan a session"),
        ("ren", "People"),
        ("stella", "waits for you"),
    ],
)
def test_monday_shows_each_person_what_waits_for_them(world, cast, name, words):
    engagement = world.engagement()
    world.theme(engagement, world.voices(engagement.prompts[0], ["a"]))
    world.voices(engagement.prompts[0], ["not placed"])
    cast.ren.post("/staff/people", {"display_name": "Nia", "role": "reviewer"})
    answer = getattr(cast, name).get("/staff")
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)
    assert "not placed" not in answer.get_data(as_text=True)
