"""The public record for machines: the same facts as the pages, the same suppression, and how to read them."""

import json
from typing import Any

from sqlalchemy import select

from listening.core.database import db
from listening.core.journal import head
from listening.core.models import Event
from listening.core.paths import PACKAGE
from listening.core.sheets import Sheet
from listening.core.suppression import band
from listening.engagements.models import Engagement
from listening.insights.ledger import Row, ledger
from listening.insights.record import band_of
from listening.insights.rules import Filter
from listening.themes.counts import coverages
from listening.themes.models import Theme

#: Headings of the list of themes; their meaning is in the description of the interface.
THEME_COLUMNS = (
    "theme",
    "engagement",
    "language",
    "label",
    "summary",
    "voices",
    "status",
    "since",
    "heard_on",
    "reply_by",
    "days_overdue",
    "silent",
    "promise_broken",
    "decision",
    "reason",
    "answered_on",
    "confirmed_on",
)
TRAIL_COLUMNS = ("place", "on", "kind", "detail", "previous", "digest")


def band_words(count: int) -> str:
    """A count as a cell: never a number from 1 to 10, and nothing a spreadsheet takes for a date.

    >>> band_words(7), band_words(13), band_words(1234)
    ('few', '11 to 20', 'about 1200')
    """
    size = band(count)
    if size.kind == "range":
        return f"{size.low} to {size.high}"
    return f"about {size.low}" if size.kind == "about" else size.kind


def engagements_listed() -> list[dict[str, Any]]:
    """Every promise that was made, the newest first."""
    promised = db.session.scalars(
        select(Engagement)
        .where(Engagement.opened_on.is_not(None))
        .order_by(Engagement.opened_on.desc(), Engagement.id.desc())
    ).all()
    voices = coverages([one.id for one in promised])
    return [
        {
            "engagement": one.slug,
            "title": one.title,
            "level": one.level,
            "opened_on": _day(one.opened_on),
            "respond_by": _day(one.respond_by),
            "closed_on": _day(one.closed_on),
            "voices": band_of(voices[one.id].total),
        }
        for one in promised
    ]


def themes_sheet() -> Sheet:
    """Every signed-off theme, one row a language."""
    rows = [
        _cells(row, language)
        for row in ledger(Filter()).rows
        for language, label in sorted(row.theme.label.items())
        if label
    ]
    return Sheet("themes", THEME_COLUMNS, rows)


def _cells(row: Row, language: str) -> list[str | int | None]:
    loop, decision = row.loop, row.decision
    return [
        row.theme.id,
        row.theme.engagement.slug,
        language,
        row.theme.label.get(language, ""),
        row.theme.summary.get(language, ""),
        band_words(row.voices),
        loop.status.value,
        _day(loop.since),
        _day(loop.heard_on),
        _day(loop.reply_by),
        loop.days_overdue,
        int(loop.silent),
        int(loop.promise_broken),
        decision.choice if decision else None,
        decision.reason if decision else None,
        _day(loop.answered_on),
        _day(loop.confirmed_on),
    ]


def trail_sheet(theme: Theme) -> Sheet:
    """Every public event of a theme with its digest, so that a copy can be compared with ours later."""
    events = db.session.scalars(select(Event).where(Event.theme_id == theme.id).order_by(Event.id))
    rows = [
        [one.id, _day(one.on), one.kind, json.dumps(one.detail, sort_keys=True), one.previous, one.digest]
        for one in events
    ]
    return Sheet("trail", TRAIL_COLUMNS, rows)


def description(address: str) -> dict[str, Any]:
    """The OpenAPI document, with the address of this installation."""
    document: dict[str, Any] = json.loads((PACKAGE / "insights" / "openapi.json").read_text())
    return document | {"servers": [{"url": address}]}


def listed() -> dict[str, Any]:
    """The list of engagements with the head of the chain on this day."""
    return {"engagements": engagements_listed(), "chain_head": head()}


def _day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
