"""Lighthouse on the pages of a phone, and the first paint on a slow line: ``make lighthouse``.

Starts the server as it is deployed, with an open room. Lighthouse (npm, pinned here, kept in the virtual
environment) walks join, prompt, receipt and ledger in Chromium as its middle phone; then each page is opened once
more on a slow line without anything kept, and the first paint is read from the browser. The last line is one JSON
object; the exit is 1 when a goal is missed.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from listening.core.database import db
from tests.browser.server import ROOT, Server
from tests.cast import Cast
from tests.services import CHROMIUM
from tests.sessions.rooms import opened
from tests.world import World

#: The newest that Node 20 runs; 13 asks for Node 22.
LIGHTHOUSE = "lighthouse@12.8.2"
FOLDER = ROOT / ".venv" / "lighthouse"
#: Goals: each category of Lighthouse; milliseconds to the first paint (speed.md); bytes of a first load.
LEAST, PAINT_MS, MOST_BYTES = 95, 1500, 30_000
#: WebPageTest's "3G Slow": 400 ms each way and back, 400 kbit/s.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PHONE = {"width": 360, "height": 740}
ROUNDS = 3
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main() -> int:
    with tempfile.TemporaryDirectory() as home:
        server = Server(Path(home))
        code = prepared(server)
        server.start()
        try:
            scores = walked(server.address, code)
            paints = on_a_slow_line(server.address, code)
        finally:
            server.stop()
    fine = all(
        score >= LEAST for page in scores.values() for score in page.values() if isinstance(score, int)
    ) and all(one["paint_ms"] <= PAINT_MS and one["bytes"] <= MOST_BYTES for one in paints.values())
    print(json.dumps({"lighthouse": scores, "slow_3g": paints, "all_goals": fine}))
    return 0 if fine else 1


def prepared(server: Server) -> str:
    """Tables, cast, stage and one open room; its code."""
    app = server.prepare()
    with app.app_context():
        code = opened(World(app, Cast(app), None).engagement()).code
        db.session.remove()
    return code


def walked(address: str, code: str) -> dict[str, Any]:
    """What Lighthouse gives each page, out of 100, and what it holds against it."""
    if not (FOLDER / "node_modules" / "lighthouse").is_dir():
        subprocess.run(["npm", "install", "--silent", "--prefix", FOLDER, LIGHTHOUSE], check=True)
    told = {"FOLDER": str(FOLDER), "ADDRESS": address, "CODE": code, "CHROME_PATH": CHROMIUM}
    script = Path(__file__).with_suffix(".mjs")
    done = subprocess.run(
        ["node", script], env=os.environ | told, check=True, stdout=subprocess.PIPE, text=True
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def on_a_slow_line(address: str, code: str) -> dict[str, dict[str, float]]:
    """Median milliseconds to the first paint, and bytes of all answers, with an empty cache each time."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        return {
            name: _middle([_once(browser, address, path, press) for _round in range(ROUNDS)])
            for name, path, press in (
                ("join", "/join", ""),
                ("notice", f"/s/{code}", ""),
                ("prompt", f"/s/{code}", "Start"),
                ("ledger", "/ledger", ""),
            )
        }


def _middle(rounds: list[tuple[float, int]]) -> dict[str, float]:
    paints, sizes = zip(*rounds, strict=True)
    return {"paint_ms": round(median(paints)), "bytes": max(sizes)}


def _once(browser: Browser, address: str, path: str, press: str) -> tuple[float, int]:
    context = browser.new_context(base_url=address, viewport=PHONE, locale="en-US")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if press:
        page.goto(path)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda facts: sizes.append(int(facts["encodedDataLength"])))
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    page.get_by_role("button", name=press).click() if press else page.goto(path)
    page.wait_for_load_state("networkidle")
    paint = _painted(page)
    context.close()
    return paint, sum(sizes)


def _painted(page: Page) -> float:
    for _look in range(50):
        if paint := page.evaluate(PAINT):
            return float(paint)
        page.wait_for_timeout(100)
    raise AssertionError(f"nothing was painted on {page.url}")


if __name__ == "__main__":
    sys.exit(main())
