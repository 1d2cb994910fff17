import pytest
from sqlalchemy import delete, func, select

from listening.accounts.models import Reading
from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution
from listening.core import clock
from listening.core.database import db
from listening.themes import second_coder, service
from listening.themes.hold import NotHere, NotReady
from listening.themes.models import Reread
from listening.themes.rules import Place
from tests.cast import staff_named
from tests.themes.voices import ENGLISH, lines

CANARY = "The kiwi canary"


@pytest.fixture
def mei(app):
    return staff_named("mei")


@pytest.fixture
def ben(app):
    return staff_named("ben")


@pytest.fixture
def sorted_room(world, pia):
    """Forty-two texts in two themes and alone, placed by Pia; the themes in a list."""
    engagement = world.engagement()
    voices = world.voices(engagement.prompts[0], lines(ENGLISH))
    themes = [
        world.theme(engagement, voices[:20], signed_off=False, label="Rides"),
        world.theme(engagement, voices[20:40], signed_off=False, label="Kin"),
    ]
    service.move(pia, engagement, [voice.id for voice in voices[40:]], Place.SINGLE_VOICE)
    db.session.commit()
    return themes


def read_all(mei, reading, other=()):
    """Read a sample as the first reader did, but for some texts."""
    for row in db.session.scalars(select(Reread).where(Reread.second_reading_id == reading.id)).all():
        key = other[1] if other and row.contribution_id in other[0] else row.first
        second_coder.answer(mei, reading, {row.contribution_id: key})


def sample(reading):
    rows = db.session.scalars(select(Reread).where(Reread.second_reading_id == reading.id)).all()
    return {row.contribution_id: row.first for row in rows}


def draw(mei, themes):
    reading = second_coder.draw(mei, themes[0].engagement, ["en"])
    db.session.commit()
    return reading


def test_a_sample_is_drawn_by_lot_and_one_that_waits_is_the_same(sorted_room, mei, pia):
    reading = draw(mei, sorted_room)
    assert second_coder.drawn(reading) == second_coder.left(reading) == second_coder.SAMPLE
    assert draw(mei, sorted_room).id == reading.id
    assert set(sample(draw(pia, sorted_room))) != set(sample(reading))


def test_heavy_words_and_themes_one_signed_off_are_not_in_the_sample(sorted_room, mei, pia):
    rides, kin = sorted_room
    service.sign_off(mei, rides)
    heavy = service.disposition_of(db.session.scalars(select(Contribution.id)).all())
    moved = [one.contribution_id for one in heavy if one.theme_id == kin.id][:5]
    service.move(pia, kin.engagement, moved, Place.SENSITIVE)
    keys = sample(draw(mei, sorted_room))
    assert set(keys.values()) == {kin.key, ""}
    assert not set(moved) & set(keys)


def test_nothing_to_read_blind_is_said(world, table, mei):
    service.sign_off(mei, table.theme)
    with pytest.raises(NotReady):
        second_coder.draw(mei, table.engagement, ["en"])
    with pytest.raises(NotReady):
        second_coder.draw(mei, table.engagement, [])


def test_two_readers_who_agree_have_a_kappa_of_one(sorted_room, mei):
    reading = draw(mei, sorted_room)
    assert second_coder.latest_result(reading.engagement_id) is None
    read_all(mei, reading)
    result = second_coder.latest_result(reading.engagement_id)
    assert (result.items, result.agreed, result.kappa, result.alpha) == (40, 1.0, 1.0, 1.0)
    assert second_coder.differences(reading) == []


def test_every_disagreement_is_listed_with_both_places_and_the_one_now(sorted_room, mei, pia):
    reading = draw(mei, sorted_room)
    rides, kin = sorted_room
    differing = sorted(one for one, key in sample(reading).items() if key == rides.key)[:3]
    read_all(mei, reading, (differing, kin.key))
    service.move(pia, rides.engagement, [differing[0]], Place.THEMED, theme=kin)
    differ = second_coder.differences(reading)
    listed = {one.voice.id: (one.reread.first, one.reread.second, one.now) for one in differ}
    assert list(listed) == differing
    assert listed[differing[0]] == (rides.key, kin.key, kin.key)
    assert listed[differing[1]] == (rides.key, kin.key, rides.key)
    result = second_coder.result(reading)
    assert result.agreed == pytest.approx(37 / 40)
    assert 0.8 < result.kappa < 1
    assert 0.8 < result.alpha < 1


def test_what_two_readers_agreed_on_is_noted_and_changes_only_the_figures_after(sorted_room, mei, pia):
    reading = draw(mei, sorted_room)
    rides, kin = sorted_room
    differing = sorted(one for one, key in sample(reading).items() if key == rides.key)[:3]
    with pytest.raises(NotReady):
        second_coder.settle(pia, reading, {differing[0]: kin.key})
    read_all(mei, reading, (differing, kin.key))
    before = second_coder.result(reading)
    second_coder.settle(pia, reading, {differing[0]: kin.key, differing[1]: ""})
    noted = {one.voice.id: one.reread for one in second_coder.differences(reading)}
    assert [noted[one].agreed for one in differing] == [kin.key, "", None]
    assert (noted[differing[0]].agreed_by, noted[differing[0]].agreed_on) == (pia, clock.today())
    assert {one.now for one in second_coder.differences(reading)} == {rides.key}
    assert second_coder.result(reading) == second_coder.latest_result(reading.engagement_id) == before
    after = second_coder.result(reading, talked=True)
    assert (after.agreed, after.differ) == (pytest.approx(39 / 40), (differing[2],))
    assert after.kappa > before.kappa


