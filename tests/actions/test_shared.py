"""One answer for several themes: drafted once, published once, and each theme keeps its own loop."""

import pytest
from sqlalchemy import select

from listening.actions import living, service
from listening.actions.together import together
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Status
from listening.core.models import Event
from tests.actions.answered import facts
from tests.actions.test_decisions import contest
from tests.cast import staff_named
from tests.world import both


@pytest.fixture
def pair(answers, world):
    """Two themes of one engagement."""
    first = answers.theme()
    return first, world.theme(first.engagement, label="Hours")


def test_each_theme_has_its_own_decision_and_its_own_event(pair):
    first, second = pair
    decision = service.draft_decision(staff_named("ada"), first, facts(), [second])
    service.publish_decision(staff_named("ben"), decision)
    events = db.session.scalars(select(Event).where(Event.kind == "decision_published")).all()
    assert [event.theme_id for event in events] == [first.id, second.id]
    assert events[0].detail["shared_with"] == [second.id]
    assert {service.loop_of(one).status for one in pair} == {Status.ANSWERED}
    contest(first)
    assert service.loop_of(first).status is Status.CONTESTED
    assert service.loop_of(second).status is Status.ANSWERED


def test_a_change_a_publication_and_an_end_hold_for_all(pair):
    first, second = pair
    decision = service.draft_decision(staff_named("ada"), first, facts(), [second])
    service.change_decision(staff_named("ada"), decision, facts(words=both("New words.")))
    assert {one.words["en"] for one in together(decision)} == {"New words."}
    service.discard_decision(staff_named("ben"), together(decision)[1])
    assert all(one.discarded_on == clock.today() for one in together(decision))
    assert service.draft_decision(staff_named("ada"), second, facts(), [first])


def test_those_who_differ_in_one_of_them_are_answered(pair):
    first, second = pair
    second.dissent = both("Some want mornings.")
    with pytest.raises(service.Incomplete, match="differently"):
        service.draft_decision(staff_named("ada"), first, facts(to_dissent=Words()), [second])
    db.session.rollback()
    second.dissent = both("Some want mornings.")
    decision = service.draft_decision(
        staff_named("ada"), first, facts(to_dissent=both("Mornings in May.")), [second]
    )
    assert [one.to_dissent for one in together(decision)] == [None, both("Mornings in May.")]


def test_only_themes_of_one_engagement_that_wait_share_an_answer(pair, answers):
    first, second = pair
    with pytest.raises(Refused):
        service.draft_decision(staff_named("ada"), first, facts(), [answers.theme()])
    answers.decision(second)
    with pytest.raises(Refused):
        service.draft_decision(staff_named("ada"), first, facts(), [second])


def test_what_parents_say_counts_for_all_themes_of_the_answer(answers, world, rosa):
    first = answers.theme("involve")
    second = world.theme(first.engagement, label="Hours")
    decision = service.draft_decision(staff_named("ada"), first, facts(), [second])
    answers.lived_with(decision, "with_changes", "Say when")
    living.reply(staff_named("ada"), living.looks([decision.id])[0], both("In May."))
    service.publish_decision(staff_named("ben"), decision)
    for here, other in ((first, second), (second, first)):
        page = rosa.get(f"/ledger/{here.id}").get_data(as_text=True)
        assert "In May." in page
        assert f"/ledger/{other.id}" in page


def test_the_desk_offers_themes_that_wait(pair, cast):
    first, second = pair
    here = f"/staff/actions/themes/{first.id}/decision"
    assert "Is this also the answer" in cast.ada.get(here).get_data(as_text=True)
    said = {"choice": "will_do", "words_en": "Yes.", "words_es": "Sí.", "also": [str(second.id)]}
    assert cast.ada.post(here, said | {"also": ["9999"]}).status_code == 422
    assert cast.ada.post(here, said).status_code == 303
    page = cast.ben.get(f"/staff/actions/themes/{second.id}").get_data(as_text=True)
    assert "The same answer is for:" in page
    assert "Read this draft, then publish it" in page
