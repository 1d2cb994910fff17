import csv
import io

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from listening import cli
from listening.core.database import db
from listening.themes import codebook, coding, sharing, strands
from listening.themes.rules import Strand
from tests.cast import staff_named
from tests.world import both

CANARY = "The kiwi canary"
FORMULA = "=HYPERLINK(1) is what the form said to [name]"


@pytest.fixture
def shared(table, world, pia):
    """One text looked at twice, one looked at once, the rest as they were said."""
    for voice in (*table.rides, table.alone, table.waiting):
        voice.text = f"{CANARY} {voice.id}"
    for voice, words in ((table.rides[0], FORMULA), (table.rides[1], "Only one reader saw this")):
        world.redacted(voice, words)
    db.session.get(sharing.Redaction, table.rides[0].id).checked_by_id = staff_named("mei").id
    codebook.load_starters(pia, table.engagement)
    book = {code.name: code.id for code in codebook.codes_of(table.engagement.id)}
    one = table.rides[0].id
    coding.give(pia, table.engagement, {(one, book["TRANSPORT"]), (one, book["HOPE"])}, set())
    strands.mark(pia, table.theme, [one], Strand.DIFFERING)
    db.session.commit()
    return table


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def download(cast, table, name):
    answer = cast.pia.get(f"/staff/themes/engagements/{table.engagement.id}/{name}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    return answer.data


def test_a_row_holds_theme_strand_codes_and_redacted_words_and_nothing_of_who_or_when(shared, cast):
    (row,) = rows_of(download(cast, shared, "coded.csv"))
    assert row == {
        "theme_id": shared.theme.key,
        "theme": "Rides",
        "place": "themed",
        "strand": "differing",
        "codes": "HOPE; TRANSPORT",
        "language": "en",
        "words": f"'{FORMULA}",
    }


def test_no_original_and_no_id_of_a_voice_leaves_in_any_file(shared, cast):
    ids = [voice.id for voice in (*shared.rides, shared.alone, shared.waiting)]
    files = [download(cast, shared, name) for name in ("coded.csv", "codebook.csv")]
    book = load_workbook(io.BytesIO(download(cast, shared, "coded.xlsx")))
    files.append(str([row for page in book for row in page.iter_rows(values_only=True)]).encode())
    for content in files:
        assert CANARY.encode() not in content
        assert b"Only one reader" not in content
        assert not [one for one in ids if one.encode() in content]


def test_someone_who_did_not_agree_to_be_quoted_is_not_in_it(shared):
    assert sharing.how_many(shared.engagement.id) == 1
    shared.rides[0].consent = "idea"
    db.session.flush()
    assert sharing.how_many(shared.engagement.id) == 0


def test_the_workbook_holds_codebook_themes_and_texts_and_no_formula(shared, cast):
    book = load_workbook(io.BytesIO(download(cast, shared, "coded.xlsx")))
    assert book.sheetnames == ["Codebook", "Themes", "Coded texts"]
    assert {cell.data_type for page in book for row in page for cell in row} <= {"s", "n"}
    assert book["Coded texts"]["G2"].value == FORMULA


def test_the_id_of_a_theme_stays_when_its_name_changes(shared, pia, cast):
    before = rows_of(download(cast, shared, "coded.csv"))[0]["theme_id"]
    shared.theme.label = both("Buses")
    db.session.commit()
    row = rows_of(download(cast, shared, "coded.csv"))[0]
    assert (row["theme_id"], row["theme"]) == (before, "Buses")
    (theme,) = rows_of(download(cast, shared, "themes.csv"))
    assert (theme["theme_id"], theme["label_en"]) == (before, "Buses")


def test_the_codebook_has_a_column_per_language(shared, cast):
    row = next(row for row in rows_of(download(cast, shared, "codebook.csv")) if row["code"] == "TRANSPORT")
    assert (row["kind"], row["label_en"], row["label_es"]) == ("barrier", "Getting there", "Llegar")


def test_an_empty_engagement_gives_a_file_with_headings_only(world, cast):
    engagement = world.engagement()
    answer = cast.pia.get(f"/staff/themes/engagements/{engagement.id}/coded.csv")
    assert answer.data.decode("utf-8-sig").count("\r\n") == 1


@pytest.mark.parametrize(("name", "files"), [("a.xlsx", 1), ("a.csv", 3)])
def test_the_command_line_writes_the_same_files(shared, app, monkeypatch, tmp_path, name, files):
    monkeypatch.setattr(cli, "the_app", lambda: app)
    words = ["export", "--coded", "--engagement", shared.engagement.slug, "--to", str(tmp_path / name)]
    done = CliRunner().invoke(cli.main, words)
    assert done.exit_code == 0, done.output
    assert len(done.output.split()) == files
    assert all(CANARY.encode() not in file.read_bytes() for file in tmp_path.glob("a*"))
    unnamed = CliRunner().invoke(cli.main, words[:4])
    assert unnamed.exit_code == 2
