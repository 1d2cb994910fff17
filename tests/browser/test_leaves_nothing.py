"""After sending, a phone holds no word (anonymity, T10); what it sends fills whole buckets (T5) and has its proof."""

import json
import re
from base64 import b64decode
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from altcha import create_challenge, verify_solution
from playwright.sync_api import Browser, Error, Page, Playwright, Response, Route, expect

from tests.browser.conftest import FLAGS, PHONE
from tests.browser.test_chaos import CODE, RECEIVED, Room
from tests.faults.sizes import size
from tests.services import CHROMIUM

CANARY = "Kanarienvogel-7261"
TEXTS = size(6, 40)
PROOF, PAD = (
    (Path(__file__).parents[2] / "static" / "js" / name).read_text() for name in ("proof.js", "pad.js")
)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory):
    room = Room(tmp_path_factory.mktemp("nothing"))
    room.server.start()
    yield room
    room.server.stop()


def traces(folder: Path, *words: str) -> list[str]:
    """Files of a browser's profile that hold one of these words, as bytes of any usual kind."""
    ways = [way for word in words for way in (word.encode(), word.encode("utf-16-le"))]
    return [
        path.name
        for path in folder.rglob("*")
        if path.is_file() and any(way in path.read_bytes() for way in ways)
    ]


def write(page: Page, text: str) -> None:
    page.goto(f"/s/{CODE}")
    page.get_by_role("button", name="Start").click()
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state("load")


def send(page: Page, text: str) -> None:
    write(page, text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RECEIVED, timeout=40_000)


EVERYTHING = """async () => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state,
location.href, document.documentElement.outerHTML, (await indexedDB.databases()).map((one) => one.name),
await caches.keys()])"""


def kept(page: Page) -> str:
    """Everything that scripts could find of an earlier page; on the browser's own error page, what stands there."""
    for _try in range(10):
        try:
            return page.content() if page.url.startswith("chrome-error:") else page.evaluate(EVERYTHING)
        except Error:
            page.wait_for_timeout(200)
    raise AssertionError(f"{page.url} never came to rest")


def is_ours(url: str) -> bool:
    return bool(re.search(r"/(sealed|receipt)$", url))


def size_of(answer: Response) -> tuple[int, str, int]:
    """Status, length of the body as told, letters of all headers."""
    headers = answer.headers
    return answer.status, headers.get("content-length", "none"), sum(map(len, [*headers, *headers.values()]))


