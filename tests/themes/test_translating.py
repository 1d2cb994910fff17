import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from listening.accounts.models import Reading
from listening.accounts.service import NotAllowed
from listening.contributions.models import Contribution
from listening.core.database import db
from listening.themes import drafting, translating
from listening.themes.models import Disposition
from listening.themes.records import Translation
from tests.cast import staff_named

CANARY = "El camión canario no llega con Lupe"


@pytest.fixture
def said(world, table):
    [voice] = world.voices(table.prompt, [CANARY], language="es")
    db.session.add(
        Disposition(contribution_id=voice.id, place="themed", theme_id=table.theme.id, placed_by="person")
    )
    db.session.commit()
    return voice


def test_a_translation_stands_beside_the_original_and_is_a_reading(said, cast):
    path = f"/staff/themes/voices/{said.id}/translate"
    html = cast.pia.get(path).get_data(as_text=True)
    assert CANARY in html
    assert cast.pia.post(path, {"language": "en", "text": "The bus does not come"}).status_code == 303
    assert "The bus does not come" in cast.mei.get(path).get_data(as_text=True)
    places = [(one.place, one.texts) for one in db.session.scalars(select(Reading))]
    assert places == [("translate", 1)] * 2
    [row] = db.session.scalars(select(Translation))
    assert (row.language, row.made_from, row.translated_by_id) == ("en", None, cast.pia.staff.id)


def test_a_mistake_comes_back_with_the_words_and_is_a_reading_too(said, cast):
    path = f"/staff/themes/voices/{said.id}/translate"
    answer = cast.pia.post(path, {"language": "en", "text": ""})
    assert answer.status_code == 422
    assert "Write the translation" in answer.get_data(as_text=True)
    assert cast.pia.post(path, {"language": "es", "text": "Lo mismo"}).status_code == 422
    assert len(db.session.scalars(select(Reading)).all()) == 2


def test_no_other_role_opens_or_writes_a_translation(said, cast):
    for name in ("bo", "ada", "ren", "stella"):
        answer = getattr(cast, name).get(f"/staff/themes/voices/{said.id}/translate")
        assert answer.status_code == 403
        assert CANARY not in answer.get_data(as_text=True)
    with pytest.raises(NotAllowed):
        translating.translate(staff_named("bo"), said, "en", "The bus", without_details=False)


def test_only_a_translation_of_the_redacted_words_may_be_quoted(said, pia, table, world):
    def quotable():
        return translating.fit_to_quote(table.theme.id, "en")

    translating.translate(pia, said, "en", "The bus does not come with Lupe", without_details=False)
    assert quotable() == {}
    redaction = world.redacted(said, "El camión canario no llega con [nombre]")
    assert quotable() == {}, "it was made from the original"
    translating.translate(pia, said, "en", "The bus does not come with [name]", without_details=True)
    assert quotable() == {said.id: "The bus does not come with [name]"}
    redaction.text = "El [lugar] no llega con [nombre]"
    db.session.flush()
    assert quotable() == {}, "someone took out more since"
    redaction.text, said.consent = "El camión canario no llega con [nombre]", "idea"
    db.session.flush()
    assert quotable() == {}


def test_a_translated_text_is_sorted_beside_those_of_the_other_language(said, pia, table):
    translating.translate(pia, said, "en", "The bus does not come", without_details=False)
    documents, _decided = drafting.heard_in(table.engagement.id)
    assert {(one.text, one.language) for one in documents if one.id == said.id} == {
        ("The bus does not come", "en")
    }


def test_a_translation_goes_with_the_words(said, pia):
    translating.translate(pia, said, "en", "The bus does not come", without_details=False)
    db.session.execute(delete(Contribution).where(Contribution.id == said.id))
    assert db.session.scalars(select(Translation)).all() == []


def test_there_is_one_translation_into_a_language(said, pia):
    rows = [
        Translation(contribution_id=said.id, language="en", text=text, translated_by_id=pia.id)
        for text in ("One", "Two")
    ]
    with pytest.raises(IntegrityError):
        db.session.execute(
            Translation.__table__.insert(),
            [
                {
                    "contribution_id": one.contribution_id,
                    "language": "en",
                    "text": one.text,
                    "translated_by_id": pia.id,
                }
                for one in rows
            ],
        )
