"""How the agency answers in the demo: drafts go round before they are public, questions go to other bodies."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from listening.accounts.models import Staff
from listening.actions import counsel, delays, evidence, handing_over, living, measuring, referring
from listening.actions.answers import current_decision
from listening.actions.models import Action, Decision
from listening.actions.proofs import Measure
from listening.actions.rules import Living, Value
from listening.core import clock
from listening.core.database import Words

if TYPE_CHECKING:
    from listening.demo.telling import Telling

#: Days from a draft to its publication, in which parents and lawyers look at it.
LOOKING_DAYS = 6
#: Days in which the agency means to answer what is late.
MORE_DAYS = 21


def go_round(story: "Telling", drafts: Mapping[str, Decision], ready: Collection[str]) -> None:
    """Some drafts go to the lawyers; the others, and those that become public, to the parents."""
    ada = story.cast["ada"]
    at_counsel = {one["theme"] for one in story.told.get("counsel", [])}
    for theme in at_counsel:
        counsel.send(ada, drafts[theme], clock.today())
    for theme, decision in drafts.items():
        if theme not in at_counsel or theme in ready:
            living.show(ada, decision)
    for theme in ready:
        living.answer(story.cast["mei"], drafts[theme], Living.YES, "", "es")
    for one in story.told.get("look", []):
        said = Living(one["said"])
        look = living.answer(story.cast["pia"], drafts[one["theme"]], said, one["words"], "en")
        living.reply(ada, look, Words(one["reply"]))


def come_back(story: "Telling", drafts: Mapping[str, Decision], ready: Collection[str]) -> None:
    """The lawyers give back what becomes public."""
    for one in story.told.get("counsel", []):
        if one["theme"] in ready:
            counsel.come_back(story.cast["ada"], drafts[one["theme"]], clock.today())


def refer(story: "Telling") -> None:
    """Ask the bodies that decide instead."""
    for one in story.told.get("referral", []):
        decision = current_decision(story.themes[one["theme"]].id)
        assert decision is not None
        today = clock.today()
        by_then = today + timedelta(days=one["reply_in"])
        referring.refer(story.cast["ada"], decision, Words(one["asked"]), today, by_then)


def say_why_late(story: "Telling") -> None:
    """Reasons stand beside what is late."""
    for one in story.told.get("delay", []):
        new_date = clock.today() + timedelta(days=MORE_DAYS)
        delays.explain(story.cast["ada"], story.themes[one["theme"]], Words(one["reason"]), new_date)


def commitment(one: dict[str, Any]) -> dict[str, Any]:
    """The columns of an action."""
    names = ("owner", "deputy", "co_owner", "plan_code", "plan_link", "agreement_link")
    removes = Words(one["removes"]) if "removes" in one else None
    return {**{name: one.get(name, "") for name in names}, "words": Words(one["words"]), "removes": removes}


def prove(story: "Telling", action: Action, one: dict[str, Any]) -> list[tuple[int, Callable[[], None]]]:
    """Measures begin with the action; readings, evidence and hand-over come on days of their own."""
    ada = story.cast["ada"]
    later: list[tuple[int, Callable[[], None]]] = []
    for told in one.get("measure", []):
        goal_on = max(story.day(told["goal_days"]), clock.today() + timedelta(days=1))
        measure = measuring.begin(
            ada,
            action,
            Words(told["words"]),
            Words(told["unit"]),
            (Value(told["before"]), clock.today()),
            (Value(told["goal"]), goal_on),
        )
        later += [(day, partial(_read, ada, measure, number)) for day, number in told["read"]]
    if shown := one.get("shown_by"):
        later.append((shown["days"], partial(_file, ada, action, shown)))
    if handed := one.get("handed_over"):
        later.append((handed["days"], partial(_hand_over, ada, action, handed)))
    return later


def _read(by: Staff, measure: Measure, number: float) -> None:
    measuring.read(by, measure, Value(number), clock.today())


def _file(by: Staff, action: Action, shown: dict[str, Any]) -> None:
    evidence.file(by, action, Words(shown["words"]), shown["table"].encode())


def _hand_over(by: Staff, action: Action, handed: dict[str, Any]) -> None:
    reason = Words(handed["reason"])
    handing_over.hand_over(by, action, handed["owner"], action.deputy, reason, handed["note"])
