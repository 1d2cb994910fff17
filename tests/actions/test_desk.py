"""The desk of answers: one clear next step, typed words kept, never a raw text."""

import re
from datetime import timedelta

import pytest

from listening.actions import service
from listening.core import clock
from listening.core.database import db
from listening.core.loop import Status
from tests.actions.answered import CANARY, facts
from tests.cast import staff_named


def text_of(answer):
    return answer.get_data(as_text=True)


def decision_of(choice, **more):
    return {"choice": choice, "words_en": "Rides come first.", "words_es": "Primero el transporte.", **more}


def test_the_list_shows_the_late_theme_first(answers, cast, world, calendar):
    late = answers.theme()
    calendar.move(61)
    other = answers.theme()
    html = text_of(cast.ada.get("/staff/actions"))
    assert "1 day late" in html
    assert html.index(f"themes/{late.id}") < html.index(f"themes/{other.id}")


def test_the_list_is_calm_when_nothing_waits(cast):
    assert "Nothing to answer yet" in text_of(cast.ada.get("/staff/actions"))


def test_a_whole_answer_through_the_desk(answers, cast):
    theme = answers.theme()
    home = f"/staff/actions/themes/{theme.id}"
    day = clock.today() + timedelta(days=20)
    assert "Say that you heard it" in text_of(cast.ada.get(home))
    assert cast.ada.post(f"{home}/acknowledge", {"reply_by": day.isoformat()}).status_code == 303
    assert "Write the draft" in text_of(cast.ada.get(home))
    assert cast.ada.post(f"{home}/decision", decision_of("will_do")).status_code == 303
    assert "Someone else must publish it" in text_of(cast.ada.get(home))
    draft = re.search(r"decisions/(\d+)/publish", text_of(cast.ben.get(home)))[1]
    assert cast.ada.post(f"/staff/actions/decisions/{draft}/publish").status_code == 403
    assert cast.ben.post(f"/staff/actions/decisions/{draft}/publish").status_code == 303
    planned = {"words_en": "Passes", "words_es": "Pases", "owner": "Transport", "due_on": day.isoformat()}
    assert cast.ada.post(f"{home}/plan", planned).status_code == 303
    assert "Write a report-back" in text_of(cast.ada.get(home))


def test_milestones_dates_and_completion_through_the_desk(answers, cast):
    theme = answers.theme()
    answers.decision(theme)
    action = answers.action(theme)
    day = (clock.today() + timedelta(days=50)).isoformat()
    here = f"/staff/actions/{action.id}"
    said = {"words_en": "Bought", "words_es": "Comprado", "due_on": day}
    assert cast.ada.post(f"{here}/milestones", said).status_code == 303
    said = {"evidence_en": "A bill", "evidence_es": "Una factura", "on": clock.today().isoformat()}
    reach = f"/staff/actions/milestones/{action.milestones[0].id}/reach"
    assert cast.ada.post(reach, said).status_code == 303
    said = {"reason_en": "The order came late", "reason_es": "Llegó tarde", "new_date": day}
    assert cast.ada.post(f"{here}/move", said).status_code == 303
    assert cast.ada.post(f"{here}/judge", {"completion": "substantial"}).status_code == 303
    html = text_of(cast.ben.get(f"/staff/actions/themes/{theme.id}"))
    assert all(words in html for words in ("A bill", "The order came late", "Mostly done"))


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        (decision_of("will_not"), "Say why: choose a reason"),
        (decision_of("will_not", reason="money"), "Say what could change this"),
        (decision_of("need_more_time", reason="money"), "Say until when you need time"),
        (decision_of("not_ours", reason="money"), "Say who decides it instead"),
        (decision_of(""), "Choose a decision"),
    ],
)
def test_a_half_decision_comes_back_with_its_words(answers, cast, posted, words):
    answer = cast.ada.post(f"/staff/actions/themes/{answers.theme().id}/decision", posted)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert "Primero el transporte." in text_of(answer)


def test_a_date_after_the_promise_comes_back(answers, cast):
    theme = answers.theme()
    for address in (f"themes/{theme.id}", f"engagements/{theme.engagement_id}"):
        late = (theme.engagement.respond_by + timedelta(days=1)).isoformat()
        answer = cast.ada.post(f"/staff/actions/{address}/acknowledge", {"reply_by": late})
        assert answer.status_code == 422
        assert "later than what was promised" in text_of(answer)
    assert service.loop_of(theme).status is Status.HEARD


def test_reviewers_and_facilitators_may_look_and_not_touch(answers, cast):
    theme = answers.theme()
    decision = service.draft_decision(staff_named("ada"), theme, facts())
    db.session.commit()
    for desk in (cast.pia, cast.bo):
        html = text_of(desk.get(f"/staff/actions/themes/{theme.id}"))
        assert "You can read this page" in html
        assert "<form" not in html.partition("<main")[2]
        assert desk.post(f"/staff/actions/decisions/{decision.id}/publish").status_code == 403
        assert desk.get(f"/staff/actions/themes/{theme.id}/decision").status_code == 403


def test_raw_words_and_small_numbers_are_on_no_page(answers, cast):
    theme = answers.theme(voices=7)
    answers.decision(theme, "will_not")
    action = answers.action(theme)
    for path in (
        "",
        f"/themes/{theme.id}",
        f"/{action.id}/move",
        f"/{action.id}/judge",
        f"/milestones/{action.milestones[0].id}/reach",
    ):
        html = text_of(cast.ada.get(f"/staff/actions{path}"))
        assert CANARY not in html
        assert "7 voices" not in html
    assert "A few voices" in text_of(cast.ada.get("/staff/actions"))


def test_a_draft_theme_has_no_page_here(cast, world):
    theme = world.theme(world.engagement(), signed_off=False)
    assert cast.ada.get(f"/staff/actions/themes/{theme.id}").status_code == 404
