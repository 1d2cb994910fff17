"""Public pages can be read after six years of school: each template, in each language, on average."""

import re
from functools import cache
from pathlib import Path
from statistics import fmean

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from analysis.readability import grade
from tests.house.test_catalog import KEYWORDS, LANGUAGES, LOCALE, plural

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
#: Years of school (rulings and the goals of every page).
GRADE = 6.0
#: Shorter texts are labels; a formula says nothing about them.
SENTENCE_WORDS = 8
WORST_SHOWN = 5

pytestmark = pytest.mark.once


def public_templates() -> list[Path]:
    return [
        file
        for file in sorted(TEMPLATES.rglob("*.html"))
        if "desk" not in file.relative_to(TEMPLATES).parts and file.name != "desk.html"
    ]


def named(file: Path) -> str:
    return str(file.relative_to(TEMPLATES))


@cache
def messages(file: Path) -> tuple[str, ...]:
    rows = extract_from_file("jinja2", file, keywords=KEYWORDS)
    return tuple(plural(row[1]) for row in rows)


@cache
def translations(language: str) -> dict[str, str]:
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {plural(one.id): plural(one.string) for one in read_po(file, locale=language) if one.id}


def said(file: Path, language: str) -> list[str]:
    """What a reader of this language reads, placeholders as a short word."""
    texts = [text if language == "en" else translations(language).get(text, "") for text in messages(file)]
    spoken = [re.sub(r"%\(\w+\)[sd]|%%", "ten", text) for text in texts]
    return [text for text in spoken if len(text.split()) >= SENTENCE_WORDS]


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
@pytest.mark.parametrize("file", public_templates(), ids=named)
def test_a_public_page_reads_at_grade_six(file, language):
    graded = sorted(((grade(text, language), text) for text in said(file, language)), reverse=True)
    if not graded:
        return
    mean = fmean(one for one, _text in graded)
    worst = "\n".join(f"{one:.1f}  {text}" for one, text in graded[:WORST_SHOWN])
    assert mean <= GRADE, f"{named(file)} in {language}: grade {mean:.1f}\n{worst}"


def test_hard_words_are_found():
    assert grade("Interagency collaboration necessitates comprehensive documentation.") > GRADE
    assert grade("You can say no. That will not hurt your case.") < GRADE
