"""A survey on paper: forms with a receipt to tear off, typed in with what was ticked, counted apart from the words."""

import io
import re

import pypdf
import pytest

from listening.contributions import tallies
from listening.contributions.form_marks import secret_of
from listening.contributions.intake import intake
from listening.contributions.pooling import CHOICES, choices_gathering
from listening.contributions.receipt import read
from listening.contributions.service import keys
from listening.contributions.withdrawals import held_by
from tests.phone import Phone
from tests.surveys.answers import planned

MARK = re.compile(r"\b[2-9CFGHJMPQRVWX]{5}-[2-9CFGHJMPQRVWX]{5}\b")
KINDS = ("single", "several", "scale", "ranking")


@pytest.fixture
def survey(world):
    return planned(world.engagement(prompts=2), kinds=KINDS)


def printed(cast, survey, language="en"):
    asked = {"language": language, "paper": "letter", "how_many": "1"}
    answer = cast.bo.post(f"/staff/evening/surveys/{survey.id}/forms", asked)
    assert answer.mimetype == "application/pdf", answer.get_data(as_text=True)[:500]
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)


def desk_of(cast, survey, more=""):
    desk = Phone(cast.bo.client)
    desk.open(f"/staff/paper/{survey.engagement_id}?asked={survey.code}{more}")
    return desk


def typed(survey, text="", **ticked):
    """What stands on one form: words to the first prompt, and ticks as ``single="1"``, ``ranking="2 1 3"``."""
    about = {one.kind: list(one.closed.taps()) for one in survey.questions}
    prompt = survey.agenda[0].prompt_id
    taps = {
        f"tap-{thing}": choice
        for kind, choices in ticked.items()
        for thing, choice in zip(about[kind], choices.split(), strict=False)
    }
    return {f"text-{prompt}": text, f"consent-{prompt}": "idea" if text else ""} | taps


def counted(survey):
    found = tallies.so_far(choices_gathering(survey), CHOICES)
    return {about: dict(choices) for about, choices in found.items()}


def test_a_form_has_every_question_and_the_words_that_go_home_open_what_was_typed_in(cast, survey):
    sheet = printed(cast, survey)
    for kind in KINDS:
        assert f"Which, {kind}?" in sheet
    assert "Write 1 for what matters most" in sheet
    mark = MARK.search(sheet)[0]
    words = re.findall(r"\b[1-7]\s+(\w+)", sheet[sheet.index("Tear this off") :])[:7]
    assert read(" ".join(words), ["en"]) == [secret_of(keys(), mark)]
    page = desk_of(cast, survey).press("Keep it", card=mark, **typed(survey, "The bus is late.", single="1"))
    assert "Kept. Next form." in page.text
    assert len(held_by(secret_of(keys(), mark))) == 1
    single = survey.questions[0].id
    assert counted(survey) == {str(single): {"1": 1}}


def test_forms_are_in_their_own_language_and_only_for_those_who_run_the_survey(cast, survey, rosa):
    assert "Escriba 1 en lo que más le importa" in printed(cast, survey, "es")
    for name in ("ada", "pia"):
        page = getattr(cast, name).get(f"/staff/evening/surveys/{survey.id}/forms")
        assert page.status_code == 403, name
    link = f'href="/staff/evening/surveys/{survey.id}/forms"'
    assert link in cast.bo.get(f"/staff/surveys/{survey.id}").get_data(as_text=True)
    assert link not in cast.pia.get(f"/staff/surveys/{survey.id}").get_data(as_text=True)
    assert "Which, several?" in rosa.get(f"/s/{survey.code}/paper").get_data(as_text=True)


def test_ticks_alone_are_a_form_and_undo_takes_words_and_ticks_out(cast, survey):
    desk = desk_of(cast, survey)
    assert desk.press("Keep it", **typed(survey)).status == 422
    ranking = survey.questions[3].id
    page = desk.press("Keep it", **typed(survey, ranking="2 1 3"))
    assert "Kept. Next form." in page.text
    assert counted(survey)[f"{ranking}.1"] == {"1": 1}
    page = desk.press("Undo the last form")
    assert "taken out" in page.text
    assert counted(survey) == {}
    assert intake().store(choices_gathering(survey)).rows() == []


def test_two_places_alike_are_asked_again_with_everything_still_there(cast, survey):
    page = desk_of(cast, survey).press("Keep it", **typed(survey, "Words stay.", ranking="1 1"))
    assert page.status == 422
    assert "Use each place once" in page.text
    assert "Words stay." in page.text
    assert counted(survey) == {}


def test_ticks_typed_twice_are_compared_too(cast, survey):
    desk = desk_of(cast, survey, "&twice=1")
    desk.press("Type it once more", **typed(survey, "The same.", scale="2"))
    page = desk.press("Keep it", **typed(survey, "The same.", scale="4"))
    assert "Two typings differ" in page.text
    assert "First typing: 2 of 5" in " ".join(page.soup.get_text(" ").split())
    assert counted(survey) == {}
    assert "Kept. Next form." in desk.press("Keep it").text
    assert list(counted(survey).values()) == [{"4": 1}]


def test_after_its_last_day_the_words_are_typed_in_and_ticks_come_too_late(cast, survey, calendar):
    calendar.move(days=22)
    desk = desk_of(cast, survey)
    assert "its numbers stand" in desk.page.text
    assert "Which, single?" not in desk.page.text
    assert "Kept. Next form." in desk.press("Keep it", **typed(survey, "Came by post.")).text
    assert counted(survey) == {}
