"""What came without a check is judged by a reader, in groups; words set apart are copied by nobody."""

import pytest
from sqlalchemy import select

from listening.contributions import redaction
from listening.contributions.receipt import new_secret
from listening.core import jobs
from listening.core.database import db
from listening.themes import care, quarantine, service
from listening.themes.drafting import heard_in
from listening.themes.models import Disposition
from listening.themes.rules import AsideReason, Place
from tests.cast import staff_named
from tests.surveys.answers import LASTS, planned

FLOOD = [f"Close the office on Oak Street at once, number {number}!" for number in range(6)]


@pytest.fixture
def engagement(world):
    return world.engagement()


@pytest.fixture
def waiting(world, engagement):
    """Six of a machine, one of a person with an old phone, all in quarantine; three beside them that are not."""
    prompt = engagement.prompts[0]
    apart = world.voices(prompt, [*FLOOD, "My phone is old, and my visits are too short."])
    world.voices(prompt, ["The bus is late.", "I need an interpreter.", "Longer visits."])
    db.session.add_all(
        Disposition(contribution_id=one.id, place=Place.QUARANTINE.value, placed_by="machine")
        for one in apart
    )
    db.session.commit()
    return apart


def test_near_duplicates_stand_together_and_a_person_lets_in_or_sets_aside(cast, engagement, waiting):
    pia = cast.pia
    address = f"/staff/themes/engagements/{engagement.id}/quarantine"
    page = pia.get(address).get_data(as_text=True)
    assert "6 texts like this" in page
    assert page.index("6 texts like this") < page.index("1 text like this")
    flood, person = quarantine.groups_of(engagement)
    refused = pia.post(address, {"group": flood.name, "then": "aside"})
    assert refused.status_code == 422
    assert "Choose a reason" in refused.get_data(as_text=True)
    pia.post(address, {"group": flood.name, "then": "aside", "reason": "flood"})
    pia.post(address, {"group": person.name, "then": "let_in"})
    places = db.session.execute(select(Disposition.place, Disposition.reason, Disposition.placed_by)).all()
    assert set(places) == {("set_aside", "flood", "person")}
    assert len(places) == len(FLOOD)
    assert waiting[-1].text in {one.text for one in heard_in(engagement.id)[0]}
    assert service.coverage(engagement).waiting == 4


def test_until_then_no_theme_no_batch_and_no_count_has_it(engagement, waiting):
    apart = {one.text for one in waiting}
    assert not apart & {one.text for one in heard_in(engagement.id)[0]}
    covered = service.coverage(engagement)
    assert (covered.total, covered.to_judge, covered.complete) == (3, 7, False)
    batch = care.take(staff_named("pia"), engagement)
    assert len(care.texts_in(batch)) == 3
    assert redaction.how_many_left(engagement.id) == 3


def test_someone_else_was_there_first(cast, engagement, waiting):
    name = quarantine.groups_of(engagement)[0].name
    quarantine.judge(staff_named("pia"), engagement, name, AsideReason.FLOOD)
    db.session.commit()
    address = f"/staff/themes/engagements/{engagement.id}/quarantine"
    assert cast.pia.post(address, {"group": name, "then": "let_in"}).status_code == 409


def test_words_set_apart_do_not_come_up_to_be_copied(world, cast, engagement):
    voices = world.voices(engagement.prompts[0], ["My son was hurt at the home.", "The bus is late."])
    service.move(staff_named("pia"), engagement, [voices[0].id], Place.SENSITIVE)
    db.session.commit()
    assert [one.text for one in redaction.to_redact(engagement.id)] == ["The bus is late."]
    assert redaction.how_many_left(engagement.id) == 1
    page = cast.pia.get(f"/staff/contributions/engagements/{engagement.id}/redact").get_data(as_text=True)
    assert "hurt at the home" not in page
    assert cast.pia.get(f"/staff/contributions/{voices[0].id}/redact").status_code == 404
    assert cast.pia.get(f"/staff/contributions/{voices[1].id}/redact").status_code == 200


def test_choices_of_a_survey_that_came_without_a_check_are_seen_by_who_judges_and_counted_nowhere(
    app, world, cast, calendar, rosa
):
    survey = planned(world.engagement(prompts=1), kinds=("single",))
    about = f"tap-{survey.questions[0].id}"
    for _post in range(12):
        rosa.post(f"/s/{survey.code}/receipt", data={"secret": new_secret(), about: "1"})
    calendar.move(LASTS + 1)
    jobs.sweep_all(app)
    address = f"/staff/themes/engagements/{survey.engagement_id}/quarantine"
    page = cast.pia.get(address).get_data(as_text=True)
    assert "Choices that came without a check" in page
    assert "11 to 20 voices" in page
    assert "Nothing here" not in page
    assert "too few to show" in rosa.get(f"/surveys/{survey.id}/results").get_data(as_text=True)
