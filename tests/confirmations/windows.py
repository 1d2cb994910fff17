"""A theme that was told back, with receipts that can answer it."""

from datetime import timedelta

from sqlalchemy import select

from listening.actions.models import Decision
from listening.actions.rules import Choice
from listening.confirmations import service
from listening.contributions.models import Contribution
from listening.core import clock, jobs, journal
from listening.core.database import db
from listening.core.loop import Happened
from listening.reportbacks.models import ReportBack
from tests.cast import staff_named
from tests.sessions.rooms import opened, spoken
from tests.world import both

ANSWERS = {"y": "yes", "p": "partly", "n": "no", "c": "cannot_tell"}


def told_back(app, world, *, voices=6, engagement=None):
    """(theme, receipts): signed off, decided, reported back; the window is open."""
    engagement = engagement or world.engagement()
    secrets = spoken(app, engagement, [f"Rides, voice {number}" for number in range(voices)])
    spoke = select(Contribution).where(Contribution.prompt_id.in_([one.id for one in engagement.prompts]))
    theme = world.theme(engagement, list(db.session.scalars(spoke)))
    tell(theme)
    return theme, secrets


def tell(theme):
    """Decide and report back, as two people of the agency do; the window opens."""
    ada, ben, today = staff_named("ada"), staff_named("ben"), clock.today()
    db.session.add(
        Decision(
            theme_id=theme.id,
            choice=Choice.WILL_DO.value,
            words=both("We will pay for rides."),
            drafted_by_id=ada.id,
            published_by_id=ben.id,
            published_on=today,
        )
    )
    about = {"on": today, "engagement_id": theme.engagement_id, "theme_id": theme.id, "staff_id": ben.id}
    journal.record(Happened.DECISION_PUBLISHED, detail={"choice": Choice.WILL_DO.value}, **about)
    version = len(db.session.scalars(select(ReportBack).where(ReportBack.theme_id == theme.id)).all()) + 1
    db.session.add(
        ReportBack(
            theme_id=theme.id,
            language="en",
            version=version,
            correction="More." if version > 1 else None,
            you_said="You need rides.",
            we_did="We pay for rides.",
            what_next="A van comes.",
            human_reviewed=True,
            drafted_by_id=ada.id,
            published_by_id=ben.id,
            published_on=today,
        )
    )
    journal.record(Happened.REPORT_BACK_PUBLISHED, **about)
    db.session.flush()
    service.open_window(theme)
    db.session.commit()


def answer(secrets, theme, answers, text=""):
    """One letter for each receipt: y, p, n, c."""
    window = service.open_for(theme.id)
    for secret, letter in zip(secrets, answers, strict=False):
        service.give(secret, window, service.Answer(ANSWERS[letter]), text, "en")
    db.session.commit()


def let_end(app, calendar, days=61):
    db.session.commit()
    calendar.move(days)
    jobs.sweep_all(app)
    db.session.expire_all()


def returns(theme, days=0):
    """A return session of the engagement that took place today."""
    room = opened(theme.engagement, kind="return", starts_at=clock.now() + timedelta(days=days))
    db.session.commit()
    return room
