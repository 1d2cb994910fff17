"""Texts from a file: a table, JSON lines, a document or plain text, row by row, with every bad row named."""

import csv
import json
import re
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from listening.contributions.rules import LONGEST, clean, too_long_by
from listening.contributions.transcripts import SPEAKER, Turn, listed, spoken_in, turns_of

#: Names of columns that hold what people said, likeliest first.
LIKELY = (
    "text",
    "comment",
    "comments",
    "comment-body",
    "response",
    "answer",
    "texto",
    "comentario",
    "respuesta",
)

#: Bytes an archive may unpack to: the largest upload is 8 MB, and words shrink to a fifth.
MOST_UNPACKED = 64 * 1024 * 1024
#: Files an archive may hold: a document or a spreadsheet has some dozens, and each costs time to look at.
MOST_PARTS = 2000
#: Share of plain bytes above which a file in an old encoding is taken for one of Western Europe.
MOSTLY_PLAIN = 0.8


#: What reading an archive raises when it is broken, locked, or made to harm.
_BROKEN = (
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zlib.error,
)


class Unreadable(ValueError):
    """The file as a whole cannot be read; the words say why."""


@dataclass(frozen=True)
class Row:
    """One row: its text, or the reason it was left out."""

    #: Counted from 1, without the heading.
    number: int
    text: str = ""
    reason: str = ""


Record = dict[str, Any] | str
"""What a reader makes of one row: its cells by name, or the reason why it could not be read."""


