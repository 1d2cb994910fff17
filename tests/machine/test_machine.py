"""No history anyone can make breaks the promises; and each promise, once weakened, is found broken by the machine."""

from collections import Counter
from collections.abc import Callable
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RULE_MARKER, initialize, rule, run_state_machine_as_test
from sqlalchemy import select

from listening.actions import answers, commitments
from listening.actions.rules import Choice
from listening.confirmations import service as verdicts
from listening.confirmations.rules import Answer
from listening.contributions.models import Contribution, Redaction
from listening.core import suppression
from listening.core.database import db
from listening.insights import evidence
from listening.reportbacks import reading
from listening.reportbacks import service as letters
from tests.faults.sizes import FULL, size
from tests.machine.loop import Loop
from tests.machine.watch import Watched

pytestmark = [pytest.mark.once, pytest.mark.slow]

#: Histories and steps in each; ``HEARBACK_FULL=1`` plays more and longer ones.
HISTORIES, STEPS = size(12, 300), size(25, 60)


def play(template: Path, histories: int, steps: int, **more: Any) -> Any:
    """Play some histories, and say what was reached."""
    machine: Any = type("Played", (Watched,), {"template": template, "reached": Counter(), **more})
    hard = settings(
        max_examples=histories,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=hard)
    return machine.reached


def begins(far: int, answer: Answer = Answer.YES) -> Any:
    """Every history begins at this stage of a loop that promises to consult."""
    given = {
        "level": "consult",
        "quotable": 4,
        "others": 3,
        "far": far,
        "choice": Choice.WILL_NOT,
        "answer": answer,
    }
    fixed = {name: st.just(value) for name, value in given.items()}
    return initialize(**fixed)(Loop.people_speak.hypothesis_stateful_initialize_rule.function)


@rule(voice=st.integers(0, 6))
def a_letter_that_quotes(self: Loop, voice: int) -> None:
    """Its only open question is whom it quotes: what else can go wrong with it is for other controls."""
    self.a_reader_takes_details_out(0)
    self.a_letter_in_many_hands("en", "pia", "", voice, "ben")


def only(*names: str) -> dict[str, Any]:
    """Every other step as a plain function: it can be part of a step, but is none."""
    steps = {name for name, step in vars(Loop).items() if hasattr(step, RULE_MARKER)}
    assert set(names) <= steps
    return {name: partialmethod(getattr(Loop, name)) for name in steps - set(names)}


#: Where histories must have come for the test to say anything; many of them come further.
CAME = (
    *("decided", "told back", "quoted", "answered by receipt", "ended", "confirmed", "contested"),
    *("every_voice_placed kept", "every_theme_answered kept"),
)
MORE = ("counted", "agreed", "passed on", "replied", "judged", "reached", "rewritten", "partly_confirmed")


def test_no_history_breaks_a_promise(template):
    reached = play(template, HISTORIES, STEPS)
    for answer in (Answer.YES, Answer.NO):
        reached += play(template, 2, STEPS, people_speak=begins(4, answer))
    missing = [name for name in CAME + MORE * FULL if not reached[name]]
    assert not missing, f"the machine never came to {missing}: {reached}"


def one_person_is_enough(monkeypatch):
    """Whoever changes a report-back last is not its drafter any more."""
    monkeypatch.setattr(letters, "_touch", lambda _by, report_back: letters.refuse_if_public(report_back))


def the_agency_counts_hands(monkeypatch):
    monkeypatch.setattr(verdicts, "refuse_the_agency", lambda _by: None)


def one_language_is_enough(monkeypatch):
    whole = answers.missing_of
    monkeypatch.setattr(answers, "missing_of", lambda decision, _languages=None: whole(decision))


def consent_is_not_asked(monkeypatch):
    def every_redaction(_theme_id):
        rows = select(Redaction.contribution_id, Redaction.text, Contribution.language).join(
            Contribution, Contribution.id == Redaction.contribution_id
        )
        return {one: (text, code) for one, text, code in db.session.execute(rows)}

    monkeypatch.setattr(reading, "fit_to_quote", every_redaction)


def half_is_all(monkeypatch):
    """A duty is kept as soon as something of it is there."""
    monkeypatch.setattr(evidence, "_all", lambda days: max((day for day in days if day), default=None))


def saying_so_is_enough(monkeypatch):
    monkeypatch.setattr(commitments, "_is_shown", lambda _action: True)


def small_numbers_are_told(monkeypatch):
    monkeypatch.setattr(suppression, "SMALL", 2)


#: A weaker rule, the stage to begin at, the steps that can show it, and what the machine says.
WEAKENED: list[tuple[Callable[[Any], None], int, tuple[str, ...], str]] = [
    (one_person_is_enough, 1, ("a_letter_in_many_hands",), "by one person"),
    (the_agency_counts_hands, 2, ("a_room_answers",), "answers the community did not give"),
    (
        one_language_is_enough,
        0,
        ("draft_a_decision", "publish_the_decision"),
        "one language|no way to change",
    ),
    (consent_is_not_asked, 1, (), "without consent"),
    (half_is_all, 1, ("a_letter_in_many_hands", "listening_ends"), "every_theme_answered"),
    (saying_so_is_enough, 1, ("an_action_is_judged",), "nothing shows it"),
    (small_numbers_are_told, 3, ("days_pass",), "a number of people|a small number"),
]


@pytest.mark.parametrize(
    ("weaken", "far", "steps", "found"), WEAKENED, ids=[one[0].__name__ for one in WEAKENED]
)
def test_a_weakened_rule_is_found(template, monkeypatch, weaken, far, steps, found):
    """The controls: the same machine, one rule weaker."""
    weaken(monkeypatch)
    pages = weaken is small_numbers_are_told
    more = {"a_letter_that_quotes": a_letter_that_quotes} if weaken is consent_is_not_asked else {}
    with pytest.raises(AssertionError, match=found):
        play(template, 40, 6, pages=pages, people_speak=begins(far), **only(*steps), **more)
