"""A promise is whole before it is public, and frozen from then on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.engagements import service
from listening.engagements.models import Prompt
from listening.engagements.rules import Duty, Level, obligations_of, prompt_hints
from listening.engagements.service import PromiseFrozen, PromiseIncomplete
from listening.sessions.service import WrongMoment
from tests.cast import staff_named
from tests.sessions.rooms import opened, planned
from tests.world import both


def test_nothing_opens_without_a_promise(app, world, cast, rosa):
    engagement = world.engagement(opened=False)
    assert rosa.get(f"/promises/{engagement.slug}").status_code == 404
    with pytest.raises(WrongMoment):
        planned(engagement)
    assert cast.bo.get(f"/staff/engagements/{engagement.id}/open").status_code == 403
    assert cast.ada.post(f"/staff/engagements/{engagement.id}/open").status_code == 303
    assert rosa.get(f"/promises/{engagement.slug}").status_code == 200


@pytest.mark.parametrize("part", ["title", "purpose", "can_change", "cannot_change", "promise"])
def test_a_part_that_misses_a_language_blocks_the_opening(app, world, part):
    engagement = world.engagement(opened=False)
    setattr(engagement, part, Words(en="Only English", es="  "))
    with pytest.raises(PromiseIncomplete, match="Español"):
        service.open_promise(staff_named("ada"), engagement)


def test_a_promise_needs_a_prompt_in_every_language_and_a_day_to_come(app, world):
    engagement = world.engagement(opened=False, prompts=0)
    with pytest.raises(PromiseIncomplete, match="At least one prompt"):
        service.open_promise(staff_named("ada"), engagement)
    service.ask(engagement, Words(en="Only English?", es=""))
    with pytest.raises(PromiseIncomplete, match="Prompt 1"):
        service.open_promise(staff_named("ada"), engagement)
    engagement.prompts[0].words = both("What?")
    engagement.inform_by = engagement.respond_by = clock.today()
    with pytest.raises(PromiseIncomplete, match="still to come"):
        service.open_promise(staff_named("ada"), engagement)


def test_an_open_promise_is_frozen(app, world, cast):
    engagement = world.engagement()
    for act in (
        lambda: service.change(engagement, {"level": "inform"}),
        lambda: service.ask(engagement, both("More?")),
        lambda: service.withdraw_prompt(engagement, engagement.prompts[0]),
        lambda: service.change_prompt(engagement, engagement.prompts[0], both("Else?")),
        lambda: service.move_prompt_up(engagement, engagement.prompts[0]),
        lambda: service.open_promise(staff_named("ada"), engagement),
    ):
        with pytest.raises(PromiseFrozen):
            act()
    number = engagement.id
    db.session.rollback()
    assert cast.ada.get(f"/staff/engagements/{number}/edit").status_code == 409
    assert cast.ada.post(f"/staff/engagements/{number}/open").status_code == 409


def test_an_amendment_shows_what_was_what_is_and_why(app, world, cast, rosa):
    engagement = world.engagement()
    slug, due = engagement.slug, [one.due_on for one in engagement.obligations]
    sent = {"part": "can_change", "after_en": "Only rides.", "after_es": "Solo viajes."}
    path = f"/staff/engagements/{engagement.id}/amend"
    assert cast.ada.post(path, sent).status_code == 422, "without a reason nothing changes"
    sent |= {"reason_en": "The money is gone.", "reason_es": "No hay dinero."}
    assert cast.ada.post(path, sent).status_code == 303
    page = rosa.get(f"/promises/{slug}").get_data(as_text=True)
    for words in ("Hours, places and rides.", "Only rides.", "The money is gone."):
        assert words in page
    db.session.expire_all()
    assert [one.due_on for one in engagement.obligations] == due
    for part in ("level", "promise", "respond_by", "slug"):
        with pytest.raises(Refused):
            service.amend(staff_named("ada"), engagement, part, both("x"), both("y"))


@pytest.mark.once
def test_each_level_owes_what_the_one_below_owes_and_more():
    owed = {
        level: {one.duty for one in obligations_of(level, date(2026, 3, 9), date(2026, 5, 1))}
        for level in Level
    }
    assert owed[Level.INFORM] == {Duty.INFORMATION}
    assert owed[Level.CONSULT] - owed[Level.INFORM] == {Duty.EVERY_VOICE_PLACED, Duty.EVERY_THEME_ANSWERED}
    assert owed[Level.INVOLVE] - owed[Level.CONSULT] == {Duty.SENSE_MAKING, Duty.COSIGNED}
    assert owed[Level.COLLABORATE] - owed[Level.INVOLVE] == {Duty.COMMUNITY_CO_OWNERS}
    assert owed[Level.EMPOWER] - owed[Level.COLLABORATE] == {Duty.DECIDED_TOGETHER, Duty.COMMUNITY_JUDGES}
    assert owed[Level.EMPOWER] == set(Duty)
    dates = {
        one.duty: one.due_on for one in obligations_of(Level.EMPOWER, date(2026, 3, 9), date(2026, 5, 1))
    }
    assert {duty for duty, due in dates.items() if due == date(2026, 3, 9)} == {Duty.INFORMATION}


@pytest.mark.once
def test_hints_name_what_is_wrong_with_a_prompt():
    assert [one.kind for one in prompt_hints("word " * 21)] == ["long"]
    assert [one.kind for one in prompt_hints("What? And why?")] == ["two_questions"]
    assert [one.kind for one in prompt_hints("Tell us about YOUR CASE")] == ["case"]
    assert prompt_hints("What must change about visits?") == []


def test_two_titles_never_share_an_address(app, world):
    facts = {"title": both("Visits 2")}
    first = world.engagement(opened=False)
    names = [column.name for column in first.__table__.columns if column.name not in {"id", "slug"}]
    same = {name: getattr(first, name) for name in names if name != "created_by_id"}
    titles = ["Rides 2", "Rides", "Rides", "Rides 2", "¿?", "¡!", "x" * 200]
    slugs = [service.plan(staff_named("ada"), same | facts | {"title": both(one)}).slug for one in titles]
    assert len(set(slugs)) == len(titles)
    assert all(0 < len(slug) <= 60 for slug in slugs)


def test_after_the_end_of_listening_nobody_can_add_words(app, world, cast, rosa):
    engagement = world.engagement()
    room, later = opened(engagement), planned(engagement)
    code, field, number = room.code, f"text-{room.agenda[0].prompt_id}", later.id
    assert cast.ada.post(f"/staff/engagements/{engagement.id}/end-listening").status_code == 303
    answer = rosa.post(f"/s/{code}/receipt", data={field: "Too late, but mine"})
    assert answer.status_code == 410
    assert "Too late, but mine" in answer.get_data(as_text=True)
    assert cast.bo.post(f"/staff/sessions/{number}/open").status_code == 409
    with pytest.raises(WrongMoment):
        planned(db.session.merge(engagement))


def test_the_tables_keep_dates_in_order(app, world):
    world.engagement(opened=False)
    for wrong in (
        "inform_by = '2030-01-01'",
        "closed_on = '2026-03-02'",
        "level = 'pretend'",
    ):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"UPDATE engagement SET {wrong}"))
        db.session.rollback()


def test_respond_by_before_the_information_page_is_asked_again(cast):
    today = clock.today()
    answer = cast.ada.post(
        "/staff/engagements/new",
        {
            "title_en": "A title",
            "level": "consult",
            "inform_by": (today + timedelta(days=9)).isoformat(),
            "respond_by": today.isoformat(),
        },
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "before the information page" in page
    assert "A title" in page


def test_two_who_change_a_draft_at_once_take_turns(app, world, cast):
    engagement = world.engagement(opened=False, prompts=0)
    prompts = [service.ask(engagement, both(f"Number {number}?")).id for number in range(8)]
    db.session.commit()
    path, desks = f"/staff/engagements/{engagement.id}/prompts", (cast.bo, cast.ada)
    db.session.remove()

    def press(desk):
        found = []
        for prompt in prompts[1:]:
            found += [desk.post(f"{path}/{prompt}/up").status_code, desk.post(path, said).status_code]
            found += [desk.post(f"{path}/{prompt}/withdraw").status_code]
        return found

    said = {"words_en": "More?", "words_es": "¿Más?"}
    with ThreadPoolExecutor(2) as pool:
        statuses = [one for found in pool.map(press, desks) for one in found]
    assert set(statuses) <= {303, 404}, statuses
    left = db.session.scalars(select(Prompt.position).order_by(Prompt.position)).all()
    assert left == list(range(1, len(left) + 1))
    assert len(left) == 1 + 2 * len(prompts[1:])


def test_prompts_of_a_draft_are_ordered_and_said_anew(app, world, cast):
    engagement = world.engagement(opened=False, prompts=0)
    for words in ("One?", "Two?", "Three?"):
        service.ask(engagement, both(words))
    db.session.commit()
    here, last = f"/staff/engagements/{engagement.id}", engagement.prompts[2].id

    def asked():
        db.session.expire_all()
        assert [one.position for one in engagement.prompts] == list(range(1, len(engagement.prompts) + 1))
        return [one.words["en"] for one in engagement.prompts]

    for then in (["One?", "Three?", "Two?"], ["Three?", "One?", "Two?"], ["Three?", "One?", "Two?"]):
        assert cast.bo.post(f"{here}/prompts/{last}/up").status_code == 303
        assert asked() == then
    page = cast.bo.get(f"{here}/prompts/{last}").get_data(as_text=True)
    assert "Three?" in page
    blank = cast.bo.post(f"{here}/prompts/{last}", {"words_en": "", "words_es": "Tres"})
    assert blank.status_code == 422
    assert "Tres" in blank.get_data(as_text=True)
    said = {"words_en": "In other words?", "words_es": "¿De otro modo?"}
    assert cast.bo.post(f"{here}/prompts/{last}", said).status_code == 303
    assert asked() == ["In other words?", "One?", "Two?"]
    assert cast.bo.post(f"{here}/prompts/{last}/withdraw").status_code == 303
    assert asked() == ["One?", "Two?"]
