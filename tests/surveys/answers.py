"""A survey at any moment, and people who answer it by phone."""

from datetime import timedelta
from typing import Any

from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.surveys import service
from listening.surveys.models import Survey
from listening.surveys.rules import QuestionKind
from tests.cast import staff_named
from tests.phone import Page, Phone
from tests.world import both

LASTS = 21


def planned(engagement: Engagement, *, first: int = 0, kinds: tuple[str, ...] = (), **facts: Any) -> Survey:
    """Bo's survey over three weeks from ``first`` days ahead, with one closed question of each kind asked for."""
    bo = staff_named("bo")
    opens_on = clock.today() + timedelta(days=max(first, 1))
    days = {"opens_on": opens_on, "closes_on": clock.today() + timedelta(days=first + LASTS)}
    survey = service.plan(bo, engagement, days | {"remind_on": None} | facts, engagement.prompts)
    for kind in kinds:
        options = [both("Low"), both("Middle"), both("High")]
        service.ask_closed(
            bo,
            survey,
            QuestionKind(kind),
            both(f"Which, {kind}?"),
            options[::2] if kind == "scale" else options,
        )
    if not first:
        survey.opens_on = clock.today()
    db.session.commit()
    return survey


def phone(app: Any, survey: Survey) -> Phone:
    """Someone who has scanned the poster."""
    one = Phone(app.test_client(use_cookies=False))
    one.open(f"/s/{survey.code}")
    return one


def answered(app: Any, survey: Survey, text: str, *more: str) -> Page:
    """Someone answers the first prompts, skips the rest and sends; the page with the receipt."""
    one = phone(app, survey)
    one.press("Start")
    for said in (text, *more):
        one.press("Continue", text=said, consent="quote")
    while "Skip this question" in one.page.text:
        one.press("Skip this question")
    if survey.questions:
        one.press("Continue")
    return one.press("Send")


def words_of(page: Page) -> str:
    return " ".join(word.get_text() for word in page.soup.select(".words li"))
