"""The public record of an engagement as plain data: the same facts as the pages, through the same suppression."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from listening.actions.around import Around, around
from listening.actions.models import Action, Decision
from listening.actions.proofs import Measure, Measured
from listening.actions.records import Referral, ShortAnswer
from listening.actions.saying import Told, other_things, to_everyone
from listening.actions.shown import Proof, proofs
from listening.core import clock
from listening.core.database import db
from listening.core.journal import first_break
from listening.core.models import Event
from listening.core.suppression import Band, band
from listening.engagements.models import Engagement
from listening.insights.evidence import judged
from listening.insights.ledger import Row, every_row
from listening.insights.rules import Filter
from listening.reportbacks.reading import published_for
from listening.themes.counts import totals_told
from listening.themes.models import Theme
from listening.themes.rules import Strand


def public_record(engagement: Engagement) -> dict[str, Any]:
    """Everything anyone may know about an engagement. Needs a request, for the language of bands."""
    rows = every_row(Filter(engagement=engagement.slug))
    return {
        "engagement": engagement.slug,
        "title": engagement.title,
        "purpose": engagement.purpose,
        "level": engagement.level,
        "promise": engagement.promise,
        "looking_back": engagement.looking_back,
        "disagreement": engagement.disagreement,
        "opened_on": _day(engagement.opened_on),
        "respond_by": _day(engagement.respond_by),
        "voices": band_of(totals_told([engagement.id])[engagement.id]),
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
        "themes": _themes(rows),
        "other_things": [_other_thing(one) for one in other_things(engagement.id)],
        "answer_to_everyone": _short(to_everyone(engagement.id)),
        "events": _events(engagement),
        "chain_holds": first_break(db.session.scalars(select(Event).order_by(Event.id))) is None,
    }


def _other_thing(told: Told) -> dict[str, Any]:
    """A line without number or id: how many there ever were is nobody's business."""
    return {"words": told.line.words, "answer": _short(told.answer)}


def _short(answer: ShortAnswer | None) -> dict[str, Any] | None:
    return {"words": answer.words, "published_on": _day(answer.published_on)} if answer else None


def _themes(rows: Sequence[Row]) -> list[dict[str, Any]]:
    beside = around(row.theme for row in rows)
    shown = proofs(action for row in rows for action in row.actions)
    return [_theme(row, beside[row.theme.id], shown) for row in rows]


def _theme(row: Row, beside: Around, shown: dict[int, Proof]) -> dict[str, Any]:
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
        "reply_owed_by": _day(row.reply_owed),
        "days_reply_overdue": row.reply_late,
        "decision": _decision(row) if row.decision else None,
        "referrals": [_referral(one) for one in beside.referrals],
        "actions": [_action(action, shown[action.id]) for action in row.actions],
        "report_backs": {
            language: {"version": one.version, "published_on": _day(one.published_on), "text": one.text}
            for language, one in published_for(row.theme.id).items()
        },
    }


def _decision(row: Row) -> dict[str, Any]:
    decision = row.decision
    assert decision is not None
    return {
        "choice": decision.choice,
        "reason": decision.reason,
        "words": decision.words,
        "would_change": decision.would_change,
        "strands": _strands(row.theme, decision),
        "until": _day(decision.until),
        "referred_to": decision.referred_to,
        "published_on": _day(decision.published_on),
    }


def _strands(theme: Theme, decision: Decision) -> list[dict[str, Any]]:
    """Each strand of a theme with what it says and what it was answered."""
    agreeing = {"strand": Strand.AGREEING.value, "said": theme.summary, "answer": decision.words}
    differing = {"strand": Strand.DIFFERING.value, "said": theme.dissent, "answer": decision.to_dissent}
    return [agreeing, differing] if theme.differs else [agreeing]


def _referral(one: Referral) -> dict[str, Any]:
    return {
        "body": one.body,
        "asked": one.asked,
        "sent_on": _day(one.sent_on),
        "reply_by": _day(one.reply_by),
        "replied_on": _day(one.replied_on),
        "reply": one.reply,
    }


def _measure(one: Measure) -> dict[str, Any]:
    """A measure with everything read; a number of people only as its band."""
    return {
        "words": one.words,
        "unit": one.unit,
        "counts_people": one.counts_people,
        "told": [_told(one, told) for told in one.told],
    }


def _told(measure: Measure, told: Measured) -> dict[str, Any]:
    small = measure.counts_people and told.number is not None
    return {
        "kind": told.kind,
        "on": _day(told.on),
        "number": None if small else told.number,
        "people": band_of(int(told.number or 0)) if small else None,
        "words": told.words,
    }


def _action(action: Action, proof: Proof) -> dict[str, Any]:
    return {
        "words": action.words,
        "owner": action.owner,
        "deputy": action.deputy,
        "co_owner": action.co_owner,
        "due_on": _day(action.due_on),
        "completion": action.completion,
        "judged_by": _judge(action),
        "days_late": clock.days_late(action.owed_by),
        "plan_code": action.plan_code,
        "plan_link": action.plan_link,
        "agreement_link": action.agreement_link,
        "removes": action.removes,
        "milestones": [
            {"words": one.words, "due_on": _day(one.due_on), "reached_on": _day(one.reached_on)}
            for one in action.milestones
        ],
        "moved": [
            {"old_date": _day(one.old_date), "new_date": _day(one.new_date), "reason": one.reason}
            for one in action.moves
        ],
        "measures": [_measure(one) for one in proof.measures],
    }


def _judge(action: Action) -> str | None:
    """On which side stands whoever judged it; nobody judged what was not begun."""
    if action.judged_by is None:
        return None
    return "agency" if action.judged_by.agency_staff else "community"


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


def band_of(count: int | Band) -> dict[str, Any]:
    """A count as its band: from 1 to 10 only the word "few"; "least" is open above."""
    size = count if isinstance(count, Band) else band(count)
    if size.kind == "least":
        return {"kind": "least", "low": size.low}
    if size.kind == "few":
        return {"kind": "few"}
    return {"kind": size.kind, "low": size.low, "high": size.high}


def _day(value: Any) -> str | None:
    return value.isoformat() if value is not None else None
