"""The public record for machines: the same facts as the pages, the same suppression, and how to read them."""

import json
from typing import Any

from sqlalchemy import select

from listening.actions.around import Around, around
from listening.actions.proofs import Measure
from listening.actions.records import Referral
from listening.actions.rules import Told
from listening.actions.shown import Proof, proofs
from listening.core.database import Words, db
from listening.core.journal import head
from listening.core.models import Event
from listening.core.paths import PACKAGE
from listening.core.sheets import Sheet
from listening.core.suppression import band
from listening.engagements.models import Engagement
from listening.insights.ledger import Row, every_row
from listening.insights.record import band_of
from listening.insights.rules import Filter
from listening.insights.unthemed import Unthemed, unthemed
from listening.themes.counts import totals_told
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
    "answer",
    "answer_to_those_who_differ",
    "referred_to",
    "referral_sent_on",
    "referral_replied_on",
    "measures",
    "answered_on",
    "confirmed_on",
    "reply_owed_by",
    "days_reply_overdue",
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
    voices = totals_told([one.id for one in promised])
    without_theme = {one.engagement.id: one for one in unthemed(Filter())}
    return [
        {
            "engagement": one.slug,
            "title": one.title,
            "level": one.level,
            "opened_on": _day(one.opened_on),
            "respond_by": _day(one.respond_by),
            "closed_on": _day(one.closed_on),
            "voices": band_of(voices[one.id]),
            "without_theme": _stage_of(without_theme.get(one.id)),
        }
        for one in promised
    ]


def _stage_of(promise: Unthemed | None) -> dict[str, Any] | None:
    """Where a promise stands that has no theme yet; None once it has one, and the list of themes tells more."""
    if promise is None:
        return None
    return {
        "stage": promise.stage.value,
        "days_overdue": promise.days_overdue,
        "silent": promise.silent,
        "promise_broken": promise.promise_broken,
    }


def themes_sheet() -> Sheet:
    """Every signed-off theme, one row a language."""
    found = every_row(Filter())
    beside, shown = around(row.theme for row in found), proofs(one for row in found for one in row.actions)
    rows = [
        _cells(row, language, _asked_elsewhere(beside[row.theme.id]), _measured(row, language, shown))
        for row in found
        for language, label in sorted(row.theme.label.items())
        if label
    ]
    return Sheet("themes", THEME_COLUMNS, rows)


def _asked_elsewhere(beside: Around) -> Referral | None:
    """The newest referral."""
    return beside.referrals[0] if beside.referrals else None


def _measured(row: Row, language: str, shown: dict[int, Proof]) -> str:
    """What is measured about a theme's actions, each with its newest reading."""
    measures = [one for action in row.actions for one in shown[action.id].measures]
    return "; ".join(f"{one.words.get(language, '')}: {_newest(one, language)}" for one in measures)


def _newest(measure: Measure, language: str) -> str:
    """What was read last, with its day; a number of people only as its band."""
    told = [one for one in measure.told if one.kind != Told.TARGET][-1]
    if told.number is None:
        return f"{(told.words or Words()).get(language, '')} ({_day(told.on)})"
    number = band_words(int(told.number)) if measure.counts_people else f"{told.number:g}"
    unit = (measure.unit or Words()).get(language, "")
    return f"{number} {unit}".strip() + f" ({_day(told.on)})"


def _cells(row: Row, language: str, referral: Referral | None, measured: str) -> list[str | int | None]:
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
        decision.words.get(language) if decision else None,
        (decision.to_dissent or Words()).get(language) if decision else None,
        decision.referred_to if decision else None,
        _day(referral.sent_on) if referral else None,
        _day(referral.replied_on) if referral else None,
        measured or None,
        _day(loop.answered_on),
        _day(loop.confirmed_on),
        _day(row.reply_owed),
        row.reply_late,
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
