"""What a report-back needs before the public may read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from listening.core.loop import Happened, Step

#: The texts of a report-back, in the order people read them.
TEXTS = ("acknowledgement", "you_said", "we_did", "why_not", "what_next")
#: Those it cannot do without.
NEEDED = ("you_said", "we_did", "what_next")


@dataclass(frozen=True)
class Quotable:
    """Words that may stand on a page in one language, as they would stand there."""

    words: str
    #: The language they were said in.
    spoken: str
    #: The language of the page, when a person translated them into it.
    translated_into: str | None = None

    def stands_in(self, language: str) -> bool:
        """Whether someone who reads only this language can read them."""
        return language in {self.spoken, self.translated_into}


@dataclass(frozen=True)
class Readiness:
    """The facts publishing depends on, gathered by the service."""

    answered: bool
    drafted_by_publisher: bool
    needs_cosign: bool
    cosigned: bool
    reviewed_by_a_person: bool
    #: Quotes without consent, or without a redaction by a reader.
    unfit_quotes: int
    #: Quotes in another language than the page, which nobody translated yet.
    untranslated_quotes: int = 0


def missing_from(ready: Readiness) -> list[str]:
    """Names of what is missing, in the order people should do it; empty when it can be published."""
    checks = (
        ("answer", ready.answered),
        ("quotes", ready.unfit_quotes == 0),
        ("translation", ready.untranslated_quotes == 0),
        ("language_review", ready.reviewed_by_a_person),
        ("cosign", ready.cosigned or not ready.needs_cosign),
        ("second_person", not ready.drafted_by_publisher),
    )
    return [name for name, fulfilled in checks if not fulfilled]


def is_correction(steps: Sequence[Step], language: str) -> bool:
    """Whether a new version only corrects: the decision that stands was reported back in this language.

    A correction opens no new verdict window; the first report of a new decision does.
    """
    for step in reversed(steps):
        if step.kind is Happened.DECISION_PUBLISHED:
            return False
        if step.kind is Happened.REPORT_BACK_PUBLISHED and step.detail.get("language") == language:
            return True
    return False
