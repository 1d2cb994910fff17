"""A survey on a phone of its own: choices without a word carry the same proof as words, and are counted."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from listening.contributions.intake import intake
from listening.contributions.pooling import CHOICES, CHOICES_APART, choices_gathering
from listening.core.database import db
from listening.surveys.models import Survey
from tests.browser.conftest import PHONE, listen
from tests.browser.server import Server
from tests.cast import Cast
from tests.surveys.answers import planned
from tests.world import World


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Flask, str, int]]:
    """A server with one open survey of one prompt and one question with choices."""
    server = Server(tmp_path_factory.mktemp("survey"))
    app = server.prepare()
    with app.app_context():
        survey = planned(World(app, Cast(app), None).engagement(prompts=1), kinds=("single",))
        code, number = survey.code, survey.id
        db.session.commit()
    server.start()
    yield server, app, code, number
    server.stop()


@pytest.mark.parametrize("javascript", [True, False])
def test_choices_alone_are_counted_when_the_phone_proves_itself(asked, chromium: Browser, javascript) -> None:
    server, app, code, number = asked
    context = chromium.new_context(
        base_url=server.address, viewport=PHONE, java_script_enabled=javascript, locale="en-US"
    )
    phone, complaints = context.new_page(), []
    listen(phone, server.address, complaints)
    phone.goto(f"/s/{code}")
    phone.get_by_role("button", name="Start").click()
    phone.get_by_role("button", name="Skip this question").click()
    phone.get_by_text("Middle").click()
    phone.get_by_role("button", name="Continue").click()
    before = kept(app, number)
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("We received your choices")
    expect(phone.get_by_text("They came without a check")).to_have_count(0 if javascript else 1)
    among, apart = kept(app, number)
    assert (among - before[0], apart - before[1]) == ((1, 0) if javascript else (0, 1))
    context.close()
    assert complaints == []


def kept(app: Flask, number: int) -> tuple[int, int]:
    """How many choices wait to be counted, and how many for a person's look."""
    with app.app_context():
        store = intake().store(choices_gathering(db.session.get_one(Survey, number)))
        return store.count(CHOICES), store.count(CHOICES_APART)
