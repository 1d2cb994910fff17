"""Prompts to start from: each passes the check that every prompt must pass, in both languages."""

import pytest
from bs4 import BeautifulSoup

from listening.core.database import db
from listening.engagements.library import starter_named, starters
from listening.engagements.rules import prompt_hints
from tests.phone import Phone

KINDS = 16


def test_there_are_sixteen_kinds_and_none_asks_about_a_case(app):
    assert len({one.key for one in starters()}) == KINDS
    for one in starters():
        words = one.in_languages(["en", "es"])
        assert words["en"] != words["es"], one.key
        for text in words.values():
            assert prompt_hints(text) == [], text


@pytest.mark.once
@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("What helped, and how did it help?", ["two_questions"]),
        ("¿Qué ayudó y cómo ayudó?", ["two_questions"]),
        ("What helped? What did not?", ["two_questions"]),
        ("What is good or bad about visits?", []),
        ("How was it in your case?", ["case"]),
        ("What " + "very " * 20 + "long thing is this?", ["long"]),
    ],
)
def test_a_prompt_is_looked_at_before_people_see_it(words, kinds):
    assert [hint.kind for hint in prompt_hints(words)] == kinds


def test_a_starter_becomes_a_prompt_in_every_language_until_the_promise_is_public(cast, world):
    engagement = world.engagement(opened=False, prompts=0)
    path = f"/staff/engagements/{engagement.id}/library"
    page = BeautifulSoup(cast.bo.get(path).get_data(as_text=True), "html.parser")
    assert len(page.select("li.slip")) == KINDS
    assert cast.bo.post(path, {"starter": "not_asked"}).status_code == 303
    assert cast.bo.post(path, {"starter": "nothing"}).status_code == 404
    assert cast.pia.post(path, {"starter": "not_asked"}).status_code == 403
    db.session.expire_all()
    assert [one.words for one in engagement.prompts] == [
        starter_named("not_asked").in_languages(["en", "es"])
    ]
    assert cast.bo.get(f"/staff/engagements/{world.engagement().id}/library").status_code == 409


def test_a_starter_is_added_with_other_words_and_the_library_shows_what_is_added(cast, world):
    engagement = world.engagement(prompts=0, opened=False)
    path = f"/staff/engagements/{engagement.id}/library"
    page = Phone(cast.bo.client).open(f"{path}?starter=not_asked")
    assert page.soup.select_one("[name=words_en]").get_text().strip() == "What should we have asked?"
    assert page.soup.select_one("[name=words_es]").get_text().strip()
    bo = Phone(cast.bo.client)
    bo.open(f"{path}?starter=not_asked")
    bo.press("Add this prompt", words_en="What did we not ask?")
    db.session.expire_all()
    assert [one.words["en"] for one in engagement.prompts] == ["What did we not ask?"]
    assert "Added" not in cast.bo.get(path).get_data(as_text=True)
    cast.bo.post(path, {"starter": "not_asked"})
    page = cast.bo.get(path).get_data(as_text=True)
    assert "Added. It stands last" in page
    assert page.count(">Added</span>") == 1
    assert cast.bo.get(f"{path}?starter=nothing").status_code == 404
