"""The receipt's page is printed once for a whole room, and each person's own words are put in."""

import re
from datetime import date

import pytest

from listening.contributions import views
from listening.contributions.receipt import new_secret, shown
from listening.core.database import db
from listening.core.page import page
from tests.sessions.rooms import opened


@pytest.fixture
def room(world):
    return opened(world.engagement())


@pytest.fixture
def send(rosa, room):
    def sends(secret, *, language="", **more):
        form = {"secret": secret, f"text-{room.agenda[0].prompt_id}": "The bus is late.", **more}
        return rosa.post(f"{language}/s/{room.code}/receipt", data=form).get_data(as_text=True)

    return sends


def letters_of(monkeypatch):
    """Every receipt's page rendered for itself."""
    monkeypatch.setattr(
        views, "letter", lambda template, *, gaps, context, **_about: page(template, **context(gaps))
    )


@pytest.mark.parametrize("language", ["", "/es"])
@pytest.mark.parametrize("more", [{}, {"card": "1"}])
def test_a_letter_is_the_page_it_saves_us_to_print(send, monkeypatch, language, more):
    secrets = [new_secret(), new_secret()]
    printed_once = [send(one, language=language, **more) for one in secrets]
    letters_of(monkeypatch)
    assert printed_once == [send(one, language=language, **more) for one in secrets]


def test_nobody_reads_the_words_of_another(send):
    first, second = new_secret(), new_secret()
    pages = {one: send(one) for one in (first, second)}
    for mine, other in ((first, second), (second, first)):
        assert re.findall("<li>([a-z]+)</li>", pages[mine]) == shown(mine, "en")
        assert other not in pages[mine]


def test_a_letter_is_printed_anew_when_a_table_changes(send, room):
    assert "May 5, 2031" not in send(new_secret())
    room.engagement.respond_by = date(2031, 5, 5)
    db.session.commit()
    assert "May 5, 2031" in send(new_secret())
