"""The record of readings is read by people, so every page that makes an entry has words for it."""

import re

from listening.accounts.forms import reading_words
from listening.core.paths import resource
from listening.themes.rules import Place
from listening.themes.screens import WAITING

ENTRY = re.compile(r"""(?:record_reading|\bread)\(\s*\w+,\s*[\w.]+,\s*"([^"]+)\"""")


def test_every_page_that_shows_originals_has_words_for_the_record():
    written = {
        place
        for file in (resource("templates").parent / "listening").rglob("*.py")
        for place in ENTRY.findall(file.read_text())
    }
    assert {"batch", "redact", "theme"} <= written
    assert written | {WAITING, *map(str, Place)} <= reading_words().keys()
