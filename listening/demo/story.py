"""Tells the demo: four promises, from two hundred and thirty days ago until today."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from listening import create_app
from listening.confirmations.rules import Answer, Tally
from listening.contributions.receipt import shown
from listening.core import schema
from listening.core.config import Settings
from listening.core.database import db
from listening.core.models import Setting
from listening.demo.people import PASSWORD, PEOPLE, settle_in
from listening.demo.telling import Telling
from listening.sessions.models import ListeningSession

YES, PARTLY, NO = Answer.YES, Answer.PARTLY, Answer.NO


class StoryClock:
    """A clock that stands on whichever day is being told, at noon."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.today: date = datetime.now(settings.timezone).date()
        self.days = 0

    def __call__(self) -> datetime:
        noon = datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=self.settings.timezone)
        return (noon + timedelta(days=self.days)).astimezone(UTC)

    def go_to(self, days: int) -> None:
        """Stand on the day ``days`` from today."""
        self.days = days


def tell(settings: Settings) -> None:
    """Fill an empty database with the story; one that was told before stays as it is."""
    quiet = replace(settings, demo=False, inline_jobs=True)
    clock = StoryClock(settings)
    app = create_app(quiet, now=clock)
    with app.app_context():
        schema.upgrade()
        if db.session.scalar(select(Setting).limit(1)) is None:
            _tell(app, clock)
        db.session.remove()
        db.engine.dispose()


def _tell(_app: Flask, clock: StoryClock) -> None:
    cast = settle_in()
    db.session.commit()
    reported = tell_reported_back(Telling("reported_back", cast, clock.go_to))
    tell_deciding(Telling("deciding", cast, clock.go_to))
    tell_listening(Telling("listening", cast, clock.go_to))
    tell_promised(Telling("promised", cast, clock.go_to))
    Setting.put("demo_receipt", receipt_for(reported, "language"))
    db.session.commit()


def tell_reported_back(story: Telling) -> Telling:
    """One theme confirmed, one contested, one overdue, one silent, one being done, two waiting for a verdict."""
    story.promise(-230, respond_in=205)
    story.plan(-210, return_on=-50)
    story.listen(-210)
    story.close(-209)
    story.make_sense(-190)
    story.find(-185)
    story.redact(-184)
    story.acknowledge(-183)
    story.tell_apart(-180)
    story.decide(-150, publish=lambda _theme: True)
    story.pass_on(-148)
    story.act(-145)
    story.report_back(-100, lambda one: one["theme"] in {"rides", "times"})
    story.answer(-60, "rides", [YES] * 6 + [PARTLY] * 2)
    story.answer(-58, "times", [NO] * 4 + [YES] * 2 + [PARTLY])
    story.come_back(
        -50, {"rides": Tally(yes=9, partly=2), "times": Tally(yes=3, partly=2, no=7, cannot_tell=1)}
    )
    story.evaluate(-35)
    story.report_back(-20, lambda one: one["theme"] in {"language", "jail"})
    story.say_why_late(-2)
    story.go_to(0)
    return story


def tell_deciding(story: Telling) -> None:
    """Themes are signed off; two answers are public, two wait for a second person, two are not written."""
    story.promise(-60, respond_in=90)
    story.plan(-45, return_on=75)
    story.listen(-45)
    story.close(-44)
    story.make_sense(-36)
    story.find(-28)
    story.redact(-27)
    story.acknowledge(-26)
    story.tell_apart(-20)
    story.decide(-5, publish=lambda theme: theme in {"first-costs", "whole-file"})
    story.act(-4)
    story.go_to(0)


def tell_listening(story: Telling) -> None:
    """A session is open right now: its words lie in the intake, and nobody can read them."""
    story.promise(-12, respond_in=80)
    story.plan(0, return_on=75)
    story.listen(0)


def tell_promised(story: Telling) -> None:
    """A promise, and a session people are invited to."""
    story.promise(-3, respond_in=100)
    story.plan(12, return_on=90)
    story.go_to(0)


def receipt_for(story: Telling, theme: str) -> str:
    """The receipt of one made-up contributor, so that whoever tries the demo can come back as them."""
    spoken = zip(story.told["contribution"], story.secrets, strict=True)
    secret = next(secret for one, secret in spoken if one["theme"] == theme)
    return " ".join(shown(secret, "en"))


def facts_of(address: str) -> str:
    """What the terminal prints: the address, the code, a receipt and the log-ins."""
    session = db.session.scalars(
        select(ListeningSession).where(
            ListeningSession.opened_at.is_not(None), ListeningSession.closed_at.is_(None)
        )
    ).first()
    lines = [
        "",
        f"Hearback is at {address}",
        f"Join as a contributor:   {address}/join   code {session.code if session else '(no session is open)'}",
        f"Come back with a receipt: {address}/receipt   {Setting.value_of('demo_receipt')}",
        f"Staff sign in at          {address}/staff   password for all: {PASSWORD}",
        "  (the page after the password shows the code that their phone would show)",
    ]
    lines += [f"  {name:<8} {role.value}" for name, (_display, role, _agency) in PEOPLE.items()]
    return "\n".join(lines)
