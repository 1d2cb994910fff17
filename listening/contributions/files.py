"""Texts from a file: CSV, JSON lines or a spreadsheet, row by row, with every bad row named."""

import csv
import json
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from charset_normalizer import from_bytes

from listening.contributions.rules import LONGEST, clean, too_long_by

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

#: Share of plain bytes above which a file in an old encoding is taken for one of Western Europe.
MOSTLY_PLAIN = 0.8


class Unreadable(ValueError):
    """The file as a whole cannot be read; the words say why."""


@dataclass(frozen=True)
class Row:
    """One row: its text, or the reason it was left out."""

    #: Counted from 1, without the heading.
    number: int
    text: str = ""
    reason: str = ""


def read_rows(path: Path, column: str | None = None) -> list[Row]:
    """Every row of a file; nothing is lost silently.

    Args:
        path: a ``.csv``, ``.tsv``, ``.txt``, ``.jsonl``, ``.ndjson``, ``.json`` or ``.xlsx`` file.
        column: the column of the texts; guessed when None.

    Raises:
        Unreadable: for another kind of file, an unknown column, or bytes in no known encoding.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(f"{path.name}: use a CSV, JSONL or XLSX file")
    records = list(reader(path))
    name = column or _guess([record for record in records if isinstance(record, dict)])
    if column and not any(isinstance(record, dict) and column in record for record in records):
        raise Unreadable(f"{path.name} has no column named {column}")
    return [_row(number, record, name) for number, record in enumerate(records, start=1)]


def _row(number: int, record: "dict[str, Any] | str", name: str) -> Row:
    if isinstance(record, str):
        return Row(number, reason=record)
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


def _read_jsonl(path: Path) -> Iterator["dict[str, Any] | str"]:
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


def _read_json(path: Path) -> Iterator["dict[str, Any] | str"]:
    try:
        records = json.loads(_decoded(path))
    except json.JSONDecodeError:
        yield from _read_jsonl(path)
        return
    if not isinstance(records, list):
        raise Unreadable(f"{path.name} must hold a list")
    for record in records:
        yield record if isinstance(record, dict) else {LIKELY[0]: record}


def _read_csv(path: Path) -> Iterator["dict[str, Any] | str"]:
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


def _read_xlsx(path: Path) -> Iterator["dict[str, Any] | str"]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError) as error:
        raise Unreadable(f"{path.name} is not a spreadsheet") from error
    try:
        rows = book.active.iter_rows(values_only=True)
        heading = [
            str(name) if name is not None else f"column {at}" for at, name in enumerate(next(rows, ()), 1)
        ]
        for row in rows:
            yield dict(zip(heading, row, strict=False))
    finally:
        book.close()


_READERS = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".txt": _read_csv,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".json": _read_json,
    ".xlsx": _read_xlsx,
}
