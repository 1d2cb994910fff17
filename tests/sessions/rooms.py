"""A listening session at any moment, through the rooms' own verbs. Each commits."""

from datetime import timedelta
from typing import Any

from listening.contributions import service as contributions
from listening.contributions.receipt import new_secret
from listening.contributions.rules import Channel, Consent, Voice
from listening.core import clock, jobs
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.sessions import service
from listening.sessions.models import ListeningSession
from listening.sessions.rules import VENUE_QUESTIONS
from tests.cast import staff_named
from tests.world import both

GOOD = {question.key: question.good for question in VENUE_QUESTIONS}


def planned(engagement: Engagement, **changes: Any) -> ListeningSession:
    """Bo's evening in the library, with every prompt of the engagement on the agenda."""
    facts = {
        "kind": "listening",
        "starts_at": clock.now() + timedelta(hours=8),
        "minutes": 120,
        "place": both("Oak Street Library"),
        "address": "12 Oak Street",
        "owner": "library",
        "venue_reason": None,
        "venue_answers": GOOD,
        "ground_rules": both("One person speaks at a time."),
        "supports": ["ride"],
    }
    session = service.plan(staff_named("bo"), engagement, facts | changes, engagement.prompts)
    db.session.commit()
    return session


def opened(engagement: Engagement, **changes: Any) -> ListeningSession:
    session = planned(engagement, **changes)
    service.open_session(staff_named("bo"), session)
    db.session.commit()
    return session


def said(session: ListeningSession, texts: list[str], *, consent: str = "quote") -> list[str]:
    """Each text from one phone, to the first prompt; the receipts' secrets."""
    secrets = [new_secret() for _text in texts]
    for secret, text in zip(secrets, texts, strict=True):
        voice = Voice(session.agenda[0].prompt_id, text, Consent(consent), "en", Channel.PHONE)
        contributions.contribute(session, secret, [voice])
    return secrets


def closed(app: Any, session: ListeningSession) -> None:
    """Close it, and let the sweeper seal it."""
    service.close_session(staff_named("bo"), session)
    db.session.commit()
    jobs.sweep_all(app)
    db.session.expire_all()


def spoken(app: Any, engagement: Engagement, texts: list[str], **changes: Any) -> list[str]:
    """A whole evening: opened, said, closed, sealed."""
    session = opened(engagement, **changes)
    secrets = said(session, texts)
    closed(app, session)
    return secrets
