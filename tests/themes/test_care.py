import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from listening.accounts.models import Reading
from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution
from listening.core import clock
from listening.core.database import db
from listening.themes import care, service
from listening.themes.hold import NotHere
from listening.themes.models import Disposition
from listening.themes.records import Batch, BatchText, Stint
from listening.themes.rules import Place, is_heavy
from tests.cast import staff_named

CANARY = "The heron waited in the canary rain"


@pytest.fixture
def told(world):
    """Twenty people spoke; one of them of something heavy."""
    engagement = world.engagement()
    world.voices(engagement.prompts[0], [f"{CANARY} {n}" for n in range(19)] + [f"{CANARY}: he beat her"])
    return engagement


def test_texts_come_in_batches_of_fifteen_and_none_is_read_by_nobody(told, pia):
    mei = staff_named("mei")
    first, second = care.take(pia, told), care.take(mei, told)
    assert [len(care.texts_in(one)) for one in (first, second)] == [15, 5]
    assert care.take(pia, told).id == first.id, "an open batch comes before a new one"
    care.finish(pia, first)
    assert care.heap_of(pia, told).left == 0
    with pytest.raises(NotHere):
        care.take(pia, told)


def test_what_comes_in_later_is_dealt_later(told, pia, world):
    for _time in range(2):
        care.finish(pia, care.take(pia, told))
    [late] = world.voices(told.prompts[1], ["It came in later"])
    assert [one.id for one in care.texts_in(care.take(pia, told))] == [late.id]


def test_a_batch_that_is_passed_on_goes_to_another_and_never_back(told, pia):
    batch = care.take(pia, told)
    care.pass_on(pia, batch)
    assert care.take(pia, told).id != batch.id
    assert care.take(staff_named("mei"), told).id == batch.id
    with pytest.raises(NotHere):
        care.finish(pia, batch)


def test_nothing_says_which_text_or_why_it_was_passed_on(told, cast):
    cast.pia.post(f"/staff/themes/engagements/{told.id}/reading")
    batch = db.session.scalars(select(Batch)).one()
    cast.pia.post(f"/staff/themes/batches/{batch.id}", {"then": "known"})
    db.session.expire_all()
    assert (batch.reader_id, batch.passed_by) == (None, [cast.pia.staff.id])
    assert {column.name for column in Batch.__table__.columns} == {
        "id",
        "engagement_id",
        "reader_id",
        "passed_by",
        "read_on",
    }


def test_deleted_words_are_gone_from_the_batch(told, pia):
    batch = care.take(pia, told)
    gone = db.session.scalars(select(BatchText.contribution_id)).first()
    db.session.execute(delete(Contribution).where(Contribution.id == gone))
    assert len(care.texts_in(batch)) == 14


def test_a_batch_is_one_reading_and_heavy_words_stay_covered(told, cast):
    for _batch in range(2):
        answer = cast.pia.post(f"/staff/themes/engagements/{told.id}/reading")
        before = len(db.session.scalars(select(Reading)).all())
        html = cast.pia.get(answer.location).get_data(as_text=True)
        readings = db.session.scalars(select(Reading).order_by(Reading.id)).all()
        assert len(readings) == before + 1
        assert (readings[-1].place, readings[-1].texts) == ("batch", html.count(CANARY))
        if "he beat her" in html:
            assert re.search(r'<details class="covered">.*?he beat her.*?</details>', html, re.DOTALL)
        assert cast.pia.post(answer.location, {"then": "read"}).status_code == 303


def test_a_batch_is_shown_to_its_reader_alone(told, cast):
    path = cast.pia.post(f"/staff/themes/engagements/{told.id}/reading").location
    assert cast.mei.get(path).status_code == 404
    for name in ("bo", "ada", "ren", "stella"):
        answer = getattr(cast, name).get(path)
        assert answer.status_code == 403
        assert CANARY not in answer.get_data(as_text=True)
        assert getattr(cast, name).post(f"/staff/themes/engagements/{told.id}/reading").status_code == 403
    assert db.session.scalars(select(Reading)).all() == []


def test_what_to_do_with_a_batch_must_be_said(told, cast):
    path = cast.pia.post(f"/staff/themes/engagements/{told.id}/reading").location
    answer = cast.pia.post(path, {})
    assert answer.status_code == 422
    assert "Choose what you do with this batch" in answer.get_data(as_text=True)


def test_paid_time_runs_while_reading_and_a_forgotten_clock_stops_by_itself(told, pia, calendar):
    batch = care.take(pia, told)
    calendar.now += timedelta(minutes=25)
    assert care.minutes_of(pia) == 25
    care.finish(pia, batch)
    calendar.now += timedelta(minutes=60)
    assert care.minutes_of(pia) == 25
    care.take(pia, told)
    calendar.now += timedelta(hours=9)
    assert care.minutes_of(pia) == 25 + 120
    assert care.minutes_of(staff_named("mei")) == 0


def test_a_reader_sees_their_own_minutes_and_stops_the_clock(told, cast, calendar):
    path = f"/staff/themes/engagements/{told.id}/reading"
    cast.pia.post(path)
    calendar.now += timedelta(minutes=12)
    assert "12 minutes so far" in cast.pia.get(path).get_data(as_text=True)
    assert "0 minutes so far" in cast.mei.get(path).get_data(as_text=True)
    assert cast.pia.post(f"/staff/themes/engagements/{told.id}/clock").status_code == 303
    assert "Stop my clock" not in cast.pia.get(path).get_data(as_text=True)