def test_the_last_note_stands_and_only_a_difference_and_a_theme_that_is_here_can_be_noted(
    sorted_room, mei, pia, ben
):
    reading = draw(mei, sorted_room)
    rides, kin = sorted_room
    one, same = sorted(one for one, key in sample(reading).items() if key == rides.key)[:2]
    read_all(mei, reading, ([one], kin.key))
    second_coder.settle(pia, reading, {one: kin.key})
    second_coder.settle(mei, reading, {one: kin.key})
    assert second_coder.differences(reading)[0].reread.agreed_by == pia
    second_coder.settle(mei, reading, {one: rides.key})
    noted = second_coder.differences(reading)[0].reread
    assert (noted.agreed, noted.agreed_by) == (rides.key, mei)
    for places in ({same: kin.key}, {one: "gone"}):
        with pytest.raises(NotHere):
            second_coder.settle(mei, reading, places)
    with pytest.raises(NotAllowed):
        second_coder.settle(ben, reading, {one: kin.key})


def test_any_reviewer_notes_it_on_the_page_and_sees_both_figures(sorted_room, cast, mei):
    reading = draw(mei, sorted_room)
    rides, kin = sorted_room
    one = min(one for one, key in sample(reading).items() if key == rides.key)
    read_all(mei, reading, ([one], kin.key))
    db.session.commit()
    path = f"/staff/themes/second-readings/{reading.id}"
    assert "Before you talked" not in cast.pia.get(path).get_data(as_text=True)
    assert cast.pia.post(path, {"places": [""]}).status_code == 422
    assert cast.pia.post(path, {"places": [f"{one}:{kin.key}"]}).status_code == 303
    html = cast.mei.get(path).get_data(as_text=True)
    assert "Noted by Pia" in html
    assert 'data-label="Before">97 %</td><td data-label="After">100 %</td>' in html


def test_under_thirty_texts_it_is_too_few_to_say(table, mei):
    reading = second_coder.draw(mei, table.engagement, ["en"])
    read_all(mei, reading)
    result = second_coder.result(reading)
    assert (result.items, result.agreed, result.kappa, result.too_few) == (4, 1.0, None, True)


def test_deleted_words_leave_the_sample(sorted_room, mei):
    reading = draw(mei, sorted_room)
    db.session.execute(delete(Contribution).where(Contribution.id == next(iter(sample(reading)))))
    assert second_coder.drawn(reading) == second_coder.SAMPLE - 1


def test_nobody_reads_the_sample_of_someone_else_or_a_text_twice(sorted_room, mei, pia):
    reading = draw(mei, sorted_room)
    one = next(iter(sample(reading)))
    with pytest.raises(NotAllowed):
        second_coder.answer(pia, reading, {one: ""})
    second_coder.answer(mei, reading, {one: ""})
    for places in ({one: sorted_room[0].key}, {"0" * 32: ""}, {second_coder.to_read(reading)[0].id: "gone"}):
        with pytest.raises(NotHere):
            second_coder.answer(mei, reading, places)


def test_the_page_of_a_sample_says_nothing_of_the_first_reader(sorted_room, cast, mei):
    start = f"/staff/themes/engagements/{sorted_room[0].engagement_id}/second-reading"
    assert cast.mei.post(start, {}).status_code == 422
    path = cast.mei.post(start, {"languages": ["en"]}).headers["Location"]
    before = db.session.scalar(select(func.count()).select_from(Reading))
    html = cast.mei.get(path).get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Reading)) == before + 1
    assert html.count('name="places"') == second_coder.BATCH
    assert "selected" not in html
    assert "Placed by" not in html
    assert cast.pia.get(path).status_code == 403


def test_a_batch_is_kept_in_parts_and_the_end_shows_the_figures(sorted_room, cast, mei):
    reading = draw(mei, sorted_room)
    path = f"/staff/themes/second-readings/{reading.id}"
    assert cast.mei.post(path, {"places": ["", ""]}).status_code == 422
    batch = second_coder.to_read(reading)
    assert cast.mei.post(path, {"places": [f"{batch[0].id}:-", ""]}).status_code == 303
    assert second_coder.left(reading) == second_coder.SAMPLE - 1
    for one, key in sample(reading).items():
        if one != batch[0].id:
            second_coder.answer(mei, reading, {one: key})
    db.session.commit()
    html = cast.pia.get(path).get_data(as_text=True)
    assert "in the same place, of 40 texts" in html
    assert "Krippendorff" in html


@pytest.mark.parametrize("name", ["bo", "ada", "ben", "ren", "stella"])
def test_nobody_else_opens_a_sample(table, cast, mei, name):
    for voice in table.rides:
        voice.text = CANARY
    reading = second_coder.draw(mei, table.engagement, ["en"])
    db.session.commit()
    for page in (
        f"/staff/themes/engagements/{table.engagement.id}/second-reading",
        f"/staff/themes/second-readings/{reading.id}",
    ):
        answer = getattr(cast, name).get(page)
        assert answer.status_code == 403
        assert CANARY not in answer.get_data(as_text=True)


def test_everyone_sees_how_much_people_looked_at_but_not_of_a_few(sorted_room, table, rosa, mei):
    reading = draw(mei, sorted_room)
    read_all(mei, reading)
    db.session.commit()
    html = rosa.get(f"/promises/{sorted_room[0].engagement.slug}").get_data(as_text=True)
    assert "looked at 100 % of what was said" in html
    assert "put 100 % in the same place" in html
    assert "40 texts" not in html
    few = rosa.get(f"/promises/{table.engagement.slug}").get_data(as_text=True)
    assert "looked at" not in few
    assert "People signed off 0 % of the themes" in few
