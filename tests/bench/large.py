"""A large installation, written row by row: 100,000 contributions in 1,000 themes of 10 promises."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, insert

from listening.core import clock
from listening.core.database import db
from tests.cast import staff_named
from tests.world import both

PLACES = ("Oak Street Library", "Youth Center", "Grange Hall", "Family Center")
UNITS = ("Transport desk", "Visits unit", "Placement unit", "Court liaison")
LEVELS = ("consult", "involve", "inform", "collaborate", "empower")
#: What happened to a theme, by its number: each step in the order of days.
HISTORIES = (
    (),
    ("acknowledged",),
    ("acknowledged", "decision_published"),
    ("decision_published", "action_planned", "milestone_reached"),
    ("acknowledged", "decision_published", "action_planned", "milestone_reached", "report_back_published"),
    ("acknowledged", "decision_published", "action_planned", "report_back_published", "confirmed"),
    ("decision_published", "report_back_published", "contested"),
)


def rows(table: str, values: list[dict[str, Any]]) -> None:
    found: Table = db.metadata.tables[table]
    for start in range(0, len(values), 2000):
        db.session.execute(insert(found), values[start : start + 2000])


def fill(themes: int = 1000, contributions: int = 100_000, promises: int = 10) -> None:
    """Fill an empty database; commits."""
    today, pia, bo = clock.today(), staff_named("pia").id, staff_named("bo").id
    began = today - timedelta(days=200)
    numbers = range(1, promises + 1)
    rows("engagement", [_engagement(one, began) for one in numbers])
    rows(
        "prompt",
        [
            {"id": one, "engagement_id": one, "position": 1, "words": both("What must change?")}
            for one in numbers
        ],
    )
    rows("listening_session", [_session(one, bo) for one in numbers])
    listed = range(1, themes + 1)
    rows("theme", [_theme(one, promises, pia, began) for one in listed])
    rows("contribution", [_voice(one, promises) for one in range(contributions)])
    rows(
        "disposition",
        [
            {
                "contribution_id": f"{one:032x}",
                "place": "themed",
                "theme_id": 1 + one % themes,
                "placed_by": "person",
            }
            for one in range(contributions)
        ],
    )
    rows("event", _events(listed, promises, began))
    rows("decision", [_decision(one, began) for one in listed if "decision_published" in _history(one)])
    rows("action", [_action(one, began) for one in listed if "action_planned" in _history(one)])
    rows(
        "confirmation",
        [_window(one, began) for one in listed if _history(one)[-1:] in {("confirmed",), ("contested",)}],
    )
    rows("report_back", [_letter(one, began) for one in listed if "report_back_published" in _history(one)])
    db.session.commit()


def _history(number: int) -> tuple[str, ...]:
    return HISTORIES[number % len(HISTORIES)]


def _engagement(number: int, began: Any) -> dict[str, Any]:
    words = {
        name: both(f"Getting to visits {number}")
        for name in ("title", "purpose", "can_change", "cannot_change", "audience", "promise")
    }
    return {
        "id": number,
        "slug": f"visits-{number}",
        **words,
        "level": LEVELS[number % 5],
        "languages": ["en", "es"],
        "coordinator": UNITS[number % 4],
        "inform_by": began,
        "respond_by": began + timedelta(days=150),
        "expected_themes": 4,
        "answering_people": 2,
        "opened_on": began,
        "closed_on": began + timedelta(days=20),
        "created_by_id": staff_named("ada").id,
    }


def _session(number: int, bo: int) -> dict[str, Any]:
    return {
        "id": number,
        "engagement_id": number,
        "kind": "listening",
        "code": f"ROOM{number:02}"[-6:],
        "starts_at": clock.now() - timedelta(days=190),
        "minutes": 90,
        "place": both(PLACES[number % 4]),
        "address": "1 Main Street",
        "owner": "library",
        "venue_answers": {},
        "ground_rules": both("One voice."),
        "supports": [],
        "facilitator_id": bo,
        "opened_at": clock.now() - timedelta(days=190),
        "closed_at": clock.now() - timedelta(days=190),
        "sealed_on": clock.today() - timedelta(days=190),
    }


def _theme(number: int, promises: int, pia: int, began: Any) -> dict[str, Any]:
    return {
        "id": number,
        "engagement_id": 1 + number % promises,
        "key": f"k{number}",
        "label": both(f"Rides to visits, part {number}", f"Viajes a las visitas, parte {number}"),
        "summary": both(
            "People cannot get to visits without a ride.", "Sin transporte no llegan a las visitas."
        ),
        "suggestions": [],
        "keywords": [],
        "provisional": False,
        "signed_off_by_id": pia,
        "signed_off_on": began + timedelta(days=25),
    }


def _voice(number: int, promises: int) -> dict[str, Any]:
    return {
        "id": f"{number:032x}",
        "fingerprint": f"{number:031x}f",
        "prompt_id": 1 + number % promises,
        "listening_session_id": 1 + number % promises,
        "period": "2026-03",
        "language": "en" if number % 3 else "es",
        "consent": "idea",
        "text": "The bus to the visit takes two hours and does not run on Sundays.",
    }


def _events(listed: Any, promises: int, began: Any) -> list[dict[str, Any]]:
    """A chain in the order of days, as it would have come."""
    happened = [(25, "signed_off", one) for one in listed]
    happened += [(30 + 20 * place, kind, one) for one in listed for place, kind in enumerate(_history(one))]
    found, previous = [], ""
    for number, (day, kind, theme) in enumerate(sorted(happened), 1):
        on = began + timedelta(days=min(day, 199))
        digest = hashlib.sha256(f"{previous}{number}{kind}{theme}".encode()).hexdigest()
        found.append(
            {
                "id": number,
                "kind": "community_answered" if kind in {"confirmed", "contested"} else kind,
                "on": on,
                "engagement_id": 1 + theme % promises,
                "theme_id": theme,
                "detail": _detail(kind, on),
                "staff_id": None,
                "salt": "0" * 32,
                "previous": previous,
                "digest": digest,
            }
        )
        previous = digest
    return found


def _detail(kind: str, on: Any) -> dict[str, str]:
    later = (on + timedelta(days=60)).isoformat()
    return {
        "acknowledged": {"reply_by": later},
        "decision_published": {"choice": "will_do_part", "reason": "money"},
        "confirmed": {"outcome": "confirmed"},
        "contested": {"outcome": "contested", "reply_by": later},
        "report_back_published": {"language": "en", "version": "1"},
    }.get(kind, {})


def _decision(number: int, began: Any) -> dict[str, Any]:
    return {
        "id": number,
        "theme_id": number,
        "choice": "will_do_part",
        "reason": "money",
        "words": both("Vans on weekends."),
        "would_change": both("More money."),
        "drafted_by_id": staff_named("ada").id,
        "published_by_id": staff_named("ben").id,
        "published_on": began + timedelta(days=40),
    }


def _action(number: int, began: Any) -> dict[str, Any]:
    return {
        "id": number,
        "theme_id": number,
        "words": both("A van on weekends"),
        "owner": UNITS[number % 4],
        "deputy": "",
        "co_owner": "",
        "due_on": began + timedelta(days=300),
        "completion": "not_started",
        "plan_code": "",
    }


def _window(number: int, began: Any) -> dict[str, Any]:
    told = began + timedelta(days=100)
    return {
        "id": number,
        "theme_id": number,
        "opened_on": told,
        "ends_on": told + timedelta(days=60),
        "evaluated_on": told + timedelta(days=61),
        "outcome": "confirmed" if _history(number)[-1] == "confirmed" else "contested",
        "receipts": 100,
        "yes": 60,
        "partly": 12,
        "no": 20,
        "cannot_tell": 0,
        "again": False,
    }


def _letter(number: int, began: Any) -> dict[str, Any]:
    return {
        "id": number,
        "theme_id": number,
        "language": "en",
        "version": 1,
        "acknowledgement": "",
        "you_said": "Rides are hard to get.",
        "we_did": "A van comes.",
        "why_not": "",
        "what_next": "More vans.",
        "human_reviewed": True,
        "drafted_by_id": staff_named("ada").id,
        "published_by_id": staff_named("ben").id,
        "published_on": began + timedelta(days=100),
    }
