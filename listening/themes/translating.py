"""Readers who speak both languages put the same words beside the original."""

import hashlib

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.contributions.models import Contribution, Redaction
from listening.contributions.rules import Consent, clean
from listening.core.database import db
from listening.core.errors import Refused
from listening.themes.hold import readers_only
from listening.themes.models import Disposition
from listening.themes.records import Translation


class SameLanguage(Refused):
    """A translation is in another language than the words."""

    status = 422


def translate(
    by: Staff, voice: Contribution, language: str, text: str, *, without_details: bool
) -> Translation:
    """Keep a translation; made from the redacted words it may be quoted one day, else it never is.

    Raises:
        SameLanguage: when it is the language of the original, or no words were written.
    """
    readers_only(by)
    words = clean(text)
    if language == voice.language or not words:
        raise SameLanguage(_("Write it in the other language."))
    redaction = db.session.get(Redaction, voice.id)
    one = db.session.get(Translation, (voice.id, language))
    one = one or Translation(contribution_id=voice.id, language=language)
    one.text, one.translated_by_id = words, by.id
    one.made_from = redaction.text if redaction and without_details else None
    db.session.add(one)
    db.session.flush()
    return one


def words_held(voice: Contribution) -> str:
    """A fingerprint of the words, none other taking their place until the commit: a part may be set apart meanwhile."""
    db.session.refresh(voice, ["text"], with_for_update=True)
    return hashlib.sha256(voice.text.encode()).hexdigest()[:16]


def translations_of(contribution_ids: list[str]) -> dict[str, list[Translation]]:
    """What was translated of these texts, in one query."""
    query = select(Translation).where(Translation.contribution_id.in_(contribution_ids))
    found: dict[str, list[Translation]] = {}
    for one in db.session.scalars(query.order_by(Translation.language)):
        found.setdefault(one.contribution_id, []).append(one)
    return found


def fit_to_quote(theme_id: int, language: str) -> dict[str, str]:
    """Translations of a theme that may be quoted: consent says "quote", made from the redaction that stands."""
    rows = db.session.execute(
        select(Translation.contribution_id, Translation.text)
        .join(Contribution, Contribution.id == Translation.contribution_id)
        .join(Redaction, Redaction.contribution_id == Translation.contribution_id)
        .join(Disposition, Disposition.contribution_id == Translation.contribution_id)
        .where(Disposition.theme_id == theme_id, Translation.language == language)
        .where(Contribution.consent == Consent.QUOTE.value, Translation.made_from == Redaction.text)
        .order_by(Translation.contribution_id)
    )
    return {row.contribution_id: row.text for row in rows}


def into(language: str, contribution_ids: list[str]) -> dict[str, str]:
    """Texts of these that have a translation into a language, so that like can be found beside like."""
    rows = db.session.execute(
        select(Translation.contribution_id, Translation.text).where(
            Translation.language == language, Translation.contribution_id.in_(contribution_ids)
        )
    )
    return {row.contribution_id: row.text for row in rows}
