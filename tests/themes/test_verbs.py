import pytest
from sqlalchemy import select

from listening.accounts.service import NotAllowed
from listening.core.database import Words, db
from listening.core.loop import Happened
from listening.core.models import Event
from listening.themes import service
from listening.themes.hold import NotHere, NotReady, SignedOff
from listening.themes.models import Disposition, Theme
from listening.themes.rules import AsideReason, Place
from tests.cast import staff_named
from tests.world import both


def places(voices):
    rows = service.disposition_of([voice.id for voice in voices])
    return {row.contribution_id: row.theme_id or row.place for row in rows}


def test_words_move_to_another_theme_and_a_person_answers_for_it(table, world, pia):
    other = world.theme(table.engagement, [table.alone], signed_off=False, label="Machines")
    service.move(pia, table.engagement, [table.rides[0].id, table.waiting.id], Place.THEMED, theme=other)
    db.session.commit()
    rows = service.disposition_of([table.rides[0].id, table.waiting.id])
    assert {(row.theme_id, row.placed_by, row.strength) for row in rows} == {(other.id, "person", None)}


@pytest.mark.parametrize("place", ["single_voice", "sensitive", "duplicate"])
def test_words_move_to_a_place_without_a_theme(table, pia, place):
    service.move(pia, table.engagement, [table.rides[0].id], Place(place))
    assert places([table.rides[0]]) == {table.rides[0].id: place}


def test_words_set_aside_carry_a_public_reason(table, pia):
    service.move(pia, table.engagement, [table.alone.id], Place.SET_ASIDE, reason=AsideReason.ADVERTISING)
    assert service.disposition_of([table.alone.id])[0].reason == "advertising"


def test_words_of_another_engagement_cannot_be_moved_in(table, world, pia):
    strangers = world.voices(world.engagement().prompts[0], ["From elsewhere"])
    with pytest.raises(NotHere):
        service.move(pia, table.engagement, [strangers[0].id], Place.THEMED, theme=table.theme)


def test_words_cannot_move_into_a_theme_of_another_engagement(table, world, pia):
    foreign = world.theme(world.engagement(), signed_off=False)
    with pytest.raises(NotHere):
        service.move(pia, table.engagement, [table.alone.id], Place.THEMED, theme=foreign)


def test_themes_are_joined_and_who_placed_each_text_stays(table, world, pia):
    other = world.theme(table.engagement, [table.alone, table.waiting], signed_off=False)
    service.disposition_of([table.alone.id])[0].placed_by = "machine"
    service.merge(pia, [table.theme, other], table.theme)
    db.session.commit()
    assert service.voices_of(table.theme.id) == 6
    assert db.session.get(Theme, other.id) is None
    assert service.disposition_of([table.alone.id])[0].placed_by == "machine"
    assert table.theme.is_settled


def test_a_signed_off_theme_is_never_joined_to_another(table, world, pia):
    signed = world.theme(table.engagement, [table.alone])
    with pytest.raises(SignedOff):
        service.merge(pia, [signed, table.theme], table.theme)
    service.merge(pia, [table.theme], signed)
    assert service.voices_of(signed.id) == 5


def test_a_theme_is_split_by_the_texts_people_choose(table, pia):
    new = service.split(pia, table.theme, [voice.id for voice in table.rides[:2]], both("Buses"))
    assert (service.voices_of(new.id), service.voices_of(table.theme.id)) == (2, 2)


@pytest.mark.parametrize("how_many", [0, 4])
def test_a_split_leaves_a_text_on_each_side(table, pia, how_many):
    with pytest.raises(NotReady):
        service.split(pia, table.theme, [voice.id for voice in table.rides[:how_many]], both("Buses"))


def test_a_split_of_words_that_moved_meanwhile_is_refused(table, pia):
    with pytest.raises(NotHere):
        service.split(pia, table.theme, [table.alone.id], both("Buses"))


def test_an_empty_draft_of_the_machine_goes_and_one_in_peoples_words_stays(table, pia):
    draft = Theme(
        engagement_id=table.engagement.id, key="t1", label=Words(en="Vending"), summary=Words(), firmness=0.4
    )
    draft.suggestions = ["Vending"]
    db.session.add(draft)
    db.session.flush()
    db.session.add(
        Disposition(contribution_id=table.alone.id, place="themed", theme_id=draft.id, placed_by="machine")
    )
    db.session.flush()
    everything = [voice.id for voice in (*table.rides, table.alone)]
    service.move(pia, table.engagement, everything, Place.SINGLE_VOICE)
    assert db.session.scalars(select(Theme.id)).all() == [table.theme.id]


def test_only_a_reviewer_moves_names_and_signs(table):
    ada = staff_named("ada")
    with pytest.raises(NotAllowed):
        service.move(ada, table.engagement, [table.alone.id], Place.SINGLE_VOICE)
    with pytest.raises(NotAllowed):
        service.rename(ada, table.theme, both("A"), both("B"))
    with pytest.raises(NotAllowed):
        service.sign_off(ada, table.theme)


def test_sign_off_begins_the_loop_of_a_theme(table, pia, calendar):
    service.sign_off(pia, table.theme)
    event = db.session.scalars(select(Event).where(Event.theme_id == table.theme.id)).one()
    assert (event.kind, event.staff_id) == (Happened.SIGNED_OFF, pia.id)
    assert table.theme.signed_off_on == event.on
    with pytest.raises(SignedOff):
        service.sign_off(pia, table.theme)


@pytest.mark.parametrize("part", ["label", "summary"])
def test_sign_off_waits_until_both_languages_have_their_words(table, pia, part):
    setattr(table.theme, part, Words(en="Only in English", es=" "))
    assert service.missing_from(table.theme) == [
        {"label": "The name, in Español", "summary": "What we heard, in Español"}[part]
    ]
    with pytest.raises(NotReady):
        service.sign_off(pia, table.theme)


def test_a_theme_without_a_voice_cannot_be_signed_off(world, pia):
    theme = world.theme(world.engagement(), signed_off=False)
    with pytest.raises(NotReady):
        service.sign_off(pia, theme)


def test_new_words_for_a_signed_off_theme_are_recorded_and_never_incomplete(world, pia):
    engagement = world.engagement()
    theme = world.theme(engagement, world.voices(engagement.prompts[0], ["One"]))
    service.rename(pia, theme, both("Rides, said better"), theme.summary)
    kinds = db.session.scalars(select(Event.kind).where(Event.theme_id == theme.id).order_by(Event.id)).all()
    assert kinds == [Happened.SIGNED_OFF, Happened.COMMUNITY_EDITED]
    with pytest.raises(NotReady):
        service.rename(pia, theme, Words(en="Only English"), theme.summary)


def test_the_last_voice_cannot_leave_a_signed_off_theme(world, pia):
    engagement = world.engagement()
    voices = world.voices(engagement.prompts[0], ["One"])
    world.theme(engagement, voices)
    with pytest.raises(SignedOff):
        service.move(pia, engagement, [voices[0].id], Place.SINGLE_VOICE)
