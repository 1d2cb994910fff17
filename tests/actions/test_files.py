"""What is in a file decides what it is; what nobody should see does not come along."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from listening.actions import files
from listening.actions.rules import FileKind, host_of

pytestmark = pytest.mark.once

#: Words hidden in a file, which must not be in what is kept.
SECRET = "Canary-Worker"
#: EXIF tags: maker, and which way the picture is held.
MAKER, HELD = 0x010F, 0x0112


def picture(form="JPEG", held=1):
    """A picture of four by two with a maker's name and a comment."""
    found, exif = Image.new("RGB", (4, 2), "navy"), Image.Exif()
    exif[MAKER], exif[HELD] = SECRET, held
    kept = io.BytesIO()
    found.save(kept, form, exif=exif, comment=SECRET)
    return kept.getvalue()


def letter(password=""):
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.add_metadata({"/Author": SECRET})
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(f"app.alert('{SECRET}')")}
    action = DictionaryObject({NameObject(name): value for name, value in script.items()})
    writer.root_object[NameObject("/OpenAction")] = action
    writer.add_attachment("names.txt", SECRET.encode())
    if password:
        writer.encrypt(password)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_a_picture_loses_maker_place_and_comment_and_stands_upright(form):
    assert SECRET.encode() in picture(form), "the control: it is in there"
    kind, clean = files.cleaned(picture(form, held=6))
    assert kind == form.lower()
    assert SECRET.encode() not in clean
    with Image.open(io.BytesIO(clean)) as found:
        assert not dict(found.getexif())
        assert found.size == (2, 4)


def test_a_pdf_loses_author_script_and_what_was_attached():
    kind, clean = files.cleaned(letter())
    assert kind is FileKind.PDF
    found = PdfReader(io.BytesIO(clean))
    assert len(found.pages) == 1
    assert not found.attachments
    whole = str(found.metadata) + str(found.root_object) + clean.decode("latin-1")
    assert SECRET not in whole
    assert "/JavaScript" not in whole


def test_a_table_runs_nothing():
    kind, clean = files.cleaned(b"what,how many\n=HYPERLINK(1),-3\n@x,4\n")
    assert kind is FileKind.CSV
    assert clean.decode().splitlines() == ["what,how many", "'=HYPERLINK(1),-3", "'@x,4"]


@pytest.mark.parametrize("cell", [" =1+1", "\uff1d1+1", "\t@x", "-1+cmd"])
def test_no_cell_of_a_table_runs_however_it_hides(cell):
    _kind, clean = files.cleaned(f"what,how many\n{cell},2\n".encode())
    assert clean.decode().splitlines()[1] == f"'{cell},2"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html><script>,</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>,",
        b"only words, no: one cell".replace(b",", b""),
        b"a,b\x00c",
        b"GIF89a\x00,x",
        b"PK\x03\x04,x",
        b"\xff\xd8\xffnot a picture",
        b"\x89PNG\r\n\x1a\nnot a picture",
        b"%PDF-1.7 not a document",
        letter("locked"),
    ],
    ids=range(12),
)
def test_anything_else_is_refused(content):
    with pytest.raises(files.NotThisFile):
        files.cleaned(content)


def test_a_picture_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr(files, "MOST_PIXELS", 7)
    with pytest.raises(files.NotThisFile):
        files.cleaned(picture())


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://county.example/plan", "county.example"),
        ("https://COUNTY.example", "county.example"),
        ("http://county.example", ""),
        ("javascript:alert(1)", ""),
        ("https://county.example@evil.example/", ""),
        ("https://county.example:8443/", ""),
        ("https://localhost/", ""),
        ("https://cоunty.example/", ""),
        ("https://county.example/a b", ""),
        ("https://[::1", ""),
        ("", ""),
    ],
)
def test_only_plain_links_are_shown(link, host):
    assert host_of(link) == host
