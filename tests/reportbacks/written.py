"""Report-backs on their way to the public, brought there by the verbs of the room."""

from typing import Any

from listening.contributions.models import Contribution
from listening.core.database import db
from listening.reportbacks import service
from listening.reportbacks.models import ReportBack
from listening.themes.models import Theme
from tests.actions.answered import Answers
from tests.cast import staff_named

TEXTS = {
    "acknowledgement": "You waited in the rain. We are sorry.",
    "you_said": "The bus is slow.",
    "we_did": "Gas cards are at the desk.",
    "why_not": "We cannot pay friends who drive.",
    "what_next": "The van comes in May.",
}


class Telling(Answers):
    """Written by Pia, read by Mei, published by Ada."""

    def answered(self, level: str = "consult", voices: int = 3) -> Theme:
        theme = self.theme(level, voices)
        self.decision(theme)
        return theme

    def quotable(
        self, theme: Theme, words: str = "I wait an hour for the bus.", **columns: Any
    ) -> Contribution:
        """A voice of this theme that says "quote me"; nobody redacted it yet."""
        from listening.themes.models import Disposition

        [voice] = self.world.voices(theme.engagement.prompts[0], [words], **columns)
        db.session.add(
            Disposition(contribution_id=voice.id, place="themed", theme_id=theme.id, placed_by="person")
        )
        db.session.commit()
        return voice

    def draft(self, theme: Theme, language: str = "en", by: str = "pia", **texts: str) -> ReportBack:
        report_back = service.draft(staff_named(by), theme, language, TEXTS | texts)
        db.session.commit()
        return report_back

    def published(self, theme: Theme, language: str = "en", **texts: str) -> ReportBack:
        return self.publish(self.draft(theme, language, **texts))

    def publish(self, report_back: ReportBack) -> ReportBack:
        service.mark_reviewed(staff_named("mei"), report_back)
        service.cosign(staff_named("mei"), report_back)
        service.publish(staff_named("ada"), report_back)
        db.session.commit()
        return report_back
