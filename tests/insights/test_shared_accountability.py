"""Who does what, who is told next, where to go in a disagreement, what an action removes: all of it in public."""

import pytest

from listening.actions import service as actions
from listening.actions.agency import Incomplete
from listening.core.database import db
from listening.engagements import service as engagements
from listening.engagements.service import PromiseIncomplete
from listening.insights.models import Unit
from tests.cast import staff_named
from tests.phone import Phone
from tests.reportbacks.written import Telling
from tests.world import both

PAST, ROUTE = both("We wrote no-show. That was wrong."), both("Ask the parents’ circle first.")


@pytest.fixture
def rosas(app):
    return Phone(app.test_client(use_cookies=False))


def chapter(page, name):
    return page.soup.select_one(f"#{name} + div").get_text(" ", strip=True)


def test_the_promise_says_who_does_what_and_who_is_told_next(world, rosas):
    theme = Telling(world).answered()
    Telling(world).action(theme)
    top = Unit(name="Director")
    db.session.add_all(
        [top, Unit(name="Transport", above=Unit(name="Deputy", above=top)), Unit(name="Other")]
    )
    db.session.commit()
    engagement = theme.engagement
    told = chapter(rosas.open(f"/promises/{engagement.slug}"), "roles")
    for words in (engagement.coordinator, engagement.answered_by, "Facilitators from outside the agency"):
        assert words in told
    assert "Transport → Deputy → Director" in told
    assert "Other" not in told


def test_a_ring_of_units_ends_where_it_began(world, rosas):
    engagement = world.engagement()
    one, other = Unit(name=engagement.coordinator), Unit(name="Deputy")
    db.session.add_all([one, other])
    db.session.flush()
    one.above = other
    db.session.flush()
    other.above = one
    db.session.commit()
    told = chapter(rosas.open(f"/promises/{engagement.slug}"), "roles")
    assert f"{engagement.coordinator} → Deputy" in told
    assert told.count("→") == 1


def test_what_is_said_of_the_past_and_of_disagreement_is_owed_in_each_language(world, rosas):
    engagement = world.engagement(opened=False)
    engagements.change(engagement, {"looking_back": PAST, "disagreement": type(ROUTE)(en="Ask us.")})
    with pytest.raises(PromiseIncomplete, match="Where people go if they do not agree, in Español"):
        engagements.open_promise(staff_named("ada"), engagement)
    engagements.change(engagement, {"disagreement": ROUTE})
    engagements.open_promise(staff_named("ada"), engagement)
    db.session.commit()
    page = rosas.open(f"/promises/{engagement.slug}")
    assert PAST["en"] in chapter(page, "before")
    assert ROUTE["en"] in chapter(page, "roles")
    record = rosas.client.get(f"/data/engagements/{engagement.slug}.json").json
    assert (record["looking_back"], record["disagreement"]) == (PAST, ROUTE)


def test_nothing_is_shown_where_nothing_is_said(world, rosas):
    page = rosas.open(f"/promises/{world.engagement().slug}")
    assert page.soup.select_one("#before") is None
    assert "do not agree" not in page.text


def test_an_action_says_what_it_removes_and_what_its_owners_agreed_on(world, cast, rosas):
    theme = Telling(world).answered()
    path = f"/staff/actions/themes/{theme.id}/plan"
    facts = {
        "words_en": "A card before the visit",
        "words_es": "Una tarjeta antes",
        "removes_en": "Paying first.",
        "removes_es": "Pagar primero.",
        "owner": "Transport",
        "co_owner": "Parent Circle",
        "due_on": "2026-05-01",
        "agreement_link": "http://county.example/circle",
    }
    assert cast.ada.post(path, facts).status_code == 422
    facts["agreement_link"] = "https://county.example/circle"
    assert cast.ada.post(path, facts).status_code == 303
    page = rosas.open(f"/ledger/{theme.id}")
    assert "It removes what stood in the way: Paying first." in page.text
    assert page.soup.select_one('a[href="https://county.example/circle"]').text == "county.example"
    [told] = rosas.client.get(f"/data/engagements/{theme.engagement.slug}.json").json["themes"]
    [action] = told["actions"]
    assert (action["removes"]["es"], action["agreement_link"]) == ("Pagar primero.", facts["agreement_link"])


def test_a_link_that_is_none_is_refused_by_the_verb_and_by_the_table(world):
    theme, telling = Telling(world).answered(), Telling(world)
    facts = {"words": both("A card"), "owner": "Transport", "due_on": theme.engagement.respond_by}
    with pytest.raises(Incomplete):
        actions.plan_action(staff_named("ada"), theme, facts | {"agreement_link": "javascript:alert(1)"})
    telling.action(theme).agreement_link = "http://county.example"
    with pytest.raises(Exception, match="agreement_link_https"):
        db.session.flush()
    db.session.rollback()
