"""Finding: texts by their words, wherever they lie; and themes that say the same in another language."""

import re

import pytest
from sqlalchemy import func, select

from listening.accounts.models import Reading
from listening.core.database import Words, db
from listening.themes import finding, service
from listening.themes.board import cards_of
from listening.themes.matches import matches_among
from tests.cast import staff_named
from tests.themes.voices import ENGLISH, SPANISH, lines


@pytest.mark.parametrize(
    ("words", "found"),
    [("RIDE", 4), ("vending", 1), ("ride visits", 4), ("ride vending", 0), ("", 0), ("  ", 0), ("%", 0)],
)
def test_texts_hold_all_the_words_asked_for(table, words, found):
    assert len(finding.texts_with(table.engagement.id, words)) == found


def test_accents_do_not_matter(table, world):
    world.voices(table.prompt, ["El camión no llega"], language="es")
    assert len(finding.texts_with(table.engagement.id, "camion")) == 1
    assert len(finding.texts_with(table.engagement.id, "CAMIÓN")) == 1


def test_found_texts_say_where_they_are_and_are_moved_from_there(table, cast):
    path = f"/staff/themes/engagements/{table.engagement.id}"
    page = cast.pia.get(f"{path}/search?words=e").get_data(as_text=True)
    assert "Now in: Rides" in page
    assert "Now in: Not placed yet" in page
    was = re.findall(r'name="was" value="([^"]+)"', page)
    ids = [table.rides[0].id, table.alone.id]
    data = {"origin": "found", "words": "e", "was": was, "voices": ids, "to": "sensitive"}
    answer = cast.pia.post(f"{path}/move", data)
    assert answer.location.endswith("/search?words=e")
    assert {row.place for row in service.disposition_of(ids)} == {"sensitive"}
    late = cast.mei.post(f"{path}/move", {**data, "to": "single_voice"})
    assert late.status_code == 409
    assert "Now in: Sensitive" in late.get_data(as_text=True)
    assert {row.place for row in service.disposition_of(ids)} == {"sensitive"}


def test_a_search_is_a_reading_of_what_it_shows_and_keeps_no_words(table, cast):
    before = db.session.scalar(select(func.count()).select_from(Reading))
    cast.pia.get(f"/staff/themes/engagements/{table.engagement.id}/search?words=ride")
    reading = db.session.scalars(select(Reading).order_by(Reading.id.desc())).first()
    assert db.session.scalar(select(func.count()).select_from(Reading)) == before + 1
    assert reading.texts == 4
    assert "ride" not in str(vars(reading)).lower()


@pytest.fixture
def two_languages(world):
    """Rides and workers, sorted by hand in each language."""
    engagement = world.engagement()
    english, spanish = lines(ENGLISH), lines(SPANISH)

    def theme(texts, language, label):
        voices = world.voices(engagement.prompts[0], texts, language=language)
        made = world.theme(engagement, voices, signed_off=False)
        made.label, made.summary = Words({language: label}), Words()
        db.session.commit()
        return made

    rides = theme(english[:8], "en", "Rides to visits")
    workers = theme(english[8:16], "en", "Workers who change")
    camiones = theme(spanish[:6], "es", "Camiones")
    return engagement, rides, workers, camiones


def offers(engagement):
    found = matches_among(list(cards_of(engagement.id).values()))
    pairs = [(one.card.theme.id, one.other.theme.id) for one in found.offered]
    return pairs, [card.theme.id for card in found.silent]


def test_nothing_is_guessed_across_languages_without_a_person(two_languages):
    engagement, _rides, _workers, camiones = two_languages
    assert offers(engagement) == ([], [camiones.id])


def test_a_name_in_both_languages_brings_an_offer_and_a_person_joins(two_languages, cast):
    engagement, rides, _workers, camiones = two_languages
    label = Words({"es": "Camiones", "en": "The bus to visits"})
    service.rename(staff_named("pia"), camiones, label, Words())
    db.session.commit()
    assert offers(engagement) == ([(camiones.id, rides.id)], [])
    page = cast.pia.get(f"/staff/themes/engagements/{engagement.id}/matches").get_data(as_text=True)
    data = {
        "themes": re.findall(r'name="themes" value="([^"]+)"', page),
        "into": re.search(r'name="into" value="(\d+)"', page)[1],
    }
    assert data["into"] == str(rides.id)
    assert cast.pia.post(f"/staff/themes/engagements/{engagement.id}/merge", data).status_code == 303
    assert service.voices_of(rides.id) == 14


def test_a_signed_off_theme_stays_when_they_are_joined(two_languages):
    engagement, rides, _workers, camiones = two_languages
    both = Words({"es": "Camiones", "en": "The bus to visits"})
    service.rename(staff_named("pia"), camiones, both, both)
    service.sign_off(staff_named("pia"), camiones)
    db.session.commit()
    found = matches_among(list(cards_of(engagement.id).values())).offered
    assert [(one.into.theme.id, one.can_join) for one in found] == [(camiones.id, True)]
    words = Words({"es": "Viajes", "en": "Rides"})
    service.rename(staff_named("pia"), rides, words, words)
    service.sign_off(staff_named("pia"), rides)
    assert offers(engagement)[0] == [], "two public themes are never joined"