def visit(driver: Playwright, room: Room, profile: Path, leave, *, scripts: bool = True) -> list[str]:
    """Write and send in a browser with a profile of its own, close it, and search its bytes."""
    context = driver.chromium.launch_persistent_context(
        str(profile),
        executable_path=CHROMIUM,
        args=FLAGS,
        base_url=room.server.address,
        viewport=PHONE,
        locale="en-US",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    leave(page)
    cookies = context.cookies()
    context.close()
    assert cookies == []
    return traces(profile, CANARY)


def test_after_sending_the_profile_holds_no_word(driver, room, tmp_path, record_property):
    def leave(page: Page) -> None:
        send(page, f"{CANARY} said this.")
        assert CANARY not in kept(page)
        for again in (page.go_back, page.go_forward, page.reload, lambda: page.goto(f"/s/{CODE}")):
            # A page that came by sending is not kept: the browser has its own page for that.
            with suppress(Error):
                again()
                page.wait_for_load_state("load")
            assert CANARY not in kept(page)

    found = visit(driver, room, tmp_path / "profile", leave)
    record_property("profile_traces", len(found))
    assert found == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_file_of_open_tabs_holds_no_word_while_the_page_is_still_open(
    driver, room, tmp_path, scripts, record_property
):
    found: list[str] = []

    def leave(page: Page) -> None:
        send(page, f"{CANARY} said this.")
        found.extend(traces(tmp_path / "profile", CANARY))

    found += visit(driver, room, tmp_path / "profile", leave, scripts=scripts)
    record_property("profile_traces_of_an_open_tab", len(found))
    assert found == []
    assert any((tmp_path / "profile").rglob("Session_*")), (
        "the browser writes no open tabs: nothing was tried"
    )


def test_a_page_without_the_field_that_keeps_posts_off_the_disk_is_found(driver, room, tmp_path):
    def weaker(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('type="password"', 'type="hidden"'))

    def leave(page: Page) -> None:
        page.route("**/s/**", weaker)
        send(page, f"{CANARY} said this.")

    assert visit(driver, room, tmp_path / "profile", leave, scripts=False)


def test_a_page_that_keeps_a_draft_is_found(driver, room, tmp_path):
    def leave(page: Page) -> None:
        page.goto(f"/s/{CODE}")
        page.evaluate(f"localStorage.setItem('draft', '{CANARY}')")
        page.wait_for_timeout(500)

    assert visit(driver, room, tmp_path / "profile", leave)


@pytest.fixture
def sending(room, chromium: Browser):
    """A phone, what it posts and how it is answered; ``bucket`` is what its pad.js fills."""
    contexts = []

    def begin(*, sealed: bool, bucket: int = 4096):
        context = chromium.new_context(base_url=room.server.address, viewport=PHONE, locale="en-US")
        contexts.append(context)
        context.set_default_timeout(20_000)
        weaker = PAD.replace("BUCKET = 4096", f"BUCKET = {bucket}")
        context.route("**/pad.js*", lambda route: route.fulfill(content_type="text/javascript", body=weaker))
        page, bodies, answers = context.new_page(), [], []
        if not sealed:
            page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', {value: false})")
        page.on(
            "request", lambda asked: bodies.append(asked.post_data or "") if asked.method == "POST" else None
        )
        page.on("response", lambda answer: answers.append(size_of(answer)) if is_ours(answer.url) else None)
        return page, bodies, answers

    yield begin
    for context in contexts:
        context.close()


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "plain"])
def test_bodies_fill_whole_buckets_and_answers_of_one_outcome_are_equally_long(
    sending, sealed, record_property
):
    page, bodies, answers = sending(sealed=sealed)
    for number in range(TEXTS):
        send(page, f"Number {number}: " + "ñé\n& long enough " * (number * 7))
    lengths = {len(body) for body in bodies}
    record_property("bodies", len(bodies))
    assert len(bodies) >= 3 * TEXTS, "start, continue, send"
    assert all(length % 4096 == 0 for length in lengths), lengths
    assert len(answers) == TEXTS
    assert len(set(answers)) == 1, answers
    sent = [dict(parse_qsl(body)) for body in bodies if "proof=" in body]
    assert len(sent) == TEXTS
    assert all(json.loads(b64decode(one["proof"])) for one in sent)


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "plain"])
def test_bodies_of_a_page_that_fills_nothing_are_found(sending, sealed):
    page, bodies, _answers = sending(sealed=sealed, bucket=1)
    for text in ("Short.", "Rather longer than the first one was."):
        send(page, text)
    assert len({len(body) for body in bodies}) > 3
    assert any(len(body) % 4096 for body in bodies)


@pytest.mark.parametrize(("algorithm", "rounds"), [("PBKDF2/SHA-256", 1000), ("SHA-256", 200)])
def test_the_solver_finds_what_the_library_accepts(room, phone_of, algorithm, rounds, record_property):
    given = create_challenge(algorithm, rounds, counter=200, hmac_secret=b"one", hmac_key_secret=b"two")
    phone_of.goto(f"/s/{CODE}")
    solution = phone_of.evaluate(
        f"async (given) => {{ {PROOF} return hearbackProof(given); }}", given.to_dict()
    )
    assert verify_solution(solution, b"one", hmac_key_secret=b"two").verified
    record_property(f"solver_{algorithm}", "accepted")


@pytest.fixture
def phone_of(room, chromium: Browser):
    context = chromium.new_context(base_url=room.server.address, viewport=PHONE, locale="en-US")
    yield context.new_page()
    context.close()
