"""From "involve" on parents say first whether they can live with a draft; a no is public and needs a reply."""

import pytest
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import living, service
from listening.actions.living import NotReady
from listening.actions.records import DraftLook
from listening.actions.rules import Drafted, Living, Next
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.engagements.rules import Level
from tests.actions.answered import facts
from tests.cast import staff_named
from tests.world import both

NO = "You leave out the night shift"


def drafted(answers, level="involve"):
    decision = service.draft_decision(staff_named("ada"), answers.theme(level), facts())
    db.session.commit()
    return decision


def publish(decision):
    service.publish_decision(staff_named("ben"), decision)


@pytest.mark.once
def test_the_steps_of_a_draft_come_in_order():
    steps = [
        Drafted(Level.INVOLVE, at_counsel=True, shown=True),
        Drafted(Level.INVOLVE),
        Drafted(Level.INVOLVE, shown=True),
        Drafted(Level.INVOLVE, shown=True, looked=True, owes_reply=True),
        Drafted(Level.EMPOWER, shown=True, looked=True),
        Drafted(Level.CONSULT),
    ]
    order = [Next.COUNSEL, Next.SHOW, Next.LOOK, Next.REPLY, Next.PUBLISH, Next.PUBLISH]
    assert [one.next for one in steps] == order


def test_at_consult_nobody_has_to_be_asked(answers):
    decision = drafted(answers, "consult")
    publish(decision)
    assert decision.published_on
    assert decision.shown_on is None


def test_from_involve_on_publishing_waits_for_parents(answers):
    decision = drafted(answers)
    with pytest.raises(NotReady, match="Show them"):
        publish(decision)
    living.show(staff_named("ada"), decision)
    with pytest.raises(NotReady, match="not answered yet"):
        publish(decision)
    living.answer(staff_named("pia"), decision, Living.YES, "", "en")
    publish(decision)


def test_a_no_does_not_block_but_its_words_need_a_reply(answers, rosa):
    decision = drafted(answers)
    answers.lived_with(decision, "no", NO)
    with pytest.raises(NotReady, match="Reply to them"):
        publish(decision)
    look = living.looks([decision.id])[0]
    living.reply(staff_named("ada"), look, both("We plan a night van for May."))
    page = f"/ledger/{decision.theme_id}"
    assert NO not in rosa.get(page).get_data(as_text=True), "not before the decision is public"
    publish(decision)
    html = rosa.get(page).get_data(as_text=True)
    for words in ("can you live with this?", NO, "We plan a night van for May.", "Answers:</strong> No"):
        assert words.replace("</strong>", "") in html.replace("</strong>", "")
    assert "Pia" not in html, "names are never public"


def test_a_draft_in_new_words_is_shown_again(answers):
    decision = drafted(answers)
    answers.lived_with(decision)
    service.change_decision(staff_named("ada"), decision, facts(words=both("Rides on Sundays too.")))
    with pytest.raises(NotReady, match="Show them"):
        publish(decision)
    living.show(staff_named("ada"), decision)
    with pytest.raises(NotReady, match="not answered yet"):
        publish(decision)


def test_throwing_a_draft_away_does_not_throw_away_the_no(answers):
    decision = drafted(answers)
    answers.lived_with(decision, "no", NO)
    service.discard_decision(staff_named("ben"), decision)
    again = service.draft_decision(staff_named("ada"), decision.theme, facts())
    answers.lived_with(again)
    with pytest.raises(NotReady, match="Reply to them"):
        publish(again)


def test_only_people_outside_the_agency_answer_and_anything_but_yes_has_words(answers):
    decision = drafted(answers)
    with pytest.raises(NotReady):
        living.answer(staff_named("pia"), decision, Living.YES, "", "en")
    living.show(staff_named("ada"), decision)
    for name in ("ada", "ben", "ren", "stella"):
        with pytest.raises(NotAllowed):
            living.answer(staff_named(name), decision, Living.YES, "", "en")
    with pytest.raises(NotAllowed):
        living.answer(staff_named("bo"), decision, Living.YES, "", "en")
    with pytest.raises(service.Incomplete):
        living.answer(staff_named("pia"), decision, Living.NO, "  ", "en")
    with pytest.raises(Refused):
        living.reply(staff_named("ada"), answers.lived_with(decision), both("Thanks."))


def test_a_room_answers_through_those_who_run_it(answers, world):
    decision = drafted(answers)
    room = world.looked_at(decision.theme.engagement)
    living.show(staff_named("ada"), decision)
    living.answer(staff_named("bo"), decision, Living.WITH_CHANGES, NO, "en", room)
    living.answer(staff_named("bo"), decision, Living.YES, "", "en", room)
    look = living.looks([decision.id])
    assert [(one.answer, one.words, one.listening_session_id) for one in look] == [("yes", None, room.id)]
    other = world.looked_at(world.engagement())
    with pytest.raises(Refused):
        living.answer(staff_named("bo"), decision, Living.YES, "", "en", other)
    publish(decision)


def test_the_tables_want_words_for_a_no_and_a_day_for_a_reply(answers):
    decision = drafted(answers)
    row = {"decision_id": decision.id, "round": 1, "language": "en", "entered_by_id": staff_named("pia").id}
    for wrong in ({"answer": "no"}, {"answer": "yes", "reply": Words(en="x")}, {"answer": "maybe"}):
        db.session.add(DraftLook(**row, **wrong))
        with pytest.raises(IntegrityError):
            db.session.flush()
        db.session.rollback()


def test_the_whole_way_through_the_desk(answers, cast):
    decision = drafted(answers)
    number, home = decision.id, f"/staff/actions/themes/{decision.theme_id}"
    assert "Show the draft to parents" in cast.ada.get(home).get_data(as_text=True)
    assert cast.pia.get(f"/staff/actions/decisions/{number}/look").status_code == 409
    assert cast.ada.post(f"/staff/actions/decisions/{number}/show").status_code == 303
    assert "Can you live with it?" in cast.pia.get("/staff").get_data(as_text=True)
    look = f"/staff/actions/decisions/{number}/look"
    assert "Rides come before the visit." in cast.pia.get(look).get_data(as_text=True)
    empty = cast.pia.post(look, {"answer": "no", "language": "en", "room": ""})
    assert empty.status_code == 422
    assert "Say what should change" in empty.get_data(as_text=True)
    said = {"answer": "no", "language": "en", "room": "", "words": NO}
    assert cast.pia.post(look, said).status_code == 303
    page = cast.ada.get(home).get_data(as_text=True)
    assert NO in page
    assert "Pia" not in page, "the agency does not learn who"
    answer = f"/staff/actions/looks/{living.looks([number])[0].id}/reply"
    assert cast.ada.post(answer, {"reply_en": "A van.", "reply_es": "Una camioneta."}).status_code == 303
    assert cast.ben.post(f"/staff/actions/decisions/{number}/publish").status_code == 303