def read_records(path: Path) -> list[Record]:
    """Every row of a file, as it is there.

    Args:
        path: a file that ends in one of :data:`ENDINGS`.

    Raises:
        Unreadable: for another kind of file, or bytes in no known encoding.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(f"{path.name}: use a CSV, XLSX, DOCX, TXT or JSONL file")
    return list(reader(path))


def columns_of(records: Sequence[Record]) -> list[str]:
    """The names of all columns, in the order they first appear."""
    return list(dict.fromkeys(name for record in records if isinstance(record, dict) for name in record))


def likely_column(records: Sequence[Record]) -> str:
    """The column that probably holds what people said."""
    return _guess([record for record in records if isinstance(record, dict)])


def speakers_of(records: Sequence[Record]) -> list[str]:
    """Who speaks in a transcript, in the order of their first turns."""
    found = [str(record.get(SPEAKER) or "") for record in records if isinstance(record, dict)]
    return [name for name in dict.fromkeys(found) if name]


def rows_of(records: Sequence[Record], column: str, without: Collection[str] = ()) -> list[Row]:
    """The texts of one column, but for these speakers; nothing is lost silently."""
    return [_row(number, record, column, without) for number, record in enumerate(records, start=1)]


def read_rows(path: Path, column: str | None = None, without: Collection[str] = ()) -> list[Row]:
    """Every row of a file; nothing is lost silently.

    Args:
        path: a file that ends in one of :data:`ENDINGS`.
        column: the column of the texts; guessed when None.
        without: speakers of a transcript whose turns are left out.

    Raises:
        Unreadable: for another kind of file, an unknown column, or bytes in no known encoding.
    """
    records = read_records(path)
    if column and column not in columns_of(records):
        raise Unreadable(f"{path.name} has no column named {column}")
    return rows_of(records, column or likely_column(records), without)


def _row(number: int, record: Record, name: str, without: Collection[str]) -> Row:
    if isinstance(record, str):
        return Row(number, reason=record)
    if without and str(record.get(SPEAKER) or "") in without:
        return Row(number, reason="said by someone you left out")
    value = record.get(name)
    text = clean(str(value)) if value is not None else ""
    if not text:
        return Row(number, reason="no text")
    over = too_long_by(text)
    if over:
        return Row(number, reason=f"{over} characters over the limit of {LONGEST}")
    return Row(number, text=text)


def _guess(records: Sequence[dict[str, Any]]) -> str:
    """The column that is named like a text, else the one with the longest values."""
    if not records:
        return LIKELY[0]
    names = list(dict.fromkeys(name for record in records[:200] for name in record))
    by_name = {name.strip().lower(): name for name in names}
    for likely in LIKELY:
        if likely in by_name:
            return by_name[likely]
    return max(names, key=lambda name: sum(len(str(record.get(name) or "")) for record in records[:200]))


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in _encodings(raw):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    from charset_normalizer import from_bytes

    best = from_bytes(raw).best()
    if best is None:
        raise Unreadable(f"{path.name} is in no encoding we know")
    return str(best)


def _encodings(raw: bytes) -> Iterator[str]:
    yield "utf-8-sig"
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        yield "utf-16"
    elif b"\0" not in raw and len(raw.decode("ascii", "ignore")) > MOSTLY_PLAIN * len(raw):
        # Old Spanish files fit the Polish alphabet as well, and a guesser takes ñ for ń.
        yield "cp1252"


def _read_jsonl(path: Path) -> Iterator[Record]:
    # Only "\n" ends a row: other line separators may stand inside a text.
    for line in _decoded(path).split("\n"):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            yield f"not JSON: {error.msg}"
            continue
        yield record if isinstance(record, dict) else {LIKELY[0]: record}


def _read_json(path: Path) -> Iterator[Record]:
    try:
        records = json.loads(_decoded(path))
    except json.JSONDecodeError:
        yield from _read_jsonl(path)
        return
    if not isinstance(records, list):
        raise Unreadable(f"{path.name} must hold a list")
    for record in records:
        yield record if isinstance(record, dict) else {LIKELY[0]: record}


def _read_csv(path: Path) -> Iterator[Record]:
    text = _decoded(path).replace("\0", "")
    # Python's reader stops at 128 KB a field; one long text must not end the whole file.
    csv.field_size_limit(max(len(text), 131_072))
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=_delimiter(text))
    for record in rows:
        yield {str(name): value for name, value in record.items() if name is not None}


def _delimiter(text: str) -> str:
    """What parts the heading into the most names. Guessing from the texts themselves cuts some of them short."""
    headings = {one: next(csv.reader(StringIO(text, newline=""), delimiter=one), []) for one in ",;\t|"}
    return max(headings, key=lambda one: len(headings[one]))


def _read_txt(path: Path) -> Iterator[Record]:
    """Plain text has no heading: what empty lines part is one text, and where there are none, each line is."""
    text = _lines_of(path).strip("\n")
    lines = [line for line in text.split("\n") if line.strip()]
    parts = re.split(r"\n[ \t]*\n", text)
    filled = [part for part in (parts if len(parts) > 1 else lines) if part.strip()]
    yield from _spoken(turns_of(lines)) or _spoken(turns_of(filled)) or _plain(listed(lines) or filled)


def _lines_of(path: Path) -> str:
    return _decoded(path).replace("\r\n", "\n").replace("\r", "\n")


def _read_subtitles(path: Path) -> Iterator[Record]:
    yield from _spoken(spoken_in(_lines_of(path)))


def _spoken(turns: Sequence[Turn]) -> list[Record]:
    return [{LIKELY[0]: turn.said, SPEAKER: turn.who} for turn in turns]


def _plain(texts: Sequence[str]) -> list[Record]:
    return [{LIKELY[0]: text} for text in texts]


def _read_docx(path: Path) -> Iterator[Record]:
    """Each paragraph is a text, and of each row of a table the longest cell; titles are left out."""
    _refuse_bomb(path)
    try:
        texts = _texts_of_document(path)
    except _BROKEN as error:
        raise Unreadable(f"{path.name} is not a document") from error
    yield from _spoken(turns_of(texts)) or _plain(texts)


def _texts_of_document(path: Path) -> list[str]:
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = Document(str(path))
    except PackageNotFoundError as error:
        raise Unreadable from error
    texts: list[str] = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            texts += [max((cell.text for cell in row.cells), key=len, default="") for row in part.rows]
        elif part.text.strip() and not _is_title(part):
            texts.append(part.text)
    return texts


def _is_title(paragraph: Any) -> bool:
    return paragraph.style is not None and paragraph.style.name.startswith(("Heading", "Title"))


def _refuse_bomb(path: Path) -> None:
    """A small archive can unpack to more than any memory holds."""
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
    except BadZipFile:
        return
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise Unreadable(f"{path.name} is too large inside")


def _read_xlsx(path: Path) -> Iterator[Record]:
    _refuse_bomb(path)
    try:
        heading, *rows = _rows_of_spreadsheet(path)
    except _BROKEN as error:
        raise Unreadable(f"{path.name} is not a spreadsheet") from error
    names = [str(name) if name is not None else f"column {at}" for at, name in enumerate(heading, 1)]
    for row in rows:
        yield dict(zip(names, row, strict=False))


def _rows_of_spreadsheet(path: Path) -> list[tuple[Any, ...]]:
    """The rows of the sheet that is open in it; one empty row when it has none."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except InvalidFileException as error:
        raise Unreadable from error
    try:
        return list(book.active.iter_rows(values_only=True)) or [()]
    finally:
        book.close()


_READERS = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".txt": _read_txt,
    ".vtt": _read_subtitles,
    ".srt": _read_subtitles,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".json": _read_json,
    ".xlsx": _read_xlsx,
    ".docx": _read_docx,
}
#: Ends of the names of files that can be read.
ENDINGS = tuple(_READERS)
