"""The public record of an engagement as plain data: the same facts as the pages, through the same suppression."""

from typing import Any

from sqlalchemy import select

from listening.actions.models import Action, Decision
from listening.core.database import db
from listening.core.journal import first_break
from listening.core.models import Event
from listening.core.suppression import band
from listening.engagements.models import Engagement
from listening.insights.evidence import judged
from listening.insights.ledger import Row, ledger
from listening.insights.rules import Filter
from listening.reportbacks.reading import published_for
from listening.themes.counts import coverage


def public_record(engagement: Engagement) -> dict[str, Any]:
    """Everything anyone may know about an engagement. Needs a request, for the language of bands."""
    rows = ledger(Filter(engagement=engagement.slug)).rows
    return {
        "engagement": engagement.slug,
        "title": engagement.title,
        "purpose": engagement.purpose,
        "level": engagement.level,
        "promise": engagement.promise,
        "opened_on": _day(engagement.opened_on),
        "respond_by": _day(engagement.respond_by),
        "voices": band_of(coverage(engagement).total),
        "obligations": [
            {
                "duty": one.obligation.duty,
                "due_on": _day(one.obligation.due_on),
                "standing": one.standing.value,
                "met_on": _day(one.met_on),
            }
            for one in judged(engagement)
        ],
        "amendments": [
            {
                "on": _day(one.on),
                "part": one.part,
                "before": one.before,
                "after": one.after,
                "reason": one.reason,
            }
            for one in engagement.amendments
        ],
        "themes": [_theme(row) for row in rows],
        "events": _events(engagement),
        "chain_holds": first_break(db.session.scalars(select(Event).order_by(Event.id))) is None,
    }


def _theme(row: Row) -> dict[str, Any]:
    return {
        "id": row.theme.id,
        "label": row.theme.label,
        "summary": row.theme.summary,
        "dissent": row.theme.dissent,
        "voices": band_of(row.voices),
        "status": row.loop.status.value,
        "since": _day(row.loop.since),
        "days_overdue": row.loop.days_overdue,
        "silent": row.loop.silent,
        "promise_broken": row.loop.promise_broken,
        "decision": _decision(row.decision) if row.decision else None,
        "actions": [_action(action) for action in row.actions],
        "report_backs": {
            language: {"version": one.version, "published_on": _day(one.published_on), "text": one.text}
            for language, one in published_for(row.theme.id).items()
        },
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "choice": decision.choice,
        "reason": decision.reason,
        "words": decision.words,
        "would_change": decision.would_change,
        "to_dissent": decision.to_dissent,
        "until": _day(decision.until),
        "referred_to": decision.referred_to,
        "published_on": _day(decision.published_on),
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "words": action.words,
        "owner": action.owner,
        "co_owner": action.co_owner,
        "due_on": _day(action.due_on),
        "completion": action.completion,
    }


def _events(engagement: Engagement) -> list[dict[str, Any]]:
    events = db.session.scalars(select(Event).where(Event.engagement_id == engagement.id).order_by(Event.id))
    return [
        {
            "on": _day(one.on),
            "kind": one.kind,
            "theme": one.theme_id,
            "detail": one.detail,
            "digest": one.digest,
        }
        for one in events
    ]


def band_of(count: int) -> dict[str, Any]:
    """A count as its band: from 1 to 10 only the word "few"."""
    size = band(count)
    if size.kind == "few":
        return {"kind": "few"}
    return {"kind": size.kind, "low": size.low, "high": size.high}


def _day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
