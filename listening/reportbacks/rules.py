"""What a report-back needs before the public may read it."""

from dataclasses import dataclass

#: Highest reading grade we aim for on public pages: about the sixth school year.
READING_GRADE = 6.0


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


def missing_from(ready: Readiness) -> list[str]:
    """Names of what is missing, in the order people should do it; empty when it can be published."""
    checks = (
        ("answer", ready.answered),
        ("quotes", ready.unfit_quotes == 0),
        ("language_review", ready.reviewed_by_a_person),
        ("cosign", ready.cosigned or not ready.needs_cosign),
        ("second_person", not ready.drafted_by_publisher),
    )
    return [name for name, fulfilled in checks if not fulfilled]
