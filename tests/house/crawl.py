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
PUBLIC_DOORS = (
    "/",
    "/join",
    "/ledger",
    "/receipt",
    "/what-we-keep",
    "/staff/sign-in",
    # What phones in an open room reach by buttons: the stage's return session asks everything at once.
    "/s/CFGHJM/room",
    "/s/CFGHJM/room/rules",
    "/s/CFGHJM/room/read_back",
    "/s/CFGHJM/room/pulse",
)
DESK_DOORS = ("/staff",)
#: Pages of one kind that are looked at: the fourth theme looks like the third.
OF_ONE_KIND = 4


@dataclass(frozen=True)
class Page:
    path: str
    language: str
    status: int
    html: str
    soup: BeautifulSoup


def crawl(app: Flask, walker: Walker, language: str, of_one_kind: int = OF_ONE_KIND) -> Iterator[Page]:
    """Every page this person can reach by links, in one language; of the desk, for those who have one."""
    start = "" if language == "en" else f"/{language}"
    doors = [start + door for door in (DESK_DOORS if walker.role else PUBLIC_DOORS)]
    waiting = Waiting(app, start, only=f"{start}/staff" if walker.role else "", of_one_kind=of_one_kind)
    waiting.add(doors)
    while waiting.paths:
        path = waiting.paths.popleft()
        answer = walker.ask("GET", path)
        if answer.status_code == 303:
            waiting.add([answer.headers["Location"]])
        elif answer.mimetype == "text/html":
            html = answer.get_data(as_text=True)
            page = Page(path, language, answer.status_code, html, BeautifulSoup(html, "html.parser"))
            yield page
            waiting.add(links(page))


class Waiting:
    """Addresses still to be looked at: each once, of one kind only a few, none of another language."""

    def __init__(self, app: Flask, start: str, only: str, of_one_kind: int) -> None:
        self.app, self.start, self.only, self.of_one_kind = app, start, only, of_one_kind
        self.paths: deque[str] = deque()
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()

    def add(self, paths: list[str]) -> None:
        for path in paths:
            endpoint = endpoint_of(self.app, path, self.start)
            if path in self.seen or endpoint in {None, "static"} or not path.startswith(self.only):
                continue
            if self.kinds[endpoint] < self.of_one_kind:
                self.seen.add(path)
                self.kinds[endpoint] += 1
                self.paths.append(path)


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