def test_only_reviewers_are_given_texts(told):
    with pytest.raises(NotAllowed):
        care.take(staff_named("bo"), told)


def test_the_database_refuses_time_that_ends_before_it_began(told, pia):
    earlier = clock.now() - timedelta(minutes=1)
    db.session.add(Stint(staff_id=pia.id, engagement_id=told.id, began_at=clock.now(), ended_at=earlier))
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize(
    ("text", "language", "heavy"),
    [
        ("My uncle abused me", "en", True),
        ("We need a ride", "en", False),
        ("Lo golpearon en la casa", "es_MX", True),
        ("Le quitaron el material de la escuela", "es", False),
        ("Abused", "ja", False),
    ],
)
def test_a_few_words_make_a_text_heavy(text, language, heavy):
    assert is_heavy(text, language) is heavy


def batch_of(cast, engagement):
    cast.pia.post(f"/staff/themes/engagements/{engagement.id}/reading")
    return db.session.scalars(select(Batch)).one()


def test_texts_are_put_where_they_belong_while_they_are_read(table, cast):
    for one in service.disposition_of([voice.id for voice in table.rides]):
        one.placed_by = "machine"
    table.rides[3].text = "He was beaten on the ride"
    db.session.commit()
    batch = batch_of(cast, table.engagement)
    page = cast.pia.get(f"/staff/themes/batches/{batch.id}").get_data(as_text=True)
    was = re.findall(r'name="was" value="([^"]+)"', page)
    chosen = re.findall(r'<option value="([^"]+)" selected', page)
    right = {value.partition(":")[0] for value in chosen if value.endswith(":stay")}
    assert right == {voice.id for voice in table.rides[:3]}, "heavy and unplaced ones are left open"
    service.move(cast.mei.staff, table.engagement, [table.rides[1].id], Place.SENSITIVE)
    db.session.commit()
    places = [
        *(f"{voice.id}:stay" for voice in table.rides[:3]),
        f"{table.rides[3].id}:",
        f"{table.alone.id}:single_voice",
        f"{table.waiting.id}:{table.theme.id}",
    ]
    answer = cast.pia.post(
        f"/staff/themes/batches/{batch.id}", {"then": "read", "was": was, "places": places}
    )
    assert answer.status_code == 303
    lies = {
        one.contribution_id: (one.place, one.placed_by) for one in db.session.scalars(select(Disposition))
    }
    assert lies[table.rides[0].id] == ("themed", "person")
    assert lies[table.rides[1].id] == ("sensitive", "person"), "what someone moved meanwhile stays"
    assert lies[table.rides[3].id] == ("themed", "machine")
    assert lies[table.alone.id] == ("single_voice", "person")
    assert lies[table.waiting.id] == ("themed", "person")


def test_where_a_person_put_a_text_is_seen_and_left_alone(table, cast):
    batch = batch_of(cast, table.engagement)
    page = cast.pia.get(f"/staff/themes/batches/{batch.id}").get_data(as_text=True)
    left = re.findall(r'<option value="(\w+):" selected>Rides: a person put it there<', page)
    assert set(left) == {voice.id for voice in table.rides}
    assert f"{table.rides[0].id}:stay" not in page
    assert f'"{table.waiting.id}:" selected>I do not say<' in page


def test_nothing_is_placed_when_a_batch_is_passed_on(table, cast):
    batch = batch_of(cast, table.engagement)
    places = [f"{table.alone.id}:sensitive"]
    data = {"then": "not_today", "was": [f"{table.alone.id}:waiting"], "places": places}
    cast.pia.post(f"/staff/themes/batches/{batch.id}", data)
    assert service.disposition_of([table.alone.id]) == []


def test_the_clock_also_runs_for_work_at_the_table(told, cast, calendar):
    path = f"/staff/themes/engagements/{told.id}"
    assert "Start my clock" in cast.pia.get(f"{path}/reading").get_data(as_text=True)
    cast.pia.post(f"{path}/clock")
    assert care.clock_runs(cast.pia.staff)
    cast.pia.post(f"{path}/clock")
    assert not care.clock_runs(cast.pia.staff)


def test_a_batch_is_dealt_in_the_languages_its_reader_reads(told, cast, world):
    world.voices(told.prompts[0], [f"Hace falta {n}" for n in range(3)], language="es")
    path = f"/staff/themes/engagements/{told.id}/reading"
    cast.pia.post(path, {"languages": ["es"]})
    batch = db.session.scalars(select(Batch)).one()
    assert {voice.language for voice in care.texts_in(batch)} == {"es"}
    cast.pia.post(f"/staff/themes/batches/{batch.id}", {"then": "not_today"})
    mei = staff_named("mei")
    assert {voice.language for voice in care.texts_in(care.take(mei, told, ["en"]))} == {"en"}
    care.finish(mei, care.take(mei, told))
    assert care.take(mei, told, ["es", "en"]).id == batch.id, "it waits for someone who reads it"


def test_what_a_reader_reads_is_asked_once(told, cast, world):
    world.voices(told.prompts[0], [f"Hace falta {n}" for n in range(30)], language="es")
    path = f"/staff/themes/engagements/{told.id}/reading"
    cast.pia.post(path, {"languages": ["es"]})
    batch = db.session.scalars(select(Batch)).one()
    cast.pia.post(f"/staff/themes/batches/{batch.id}", {"then": "read"})
    page = cast.pia.get(path).get_data(as_text=True)
    assert re.search(r'value="es" checked', page)
    assert not re.search(r'value="en" checked', page)
