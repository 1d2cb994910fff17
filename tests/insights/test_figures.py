"""Filters that combine and can be shared, figures that say how they are counted, the same cost for 1,000 themes."""

import re
from datetime import date, timedelta

import pytest

from listening.actions.models import Action
from listening.core import clock, journal
from listening.core.database import db
from listening.core.loop import Happened, Status, Step, reads_as
from listening.insights import ledger
from listening.insights.rules import Facts, Filter, Share, counted, key_of
from tests.bench.large import fill
from tests.confirmations.windows import answer, let_end, told_back
from tests.insights.test_ledger import COUNTED, statements
from tests.phone import Phone
from tests.sessions.rooms import planned
from tests.world import both

DAY = date(2026, 3, 2)


@pytest.fixture
def rosas(app):
    return Phone(app.test_client(use_cookies=False))


def owned(theme, owner):
    action = Action(theme_id=theme.id, words=both("A van"), owner=owner, due_on=clock.today())
    db.session.add(action)
    db.session.commit()


def shown(page):
    return {one.get_text(strip=True) for one in page.soup.select(".ledger h2")}


@pytest.fixture
def two(world):
    """Two promises with themes, places and units of their own."""
    near, far = world.engagement(), world.engagement(level="involve")
    planned(near, place=both("Café Árbol"))
    planned(far, place=both("Grange Hall"))
    rides, calls = world.theme(near, label="Rides"), world.theme(near, label="Calls")
    courts = world.theme(far, label="Courts")
    owned(rides, "Transport desk")
    owned(courts, "Transport desk")
    owned(calls, "Visits unit")
    return near.slug


def test_every_filter_narrows_and_all_of_them_combine(two, rosas):
    assert shown(rosas.open("/ledger")) == {"Rides", "Calls", "Courts"}
    for asked, found in {
        "unit=transport-desk": {"Rides", "Courts"},
        "place=cafe-arbol": {"Rides", "Calls"},
        "level=involve": {"Courts"},
        "place=cafe-arbol&unit=transport-desk": {"Rides"},
        f"engagement={two}&unit=transport-desk&level=consult&status=heard&words=rides": {"Rides"},
    }.items():
        assert shown(rosas.open(f"/ledger?{asked}")) == found, asked


@pytest.mark.parametrize(
    "nothing", ["unit=none", "place=nowhere", "level=empower", "level=<b>", "words=zebra"]
)
def test_a_filter_that_finds_nothing_says_so_kindly_and_shows_the_way_back(two, rosas, nothing):
    page = rosas.open(f"/ledger?{nothing}")
    assert page.status == 200
    assert shown(page) == set()
    assert "No theme fits all that you chose" in page.text
    assert page.soup.select_one('a[href="/ledger"]')


def test_an_address_can_be_shared_and_its_form_shows_what_was_chosen(two, rosas):
    page = rosas.open("/es/ledger?unit=transport-desk&level=involve&status=heard&words=Courts")
    chosen = [one["value"] for one in page.soup.select("select option[selected]")]
    assert sorted(chosen) == ["heard", "involve", "transport-desk"]
    assert page.soup.select_one("details[open]"), "what was chosen is in sight"
    assert page.soup.select_one("#words")["value"] == "Courts"
    assert page.soup.form.get("method") == "get"


def test_a_long_ledger_has_pages_that_keep_the_filter(world, rosas, monkeypatch):
    engagement = world.engagement()
    monkeypatch.setattr(ledger, "PAGE", 3)
    for number in range(4):
        world.theme(engagement, label=f"Theme {number}")
    first = rosas.open("/ledger?status=heard")
    second = rosas.open(first.soup.select_one('a[rel="next"]')["href"])
    assert (len(shown(first)), len(shown(second))) == (3, 1)
    assert not shown(first) & shown(second)
    assert "status=heard" in second.soup.select_one('a[rel="prev"]')["href"]
    for odd in ("page=0", "page=-3", "page=99", "page=x"):
        assert shown(rosas.open(f"/ledger?{odd}"))


def test_figures_are_drawn_tabled_and_explained(app, world, calendar, rosas):
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyyyyy")
    let_end(app, calendar)
    world.theme(theme.engagement, label="Late")
    db.session.commit()
    page = rosas.open("/ledger/figures")
    assert page.title == "Figures"
    assert page.soup.select_one(".fact").get_text().startswith("50% of themes answered on time and confirmed")
    tables = page.soup.select("table.bars")
    assert len(tables) >= 5
    assert all(one.caption.get_text(strip=True) and one.svg for one in tables)
    chapters = page.soup.select("section.chapter")
    assert all(one.find("details") for one in chapters), "how it is counted is one click away"
    assert "Answers in all: A few voices." in page.text
    assert not COUNTED.search(page.text)
    assert "Nothing to count yet" in rosas.open("/ledger/figures?level=empower").text


