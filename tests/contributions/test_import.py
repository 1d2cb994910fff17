"""Files from elsewhere: every row accounted for, nothing doubled, nothing cut short."""

import json
import threading
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from openpyxl import Workbook
from sqlalchemy import select

from listening.contributions import files
from listening.contributions.files import Unreadable, read_rows
from listening.contributions.importing import import_file
from listening.contributions.models import Contribution
from listening.contributions.rules import LONGEST
from listening.core import jobs
from listening.core.database import db


@pytest.fixture
def file(tmp_path):
    def written(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def texts(path, column=None):
    return [row.text for row in read_rows(path, column) if not row.reason]


@pytest.mark.once
@pytest.mark.parametrize("heading", ["id,comment,city", "Texto;Ciudad", "place\tResponse\tn"])
def test_the_column_of_texts_is_found_by_its_name(file, heading):
    between = next(one for one in ",;\t" if one in heading)
    names = heading.split(between)
    row = ["The bus is late" if name.lower() in {"comment", "texto", "response"} else "x" for name in names]
    assert texts(file("a.csv", f"{heading}\n{between.join(row)}\n")) == ["The bus is late"]


@pytest.mark.once
def test_without_a_known_name_the_longest_column_is_taken_and_a_named_one_must_exist(file):
    path = file("a.csv", "k,what happened\n1,The bus is late every day\n2,It rains in the waiting room\n")
    assert texts(path) == ["The bus is late every day", "It rains in the waiting room"]
    assert texts(path, "k") == ["1", "2"]
    with pytest.raises(Unreadable, match="no column named nothing"):
        read_rows(path, "nothing")


@pytest.mark.once
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_letters_of_any_usual_encoding_survive(file, encoding):
    said = "Mañana no habrá autobús para los niños, dijo la señora Núñez. Él también esperó años."
    path = file("a.csv", f'texto\n"{said}"\n"{said} Sí."\n'.encode(encoding))
    assert texts(path) == [said, f"{said} Sí."]


@pytest.mark.once
def test_quotes_and_commas_far_down_a_file_cut_nothing_short(file):
    plain = "\n".join(f'"plain row {number}",x' for number in range(1500))
    path = file("a.csv", f'text,n\n{plain}\n"She said ""no, never"" and left, crying",x\n')
    assert texts(path)[-1] == 'She said "no, never" and left, crying'
    told = "\n".join(f"\"They said, 'no', and left {number}\",x" for number in range(50))
    assert len(set(texts(file("b.csv", f"text,n\n{told}\n")))) == 50
    assert texts(file("b.csv", f"text,n\n{told}\n"))[0] == "They said, 'no', and left 0"


@pytest.mark.once
def test_a_line_separator_inside_a_text_ends_no_row(file):
    lines = [json.dumps({"text": f"one\u2028two {number}"}, ensure_ascii=False) for number in range(3)]
    assert len(texts(file("a.jsonl", "\n".join(lines)))) == 3


@pytest.mark.once
def test_every_row_is_taken_or_named(file):
    long = "x" * (LONGEST + 7)
    lines = ['{"text": "good"}', "{broken", '{"text": ""}', '{"other": 1}', "[1]", json.dumps({"text": long})]
    rows = read_rows(file("a.jsonl", "\n".join(lines)))
    assert len(rows) == 6
    assert [(row.number, bool(row.reason)) for row in rows] == [
        (1, False), (2, True), (3, True), (4, True), (5, False), (6, True)
    ]  # fmt: skip
    assert "7 characters over" in rows[5].reason


@pytest.mark.once
def test_a_spreadsheet_reads_like_a_list_and_a_broken_one_says_so(file, tmp_path):
    book = Workbook()
    for row in (["Name of row", "Comment"], [1, "The bus is late"], [2, None], [3, 42]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert texts(tmp_path / "a.xlsx") == ["The bus is late", "42"]
    with pytest.raises(Unreadable):
        read_rows(file("b.xlsx", b"this is no spreadsheet"))
    with pytest.raises(Unreadable):
        read_rows(file("c.pdf", b"%PDF"))
    with pytest.raises(Unreadable):
        read_rows(file("d.json", '{"text": "no list"}'))


@pytest.mark.once
def test_plain_text_has_no_heading_and_empty_lines_part_its_texts(file):
    assert texts(file("a.txt", "The first line counts\nso does the second\n")) == [
        "The first line counts",
        "so does the second",
    ]
    assert texts(file("b.txt", "One voice\nover two lines\r\n\r\nAnother, with a comma\n")) == [
        "One voice\nover two lines",
        "Another, with a comma",
    ]


@pytest.mark.once
def test_a_document_gives_its_paragraphs_and_its_tables_but_not_its_titles(tmp_path):
    document = Document()
    document.add_heading("Evening at the library")
    document.add_paragraph("The bus is late")
    document.add_paragraph("")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "7", "Nobody calls me back"
    document.save(tmp_path / "a.docx")
    assert texts(tmp_path / "a.docx") == ["The bus is late", "Nobody calls me back"]


@pytest.mark.once
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_an_archive_that_unpacks_to_more_than_memory_holds_is_refused(tmp_path, ending, monkeypatch):
    monkeypatch.setattr(files, "MOST_UNPACKED", 1000)
    with ZipFile(tmp_path / f"a.{ending}", "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "x" * 2000)
    with pytest.raises(Unreadable, match="too large"):
        read_rows(tmp_path / f"a.{ending}")


@pytest.mark.once
@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_an_archive_with_thousands_of_parts_is_refused(tmp_path, ending):
    with ZipFile(tmp_path / f"a.{ending}", "w") as archive:
        for number in range(files.MOST_PARTS + 1):
            archive.writestr(f"word/{number}.xml", "")
    with pytest.raises(Unreadable, match="too large"):
        read_rows(tmp_path / f"a.{ending}")


def changed(source, target, part, change):
    """An archive again, one part of it changed."""
    with ZipFile(source) as before, ZipFile(target, "w") as after:
        for one in before.namelist():
            content = before.read(one).decode() if one == part else before.read(one)
            after.writestr(one, change(content) if one == part else content)
    return target


def made(tmp_path, ending):
    """A spreadsheet or a document with one text, and the part of it that holds the text."""
    path = tmp_path / f"whole.{ending}"
    if ending == "xlsx":
        book = Workbook()
        for row in ("text", "The bus is late"):
            book.active.append([row])
        book.save(path)
        return path, "xl/worksheets/sheet1.xml"
    document = Document()
    document.add_paragraph("The bus is late")
    document.save(path)
    return path, "word/document.xml"


@pytest.mark.once
@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_an_archive_whose_parts_are_broken_says_so(tmp_path, ending):
    whole, part = made(tmp_path, ending)
    assert texts(whole) == ["The bus is late"], "the control"
    broken = changed(whole, tmp_path / f"broken.{ending}", part, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(Unreadable):
        read_rows(broken)


@pytest.mark.once
@pytest.mark.parametrize("ending", ["xlsx", "docx"])
def test_no_document_reads_a_file_of_ours_or_grows_while_it_is_read(tmp_path, ending):
    (tmp_path / "secret").write_text("canary")
    grows = "".join(f'<!ENTITY g{n} "{f"&g{n - 1};" * 10}">' for n in range(1, 12))
    declared = f'<!DOCTYPE x [<!ENTITY file SYSTEM "file://{tmp_path}/secret"><!ENTITY g0 "lol">{grows}]>'

    def harm(xml):
        head, end, rest = xml.partition("?>") if xml.startswith("<?xml") else ("", "", xml)
        return head + end + declared + rest.replace("bus is late", "bus &file; &g11;")

    whole, part = made(tmp_path, ending)
    harmful = changed(whole, tmp_path / f"harmful.{ending}", part, harm)
    try:
        found = texts(harmful)
    except Unreadable:
        return
    assert "canary" not in "".join(found)
    assert "lol" not in "".join(found)


def in_vault():
    return sorted(db.session.scalars(select(Contribution.text)))


def test_repeating_a_file_doubles_nothing_and_true_duplicates_are_kept(app, world, file):
    prompt = world.engagement().prompts[0]
    path = file("a.csv", 'text\nsame\nsame\nother\n""\n')
    first, again = import_file(path, prompt), import_file(path, prompt)
    assert (first.read, first.accepted, first.before) == (4, 3, False)
    assert (again.read, again.accepted, again.before) == (4, 3, True)
    assert [row.number for row in first.rejected] == [4]
    assert in_vault() == ["other", "same", "same"]
    assert set(db.session.scalars(select(Contribution.consent))) == {"count"}
    assert set(db.session.scalars(select(Contribution.fingerprint))) == {None}, "no receipt for a file"


def test_the_sweeper_waits_for_an_import_that_is_still_going_on(app, world, file):
    prompt = world.engagement().prompts[0]
    path = file("a.csv", "text\n" + "\n".join(f"voice {number}" for number in range(1700)))
    sweepers = []

    def sweep(_count):
        sweepers.append(threading.Thread(target=jobs.sweep_all, args=(app,)))
        sweepers[-1].start()
        sweepers[-1].join(0.3)

    done = import_file(path, prompt, progress=sweep)
    db.session.commit()
    for one in sweepers:
        one.join()
    assert done.accepted == 1700 == len(in_vault())


def test_an_import_that_was_cut_off_is_finished_by_the_next_sweep(app, world, file):
    prompt = world.engagement().prompts[0]
    path = file("a.csv", "text\n" + "\n".join(f"voice {number}" for number in range(900)))

    def cut(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_file(path, prompt, progress=cut)
    db.session.rollback()
    jobs.sweep_all(app)
    assert len(in_vault()) == 500
    assert import_file(path, db.session.merge(prompt)).accepted == 900
    assert len(in_vault()) == 900
