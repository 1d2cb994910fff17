"""What every page owes its reader: a title that says where they are, labels, headings in order, no script."""

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag

from tests.house.crawl import Page, crawl
from tests.house.found import nothing
from tests.house.people import STAFF, Walker

LANGUAGES = ("en", "es")
#: Inputs that a person does not fill in.
SILENT = {"hidden", "submit", "button", "reset"}
HEADINGS = re.compile(r"^h[1-6]$")


def words(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""


def wrong_title(page: Page) -> list[str]:
    headings = page.soup.find_all("h1")
    if len(headings) != 1:
        return [f"{len(headings)} h1"]
    title, heading = words(page.soup.title), words(headings[0])
    return [] if title.startswith(heading) else [f"title “{title}” does not start with “{heading}”"]


def wrong_language(page: Page) -> list[str]:
    said = page.soup.html.get("lang")
    return [] if said == page.language else [f"lang is {said}"]


def wrong_labels(page: Page) -> list[str]:
    fields = page.soup.find_all(["input", "select", "textarea"])
    return [
        f"no label: {field}"
        for field in fields
        if field.get("type") not in SILENT and not is_off_disk(field) and not labelled(page.soup, field)
    ]


def is_off_disk(field: Tag) -> bool:
    """The field nobody sees that keeps what was sent out of the browser's file of open tabs."""
    return field.get("name") == "off_disk" and field.has_attr("hidden")


def labelled(soup: BeautifulSoup, field: Tag) -> bool:
    if field.get("aria-label") or field.find_parent("label"):
        return True
    if field.get("aria-labelledby"):
        return all(words(soup.find(id=one)) for one in field["aria-labelledby"].split())
    return bool(field.get("id") and words(soup.find("label", attrs={"for": field["id"]})))


def wrong_inline(page: Page) -> list[str]:
    """Anything the content security policy would drop, or that only works with JavaScript."""
    wrong = [f"inline style: {tag}" for tag in page.soup.find_all(style=True)]
    wrong += [f"inline <style>: {tag}" for tag in page.soup.find_all("style")]
    wrong += [f"inline script: {tag}" for tag in page.soup.find_all("script") if not tag.get("src")]
    for tag in page.soup.find_all(True):
        wrong += [
            f"{name} on {tag.name}" for name in tag.attrs if name.startswith(("on", "hx-")) or "hx-on" in name
        ]
    return wrong


def wrong_ids(page: Page) -> list[str]:
    ids = [tag["id"] for tag in page.soup.find_all(id=True)]
    wrong = [f"id twice: {one}" for one in sorted({one for one in ids if ids.count(one) > 1})]
    pointed = [
        (tag.name, name, one)
        for tag in page.soup.find_all(True)
        for name in POINTERS
        for one in pointed_at(tag, name)
    ]
    return wrong + [
        f"<{tag} {name}> points at nothing: {one}" for tag, name, one in pointed if one not in ids
    ]


POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form", "headers", "href")


def pointed_at(tag: Tag, name: str) -> list[str]:
    value = tag.get(name) or ""
    if name == "href":
        return [value[1:]] if value.startswith("#") and len(value) > 1 else []
    return (" ".join(value) if isinstance(value, list) else value).split()


def wrong_links(page: Page) -> list[str]:
    """Links to other sites: only the way out of here, and evidence that says where it leads and tells nothing."""
    return [
        f"leads outside: {tag[name]}"
        for name in ("href", "src", "action", "formaction", "srcset", "poster")
        for tag in page.soup.find_all(attrs={name: re.compile("^(https?:)?//")})
        if "leave" not in tag.get("class", []) and not says_where(tag)
    ]


def says_where(tag: Tag) -> bool:
    """Whether a link shows the host it leads to, over https, and no referrer goes along."""
    address = urlsplit(tag.get("href", ""))
    quiet = {"noreferrer", "nofollow", "external"} <= set(tag.get("rel", []))
    return tag.name == "a" and address.scheme == "https" and quiet and words(tag) == address.hostname


def wrong_forms(page: Page) -> list[str]:
    """A form that cannot be sent without JavaScript, or that would put what is typed into the address."""
    wrong = []
    for form in page.soup.find_all("form"):
        where = form.get("action", page.path)
        buttons = form.find_all(["button", "input"])
        if not any(
            one.get("type", "submit" if one.name == "button" else "text") in {"submit", "image"}
            for one in buttons
        ):
            wrong.append(f"form without a submit button: {where}")
        if form.get("method", "get").lower() not in {"get", "post"}:
            wrong.append(f"form with a method of its own: {where}")
    return wrong


def wrong_headings(page: Page) -> list[str]:
    levels = [int(tag.name[1]) for tag in page.soup.find_all(HEADINGS)]
    wrong = [f"h{one} is followed by h{next_one}" for one, next_one in pairwise(levels) if next_one > one + 1]
    empty = [f"empty {tag.name}" for tag in page.soup.find_all(HEADINGS) if not words(tag)]
    return wrong + empty


def wrong_frame(page: Page) -> list[str]:
    mains = page.soup.find_all("main")
    images = [f"no alt: {tag}" for tag in page.soup.find_all("img") if tag.get("alt") is None]
    unnamed = [
        f"no words: {tag}" for tag in page.soup.find_all(["a", "button"]) if not words(tag) and not named(tag)
    ]
    return ([] if len(mains) == 1 else [f"{len(mains)} main"]) + images + unnamed


def named(tag: Tag) -> bool:
    return bool(
        tag.get("aria-label")
        or tag.get("aria-labelledby")
        or tag.find(["img", "svg"], attrs={"alt": True})
        or tag.find("title")
    )


CHECKS = (
    wrong_title,
    wrong_language,
    wrong_labels,
    wrong_inline,
    wrong_ids,
    wrong_links,
    wrong_forms,
    wrong_headings,
    wrong_frame,
)


def wrong_about(page: Page) -> list[str]:
    if page.status != 200:
        return [f"{page.status}"]
    return [problem for check in CHECKS for problem in check(page)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["anonymous", *STAFF])
def test_every_page_within_reach_is_whole(stage, name, language):
    pages = list(crawl(stage, Walker(stage, name), language))
    assert len(pages) >= 2
    nothing(f"{name} {page.path}: {problem}"[:400] for page in pages for problem in wrong_about(page))


BROKEN = """<html lang="en"><title>Elsewhere</title><body onload="x()">
<h1>Here</h1><h3 style="color:red">Deep</h3><a href="//else.where/">out</a><script>1</script>
<form method="get"><input name="a" id="a"><input name="b" id="a"></form>"""


def test_a_broken_page_is_found():
    page = Page("/broken", "es", 200, BROKEN, BeautifulSoup(BROKEN, "html.parser"))
    assert [check.__name__ for check in CHECKS if not check(page)] == []
