"""A real server and a real Chromium; a phone and a wide screen, each with JavaScript or without."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.server import Server
from tests.cast import PASSWORD
from tests.services import CHROMIUM

FLAGS = ["--no-sandbox", "--disable-background-networking"]
PHONE = {"width": 360, "height": 740}
WIDE = {"width": 1280, "height": 800}
HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text()
#: Every rule of axe-core, with the size of targets, which it leaves out by default.
EVERY_RULE = {"rules": {"target-size": {"enabled": True}}}
#: What colours and sizes alone can break.
LOOK_RULES = {"runOnly": ["color-contrast", "target-size", "link-in-text-block"]}
AXE_RUN = "(rules) => axe.run(document, {...rules, resultTypes: ['violations']})"

Visitor = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Server, Flask]:
    server = Server(tmp_path_factory.mktemp("server"))
    return server, server.prepare()


@pytest.fixture(scope="session")
def server(prepared: tuple[Server, Flask]) -> Iterator[Server]:
    """A server with the cast enrolled and a little of everything on the stage."""
    running = prepared[0]
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
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
        context.set_default_timeout(10_000)
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
def sign_in() -> Callable[[Page, str], None]:
    """Signs someone of the cast in, through the form."""

    def enter(page: Page, name: str) -> None:
        page.goto("/staff/sign-in")
        page.fill("input[name=sign_in]", name)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        assert page.url.endswith("/staff"), f"{name} could not sign in"

    return enter


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
