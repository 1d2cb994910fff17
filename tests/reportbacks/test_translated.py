"""A page in one language quotes words that were said in another only as a person translated them, and says so."""

import pytest

from listening.core.database import db
from listening.reportbacks import service
from listening.reportbacks.models import Quote
from listening.reportbacks.rules import Quotable
from listening.themes import translating
from tests.cast import staff_named

SAID = "I wait an hour for the bus."
EN_ESPANOL = "Espero el camión una hora."


@pytest.fixture
def theme(telling):
    return telling.answered()


@pytest.fixture
def voice(telling, theme, world):
    voice = telling.quotable(theme, SAID)
    world.redacted(voice)
    return voice


def translate(voice, words=EN_ESPANOL):
    translating.translate(staff_named("mei"), voice, "es", words, without_details=True)
    db.session.commit()


def quoting(telling, theme, voice, language="es"):
    draft = telling.draft(theme, language)
    service.choose_quotes(staff_named("pia"), draft, [voice.id])
    db.session.commit()
    return draft


def test_it_cannot_be_published_before_a_person_translated_it(telling, theme, voice):
    draft = quoting(telling, theme, voice)
    with pytest.raises(service.NotReady) as refused:
        telling.publish(draft)
    assert refused.value.missing == ["translation"]
    assert "a translation of each quote" in str(refused.value)


def test_in_its_own_language_it_needs_none(telling, theme, voice, rosa):
    telling.publish(quoting(telling, theme, voice, "en"))
    page = rosa.get(f"/report-backs/{theme.id}").get_data(as_text=True)
    assert SAID in page
    assert "translated by a person" not in page


def test_the_page_shows_the_translation_and_names_the_language_it_was_said_in(telling, theme, voice, rosa):
    translate(voice)
    telling.publish(quoting(telling, theme, voice))
    for form in ("", "/large"):
        page = rosa.get(f"/es/report-backs/{theme.id}{form}").get_data(as_text=True)
        assert f'lang="es" dir="ltr"><q>{EN_ESPANOL}</q>' in page
        assert "dicho en inglés, traducido por una persona" in page
        assert SAID not in page


def test_keeping_the_draft_again_takes_the_translation_that_came_since(telling, theme, voice):
    draft = quoting(telling, theme, voice)
    translate(voice)
    with pytest.raises(service.NotReady) as refused:
        telling.publish(draft)
    assert refused.value.missing == ["quotes"]
    service.choose_quotes(staff_named("pia"), draft, [voice.id])
    assert [(one.words, one.translated_into) for one in draft.quotes] == [(EN_ESPANOL, "es")]
    telling.publish(draft)


def test_a_translation_of_words_that_were_redacted_anew_is_none(telling, theme, voice, world):
    translate(voice)
    draft = quoting(telling, theme, voice)
    db.session.get(service.Redaction, voice.id).text = "I wait for the bus."
    db.session.flush()
    assert service.quotable(theme.id, "es") == {voice.id: Quotable("I wait for the bus.", "en")}
    with pytest.raises(service.NotReady) as refused:
        telling.publish(draft)
    assert refused.value.missing == ["quotes", "translation"]


def test_the_editor_says_what_is_translated_and_what_is_not(telling, theme, voice, cast):
    path = f"/staff/report-backs/themes/{theme.id}/es"
    assert "(said in English, not translated yet)" in cast.ada.get(path).get_data(as_text=True)
    translate(voice)
    page = cast.ada.get(path).get_data(as_text=True)
    assert f"{EN_ESPANOL} (said in English, translated by a person)" in page
    assert SAID not in page


def test_deleting_the_words_takes_the_translated_quote_along(telling, theme, voice):
    translate(voice)
    telling.publish(quoting(telling, theme, voice))
    db.session.delete(voice)
    db.session.commit()
    assert db.session.query(Quote).count() == 0
