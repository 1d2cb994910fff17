"""A real server and a real Chromium; a phone and a wide screen, each with JavaScript or without."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.server import Server
from tests.cast import PASSWORD, code_of
from tests.services import CHROMIUM

FLAGS = ["--no-sandbox", "--disable-background-networking"]
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 800}
#: Milliseconds a page may take on a machine that does other work too; how fast pages are is measured elsewhere.
PATIENCE = 30_000
HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text()
#: Every rule of axe-core, with the size of targets, which it leaves out by default.
EVERY_RULE = {"rules": {"target-size": {"enabled": True}}}
#: What colours and sizes alone can break.
LOOK_RULES = {"runOnly": ["color-contrast", "target-size", "link-in-text-block"]}
AXE_RUN = "(rules) => axe.run(document, {...rules, resultTypes: ['violations']})"

Visitor = Callable[..., Page]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, Flask]:
    """Each file of tests has a server of its own: what another leaves behind would change what is seen."""
    server = Server(tmp_path_factory.mktemp("server"))
    return server, server.prepare()


@pytest.fixture(scope="module")
def server(prepared: tuple[Server, Flask]) -> Iterator[Server]:
    """A server with the cast enrolled and a little of everything on the stage."""
    running = prepared[0]
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    """Ends with its file: while it runs, nothing else in this process may have an event loop."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def visitor(server: Server, chromium: Browser) -> Iterator[Visitor]:
    """Opens a browser of its own: ``visitor(**PHONE, javascript=False)``. Its complaints fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def come(width: int, height: int, *, javascript: bool = True, **more: Any) -> Page:
        context = chromium.new_context(
            base_url=server.address,
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-US",
            **more,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        listen(page, server.address, complaints)
        return page

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


def listen(page: Page, address: str, complaints: list[str]) -> None:
    """Note script errors, anything the policy blocked, and every request that leaves our server."""
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on(
        "console", lambda said: complaints.append(f"console: {said.text}") if is_complaint(said) else None
    )
    page.on(
        "request",
        lambda asked: (
            complaints.append(f"asked outside: {asked.url}") if leaves(asked.url, address) else None
        ),
    )


def is_complaint(said: Any) -> bool:
    """Errors, but for the one a browser writes about every answer of 400 and above."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def leaves(url: str, address: str) -> bool:
    return not url.startswith((address, "data:", "blob:", "about:"))


@pytest.fixture
def phone(visitor: Visitor) -> Page:
    return visitor(**PHONE)


@pytest.fixture
def wide(visitor: Visitor) -> Page:
    return visitor(**WIDE)


@pytest.fixture
def phone_without_javascript(visitor: Visitor) -> Page:
    return visitor(**PHONE, javascript=False)


@pytest.fixture
def wide_without_javascript(visitor: Visitor) -> Page:
    return visitor(**WIDE, javascript=False)


@pytest.fixture
def sign_in(server: Server) -> Callable[[Page, str], None]:
    """Signs someone of the cast in, through the forms."""

    def enter(page: Page, name: str) -> None:
        assert server.app is not None
        show_both_keys(page, name, server.app)
        assert page.url.endswith("/staff"), f"{name} could not sign in"

    return enter


def show_both_keys(page: Page, name: str, app: Flask) -> None:
    """Type the password, then the code that the phone of this person shows."""
    page.goto("/staff/sign-in")
    page.fill("input[name=sign_in]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    with app.app_context():
        page.fill("input[name=code]", code_of(name))
    page.click("main button[type=submit]")


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """What axe-core finds wrong with the page as it stands."""

    def check(page: Page, rules: dict[str, Any] | None = None) -> list[str]:
        if not page.evaluate("() => typeof axe === 'object'"):
            page.evaluate(AXE)
        found = page.evaluate(AXE_RUN, rules or EVERY_RULE)["violations"]
        return [f"{one['id']}: {node['html'][:200]} ({told(node)})" for one in found for node in one["nodes"]]

    return check


def told(node: dict[str, Any]) -> str:
    said = (check["message"] for kind in ("any", "all", "none") for check in node[kind])
    return "; ".join(said)[:200]


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """Keeps a picture of the whole page where HEARBACK_PICTURES says, if it does."""
    folder = os.environ.get("HEARBACK_PICTURES")

    def keep(page: Page, name: str) -> None:
        if folder:
            file = re.sub(r"[^\w-]+", "-", f"{request.node.name}-{name}").strip("-")
            page.screenshot(path=Path(folder) / f"{file}.png", full_page=True)

    return keep
