"""A language is offered only when it is complete: every text, every placeholder, compiled as it stands."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from listening.core.config import Settings
from tests.house.found import nothing

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "listening" / "locale"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
#: Every language but the first, which is the one the sources are written in.
LANGUAGES = Settings.__dataclass_fields__["languages"].default[1:]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|%%")

pytestmark = pytest.mark.once


def plural(message_id) -> str:
    """A text's first form, which names it."""
    return message_id if isinstance(message_id, str) else message_id[0]


@cache
def extracted() -> frozenset[str]:
    """Every text of the sources, read now."""
    with (LOCALE / "babel.cfg").open() as file:
        mapping, options = parse_mapping_cfg(file)
    found = (row for folder in ("listening", "templates") for row in from_folder(folder, mapping, options))
    return frozenset(plural(row[2]) for row in found if row[2])


def from_folder(folder: str, mapping, options):
    """Rows of :func:`extract_from_dir`, with paths as babel.cfg writes them."""
    inside = [
        (pattern.removeprefix(f"{folder}/"), how) for pattern, how in mapping if pattern.startswith(folder)
    ]
    return extract_from_dir(ROOT / folder, inside, options, keywords=KEYWORDS)


@cache
def catalog(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(of: Catalog) -> frozenset[str]:
    return frozenset(plural(message.id) for message in of if message.id)


def strings(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def test_the_sources_speak():
    assert len(extracted()) > 100


def test_the_list_of_texts_is_up_to_date():
    with (LOCALE / "messages.pot").open("rb") as file:
        listed = texts(read_po(file))
    nothing(f"run `make catalog`: {text!r}" for text in extracted() ^ listed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_has_every_text_and_no_other(language):
    nothing(f"run `make catalog`: {text!r}" for text in extracted() ^ texts(catalog(language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_guessed(language):
    nothing(f"{message.id!r}" for message in catalog(language) if message.id and not all(strings(message)))
    nothing(f"fuzzy: {message.id!r}" for message in catalog(language) if message.id and message.fuzzy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_text(language):
    nothing(
        f"{message.id!r} → {said!r}"
        for message in catalog(language)
        for said in strings(message)
        if message.id and said and not fits(message.id, said)
    )


def fits(message_id, said: str) -> bool:
    forms = (message_id,) if isinstance(message_id, str) else message_id
    return placeholders(said) in [placeholders(form) for form in forms]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalog_is_the_written_one(language):
    buffer = BytesIO()
    write_mo(buffer, catalog(language))
    buffer.seek(0)
    with (LOCALE / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        assert spoken(read_mo(file)) == spoken(read_mo(buffer)), "run `make catalog`"


def spoken(of: Catalog) -> dict[str, list[str]]:
    return {plural(message.id): strings(message) for message in of if message.id}


def test_a_lost_placeholder_is_found():
    assert fits("%(n)s days", "%(n)s días")
    assert not fits("%(n)s days", "días")
    assert fits(("%(n)s day", "%(n)s days"), "%(n)s día")
