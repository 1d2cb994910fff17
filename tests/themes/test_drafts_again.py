"""Drafts that are asked for again: finer or broader, only the new voices, and a list of what changed."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from listening.core.database import db
from listening.themes import jobs, newcomers, service
from listening.themes.models import Disposition, Draft, Theme
from listening.themes.rules import Grain
from tests.themes.voices import ENGLISH, lines

NEW = [
    "The bus to the visit never comes on Sunday",
    "My worker never calls back and changed again",
    "The court papers use words nobody explains",
]


def drafted(by, engagement, *args, **kwargs):
    asked = service.ask_for_draft(by, engagement, *args, **kwargs)
    db.session.commit()
    jobs.sweep()
    db.session.expire_all()
    assert asked.state == "done"
    return asked


def themes(engagement):
    return db.session.scalar(select(func.count()).where(Theme.engagement_id == engagement.id))


def places():
    rows = db.session.execute(
        select(Disposition.contribution_id, Disposition.theme_id, Disposition.placed_by)
    )
    return {one: (theme, by) for one, theme, by in rows}


def test_a_finer_draft_has_more_themes_and_a_broader_one_fewer(world, pia):
    engagement = world.engagement()
    world.voices(engagement.prompts[0], lines(ENGLISH))
    numbers = []
    for grain in (Grain.COARSER, Grain.AS_IT_COMES, Grain.FINER):
        drafted(pia, engagement, grain)
        numbers.append(themes(engagement))
    assert numbers[0] < numbers[2]
    assert sorted(numbers) == numbers


def test_only_the_new_voices_are_placed_and_no_other_moves(spoken, world, pia):
    drafted(pia, spoken)
    before = places()
    new = world.voices(spoken.prompts[0], NEW)
    asked = drafted(pia, spoken, only_new=True)
    after = places()
    assert {one: after[one] for one in before} == before
    assert {after[voice.id][1] for voice in new} == {"machine"}
    assert asked.found["placed"] + asked.found["singles"] == len(NEW)
    assert asked.found["placed"] >= 2
    assert sum(row["came"] for row in asked.changes) == asked.found["placed"]


def test_a_voice_a_person_placed_while_the_machine_thought_stays(spoken, world, pia, monkeypatch):
    drafted(pia, spoken)
    new = world.voices(spoken.prompts[0], NEW[:1])[0]
    real = newcomers._nearest

    def slowly(*facts):
        goes = real(*facts)
        service.move(pia, spoken, [new.id], service.Place.SENSITIVE)
        return goes

    monkeypatch.setattr(newcomers, "_nearest", slowly)
    drafted(pia, spoken, only_new=True)
    assert service.disposition_of([new.id])[0].place == "sensitive"


def test_when_more_than_a_fifth_is_new_a_whole_draft_is_proposed(spoken, world, pia):
    drafted(pia, spoken)
    world.voices(spoken.prompts[0], [f"{text}, too" for text in lines(ENGLISH)[:12]])
    assert not newcomers.refit_due(spoken.id, service.coverage(spoken))
    drafted(pia, spoken, only_new=True)
    world.voices(spoken.prompts[0], [f"{text}, as well" for text in lines(ENGLISH)[:8]])
    assert newcomers.refit_due(spoken.id, service.coverage(spoken)), "those only placed count as new"
    drafted(pia, spoken)
    assert not newcomers.refit_due(spoken.id, service.coverage(spoken))


def test_what_changed_is_listed_by_theme_and_only_once(spoken, world, pia, cast):
    first = drafted(pia, spoken)
    assert first.changes == []
    world.voices(spoken.prompts[0], [f"{text} again" for text in lines(ENGLISH)[:10]])
    second = drafted(pia, spoken)
    assert second.changes
    page = cast.pia.get(f"/staff/themes/engagements/{spoken.id}").get_data(as_text=True)
    assert "What the last draft changed" in page
    third = drafted(pia, spoken, Grain.FINER)
    assert third.changes
    assert db.session.get(Draft, second.id).changes == []
    ids = set(places())
    assert not any(one in str(third.changes) for one in ids), "it never says which texts"


def test_the_desk_offers_both_and_asks_for_what_was_pressed(spoken, world, pia, cast):
    drafted(pia, spoken)
    world.voices(spoken.prompts[0], NEW)
    path = f"/staff/themes/engagements/{spoken.id}"
    page = cast.pia.get(path).get_data(as_text=True)
    assert "3 new voices have no place yet" in page
    assert "Place only the new ones" in page
    assert "More than a fifth" not in page
    assert cast.pia.post(f"{path}/draft", {"only": "new"}).status_code == 303
    assert cast.pia.post(f"{path}/draft", {"grain": "finer"}).status_code == 303
    assert cast.pia.post(f"{path}/draft", {"grain": "no such"}).status_code == 303
    drafts = db.session.scalars(select(Draft).order_by(Draft.id)).all()
    assert [(one.only_new, one.grain) for one in drafts[1:]] == [
        (True, "as_it_comes"),
        (False, "finer"),
        (False, "as_it_comes"),
    ]


def test_a_draft_of_no_known_grain_cannot_be_kept(spoken):
    db.session.add(Draft(engagement_id=spoken.id, state="waiting", grain="sandy"))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_words_in_another_language_find_their_own_themes(spoken, world, pia):
    drafted(pia, spoken)
    told = {theme.id: theme for theme in db.session.scalars(select(Theme))}
    new = world.voices(spoken.prompts[1], ["No hay camión para ir a la visita el domingo"], language="es")[0]
    drafted(pia, spoken, only_new=True)
    row = service.disposition_of([new.id])[0]
    assert row.theme_id is None or "es" in told[row.theme_id].label
