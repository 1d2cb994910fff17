"""Walking the pages as people do: from a first page, following every link."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.house.people import Walker

#: Where people come in.
PUBLIC_DOORS = ("/", "/join", "/ledger", "/receipt", "/what-we-keep", "/staff/sign-in")
DESK_DOORS = ("/staff",)
#: Pages of one kind that are looked at: the fourth theme looks like the third.
OF_ONE_KIND = 4


@dataclass(frozen=True)
class Page:
    path: str
    language: str
    status: int
    soup: BeautifulSoup


def crawl(app: Flask, walker: Walker, language: str) -> Iterator[Page]:
    """Every page this person can reach by links, in one language."""
    start = "" if language == "en" else f"/{language}"
    doors = DESK_DOORS if walker.role else PUBLIC_DOORS
    waiting = deque(start + door for door in doors)
    seen, kinds = set(waiting), Counter()
    while waiting:
        path = waiting.popleft()
        answer = walker.ask("GET", path)
        if answer.status_code == 303:
            queue(waiting, seen, kinds, app, [answer.headers["Location"]], start)
        if answer.mimetype != "text/html" or answer.status_code == 303:
            continue
        page = Page(path, language, answer.status_code, BeautifulSoup(answer.get_data(), "html.parser"))
        yield page
        queue(waiting, seen, kinds, app, links(page), start)


def queue(waiting: deque, seen: set, kinds: Counter, app: Flask, paths: list[str], start: str) -> None:
    for path in paths:
        endpoint = endpoint_of(app, path, start)
        if path in seen or endpoint in {None, "static"} or kinds[endpoint] >= OF_ONE_KIND:
            continue
        seen.add(path)
        kinds[endpoint] += 1
        waiting.append(path)


def links(page: Page) -> list[str]:
    """Addresses of this site that the page links to, without fragments."""
    found = (urlsplit(urljoin(page.path, a["href"])) for a in page.soup.find_all("a", href=True))
    return [
        one.path + (f"?{one.query}" if one.query else "") for one in found if one.scheme == "" and one.path
    ]


def endpoint_of(app: Flask, path: str, start: str) -> str | None:
    """The endpoint behind a path of this language; None for another language or no page at all."""
    if start and not path.startswith(start):
        return None
    if not start and path.startswith("/es"):
        return None
    try:
        endpoint, _values = app.url_map.bind("localhost").match(
            urlsplit(path).path.removeprefix(start) or "/"
        )
    except HTTPException:
        return "unknown" if not path.startswith("/static") else None
    return str(endpoint)
