"""Talk written down: turns are voices, names stay out, and those who ran the session can be left out."""

import pytest
from sqlalchemy import select

from listening.contributions.files import read_records, speakers_of
from listening.contributions.models import Contribution, ImportBatch
from listening.core.database import db
from tests.contributions.test_import_desk import sent, told

TALK = """Facilitator: What must change?
Maria: The bus takes two hours.
And it does not come on Sundays.
Tom: Nobody calls me back.
Facilitator: Thank you.
Maria: The visit room has no toys.
"""
SUBTITLES = """WEBVTT

1
00:00:01.000 --> 00:00:04.000
<v Maria>The bus takes

2
00:00:04.000 --> 00:00:06.000
<v Maria>two hours.

3
00:00:07.000 --> 00:00:09.000
<v Tom>Nobody calls me back.
"""


@pytest.fixture
def engagement(world):
    return world.engagement()


def read(tmp_path, content, name="talk.txt"):
    path = tmp_path / name
    path.write_text(content)
    return read_records(path)


@pytest.mark.parametrize(
    "form",
    [
        TALK,
        TALK.replace("Maria:", "[00:01:02] Maria:").replace("Tom:", "12:30 Tom:"),
        TALK.replace("\nTom", "\n\nTom").replace("\nMaria", "\n\nMaria").replace("\nFac", "\n\nFac"),
    ],
    ids=["lines", "clocks", "paragraphs"],
)
def test_each_turn_is_a_text_and_the_speaker_a_column_of_its_own(tmp_path, form):
    records = read(tmp_path, form)
    assert [one["speaker"] for one in records] == ["Facilitator", "Maria", "Tom", "Facilitator", "Maria"]
    assert " ".join(records[1]["text"].split()) == "The bus takes two hours. And it does not come on Sundays."
    assert speakers_of(records) == ["Facilitator", "Maria", "Tom"]


def test_prose_with_a_colon_is_no_transcript(tmp_path):
    text = "We asked: what must change?\nThe bus is late.\nOne thing more: nobody calls.\nThat is all.\n"
    assert [one.keys() for one in read(tmp_path, text)] == [{"text"}] * 4


def test_subtitles_are_joined_by_speaker_without_numbers_and_times(tmp_path):
    records = read(tmp_path, SUBTITLES, "talk.vtt")
    assert [(one["speaker"], one["text"]) for one in records] == [
        ("Maria", "The bus takes two hours."),
        ("Tom", "Nobody calls me back."),
    ]


def test_typed_notes_are_one_idea_a_mark(tmp_path):
    notes = "- The bus is late\n  every day\n- Nobody calls\n• No toys\n1) Too far\n"
    assert [one["text"] for one in read(tmp_path, notes)] == [
        "The bus is late every day",
        "Nobody calls",
        "No toys",
        "Too far",
    ]


def test_a_document_can_be_a_transcript(tmp_path):
    from docx import Document

    document = Document()
    for line in TALK.splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "talk.docx")
    assert speakers_of(read_records(tmp_path / "talk.docx")) == ["Facilitator", "Maria", "Tom"]


def test_those_who_ran_it_are_left_out_and_no_name_is_brought_in(cast, engagement):
    path = sent(cast.bo, engagement, TALK, "talk.txt").headers["Location"]
    assert "Whose turns are left out?" in cast.bo.get(path).get_data(as_text=True)
    cast.bo.post(path, told(engagement, column="text", without=["Facilitator"]))
    texts = sorted(db.session.scalars(select(Contribution.text)))
    assert [one[:20] for one in texts] == [
        "Nobody calls me back",
        "The bus takes two ho",
        "The visit room has n",
    ]
    assert not any("Maria" in one or "Tom" in one for one in texts)


def test_several_columns_go_to_their_own_prompts(cast, engagement):
    table = "city,change,keep\nOak,The bus is late,The food\nElm,Nobody calls,\n"
    path = sent(cast.bo, engagement, table).headers["Location"]
    first, second = (str(one.id) for one in engagement.prompts)
    assert "Other columns hold answers" in cast.bo.get(path).get_data(as_text=True)
    both = told(engagement, column="change", prompt=first, also_2=first)
    wrong = cast.bo.post(path, both)
    assert wrong.status_code == 422
    assert "answers this prompt already" in wrong.get_data(as_text=True)
    assert cast.bo.post(path, both | {"also_2": second}).status_code == 303
    rows = {(str(row.prompt_id), row.text) for row in db.session.scalars(select(Contribution))}
    assert rows == {(first, "The bus is late"), (first, "Nobody calls"), (second, "The food")}
    assert len(db.session.scalars(select(ImportBatch)).all()) == 2
