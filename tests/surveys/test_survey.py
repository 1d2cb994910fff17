"""The same prompts over weeks: the calendar opens it, the receipt opens the rest, choices are only counted."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from listening.contributions import tallies
from listening.contributions.intake import Gathering, intake
from listening.contributions.models import Contribution, Tally
from listening.contributions.pooling import CHOICES
from listening.core import clock, jobs
from listening.core.database import db
from listening.sessions.rules import State
from listening.surveys import service
from listening.surveys.rules import Closed, QuestionKind, allowed, state_of, twice_ranked
from tests.surveys.answers import LASTS, answered, phone, planned, words_of

KINDS = ("single", "several", "scale", "ranking")
DAY = date(2026, 3, 2)


@pytest.mark.once
@pytest.mark.parametrize(
    ("today", "ended_on", "state"),
    [
        (DAY - timedelta(days=1), None, State.PLANNED),
        (DAY, None, State.OPEN),
        (DAY + timedelta(days=7), None, State.OPEN),
        (DAY + timedelta(days=8), None, State.CLOSED),
        (DAY + timedelta(days=3), DAY + timedelta(days=3), State.CLOSED),
    ],
)
def test_the_calendar_opens_and_closes_it(today, ended_on, state):
    days = {"opens_on": DAY, "closes_on": DAY + timedelta(days=7), "ended_on": ended_on}
    assert state_of(**days, today=today) is state


@pytest.mark.once
def test_only_what_is_offered_can_be_chosen():
    questions = [
        Closed(1, QuestionKind.SINGLE, 2),
        Closed(2, QuestionKind.SEVERAL, 2),
        Closed(3, QuestionKind.RANKING, 3),
    ]
    posted = {"1": "1", "2.1": "yes", "2.2": "yes", "3.0": "3", "3.1": "4", "9": "0", "1.0": "yes"}
    assert allowed(questions, posted) == {"1": "1", "2.1": "yes", "3.0": "3"}
    assert allowed(questions, {"1": "2"}) == {}
    assert twice_ranked(questions, {"3.0": "1", "3.1": "1"}) == [3]
    assert twice_ranked(questions, {"3.0": "1", "3.1": "2", "2.0": "yes", "2.1": "yes"}) == []


def test_a_survey_is_planned_at_the_desk_and_needs_a_public_promise(cast, world, rosa):
    engagement = world.engagement()
    opens, closes = clock.today(), clock.today() + timedelta(days=20)
    sent = {
        "opens_on": opens.isoformat(),
        "closes_on": closes.isoformat(),
        "remind_on": (closes - timedelta(days=4)).isoformat(),
        "return_session": "0",
        "prompts": [str(engagement.prompts[0].id)],
    }
    path = f"/staff/surveys/new/{engagement.id}"
    assert cast.bo.post(path, sent | {"closes_on": "2026-01-01"}).status_code == 422
    assert cast.bo.post(path, sent | {"remind_on": "2027-01-01"}).status_code == 422
    assert cast.bo.post(path, sent | {"prompts": []}).status_code == 409
    assert cast.ada.post(path, sent).status_code == 403
    assert cast.bo.post(path, sent).status_code == 303
    survey = service.surveys_of(engagement.id)[0]
    assert survey.state is State.OPEN
    page = rosa.get(f"/surveys/{survey.id}").get_data(as_text=True)
    assert "Answer now" in page
    assert survey.code in rosa.get(f"/surveys/{survey.id}/poster").get_data(as_text=True)
    days = Calendar.from_ical(rosa.get(f"/surveys/{survey.id}/calendar.ics").data).walk("VEVENT")
    assert {one["dtstart"].dt for one in days} == {closes, closes - timedelta(days=4)}
    unpromised = world.engagement(opened=False)
    sent |= {"prompts": [str(unpromised.prompts[0].id)]}
    assert cast.bo.post(f"/staff/surveys/new/{unpromised.id}", sent).status_code == 409


def test_a_phone_answers_a_survey_by_the_same_steps_as_a_session(app, world):
    survey = planned(world.engagement())
    page = phone(app, survey).page
    assert "You can say no" in page.text
    assert "Your receipt opens the rest until March 23, 2026" in page.text
    page = answered(app, survey, "The bus is late")
    assert page.title == "We received your words"
    assert len(words_of(page).split()) == 7
    assert intake().store(Gathering("survey", survey.id)).count("contribution") == 1


def test_it_is_shut_before_its_first_and_after_its_last_day(app, world, calendar):
    survey = planned(world.engagement(), first=2)
    assert "has not started" in phone(app, survey).page.title
    calendar.move(2)
    assert phone(app, survey).page.status == 200
    calendar.move(LASTS + 1)
    assert "This survey has ended" in phone(app, survey).page.title
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE survey SET closes_on = '2026-01-01'"))
    db.session.rollback()


def test_the_receipt_opens_the_rest_and_never_shows_what_was_said(app, world):
    survey = planned(world.engagement(prompts=3))
    receipt = words_of(answered(app, survey, "Said on the first day"))
    back = phone(app, survey)
    back.open(f"/s/{survey.code}/again")
    assert back.press("Go on", receipt="one two").status == 422
    page = back.press("Go on", receipt=receipt.upper())
    assert "part 1?" not in page.text
    assert "part 2?" in page.text
    assert "first day" not in page.text
    assert back.press("Start").title == "What must change, part 2?"
    back.press("Continue", text="Said later", consent="idea")
    back.press("Skip this question")
    page = back.press("Send")
    assert words_of(page) == receipt, "one key for both days"
    assert intake().store(Gathering("survey", survey.id)).count("contribution") == 2
    back.open(f"/s/{survey.code}/again")
    assert "part 3?" in back.press("Go on", receipt=receipt).text


def chosen(app, survey, **taps):
    one = phone(app, survey)
    one.press("Start")
    while "Skip this question" in one.page.text:
        one.press("Skip this question")
    one.press("Continue", **taps)
    return one


def test_choices_are_counted_apart_and_shown_in_bands_when_it_is_over(app, world, calendar, rosa):
    survey = planned(world.engagement(prompts=1), kinds=KINDS)
    single, several, scale, ranking = (one.id for one in survey.questions)
    taps = {f"tap-{single}": "1", f"tap-{several}.0": "yes", f"tap-{scale}": "5", f"tap-{ranking}.2": "1"}
    for number in range(12):
        one = chosen(app, survey, **(taps if number else taps | {f"tap-{single}": "0"}))
        page = one.press("Send")
        assert "Nothing ties it to you" in page.text
    assert rosa.get(f"/surveys/{survey.id}/results").status_code == 404, "nothing while it is open"
    jobs.sweep_all(app)
    assert db.session.scalar(select(func.count()).select_from(Tally)) == 0
    db.session.commit()
    calendar.move(LASTS + 1)
    jobs.sweep_all(app)
    counts = tallies.read(Gathering(CHOICES, survey.id), CHOICES)
    assert counts[str(single)] == {"0": 1, "1": 11}
    page = rosa.get(f"/surveys/{survey.id}/results").get_data(as_text=True)
    assert "11 to 20 voices" in page
    assert "A few voices" in page
    assert "A few voices" in page.partition("Which, single?")[2].partition("Which, several?")[0]
    assert not intake().gatherings()


def test_few_answers_are_not_shown_at_all(app, world, calendar, rosa):
    survey = planned(world.engagement(prompts=1), kinds=("single",))
    for _person in range(10):
        chosen(app, survey, **{f"tap-{survey.questions[0].id}": "1"}).press("Send")
    calendar.move(LASTS + 1)
    page = rosa.get(f"/surveys/{survey.id}/results").get_data(as_text=True)
    assert "still counting" in page
    assert "too few to show" not in page, "nothing is counted yet"
    jobs.sweep_all(app)
    assert "too few to show" in rosa.get(f"/surveys/{survey.id}/results").get_data(as_text=True)


def test_two_options_on_one_place_are_asked_again_with_everything_kept(app, world):
    survey = planned(world.engagement(prompts=1), kinds=("ranking",))
    number = survey.questions[0].id
    one = chosen(app, survey, **{f"tap-{number}.0": "1", f"tap-{number}.1": "1"})
    assert one.page.status == 422
    assert "Use each place once" in one.page.text
    page = one.press("Continue", **{f"tap-{number}.0": "1", f"tap-{number}.1": "2"})
    assert page.title == "Check before you send"
    assert "1. Low" in page.text
    assert "2. Middle" in page.text


def test_questions_are_frozen_once_people_answer_and_only_bo_changes_it(cast, world):
    survey = planned(world.engagement(), first=3)
    path = f"/staff/surveys/{survey.id}"
    asked = {
        "words_en": "How well?", "words_es": "¿Qué tal?", "kind": "single",
        "options_en": "Well\nBadly", "options_es": "Bien\nMal",
    }  # fmt: skip
    assert cast.bo.post(f"{path}/questions", asked | {"options_es": "Bien"}).status_code == 422
    assert (
        cast.bo.post(
            f"{path}/questions", asked | {"kind": "scale", "options_en": "a\nb\nc", "options_es": "a\nb\nc"}
        ).status_code
        == 422
    )
    assert cast.bo.post(f"{path}/questions", asked).status_code == 303
    assert cast.ada.post(f"{path}/questions", asked).status_code == 403
    db.session.expire_all()
    assert survey.questions[0].options == [{"en": "Well", "es": "Bien"}, {"en": "Badly", "es": "Mal"}]
    assert cast.bo.post(f"{path}/end").status_code == 409
    survey.opens_on = clock.today()
    db.session.commit()
    assert cast.bo.post(f"{path}/questions", asked).status_code == 409
    number = survey.questions[0].id
    assert cast.bo.post(f"{path}/questions/{number}/withdraw").status_code == 409
    assert cast.bo.post(f"{path}/end").status_code == 303
    db.session.expire_all()
    assert survey.state is State.CLOSED


def test_questions_are_ordered_until_people_answer(cast, world):
    survey = planned(world.engagement(), first=3, kinds=("single", "several", "ranking"))
    path = f"/staff/surveys/{survey.id}/questions"

    single, several, ranking = (one.id for one in survey.questions)

    def asked():
        db.session.expire_all()
        assert [one.position for one in survey.questions] == list(range(1, len(survey.questions) + 1))
        return [one.id for one in survey.questions]

    for then in ([single, ranking, several], [ranking, single, several], [ranking, single, several]):
        assert cast.bo.post(f"{path}/{ranking}/up").status_code == 303
        assert asked() == then
    assert cast.bo.post(f"{path}/{ranking}/withdraw").status_code == 303
    assert asked() == [single, several]
    assert cast.bo.post(f"{path}/{ranking}/up").status_code == 404
    survey.opens_on = clock.today()
    db.session.commit()
    assert cast.bo.post(f"{path}/{several}/up").status_code == 409
    assert asked() == [single, several]


def test_no_session_and_no_survey_share_a_code(app, world, monkeypatch):
    survey = planned(world.engagement())
    given = iter([survey.code, "CCCCCC"])
    monkeypatch.setattr(service, "new_code", lambda: next(given))
    assert service.free_code() == "CCCCCC"


def test_ending_the_listening_ends_the_survey_and_nobody_is_lost(app, cast, world):
    engagement = world.engagement()
    survey = planned(engagement)
    for number in range(3):
        answered(app, survey, f"Voice {number}")
    cast.ada.post(f"/staff/engagements/{engagement.id}/end-listening")
    db.session.expire_all()
    assert survey.state is State.CLOSED
    assert sorted(db.session.scalars(select(Contribution.text))) == ["Voice 0", "Voice 1", "Voice 2"]
