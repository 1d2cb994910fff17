import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution
from listening.core import clock
from listening.core.database import Words, db
from listening.themes import history, service
from listening.themes.hold import NotHere, SignedOff
from listening.themes.models import Theme
from listening.themes.records import Act, Undo
from listening.themes.rules import Place
from tests.cast import staff_named
from tests.world import both


def last(engagement):
    return history.acts_of(engagement.id)[0]


def place_of(voice):
    rows = service.disposition_of([voice.id])
    return (rows[0].place, rows[0].theme_id, rows[0].placed_by) if rows else None


def kept():
    return db.session.scalar(select(func.count()).select_from(Undo))


def test_a_move_says_who_did_what_and_goes_back(table, pia):
    before = place_of(table.rides[0])
    ids = [table.rides[0].id, table.waiting.id]
    service.move(pia, table.engagement, ids, Place.SENSITIVE)
    act = last(table.engagement)
    assert (act.staff_id, act.kind, act.place, act.voices, act.at) == (
        pia.id,
        "move",
        "sensitive",
        2,
        clock.now(),
    )
    history.undo(staff_named("mei"), act)
    db.session.expire_all()
    assert place_of(table.rides[0]) == before
    assert place_of(table.waiting) is None
    assert (act.undone_by.sign_in, history.may_undo(act), kept()) == ("mei", False, 0)


def test_a_text_says_when_a_person_last_looked_at_it(table, pia, cast):
    looked_at, other = table.rides[0], table.rides[1]
    service.move(pia, table.engagement, [looked_at.id], Place.THEMED, theme=table.theme)
    assert history.looked_on([looked_at.id, other.id]) == {looked_at.id: clock.today()}
    db.session.commit()
    html = cast.pia.get(f"/staff/themes/{table.theme.id}").get_data(as_text=True)
    assert html.count("Placed by a person, ") == 1
    history.undo(pia, last(table.engagement))
    assert history.looked_on([looked_at.id]) == {}


def test_a_name_goes_back(table, pia):
    before = Words(table.theme.label)
    service.rename(pia, table.theme, both("Buses"), table.theme.summary)
    history.undo(pia, last(table.engagement))
    assert table.theme.label == before


def test_a_name_changed_since_is_not_thrown_away(table, pia):
    service.rename(pia, table.theme, both("Buses"), table.theme.summary)
    first = last(table.engagement)
    service.rename(staff_named("mei"), table.theme, both("Trains"), table.theme.summary)
    with pytest.raises(NotHere):
        history.undo(pia, first)
    assert table.theme.label["en"] == "Trains"


def test_joined_themes_come_apart_again(table, pia, world):
    other = world.theme(table.engagement, [table.alone], signed_off=False, label="Machines")
    key, words = other.key, dict(other.label)
    service.merge(pia, [table.theme, other], table.theme)
    db.session.commit()
    assert service.voices_of(table.theme.id) == 5
    history.undo(pia, last(table.engagement))
    db.session.commit()
    db.session.expire_all()
    back = db.session.scalars(select(Theme).where(Theme.key == key)).one()
    assert (dict(back.label), service.voices_of(back.id), service.voices_of(table.theme.id)) == (words, 1, 4)


def test_a_cut_is_mended_and_the_new_theme_goes(table, pia):
    new = service.split(pia, table.theme, [table.rides[0].id], both("Part"))
    history.undo(pia, last(table.engagement))
    assert db.session.get(Theme, new.id) is None
    assert service.voices_of(table.theme.id) == 4


def test_work_that_others_built_on_it_is_not_thrown_away(table, pia):
    service.move(pia, table.engagement, [table.alone.id], Place.SENSITIVE)
    first = last(table.engagement)
    service.move(staff_named("mei"), table.engagement, [table.alone.id], Place.SINGLE_VOICE)
    with pytest.raises(NotHere):
        history.undo(pia, first)
    assert place_of(table.alone)[0] == "single_voice"


def test_a_draft_of_the_machine_that_was_emptied_comes_back(table, pia):
    table.theme.firmness, table.theme.summary = 0.8, Words()
    table.theme.suggestions = list(table.theme.label.values())
    key = table.theme.key
    service.move(pia, table.engagement, [one.id for one in table.rides], Place.SINGLE_VOICE)
    assert not db.session.scalars(select(Theme).where(Theme.key == key)).first()
    history.undo(pia, last(table.engagement))
    back = db.session.scalars(select(Theme).where(Theme.key == key)).one()
    assert (back.firmness, service.voices_of(back.id)) == (0.8, 4)


def test_after_a_sign_off_nothing_of_that_theme_can_be_undone(table, pia):
    service.move(pia, table.engagement, [table.rides[0].id], Place.THEMED, theme=table.theme)
    act = last(table.engagement)
    service.sign_off(pia, table.theme)
    assert kept() == 0
    with pytest.raises(SignedOff):
        history.undo(pia, act)


def test_when_all_is_signed_off_no_undo_record_is_left(table, pia):
    service.move(pia, table.engagement, [table.alone.id, table.waiting.id], Place.SINGLE_VOICE)
    assert kept() == 2
    service.sign_off(pia, table.theme)
    assert kept() == 0
    assert all(act.before == {} for act in history.acts_of(table.engagement.id))


def test_deleted_words_leave_the_undo_record_too(table, pia):
    service.move(pia, table.engagement, [table.alone.id, table.waiting.id], Place.SENSITIVE)
    db.session.execute(delete(Contribution).where(Contribution.id == table.alone.id))
    assert db.session.scalars(select(Undo.contribution_id)).all() == [table.waiting.id]
    history.undo(pia, last(table.engagement))
    assert place_of(table.waiting) is None


def test_nobody_but_a_reviewer_undoes(table, pia, cast):
    service.move(pia, table.engagement, [table.alone.id], Place.SENSITIVE)
    with pytest.raises(NotAllowed):
        history.undo(staff_named("bo"), last(table.engagement))
    path = f"/staff/themes/acts/{last(table.engagement).id}/undo"
    for name in ("bo", "ada", "ren", "stella"):
        assert getattr(cast, name).post(path).status_code == 403


def test_the_history_page_offers_an_undo_and_does_it_once(table, pia, cast):
    service.move(pia, table.engagement, [table.alone.id], Place.SENSITIVE)
    act = last(table.engagement).id
    path = f"/staff/themes/engagements/{table.engagement.id}/history"
    html = cast.mei.get(path).get_data(as_text=True)
    assert "Pia" in html
    assert "vending" not in html
    assert cast.mei.post(f"/staff/themes/acts/{act}/undo").status_code == 303
    assert "Undone by Mei" in cast.mei.get(path).get_data(as_text=True)
    assert cast.mei.post(f"/staff/themes/acts/{act}/undo").status_code == 409


@pytest.mark.parametrize("column", [{"kind": "steal"}, {"kind": "move", "voices": -1}])
def test_the_database_refuses_an_act_that_is_none(table, pia, column):
    db.session.add(
        Act(engagement_id=table.engagement.id, staff_id=pia.id, at=clock.now(), label=Words(), **column)
    )
    with pytest.raises(IntegrityError):
        db.session.flush()
