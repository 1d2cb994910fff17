"""Short answers: to other things that were heard, and to all who spoke where no theme was found."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import saying
from listening.actions.agency import Incomplete, TwoPeopleNeeded
from listening.actions.records import ShortAnswer
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.models import Event
from listening.engagements import service as engagements
from listening.themes import others
from tests.cast import staff_named
from tests.themes.apart import alone, line
from tests.world import both


@pytest.fixture
def told(world):
    """(engagement, lines): two public lines from two single voices."""
    engagement = world.engagement()
    voices = alone(world.voices(engagement.prompts[0], ["one thing", "another"]))
    return engagement, [
        line(engagement, [one], words) for one, words in zip(voices, ("Toys", "A map"), strict=True)
    ]


def ended(engagement):
    engagements.end_listening(staff_named("ada"), engagement)
    db.session.commit()


def test_one_writes_another_publishes_and_everyone_reads(told, cast, rosa):
    engagement, (toys, _map) = told
    path, list_path = (
        f"/staff/actions/other-things/{toys.id}",
        f"/staff/actions/engagements/{engagement.id}/other-things",
    )
    assert "Toys" in cast.ada.get(path).get_data(as_text=True)
    assert cast.ada.post(path, {"words_en": "In May.", "words_es": ""}).status_code == 422
    assert cast.ada.post(path, {"words_en": "In May.", "words_es": "En mayo."}).status_code == 303
    assert "In May." not in rosa.get(f"/promises/{engagement.slug}").get_data(as_text=True)
    number = db.session.scalars(select(ShortAnswer.id)).one()
    assert cast.ada.post(f"/staff/actions/short-answers/{number}/publish").status_code == 403
    assert "Publish the answer" in cast.ben.get(list_path).get_data(as_text=True)
    assert cast.ben.post(f"/staff/actions/short-answers/{number}/publish").status_code == 303
    assert cast.ben.post(f"/staff/actions/short-answers/{number}/publish").status_code == 409
    assert cast.ben.get(path).status_code == 409, "no form for what cannot be changed"
    for language, words in (("", "In May."), ("/es", "En mayo.")):
        assert words in rosa.get(f"{language}/promises/{engagement.slug}").get_data(as_text=True)
    record = rosa.get(f"/data/engagements/{engagement.slug}.json").json
    assert [one["answer"] and one["answer"]["words"]["en"] for one in record["other_things"]] == [
        None,
        "In May.",
    ]
    assert "The agency answered other things we heard" in rosa.get("/feed").get_data(as_text=True)
    assert cast.bo.get(list_path).status_code == 200
    assert cast.bo.post(path, {"words_en": "a", "words_es": "b"}).status_code == 403


def test_the_desk_never_shows_what_was_said(world, cast):
    engagement = world.engagement()
    voices = alone(world.voices(engagement.prompts[0], ["The kumquat canary"]))
    line(engagement, voices, "Toys")
    html = cast.ada.get(f"/staff/actions/engagements/{engagement.id}/other-things").get_data(as_text=True)
    assert "Toys" in html, "the agency answers a single line too; its receipt shows the answer"
    assert "kumquat" not in html


def test_a_line_nobody_checked_cannot_be_answered(world, cast):
    engagement = world.engagement()
    voices = alone(world.voices(engagement.prompts[0], ["one thing"]))
    waiting = others.write(staff_named("pia"), engagement, [voices[0].id], both("Toys"))
    db.session.commit()
    assert cast.ada.get(f"/staff/actions/other-things/{waiting.id}").status_code == 404
    with pytest.raises(Refused):
        saying.draft(staff_named("ada"), engagement, waiting, both("Yes"))


def test_an_answer_is_whole_and_written_by_the_agency(told):
    engagement, (toys, _map) = told
    with pytest.raises(Incomplete):
        saying.draft(staff_named("ada"), engagement, toys, Words(en="Yes", es=""))
    with pytest.raises(NotAllowed):
        saying.draft(staff_named("pia"), engagement, toys, both("Yes"))
    answer = saying.draft(staff_named("ada"), engagement, toys, both("Yes"))
    assert saying.draft(staff_named("ben"), engagement, toys, both("No")) is answer
    with pytest.raises(TwoPeopleNeeded):
        saying.publish(staff_named("ben"), answer)
    saying.publish(staff_named("ada"), answer)
    with pytest.raises(Refused):
        saying.draft(staff_named("ada"), engagement, toys, both("Later"))


def test_an_answer_goes_with_its_line(told, rosa):
    engagement, (toys, _map) = told
    saying.draft(staff_named("ada"), engagement, toys, both("Yes"))
    others.take_back(staff_named("pia"), toys)
    db.session.commit()
    assert db.session.scalars(select(ShortAnswer)).all() == []


def test_answers_on_one_day_are_one_event(told):
    engagement, lines = told
    for one in lines:
        saying.publish(staff_named("ben"), saying.draft(staff_named("ada"), engagement, one, both("Yes")))
    assert db.session.scalars(select(Event.kind)).all().count("other_things_answered") == 1


def test_everyone_is_answered_at_once_only_where_no_theme_was_found(told, world, cast, rosa):
    engagement, _lines = told
    path = f"/staff/actions/engagements/{engagement.id}/everyone"
    said = {"words_en": "We heard you.", "words_es": "Le escuchamos."}
    assert cast.ada.get(path).status_code == 409, "listening goes on"
    assert cast.ada.post(path, said).status_code == 409
    ended(engagement)
    assert engagement.title["en"] in cast.ada.get("/staff/actions").get_data(as_text=True)
    assert cast.ada.post(path, said).status_code == 303
    answer = saying.answer_for(engagement.id)
    assert saying.to_everyone(engagement.id) is None
    assert "We heard you." not in rosa.get(f"/promises/{engagement.slug}").get_data(as_text=True)
    assert cast.ben.post(f"/staff/actions/short-answers/{answer.id}/publish").status_code == 303
    for language, words in (("", "We heard you."), ("/es", "Le escuchamos.")):
        assert words in rosa.get(f"{language}/promises/{engagement.slug}").get_data(as_text=True)
    record = rosa.get(f"/data/engagements/{engagement.slug}.json").json
    assert record["answer_to_everyone"]["words"] == {"en": "We heard you.", "es": "Le escuchamos."}
    assert "The agency answered everyone who spoke" in rosa.get("/feed").get_data(as_text=True)
    themed = world.engagement()
    world.theme(themed, world.voices(themed.prompts[0], ["a ride"]))
    ended(themed)
    with pytest.raises(Refused):
        saying.draft(staff_named("ada"), themed, None, both("We heard you."))


def test_the_database_keeps_two_people(told):
    engagement, (toys, _map) = told
    saying.publish(staff_named("ben"), saying.draft(staff_named("ada"), engagement, toys, both("Yes")))
    db.session.commit()
    for change in ("published_on = NULL", "published_by_id = drafted_by_id"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE short_answer SET {change}"))
        db.session.rollback()