def test_figures_count_what_was_chosen(two, rosas):
    page = rosas.open("/ledger/figures?level=involve")
    assert "(0 of 1)" in page.text
    assert "Count everything" in page.text


def loop(*steps, today=400):
    return reads_as(
        [Step(Happened(kind), DAY + timedelta(days=day), detail) for day, kind, detail in steps],
        respond_by=DAY + timedelta(days=60),
        today=DAY + timedelta(days=today),
    )


HEARD = (0, "signed_off", {})
CONTESTED = {"outcome": "contested", "reply_by": (DAY + timedelta(days=130)).isoformat()}


def decided(day, choice="will_do"):
    return (day, "decision_published", {"choice": choice})


def said(day, outcome="confirmed"):
    return (day, "community_answered", {"outcome": outcome})


@pytest.mark.once
@pytest.mark.parametrize(
    ("steps", "in_time"),
    [
        ([HEARD], None),
        ([HEARD, decided(60)], True),
        ([HEARD, decided(61)], False),
        ([HEARD, decided(5, "need_more_time")], None),
        ([HEARD, decided(5, "need_more_time"), decided(61)], False),
        ([HEARD, decided(5), (100, "community_answered", CONTESTED), decided(130)], True),
        ([HEARD, decided(5), (100, "community_answered", CONTESTED), decided(131)], False),
        ([HEARD, decided(61), (100, "community_answered", CONTESTED), decided(110)], False),
    ],
)
def test_in_time_is_judged_by_the_promise_and_never_bought_with_asking_for_time(steps, in_time):
    assert loop(*steps).in_time is in_time


@pytest.mark.once
def test_the_headline_counts_only_what_was_in_time_and_confirmed():
    loops = [
        loop(HEARD, decided(60), said(130)),
        loop(HEARD, decided(61), said(130)),
        loop(HEARD, decided(60)),
        loop(HEARD),
    ]
    found = counted(loops)
    assert found.closed_well == Share(1, 4)
    assert found.in_time == Share(2, 4), "a late theme without an answer counts too"
    assert (found.overdue, found.broken, found.to_answer, found.to_confirm) == (1, 1, 60, 70)
    assert found.standing[Status.CONFIRMED] == 2
    assert Share(999, 1000).percent == 99
    assert Share(0, 0).percent is None


@pytest.mark.once
def test_keys_are_the_same_however_a_name_is_written():
    assert key_of("Café Árbol, 2nd floor") == key_of("cafe arbol  2ND floor") == "cafe-arbol-2nd-floor"
    assert Filter(place="").takes(Facts("a", "consult", loop(HEARD)))


@pytest.mark.slow
def test_a_thousand_themes_cost_as_many_questions_as_ten(app, rosa):
    pages = (
        "/ledger",
        "/ledger?status=confirmed&unit=transport-desk",
        "/ledger?words=rides",
        "/ledger/figures",
    )
    costs = []
    for themes in (14, 1000):
        fill(themes=themes, contributions=2 * themes, promises=2)
        db.session.commit()
        for page in pages:
            assert rosa.get(page).status_code == 200
        costs.append([statements(lambda page=page: rosa.get(page)) for page in pages])
        empty()
    assert all(many <= few for few, many in zip(*costs, strict=True)), costs
    assert max(costs[0][:3]) < 20


def empty():
    for table in reversed(db.metadata.sorted_tables):
        if table.name not in {"staff", "setting"}:
            db.session.execute(table.delete())
    db.session.commit()


def test_what_is_remembered_of_the_chain_is_never_wrong(app, world):
    """Taken back, cut off, in another database: the link that was remembered is not there, so all is read anew."""
    engagement = world.engagement()
    theme = world.theme(engagement)

    def status():
        return journal.loops_on(clock.today(), {theme.id: engagement.respond_by})[theme.id].status

    about = {"on": clock.today(), "engagement_id": engagement.id, "theme_id": theme.id}
    assert status() is Status.HEARD
    journal.record(Happened.DECISION_PUBLISHED, detail={"choice": "will_do"}, **about)
    assert status() is Status.ANSWERED
    db.session.rollback()
    assert status() is Status.HEARD
    journal.record(Happened.ACKNOWLEDGED, detail={"reply_by": "2026-03-20"}, **about)
    assert status() is Status.ACKNOWLEDGED, "the number is the same, the link another"
    db.session.commit()
    assert re.fullmatch(r"[0-9a-f]{64}", app.extensions["hearback_steps"].digest)
