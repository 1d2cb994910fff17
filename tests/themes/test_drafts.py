import pytest
from sqlalchemy import select

from listening.contributions.models import Contribution
from listening.core import jobs
from listening.core.database import Words, db
from listening.engagements.models import Engagement
from listening.themes import jobs as drafts
from listening.themes import service
from listening.themes.drafting import heard_in
from listening.themes.hold import NotReady
from listening.themes.models import Disposition, Draft, Theme
from listening.themes.rules import Holding, Place
from tests.cast import staff_named
from tests.world import both


def draft_now(engagement, pia):
    asked = service.ask_for_draft(pia, engagement)
    db.session.commit()
    jobs.soon()
    db.session.expire_all()
    return asked


def themes_of(engagement):
    return db.session.scalars(
        select(Theme).where(Theme.engagement_id == engagement.id).order_by(Theme.id)
    ).all()


def members(theme_id):
    return set(
        db.session.scalars(select(Disposition.contribution_id).where(Disposition.theme_id == theme_id))
    )


def test_sixty_voices_in_two_languages_become_drafts_and_nobody_is_missing(spoken, pia):
    draft = draft_now(spoken, pia)
    themes = themes_of(spoken)
    assert (draft.state, draft.progress) == ("done", 1.0)
    assert draft.found["themes"] == draft.found["new"] == len(themes) >= 5
    covered = service.coverage(spoken)
    assert (covered.complete, covered.total, covered.checked) == (True, 60, 0)
    assert covered.places[Place.SINGLE_VOICE] == draft.found["singles"] >= 2
    assert all(theme.is_draft and len(theme.label) == 1 and theme.keywords for theme in themes)
    assert {language for theme in themes for language in theme.label} == {"en", "es"}
    assert all(theme.label.said("en") in theme.suggestions for theme in themes)
    assert {theme.holding for theme in themes} <= {Holding.FIRM, Holding.LOOSE, Holding.TOO_FEW}


def test_each_draft_holds_one_language_and_has_words_that_stand_for_it(spoken, pia):
    draft_now(spoken, pia)
    for theme in themes_of(spoken):
        rows = db.session.scalars(select(Disposition).where(Disposition.theme_id == theme.id)).all()
        assert {row.contribution.language for row in rows} == set(theme.label)
        assert any(row.exemplar for row in rows)
        assert all(row.placed_by == "machine" and row.strength is not None for row in rows)


def test_a_new_draft_of_the_same_words_finds_the_same_themes_at_the_same_addresses(spoken, pia):
    draft_now(spoken, pia)
    before = {theme.id: members(theme.id) for theme in themes_of(spoken)}
    again = draft_now(spoken, pia)
    assert {theme.id: members(theme.id) for theme in themes_of(spoken)} == before
    assert again.found["new"] == 0


def test_what_people_decided_survives_a_new_draft(spoken, pia, world):
    draft_now(spoken, pia)
    first, second, third, fourth = themes_of(spoken)[:4]
    moved = next(iter(members(second.id)))
    service.move(pia, spoken, [moved], Place.THEMED, theme=first)
    alone = next(iter(members(third.id)))
    service.move(pia, spoken, [alone], Place.SINGLE_VOICE)
    service.rename(pia, third, both("In our own words"), both("People said this."))
    service.rename(pia, fourth, both("Signed"), both("People said this."))
    service.sign_off(pia, fourth)
    third_before, fourth_before = members(third.id), members(fourth.id)
    third_id, fourth_id, first_id = third.id, fourth.id, first.id
    world.voices(spoken.prompts[0], ["A bus pass for visits please", "The visit center needs a bus stop"])
    draft = draft_now(spoken, pia)
    assert draft.found["kept"] >= 3
    assert moved in members(first_id)
    assert db.session.get(Theme, third_id).label["en"] == "In our own words"
    assert third_before <= members(third_id)
    assert fourth_before <= members(fourth_id)
    rows = {row.contribution_id: row for row in service.disposition_of([moved, alone])}
    assert (rows[alone].place, rows[alone].placed_by, rows[moved].placed_by) == (
        "single_voice",
        "person",
        "person",
    )
    assert service.coverage(spoken).complete


def test_joined_themes_stay_joined(spoken, pia):
    draft_now(spoken, pia)
    one, other = themes_of(spoken)[:2]
    both_of_them = members(one.id) | members(other.id)
    service.merge(pia, [one, other], one)
    one_id = one.id
    draft_now(spoken, pia)
    assert both_of_them <= members(one_id)


