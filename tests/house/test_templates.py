"""Templates, read as text: one folder a room, every word translatable, nothing a strict policy would drop."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from jinja2 import Environment, nodes

from listening import ROOMS
from tests.house.found import nothing

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SHARED = {"components", "errors", "emails"}
FILES = sorted(TEMPLATES.rglob("*.html"))
#: Names that are the same in every language.
UNTRANSLATED = {"Hearback", "Atom", "CSV", "JSON", "OpenAPI", "PDF"}
SPOKEN_ATTRIBUTES = (
    "alt",
    "title",
    "aria-label",
    "aria-description",
    "placeholder",
    "data-label",
    "label",
    "content",
)
#: Attributes of <meta> that no person reads.
META = {"viewport", "color-scheme", "theme-color", "format-detection", "htmx-config", "robots", "referrer"}
BANNED = {
    r"\|\s*safe\b": "|safe",
    r"\bMarkup\(": "Markup in a template",
    r"autoescape\s+false": "autoescape off",
    r"hx-on[:-]": "hx-on",
    r"[\"']\s*js:": "js: value",
    r"javascript:": "javascript: address",
    r"(?<!data-)\bhx-(?!indicator|request)[a-z]+=": "hx-… without data-",
    r"data-hx-trigger=[\"'][^\"']*\[": "trigger filter",
    r"data-hx-vals=[\"']\s*js": "js: values",
    r"\sstyle=": "inline style",
    r"\son[a-z]+=[\"']": "inline handler",
}
READER = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
LETTERS = re.compile(r"[^\W\d_]{2,}")
#: Reads like a sentence: a capital, then small letters, alone or before a space.
SENTENCE = re.compile(r"^[¿¡]?[A-ZÁÉÍÓÚÑ][a-záéíóúñ]+([ ,.…?!:].*)?$", re.DOTALL)
TRANSLATES = {"_", "gettext", "ngettext", "pgettext", "npgettext"}


def named(file: Path) -> str:
    return str(file.relative_to(TEMPLATES))


@cache
def parsed(file: Path) -> nodes.Template:
    return READER.parse(file.read_text())


def test_folders_are_the_rooms_and_what_they_share():
    folders = {one.name for one in TEMPLATES.iterdir() if one.is_dir() and any(one.rglob("*"))}
    assert folders <= {*ROOMS, *SHARED}
    assert {one.name for one in TEMPLATES.iterdir() if one.is_file()} == {
        "base.html",
        "desk.html",
        "paper.html",
    }


def rendered_by(source: Path) -> list[str]:
    """Names of templates a Python file says."""
    said = (node.value for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Constant))
    return [
        one for one in said if isinstance(one, str) and one.endswith((".html", ".xml", ".txt")) and "/" in one
    ]


def test_a_room_renders_its_own_templates_and_they_exist():
    for room in ROOMS:
        said = {
            (file.name, name)
            for file in (ROOT / "listening" / room).glob("*.py")
            for name in rendered_by(file)
        }
        nothing(
            f"{room}/{file} renders {name}"
            for file, name in said
            if name.split("/")[0] not in {room, "errors"}
        )
        nothing(f"{room}/{file}: no {name}" for file, name in said if not (TEMPLATES / name).is_file())


def test_desk_pages_are_in_a_desk_folder():
    for file in FILES:
        parents = [
            one.template.value
            for one in parsed(file).find_all(nodes.Extends)
            if isinstance(one.template, nodes.Const)
        ]
        assert "desk.html" not in parents or "desk" in file.relative_to(TEMPLATES).parts, named(file)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_nothing_that_the_policy_would_drop(file):
    text = re.sub(r"\{#.*?#\}", "", file.read_text(), flags=re.DOTALL)
    nothing(
        f"{named(file)}: {what}: {match[0]}"
        for rule, what in BANNED.items()
        for match in re.finditer(rule, text)
    )


def plain_text(file: Path) -> str:
    """The template with everything of Jinja's taken out, and what only fills a class attribute."""
    template = parsed(file)
    classes = {
        id(data)
        for block in template.find_all(nodes.Block)
        if block.name.endswith("_class")
        for data in block.find_all(nodes.TemplateData)
    }
    return "".join(data.data for data in template.find_all(nodes.TemplateData) if id(data) not in classes)


def untranslated(html: str) -> list[str]:
    """Words between the tags, and in attributes that are read to people."""
    soup = BeautifulSoup(html, "html.parser")
    for silent in soup.find_all(["script", "style"]):
        silent.decompose()
    said = [text for text in soup.find_all(string=True) if type(text).__name__ == "NavigableString"]
    for tag in soup.find_all(True):
        if tag.name == "meta" and tag.get("name") in META:
            continue
        said += [tag[name] for name in SPOKEN_ATTRIBUTES if isinstance(tag.get(name), str)]
    return [" ".join(one.split()) for one in said if LETTERS.search(without_names(one))]


def without_names(text: str) -> str:
    """The text without names, and without endings of an id that a macro puts together."""
    return " ".join(word for word in text.split() if word not in UNTRANSLATED and not word.startswith("-"))


def untranslated_constants(template: nodes.Template) -> list[str]:
    """Sentences in quotes that reach a page without gettext."""
    translated = {
        id(part)
        for call in template.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATES
        for part in call.find_all(nodes.Const)
    }
    compared = {id(part) for test in template.find_all(nodes.Compare) for part in test.find_all(nodes.Const)}
    return [
        node.value
        for node in template.find_all(nodes.Const)
        if isinstance(node.value, str) and id(node) not in translated | compared
        if SENTENCE.match(node.value) and node.value not in UNTRANSLATED
    ]


@pytest.mark.parametrize("file", FILES, ids=named)
def test_every_word_goes_through_gettext(file):
    nothing(f"{named(file)}: {text}" for text in untranslated(plain_text(file)))
    nothing(f"{named(file)}: “{text}”" for text in untranslated_constants(parsed(file)))


def test_words_outside_gettext_are_found():
    assert untranslated('<p>Say it here</p><input placeholder="Name">') == ["Say it here", "Name"]
    template = READER.parse("{{ badge('Heard it') }}{{ _('Said') }}{{ x == 'Other' }}")
    assert untranslated_constants(template) == ["Heard it"]


def test_no_room_takes_the_filter_of_another(built_again, monkeypatch):
    taken = []

    class Once(dict):
        def __setitem__(self, name, value):
            taken.extend([name] if name in self else [])
            super().__setitem__(name, value)

        def update(self, *others, **values):
            for name, value in {**dict(*others), **values}.items():
                self[name] = value

    def with_filters_said_once(application):
        environment = make_environment(application)
        environment.filters = Once(environment.filters)
        return environment

    make_environment = Flask.create_jinja_environment
    monkeypatch.setattr(Flask, "create_jinja_environment", with_filters_said_once)
    built_again()
    assert taken == []
