"""The only way a table leaves as a file. Whatever people wrote, no cell of it becomes a formula.

A spreadsheet runs what begins with ``=``, ``+``, ``-`` or ``@``, also after white space it does not show, and
in some languages after the full-width forms of these signs. In CSV such a cell gets an apostrophe in front;
in XLSX every cell of words is stored as words.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

#: Signs a spreadsheet begins a formula with.
SIGNS = frozenset("=+-@＝＋－＠﹢﹣﹦﹫−")
#: Cells that begin with one of these are marked too: some programs drop it and read on.
GAPS = frozenset("\t\r\n\0")
#: Kinds of letters that do not show: control, format, spaces, surrogates.
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Cs"})
#: What XML cannot hold.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: The longest cell a spreadsheet takes.
LONGEST_CELL = 32_767
#: A file tells nothing of when it was made; the earliest time a packed file can hold.
NO_TIME = datetime(1980, 1, 1)  # noqa: DTZ001 - the library wants it without a zone

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """A table with its headings."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def dangerous(text: str) -> bool:
    """Whether a spreadsheet could take this text for a formula.

    >>> dangerous("=1+1"), dangerous("  ＋1"), dangerous("two - three")
    (True, True, False)
    """
    shown = next((letter for letter in text if unicodedata.category(letter) not in _UNSEEN), "")
    return text[:1] in GAPS or shown in SIGNS


def harmless(cell: Cell) -> str | int | float:
    """The cell as CSV may hold it.

    >>> harmless("=1+1"), harmless("Visits")
    ("'=1+1", 'Visits')
    """
    if not isinstance(cell, str):
        return "" if cell is None else cell
    text = _written(cell)
    return f"'{text}" if dangerous(cell) or dangerous(text) else text


def _written(text: str) -> str:
    return _NOT_XML.sub("", text)[: LONGEST_CELL - 1]


def as_csv(sheet: Sheet) -> bytes:
    """One table as CSV: every cell in quotes, UTF-8 with the mark that spreadsheets look for."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerows([[harmless(cell) for cell in row] for row in (sheet.headings, *sheet.rows)])
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Tables as one workbook, words as words."""
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.name[:31]), sheet)
    # Not ``book.save``: it writes the time of the clock into the file.
    book.properties.created = book.properties.modified = NO_TIME
    file = io.BytesIO()
    ExcelWriter(book, ZipFile(file, "w", ZIP_DEFLATED)).save()
    return file.getvalue()


def _fill(page: object, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font

    for number, row in enumerate((sheet.headings, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column)  # type: ignore[attr-defined]
            if isinstance(value, str):
                cell.value = _written(value)
                cell.data_type = "s"
                # Words stay words when someone edits the cell.
                cell.quotePrefix = True
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            elif value is not None:
                cell.value = value
            if number == 1:
                cell.font = Font(bold=True)
    page.freeze_panes = "A2"  # type: ignore[attr-defined]
