"""Reading what was told back, for this desk and every later room."""

from sqlalchemy import func, select

from listening.contributions.models import Contribution, Redaction
from listening.contributions.rules import Consent
from listening.core.database import db
from listening.reportbacks.models import ReportBack
from listening.reportbacks.rules import Quotable
from listening.themes import translating
from listening.themes.models import Disposition


def newest_version(theme_id: int, language: str) -> ReportBack | None:
    """The last version in a language, published or not."""
    return db.session.scalars(
        select(ReportBack)
        .where(ReportBack.theme_id == theme_id, ReportBack.language == language)
        .order_by(ReportBack.version.desc())
        .limit(1)
    ).first()


def fit_to_quote(theme_id: int) -> dict[str, tuple[str, str]]:
    """Words of a theme that may be quoted: contribution id → (redacted words, language). Never originals."""
    rows = db.session.execute(
        select(Redaction.contribution_id, Redaction.text, Contribution.language)
        .join(Contribution, Contribution.id == Redaction.contribution_id)
        .join(Disposition, Disposition.contribution_id == Redaction.contribution_id)
        .where(Disposition.theme_id == theme_id, Contribution.consent == Consent.QUOTE.value)
        .where(func.length(Redaction.text) > 0)
        .order_by(Redaction.contribution_id)
    )
    return {contribution_id: (text, language) for contribution_id, text, language in rows}


def quotable(theme_id: int, language: str) -> dict[str, Quotable]:
    """Words of a theme that may be quoted on a page in this language, translated where a person did that."""
    said, translated = fit_to_quote(theme_id), translating.fit_to_quote(theme_id, language)
    return {
        one: Quotable(translated[one], spoken, language) if one in translated else Quotable(words, spoken)
        for one, (words, spoken) in said.items()
    }


def published_for(theme_id: int) -> dict[str, ReportBack]:
    """The newest published report-back of a theme in each language."""
    return {one.language: one for one in versions(theme_id)}


def versions(theme_id: int, language: str | None = None) -> list[ReportBack]:
    """Published versions, oldest first."""
    query = select(ReportBack).where(ReportBack.theme_id == theme_id, ReportBack.published_on.is_not(None))
    if language:
        query = query.where(ReportBack.language == language)
    return list(db.session.scalars(query.order_by(ReportBack.version)))
