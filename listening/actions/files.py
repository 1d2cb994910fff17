"""Files from outside: told apart by what is in them, not by their name, and kept without what nobody should see."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

from flask import current_app

from listening.actions.rules import FileKind
from listening.core.sheets import harmless

#: Largest file, in bytes.
LARGEST = 5 * 1024 * 1024
#: Largest picture, in pixels: 40 megapixels, more than any telephone's usual photograph.
MOST_PIXELS = 40_000_000
#: What each kind is sent as; with "nosniff" a browser takes it for nothing else.
MIME = {
    FileKind.PDF: "application/pdf",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.CSV: "text/csv",
}
#: Parts of a PDF that run, call out, carry other files or tell who wrote it.
UNWANTED = ("/OpenAction", "/AA", "/Metadata", "/Names", "/AcroForm", "/AF", "/PieceInfo")
#: How files of two kinds begin.
BEGINNINGS = {b"%PDF-": FileKind.PDF, b"\x89PNG\r\n\x1a\n": FileKind.PNG, b"\xff\xd8\xff": FileKind.JPEG}


class NotThisFile(ValueError):
    """It is not what it should be, or cannot be cleaned."""


def kind_of(content: bytes) -> FileKind:
    """What a file is, by its content.

    Raises:
        NotThisFile: for anything but PDF, PNG, JPEG and CSV.
    """
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotThisFile from error
    plain = all(one.isprintable() or one in "\t\r\n" for one in text)
    if not plain or text.lstrip().startswith("<") or not any(len(row) > 1 for row in rows):
        raise NotThisFile
    return FileKind.CSV


def cleaned(content: bytes) -> tuple[FileKind, bytes]:
    """The kind of a file, and the file without place, device, author, scripts or other files in it.

    Raises:
        NotThisFile: when it is something else, broken, or locked.
    """
    kind = kind_of(content)
    return kind, _CLEAN[kind](content)


def _picture(content: bytes) -> bytes:
    """The pixels alone, turned the right way up: no EXIF, no place, no device, no comments."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise NotThisFile
            form, upright = found.format, ImageOps.exif_transpose(found)
            bare = upright.convert("RGBA" if form == "PNG" else "RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotThisFile from error
    bare.info = {}
    kept = io.BytesIO()
    bare.save(kept, format=form, optimize=True)
    return kept.getvalue()


def _pdf(content: bytes) -> bytes:
    """The pages alone."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted or not reader.pages:
            raise NotThisFile
        writer = PdfWriter()
        for page in reader.pages:
            for name in (*UNWANTED, "/Annots"):
                page.pop(name, None)
            writer.add_page(page)
        writer.metadata = None
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotThisFile from error
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


def _table(content: bytes) -> bytes:
    """The table; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    kept = io.StringIO()
    csv.writer(kept).writerows([_harmless(cell) for cell in row] for row in rows)
    return kept.getvalue().encode()


def _harmless(cell: str) -> str:
    """A cell that runs nothing; negative numbers stay what they are."""
    number = cell.lstrip("+-").replace(".", "", 1).replace(",", "").isdigit()
    return cell if number else str(harmless(cell))


_CLEAN: dict[FileKind, Callable[[bytes], bytes]] = {
    FileKind.PDF: _pdf,
    FileKind.PNG: _picture,
    FileKind.JPEG: _picture,
    FileKind.CSV: _table,
}


def folder() -> Path:
    """Where evidence is kept, in the data folder."""
    place: Path = current_app.config["SETTINGS"].evidence
    place.mkdir(exist_ok=True, mode=0o700)
    return place
