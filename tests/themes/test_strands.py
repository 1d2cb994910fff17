import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import service as actions
from listening.core import journal
from listening.core.database import Words, db
from listening.themes import service, strands
from listening.themes.hold import NotHere, NotReady
from listening.themes.models import Disposition
from listening.themes.rules import Place, Strand
from tests.cast import staff_named
from tests.world import both

CANARY = "The kiwi canary"
WILL_DO = {"choice": "will_do", "words": both("We will pay for rides.")}


def differ(pia, table, number=1):
    strands.mark(pia, table.theme, [voice.id for voice in table.rides[:number]], Strand.DIFFERING)
    db.session.commit()


def test_a_reader_marks_who_sees_it_differently(table, pia):
    differ(pia, table)
    assert strands.sizes(table.theme) == {Strand.DIFFERING: 1, None: 3}
    assert db.session.get(Disposition, table.rides[0].id).placed_by == "person"
    strands.mark(pia, table.theme, [table.rides[0].id], None)
    assert strands.sizes(table.theme) == {None: 4}


def test_a_text_of_another_theme_cannot_be_marked(table, pia):
    with pytest.raises(NotHere):
        strands.mark(pia, table.theme, [table.waiting.id], Strand.AGREEING)


def test_only_readers_mark_and_say(table):
    with pytest.raises(NotAllowed):
        strands.mark(staff_named("ada"), table.theme, [table.rides[0].id], Strand.AGREEING)
    with pytest.raises(NotAllowed):
        strands.say_dissent(staff_named("bo"), table.theme, both("Some want buses."))


def test_a_strand_does_not_go_along_to_another_theme(table, world, pia):
    differ(pia, table)
    other = world.theme(table.engagement, [], signed_off=False, label="Buses")
    service.move(pia, table.engagement, [table.rides[0].id], Place.THEMED, theme=other)
    assert strands.sizes(other) == {None: 1}


def test_joining_two_themes_forgets_their_strands(table, world, pia):
    differ(pia, table)
    other = world.theme(table.engagement, [table.waiting], signed_off=False, label="Buses")
    service.merge(pia, [table.theme], other)
    assert strands.sizes(other) == {None: 5}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("strand = 'loud'", "strand_known"),
        ("strand = 'differing', place = 'single_voice', theme_id = NULL", "strand_inside_a_theme"),
    ],
)
def test_the_database_refuses_a_strand_that_cannot_be(table, change, name):
    with pytest.raises(IntegrityError, match=name):
        db.session.execute(
            text(f"UPDATE disposition SET {change} WHERE contribution_id = :id"), {"id": table.rides[0].id}
        )


def test_a_theme_is_not_signed_off_before_it_says_how_some_differ(table, pia):
    assert service.missing_from(table.theme) == []
    differ(pia, table)
    assert len(service.missing_from(table.theme)) == 2
    with pytest.raises(NotReady):
        service.sign_off(pia, table.theme)
    strands.say_dissent(pia, table.theme, both("Some want buses, not rides."))
    service.sign_off(pia, table.theme)
    assert table.theme.differs


def test_once_public_it_is_said_in_every_language_and_on_the_record(table, pia):
    service.sign_off(pia, table.theme)
    with pytest.raises(NotReady):
        strands.say_dissent(pia, table.theme, Words(en="Some want buses.", es=""))
    db.session.rollback()
    service.sign_off(pia, table.theme)
    strands.say_dissent(pia, table.theme, both("Some want buses."))
    kinds = [step.kind.value for step in journal.steps_by_theme(table.engagement.id)[table.theme.id]]
    assert kinds == ["signed_off", "community_edited"]


def test_a_decision_is_not_public_before_it_answers_those_who_differ(world, table):
    ada, ben, pia = (staff_named(name) for name in ("ada", "ben", "pia"))
    service.sign_off(pia, table.theme)
    decision = actions.draft_decision(ada, table.theme, WILL_DO)
    strands.say_dissent(pia, table.theme, both("Some want buses."))
    with pytest.raises(actions.Incomplete):
        actions.publish_decision(ben, decision)
    actions.change_decision(
        ada, decision, {**WILL_DO, "to_dissent": Words(en="Buses come next year.", es="")}
    )
    with pytest.raises(actions.Incomplete):
        actions.publish_decision(ben, decision)
    actions.change_decision(ada, decision, {**WILL_DO, "to_dissent": both("Buses come next year.")})
    actions.publish_decision(ben, decision)
    assert decision.published_on


def test_the_form_asks_for_that_answer_and_everyone_reads_it(table, cast, rosa):
    pia = staff_named("pia")
    strands.say_dissent(pia, table.theme, both("Some want buses, not rides."))
    service.sign_off(pia, table.theme)
    db.session.commit()
    path = f"/staff/actions/themes/{table.theme.id}/decision"
    assert "Some want buses" in cast.ada.get(path).get_data(as_text=True)
    said = {"choice": "will_do", "words_en": "We pay.", "words_es": "Pagamos."}
    refused = cast.ada.post(path, said)
    assert refused.status_code == 422
    assert "Answer those who see it differently" in refused.get_data(as_text=True)
    answer = {"to_dissent_en": "Buses come next year.", "to_dissent_es": "Los camiones llegan el otro año."}
    assert cast.ada.post(path, said | answer).status_code == 303
    draft = actions.answers.drafts_by_theme(table.engagement.id)[table.theme.id]
    cast.ben.post(f"/staff/actions/decisions/{draft.id}/publish")
    for page, words in (("/ledger", "Buses come next year."), ("/es/ledger", "Los camiones llegan")):
        html = rosa.get(f"{page}/{table.theme.id}").get_data(as_text=True)
        assert "Some want buses" in html
        assert words in html


def test_the_page_marks_and_keeps_what_was_typed(table, cast):
    table.rides[0].text = CANARY
    db.session.commit()
    path = f"/staff/themes/{table.theme.id}/strands"
    assert CANARY in cast.pia.get(path).get_data(as_text=True)
    nothing = cast.pia.post(path, {"voices": [table.rides[0].id]})
    assert nothing.status_code == 422
    assert cast.pia.post(path, {"voices": [table.rides[0].id], "strand": "differing"}).status_code == 303
    assert strands.sizes(table.theme)[Strand.DIFFERING] == 1
    words = {"dissent_en": "Some want buses.", "dissent_es": "Hay quien quiere camiones."}
    assert cast.pia.post(f"/staff/themes/{table.theme.id}/dissent", words).status_code == 303
    assert "Some want buses." in cast.pia.get(path).get_data(as_text=True)


@pytest.mark.parametrize("name", ["bo", "ada", "ben", "ren", "stella"])
def test_nobody_else_opens_it(table, cast, name):
    table.rides[0].text = CANARY
    db.session.commit()
    for page in ("strands", "coding"):
        answer = getattr(cast, name).get(f"/staff/themes/{table.theme.id}/{page}")
        assert answer.status_code == 403
        assert CANARY not in answer.get_data(as_text=True)
