"""The codebook and the coded texts as files: redacted words that two readers looked at, and no others."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from listening.contributions.models import Contribution, Redaction
from listening.contributions.rules import Consent
from listening.core.database import Words, db
from listening.core.sheets import Sheet, as_csv, as_xlsx
from listening.engagements.models import Engagement, Prompt
from listening.themes.codebook import PARTS, codes_of
from listening.themes.models import Code, Coding, Disposition, Theme
from listening.themes.rules import Place

#: Only these places leave: heavy words, repeats and what was set aside stay.
PLACES = (Place.THEMED.value, Place.SINGLE_VOICE.value)


def codebook_sheet(engagement: Engagement) -> Sheet:
    """Every code with its texts, a column per language."""
    languages = engagement.languages
    headings = ["code", "kind", *(f"{part}_{language}" for part in PARTS for language in languages)]
    rows = [
        [code.name, code.kind, *(getattr(code, part).get(one) for part in PARTS for one in languages)]
        for code in codes_of(engagement.id)
    ]
    return Sheet(_("Codebook"), headings, rows)


def themes_sheet(engagement: Engagement) -> Sheet:
    """Every theme with its id, which stays the same however often the draft is made again."""
    languages = engagement.languages
    parts = ("label", "summary", "dissent")
    headings = ["theme_id", "signed_off_on", *(f"{part}_{one}" for part in parts for one in languages)]
    query = select(Theme).where(Theme.engagement_id == engagement.id).order_by(Theme.key)
    rows = [
        [
            theme.key,
            theme.signed_off_on.isoformat() if theme.signed_off_on else None,
            *((getattr(theme, part) or Words()).get(one) for part in parts for one in languages),
        ]
        for theme in db.session.scalars(query)
    ]
    return Sheet(_("Themes"), headings, rows)


def texts_sheet(engagement: Engagement) -> Sheet:
    """One row per text: its theme, strand, codes, language and redacted words. Nothing says who or when."""
    names: dict[str, list[str]] = defaultdict(list)
    coded = select(Coding.contribution_id, Code.name).join(Code, Code.id == Coding.code_id)
    for one, name in db.session.execute(coded.where(Code.engagement_id == engagement.id).order_by(Code.name)):
        names[one].append(name)
    columns = (
        Contribution.id,
        Theme.key,
        Theme.label,
        Disposition.place,
        Disposition.strand,
        Contribution.language,
        Redaction.text,
    )
    query = _shareable(select(*columns), engagement.id).order_by(Contribution.id)
    rows = [
        [
            key,
            label.said(engagement.languages[0]) if label else None,
            place,
            strand,
            "; ".join(names[one]),
            language,
            text,
        ]
        for one, key, label, place, strand, language, text in db.session.execute(query)
    ]
    headings = ["theme_id", "theme", "place", "strand", "codes", "language", "words"]
    return Sheet(_("Coded texts"), headings, rows)


def how_many(engagement_id: int) -> int:
    """Texts the file would hold."""
    return db.session.scalar(_shareable(select(func.count()), engagement_id)) or 0


def _shareable(query: Select[*tuple[Any, ...]], engagement_id: int) -> Select[*tuple[Any, ...]]:
    """Words that may be quoted, with details taken out by one reader and looked at by another."""
    return (
        query.select_from(Redaction)
        .join(Contribution, Contribution.id == Redaction.contribution_id)
        .join(Prompt, Prompt.id == Contribution.prompt_id)
        .join(Disposition, Disposition.contribution_id == Contribution.id)
        .outerjoin(Theme, Theme.id == Disposition.theme_id)
        .where(
            Prompt.engagement_id == engagement_id,
            Contribution.consent == Consent.QUOTE.value,
            Redaction.checked_by_id.is_not(None),
            Disposition.place.in_(PLACES),
        )
    )


def workbook(engagement: Engagement) -> bytes:
    """Codebook, themes and coded texts in one XLSX file."""
    return as_xlsx([codebook_sheet(engagement), themes_sheet(engagement), texts_sheet(engagement)])


def write(engagement: Engagement, to: Path) -> list[Path]:
    """Write an XLSX file, or CSV files of the coded texts and, beside it, codebook and themes; returns them."""
    if to.suffix.lower() == ".xlsx":
        to.write_bytes(workbook(engagement))
        return [to]
    sheets = {
        to: texts_sheet(engagement),
        to.with_name(f"{to.stem}-codebook{to.suffix}"): codebook_sheet(engagement),
        to.with_name(f"{to.stem}-themes{to.suffix}"): themes_sheet(engagement),
    }
    for path, sheet in sheets.items():
        path.write_bytes(as_csv(sheet))
    return list(sheets)
