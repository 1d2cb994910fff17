"""What only one person said stands in public in a reader's words: two readers, no count, no order."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.accounts.models import Reading
from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution
from listening.core.database import Words, db
from listening.core.models import Event
from listening.themes import others, service
from listening.themes.hold import NotHere, NotReady
from listening.themes.records import OtherThing
from listening.themes.rules import Place
from tests.cast import staff_named
from tests.themes.apart import alone, line
from tests.world import both

RAW = "The kumquat canary in room 9"


@pytest.fixture
def apart(world):
    """(engagement, voices): three single voices, the last of which asked only to be counted."""
    engagement = world.engagement()
    prompt = engagement.prompts[0]
    voices = [
        *world.voices(prompt, [RAW, "A second thing"]),
        *world.voices(prompt, ["Only me"], consent="count"),
    ]
    return engagement, alone(voices)


def page_of(client, engagement, language=""):
    return client.get(f"{language}/promises/{engagement.slug}").get_data(as_text=True)


def test_two_lines_stand_in_public_in_both_languages_and_no_raw_word(apart, rosa):
    engagement, (first, second, _count) = apart
    line(engagement, [first], "Toys for the waiting room")
    line(engagement, [second], "A new map at the door")
    for language, said in (("", "Toys for the waiting room"), ("/es", "Toys for the waiting room (es)")):
        html = page_of(rosa, engagement, language)
        assert said in html
        assert "kumquat" not in html
    record = rosa.get(f"/data/engagements/{engagement.slug}.json").json
    assert [one["words"]["en"] for one in record["other_things"]] == [
        "A new map at the door",
        "Toys for the waiting room",
    ], "the order of the words, not of those who spoke or wrote"
    assert "Readers told more of the other things we heard" in rosa.get("/feed").get_data(as_text=True)


def test_one_line_alone_is_not_shown_and_leaves_no_event(apart, rosa):
    engagement, (first, second, _count) = apart
    line(engagement, [first, second], "Toys for the waiting room")
    assert "Toys" not in page_of(rosa, engagement)
    assert rosa.get(f"/data/engagements/{engagement.slug}.json").json["other_things"] == []
    assert "other_things_told" not in db.session.scalars(select(Event.kind)).all()
    line(engagement, [first], "A new map at the door")
    assert "Toys" in page_of(rosa, engagement)


def test_events_do_not_count_lines(apart):
    engagement, (first, second, _count) = apart
    for words in ("Toys", "A map", "Light", "Shade"):
        line(engagement, [first, second], words)
    assert db.session.scalars(select(Event.kind)).all().count("other_things_told") == 1


def test_one_reader_writes_and_another_looks(apart):
    engagement, (first, *_rest) = apart
    found = others.write(staff_named("pia"), engagement, [first.id], both("Toys"))
    with pytest.raises(NotAllowed):
        others.publish(staff_named("pia"), found)
    others.change(staff_named("mei"), found, both("Toys and books"))
    with pytest.raises(NotAllowed):
        others.publish(staff_named("mei"), found)
    others.publish(staff_named("pia"), found)
    with pytest.raises(NotReady):
        others.change(staff_named("pia"), found, both("Something else"))
    for name in ("ada", "ren", "bo", "stella"):
        with pytest.raises(NotAllowed):
            others.write(staff_named(name), engagement, [first.id], both("Toys"))


def test_who_asked_only_to_be_counted_is_not_written_about(apart, cast):
    engagement, (_first, _second, only_count) = apart
    with pytest.raises(NotHere):
        others.write(staff_named("pia"), engagement, [only_count.id], both("Something"))
    html = cast.pia.get(f"/staff/themes/engagements/{engagement.id}/other-things").get_data(as_text=True)
    assert RAW in html
    assert "Only me" not in html


def test_only_single_voices_of_this_engagement_and_every_language(apart, world):
    engagement, (first, *_rest) = apart
    [theirs] = alone(world.voices(world.engagement().prompts[0], ["Elsewhere"]))
    for wrong in ([theirs.id], [], ["0" * 32]):
        with pytest.raises(NotHere):
            others.write(staff_named("pia"), engagement, wrong, both("Toys"))
    with pytest.raises(NotReady):
        others.write(staff_named("pia"), engagement, [first.id], Words(en="Toys", es=""))


def test_a_line_goes_with_the_last_voice_behind_it(apart, world, rosa):
    engagement, (first, second, _count) = apart
    line(engagement, [first], "Toys")
    line(engagement, [first, second], "A map")
    line(engagement, [second], "Shade")
    assert len(others.told([engagement.id])[engagement.id]) == 3
    db.session.delete(db.session.get(Contribution, first.id))
    db.session.commit()
    html = page_of(rosa, engagement)
    assert ("Toys" in html, "A map" in html) == (False, True), "its words were taken back"
    theme = world.theme(engagement, [], signed_off=False)
    service.move(staff_named("pia"), engagement, [second.id], Place.THEMED, theme=theme)
    db.session.commit()
    assert others.told([engagement.id]) == {}, "it is in a theme now"
    assert others.checked(engagement.id) == []


def test_a_line_can_be_taken_back_in_the_open(apart, rosa):
    engagement, (first, second, _count) = apart
    found = line(engagement, [first], "Toys")
    line(engagement, [second], "A map")
    line(engagement, [second], "Shade")
    others.take_back(staff_named("mei"), found)
    db.session.commit()
    assert "Toys" not in page_of(rosa, engagement)
    assert "Readers took words back" in rosa.get(f"/promises/{engagement.slug}/feed").get_data(as_text=True)


def test_the_desk_of_readers(apart, cast):
    engagement, (first, second, _count) = apart
    path = f"/staff/themes/engagements/{engagement.id}/other-things"
    assert RAW in cast.pia.get(path).get_data(as_text=True)
    assert db.session.scalars(select(Reading.place)).all() == ["other_things"], "the reading is recorded"
    words = {"words_en": "Toys for the room", "words_es": "Juguetes para la sala"}
    assert cast.pia.post(path, words).status_code == 422
    assert cast.pia.post(path, {**words, "words_es": "", "voices": [first.id]}).status_code == 422
    assert cast.pia.post(path, {**words, "voices": [first.id, second.id]}).status_code == 303
    number = db.session.scalars(select(OtherThing.id)).one()
    one = f"/staff/themes/other-things/{number}"
    assert cast.pia.post(f"{one}/publish").status_code == 403
    assert cast.pia.post(one, {"words_en": "Toys", "words_es": "Juguetes"}).status_code == 303
    assert "Juguetes" in cast.mei.get(path).get_data(as_text=True)
    assert cast.mei.post(f"{one}/publish").status_code == 303
    assert cast.mei.get(one).status_code == 303, "a public line is not changed"
    assert cast.mei.post(f"{one}/take-back").status_code == 303
    assert db.session.scalars(select(OtherThing)).all() == []
    for name in ("ada", "bo", "ren", "stella"):
        assert getattr(cast, name).get(path).status_code == 403


@pytest.mark.parametrize(
    "change", ["published_on = NULL", "checked_by_id = NULL", "checked_by_id = written_by_id"]
)
def test_the_database_keeps_two_readers(apart, change):
    engagement, (first, *_rest) = apart
    line(engagement, [first], "Toys")
    with pytest.raises(IntegrityError):
        db.session.execute(text(f"UPDATE other_thing SET {change}"))


def test_a_text_of_blanks_is_refused_beside_its_field_and_the_rest_is_kept(apart, cast):
    engagement, (first, *_rest) = apart
    typed = {"voices": [first.id], "words_en": "Toys for the waiting room", "words_es": "   "}
    answer = cast.pia.post(f"/staff/themes/engagements/{engagement.id}/other-things", typed)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "write this in Español" in html
    assert "Toys for the waiting room" in html
    assert db.session.scalars(select(OtherThing)).all() == []