def test_sensitive_words_never_reach_the_machine(spoken, pia):
    draft_now(spoken, pia)
    hidden = next(iter(members(themes_of(spoken)[0].id)))
    service.move(pia, spoken, [hidden], Place.SENSITIVE)
    documents, _decided = heard_in(spoken.id)
    assert hidden not in {document.id for document in documents}
    draft_now(spoken, pia)
    assert service.disposition_of([hidden])[0].place == "sensitive"


def test_what_comes_in_later_waits_until_someone_places_it(spoken, pia, world):
    draft_now(spoken, pia)
    world.voices(spoken.prompts[0], ["I came late and want to say something"])
    assert service.coverage(spoken).waiting == 1
    draft_now(spoken, pia)
    assert service.coverage(spoken).waiting == 0


def test_too_few_and_too_short_words_stand_alone_and_are_not_dropped(world, pia):
    engagement = world.engagement()
    world.voices(engagement.prompts[0], ["ok", "…", "🙂", "We need a bus"])
    draft = draft_now(engagement, pia)
    assert service.coverage(engagement).places == {Place.SINGLE_VOICE: 4}
    assert draft.found["too_few"] == 1


def test_a_failed_draft_says_so_and_leaves_everything_as_it_was(spoken, pia, monkeypatch):
    draft_now(spoken, pia)
    before = {theme.id: members(theme.id) for theme in themes_of(spoken)}
    secret = db.session.scalars(select(Disposition)).first().contribution.text

    def breaks(*_args, **_kwargs):
        raise RuntimeError(secret)

    monkeypatch.setattr("listening.themes.jobs.lay_out", breaks)
    draft = draft_now(spoken, pia)
    assert draft.state == "failed"
    assert {theme.id: members(theme.id) for theme in themes_of(spoken)} == before


def test_a_failure_is_logged_without_what_people_said(spoken, pia, monkeypatch, caplog):
    def breaks(*_args, **_kwargs):
        raise RuntimeError("The vending machine ate my last dollar")

    monkeypatch.setattr("listening.themes.jobs.lay_out", breaks)
    draft_now(spoken, pia)
    assert "RuntimeError" in caplog.text
    assert "vending" not in caplog.text


def test_a_draft_cut_off_by_a_crash_is_made_again(spoken, pia):
    db.session.add(Draft(engagement_id=spoken.id, state="running", progress=0.4, asked_by_id=pia.id))
    db.session.commit()
    assert drafts.sweep() == 1
    assert db.session.scalars(select(Draft.state)).all() == ["done"]
    assert drafts.sweep() == 0


def test_asking_twice_makes_one_draft(spoken, pia):
    assert service.ask_for_draft(pia, spoken) is service.ask_for_draft(pia, spoken)


def test_without_words_there_is_nothing_to_draft(world, pia):
    with pytest.raises(NotReady):
        service.ask_for_draft(pia, world.engagement())


def test_what_a_person_does_while_the_machine_thinks_wins(spoken, pia, monkeypatch):
    import analysis

    real, touched, engagement_id = analysis.find_themes, {}, spoken.id

    def interrupted(documents, **kwargs):
        found = real(documents, **kwargs)
        me, engagement = staff_named("pia"), db.session.get(Engagement, engagement_id)
        theme = service.begin_theme(me, engagement, Words(en="Made meanwhile"))
        one, gone = found.themes[0].members[0].id, found.themes[1].members[0].id
        service.move(me, engagement, [one], Place.THEMED, theme=theme)
        db.session.delete(db.session.get(Contribution, gone))
        touched.update(one=one, gone=gone, theme=theme.id)
        db.session.commit()
        return found

    monkeypatch.setattr(analysis, "find_themes", interrupted)
    assert draft_now(spoken, pia).state == "done"
    assert members(touched["theme"]) == {touched["one"]}
    assert service.disposition_of([touched["gone"]]) == []
    covered = service.coverage(spoken)
    assert (covered.complete, covered.total) == (True, 59)


def test_a_draft_that_comes_back_under_a_name_people_used_loses_nobody(spoken, pia):
    draft_now(spoken, pia)
    first, second = themes_of(spoken)[:2]
    first_id, before = first.id, members(first.id)
    moved = next(iter(members(second.id)))
    service.move(pia, spoken, [moved], Place.THEMED, theme=first)
    assert draft_now(spoken, pia).state == "done"
    assert moved in members(first_id)
    assert service.coverage(spoken).complete
    rows = service.disposition_of(before)
    assert {row.place for row in rows} == {"themed"}, "the machine's own members did not fall to the singles"
