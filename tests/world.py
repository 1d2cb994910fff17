"""Verbs that bring the loop to a stage, through the rooms' own services. Each commits."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Flask

from listening.contributions.models import Contribution, Redaction
from listening.core import clock
from listening.core.database import Words, db
from listening.core.loop import Happened
from listening.engagements import service as engagements
from listening.engagements.models import Engagement, Prompt
from listening.sessions.models import ListeningSession
from listening.sessions.service import new_code
from listening.themes.models import Disposition, Theme
from tests.cast import Cast, staff_named


def both(english: str, spanish: str = "") -> Words:
    return Words(en=english, es=spanish or f"{english} (es)")


class World:
    def __init__(self, app: Flask, cast: Cast, calendar: Any) -> None:
        self.app, self.cast, self.calendar = app, cast, calendar

    def engagement(self, *, level: str = "consult", opened: bool = True, prompts: int = 2) -> Engagement:
        """A promise with its prompts, made public unless told otherwise."""
        today = clock.today()
        engagement = engagements.plan(
            staff_named("ada"),
            {
                "title": both("Visits that work", "Visitas que funcionan"),
                "purpose": both("We want to know what makes visits hard."),
                "can_change": both("Hours, places and rides."),
                "cannot_change": both("What a judge ordered."),
                "audience": both("Parents and caregivers"),
                "promise": both("We will listen and answer."),
                "level": level,
                "languages": ["en", "es"],
                "coordinator": "Community Partnerships Unit",
                "inform_by": today + timedelta(days=7),
                "respond_by": today + timedelta(days=60),
                "expected_themes": 6,
                "answering_people": 2,
                "answered_by": "Answers Desk",
            },
        )
        for number in range(1, prompts + 1):
            engagements.ask(engagement, both(f"What must change, part {number}?"))
        if opened:
            engagements.open_promise(staff_named("ada"), engagement)
        db.session.commit()
        return engagement

    def looked_at(self, engagement: Engagement, kind: str = "sense_making", *, closed: bool = True) -> Any:
        """A session in which the community looks at the themes, run by Bo; closed unless told otherwise."""
        session = ListeningSession(
            engagement_id=engagement.id,
            kind=kind,
            code=new_code(),
            starts_at=clock.now(),
            minutes=90,
            place=both("Public library"),
            address="1 Main Street",
            owner="library",
            venue_answers={},
            ground_rules=both("One voice at a time."),
            supports=[],
            facilitator_id=staff_named("bo").id,
            opened_at=clock.now(),
            closed_at=clock.now() if closed else None,
        )
        db.session.add(session)
        db.session.commit()
        return session

    def voices(
        self, prompt: Prompt, texts: list[str], *, consent: str = "quote", **columns: Any
    ) -> list[Contribution]:
        """Contributions as sealing leaves them in the vault."""
        rows = [
            Contribution(
                id=secrets.token_hex(16),
                fingerprint=secrets.token_hex(16),
                prompt_id=prompt.id,
                period="2026-03",
                language=columns.get("language", "en"),
                consent=consent,
                text=text,
            )
            for text in texts
        ]
        db.session.add_all(rows)
        db.session.commit()
        return rows

    def theme(
        self,
        engagement: Engagement,
        voices: list[Contribution] = (),
        *,
        signed_off: bool = True,
        label: str = "Rides",
    ) -> Theme:
        """A theme with these voices in it; signed off through the journal unless told otherwise."""
        from listening.core import journal

        theme = Theme(
            engagement_id=engagement.id,
            key=secrets.token_hex(4),
            label=both(label),
            summary=both("People need a ride to visits."),
        )
        db.session.add(theme)
        db.session.flush()
        for voice in voices:
            db.session.add(
                Disposition(contribution_id=voice.id, place="themed", theme_id=theme.id, placed_by="person")
            )
        if signed_off:
            pia = staff_named("pia")
            theme.signed_off_by_id, theme.signed_off_on = pia.id, clock.today()
            journal.record(
                Happened.SIGNED_OFF,
                on=clock.today(),
                engagement_id=engagement.id,
                theme_id=theme.id,
                staff_id=pia.id,
            )
        db.session.commit()
        return theme

    def redacted(self, voice: Contribution, text: str | None = None) -> Redaction:
        """The voice with a reader's redaction beside it."""
        redaction = Redaction(
            contribution_id=voice.id,
            text=text or voice.text,
            taken_out=[],
            redacted_by_id=staff_named("pia").id,
        )
        db.session.add(redaction)
        db.session.commit()
        return redaction
