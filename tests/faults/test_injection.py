"""What people write is shown on many pages and in many files, and never becomes part of any of them."""

import random
import re

import pytest
from sqlalchemy import select

from listening.contributions.models import Contribution
from listening.core import jobs
from listening.core.database import db
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.faults.sizes import size
from tests.house.addresses import every_object, rules
from tests.house.crawl import crawl
from tests.house.people import STAFF, Walker
from tests.phone import Phone
from tests.sessions.rooms import opened, said

pytestmark = [pytest.mark.once, pytest.mark.slow]

PAYLOADS = size(150, 1_500)
#: In every payload, so that it is found wherever it went.
MARK = "xq7z"
SHAPES = [
    "<script>{m}</script>",
    "<img src={m} onerror={m}()>",
    "<svg/onload={m}>",
    "<svg><script>{m}</script></svg>",
    '"><b id={m}>',
    "'><i id={m}>",
    '" autofocus onfocus={m} x="',
    "' onmouseover={m} '",
    "</textarea><form action={m}><button>",
    "</title><base href={m}>",
    "<div data-hx-get=/{m} data-hx-trigger=load>",
    "<div hx-get=/{m} hx-trigger=load>",
    '<a data-hx-on:click="{m}">x</a>',
    "<iframe srcdoc='<b>{m}</b>'>",
    "<style>@import url({m})</style>",
    "<link rel=stylesheet href={m}>",
    "<meta http-equiv=refresh content=0;url={m}>",
    "<math><mtext></form><form><mglyph><style></math><img src={m}>",
    "<noscript><p title='</noscript><img src={m}>'>",
    "<!--><b id={m}>-->",
    "]]><x:{m}/>",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY {m} SYSTEM 'file:///etc/passwd'>]>",
    "\u202e<b id={m}>\u200b",
    "<<b id={m}>>",
    "<details open ontoggle={m}>",
    "javascript:{m}//",
    "{{{{ config }}}} {m} <b id={m}>",
    "&lt;b id={m}&gt;<b id={m}>",
]
GAPS = ["", " ", "\t", "\n", "/", "\x0c"]


def payloads(number, seed=11):
    """Known shapes, then the same with letters, gaps and quotes changed; each with the mark in it."""
    dice = random.Random(seed)
    made = [shape.format(m=MARK) for shape in SHAPES]
    while len(made) < number:
        text = dice.choice(SHAPES).format(m=MARK)
        where = dice.randrange(len(text))
        text = text[:where].swapcase() + dice.choice(GAPS) + text[where:]
        made.append(f"{text} {len(made)}")
    return [text for text in made[:number] if text.strip()]


def raw_in(body, texts):
    """Payloads that stand in a page or feed as they were written, though they hold signs of markup."""
    return [text for text in texts if re.search(r"[<\"]", text) and text.strip() in body]


def planted(soup):
    """Elements that a payload made, and scripts that are not ours."""
    quiet = {"value", "aria-label", "title", "data-label", "alt", "content"}
    return [
        str(tag)[:120]
        for tag in soup.find_all(True)
        if MARK in tag.name.lower()
        or any(MARK in name or (MARK in str(said) and name not in quiet) for name, said in tag.attrs.items())
        or (tag.name == "script" and not tag.get("src") and tag.get("type") != "application/json")
    ]


@pytest.fixture
def told(app, world):
    """Every payload said in a room, sealed, in a theme, quoted, and the label of the theme one itself."""
    texts = payloads(PAYLOADS)
    engagement = world.engagement()
    room = opened(engagement)
    phone = Phone(app.test_client(use_cookies=False))
    said(room, texts)
    sessions.close_session(staff_named("bo"), room)
    db.session.commit()
    jobs.sweep_all(app)
    voices = db.session.scalars(select(Contribution)).all()
    assert len(voices) == len(texts)
    world.theme(engagement, voices[:-12], label=texts[1])
    world.theme(engagement, voices[-12:-6], label=texts[5], signed_off=False)
    for voice in voices[:20]:
        world.redacted(voice)
    assert phone is not None
    return texts


def found_on_pages(app, texts):
    """Problems on every page that anyone can reach; the control asks for the first alone."""
    seen = 0
    for name in ("anonymous", *STAFF):
        for page in crawl(app, Walker(app, name), "en"):
            seen += page.html.count(MARK)
            yield from (f"{name} {page.path}: {one}" for one in raw_in(page.html, texts) + planted(page.soup))
    assert seen, "no page shows what people wrote: the attack says nothing"


def test_no_page_takes_words_for_markup(app, told, record_property):
    record_property("injection_payloads", len(told))
    assert list(found_on_pages(app, told)) == []


def test_a_build_that_does_not_escape_is_found(app, told):
    # What this build compiles is not handed to others, nor theirs to it.
    app.jinja_env.bytecode_cache, app.jinja_env.autoescape = None, False
    app.jinja_env.cache.clear()
    try:
        assert any(found_on_pages(app, told))
    finally:
        app.jinja_env.autoescape = True


def test_no_feed_and_no_file_takes_words_for_markup(app, told):
    walker, kinds = Walker(app, "anonymous"), set()
    paths = {path for rule in rules(app) if "GET" in rule.methods for path in every_object(app, rule)}
    for path in sorted(paths):
        answer = walker.ask("GET", path)
        if answer.status_code != 200 or answer.mimetype == "text/html":
            continue
        kinds.add(answer.mimetype)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if "xml" in answer.mimetype:
            assert raw_in(answer.get_data(as_text=True), told) == [], path
    assert {"application/atom+xml", "application/json", "text/calendar", "text/csv"} <= kinds
