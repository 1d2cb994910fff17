"""What people write, shown by a real browser, runs nowhere: no script, no request, no complaint of the policy (T16)."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route
from sqlalchemy import select

from listening.contributions.models import Contribution
from listening.core.database import db
from listening.engagements.models import Prompt
from listening.evening.models import TonightLine
from listening.reportbacks.models import Quote
from listening.themes.models import Disposition, Theme
from tests.browser.conftest import WIDE, listen
from tests.browser.server import Server
from tests.faults.sizes import FULL, size
from tests.faults.test_injection import MARK, payloads
from tests.house.crawl import crawl
from tests.house.people import Walker
from tests.world import World, both

TEXTS = size(150, 1_500)
#: Those whose pages show what people wrote; the others' pages are read by test_injection.
READ_BY = ("anonymous", "bo", "pia", "ada")
#: Pages of one kind that are looked at.
OF_ONE_KIND = size(1, 4)
#: Elements that ask for more words once the page is there.
FETCHES = "[data-hx-get], [data-now]"
#: Elements that only a payload could have made.
MADE = f"document.querySelectorAll('[id*={MARK}], [src*={MARK}], [href*={MARK}], [action*={MARK}], {MARK}').length"


@pytest.fixture(scope="module")
def told(prepared: tuple[Server, Flask]) -> dict[str, list[str]]:
    """Every payload as a voice of one theme, and one in every other place that shows words of people."""
    _server, app = prepared
    texts = iter(payloads(TEXTS + 100))
    with app.app_context():
        theme = db.session.scalars(select(Theme).where(Theme.signed_off_on.is_not(None))).first()
        prompt = db.session.scalars(select(Prompt).where(Prompt.engagement_id == theme.engagement_id)).first()
        for voice in db.session.scalars(select(Contribution)):
            voice.text = next(texts)
        voices = World(app, None, None).voices(prompt, [next(texts) for _one in range(TEXTS)])
        db.session.add_all(
            Disposition(
                contribution_id=one.id,
                place=place,
                theme_id=theme.id if place == "themed" else None,
                placed_by="person",
            )
            for number, one in enumerate(voices)
            for place in ["themed" if number % 3 else ("single_voice", "quarantine")[number % 2]]
        )
        for one in db.session.scalars(select(Theme)):
            one.label, one.summary = both(next(texts)), both(next(texts))
        for one in db.session.scalars(select(TonightLine)):
            one.text = next(texts)
        for one in db.session.scalars(select(Quote)):
            one.words = next(texts)
        db.session.commit()
        db.session.remove()
    return {name: reached(app, name) for name in READ_BY}


def reached(app: Flask, name: str) -> list[str]:
    """Every page this person comes to by links and that holds a payload or fetches more; before a release all."""
    with app.app_context():
        return [
            page.path
            for page in crawl(app, Walker(app, name), "en", OF_ONE_KIND)
            if FULL or MARK in page.html or page.soup.select(FETCHES)
        ]


def looked_at(page: Page, paths: list[str]) -> tuple[int, int]:
    """How often the mark is read on these pages, and how many elements payloads made."""
    read = made = 0
    for path in paths:
        page.goto(path)
        page.wait_for_timeout(60)
        read += page.content().count(MARK)
        made += page.evaluate(MADE)
    return read, made


@pytest.mark.parametrize("who", READ_BY)
def test_no_word_becomes_an_element_a_script_or_a_request(told, visitor, sign_in, who, record_property):
    page, dialogs = visitor(**WIDE), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    if who != "anonymous":
        sign_in(page, who)
    read, made = looked_at(page, told[who])
    record_property(f"browser_pages_{who}", len(told[who]))
    record_property(f"browser_marks_{who}", read)
    assert read > 0, "no page shows what people wrote: the attack says nothing"
    assert (made, dialogs) == (0, [])


def test_a_page_that_takes_words_for_markup_is_found(told, server, chromium: Browser):
    complaints: list[str] = []
    context = chromium.new_context(base_url=server.address)
    page = context.new_page()
    listen(page, server.address, complaints)

    def weaker(route: Route) -> None:
        if route.request.resource_type != "document":
            return route.continue_()
        answer = route.fetch()
        body = answer.text().replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"')
        return route.fulfill(response=answer, body=body)

    page.route("**/*", weaker)
    looked_at(page, told["anonymous"])
    context.close()
    assert complaints


#: Markup that runs by itself, also where htmx folds it into a template.
RUNS = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<template><svg onload=alert(1)></svg></template>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<p hx-on::load=alert(1)>x</p>",
    "<iframe srcdoc=x></iframe>",
)
#: Gives text to the browser as markup, and says whether it was taken.
GIVE = """(text) => { try { document.createElement("div").innerHTML = text; return true; } catch { return false; } }"""


@pytest.fixture
def ada(server: Server, chromium: Browser, sign_in: Callable[[Page, str], None]) -> Iterator[Page]:
    """Ada's browser, whose complaints are what is asked for here."""
    context = chromium.new_context(base_url=server.address)
    page = context.new_page()
    sign_in(page, "ada")
    yield page
    context.close()


def test_a_desk_page_with_htmx_takes_markup_but_none_that_runs(ada, prepared):
    with prepared[1].app_context():
        theme = db.session.scalars(select(Theme.id).where(Theme.signed_off_on.is_not(None))).first()
    ada.goto(f"/staff/report-backs/themes/{theme}/en")
    assert ada.evaluate("typeof htmx") == "object", "no page that turns text into markup: nothing is tried"
    assert ada.evaluate(GIVE, "<p id=heard><b>Heard</b></p>")
    assert [text for text in RUNS if ada.evaluate(GIVE, text)] == []


def test_other_pages_take_no_markup_at_all(ada):
    for path in ("/staff", "/ledger"):
        ada.goto(path)
        assert not ada.evaluate(GIVE, "<p>Heard</p>"), path
