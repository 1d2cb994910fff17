"""Actions: owned, dated, shown; a moved date keeps the old one in sight."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import evidence, service
from listening.actions.rules import Completion
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Status
from listening.core.models import Event
from tests.cast import staff_named
from tests.world import both


def kinds():
    return [event.kind for event in db.session.scalars(select(Event).order_by(Event.id))]


def test_an_action_needs_a_public_decision(answers):
    with pytest.raises(Refused):
        answers.action(answers.theme())


def test_planning_and_reaching_are_public_events(answers):
    theme = answers.theme()
    answers.decision(theme)
    action = answers.action(theme)
    service.reach_milestone(staff_named("ada"), action.milestones[0], clock.today(), both("A receipt."))
    assert kinds()[-2:] == ["action_planned", "milestone_reached"]
    assert service.loop_of(theme).status is Status.ACTING


def test_a_milestone_needs_evidence_and_its_day(answers):
    theme = answers.theme()
    answers.decision(theme)
    milestone = answers.action(theme).milestones[0]
    with pytest.raises(service.Incomplete):
        service.reach_milestone(staff_named("ada"), milestone, clock.today(), Words())
    with pytest.raises(service.Incomplete):
        service.reach_milestone(
            staff_named("ada"), milestone, clock.today() + timedelta(days=1), both("A receipt.")
        )
    milestone.reached_on = clock.today()
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_at_empower_only_people_outside_the_agency_judge(answers):
    theme = answers.theme(level="empower")
    answers.decision(theme)
    action = answers.action(theme)
    with pytest.raises(NotAllowed):
        service.judge_completion(staff_named("ada"), action, Completion.COMPLETE)
    service.judge_completion(staff_named("pia"), action, Completion.LIMITED)
    assert action.judged_by_id == staff_named("pia").id
    assert kinds()[-1] == "action_judged"


def test_below_empower_publishers_judge(answers):
    theme = answers.theme()
    answers.decision(theme)
    action = answers.action(theme)
    with pytest.raises(NotAllowed):
        service.judge_completion(staff_named("pia"), action, Completion.COMPLETE)
    service.judge_completion(staff_named("ada"), action, Completion.SUBSTANTIAL)
    assert action.completion == "substantial"


def test_the_agency_calls_its_action_complete_only_with_something_to_show(answers):
    theme = answers.theme()
    answers.decision(theme)
    action, other, ada = answers.action(theme), answers.action(theme), staff_named("ada")
    with pytest.raises(service.Incomplete, match="First show what was done"):
        service.judge_completion(ada, action, Completion.COMPLETE)
    proof = evidence.link(ada, action, both("The order."), "https://county.example/order")
    service.judge_completion(ada, action, Completion.COMPLETE)
    evidence.remove(ada, proof, both("It names someone."))
    with pytest.raises(service.Incomplete):
        service.judge_completion(ada, action, Completion.COMPLETE)
    answers.reached(other)
    service.judge_completion(ada, other, Completion.COMPLETE)


def test_the_database_wants_to_know_who_judged(answers):
    theme = answers.theme()
    answers.decision(theme)
    answers.action(theme).completion = "complete"
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_moved_date_keeps_the_old_one_and_the_reason(answers):
    theme = answers.theme()
    answers.decision(theme)
    action = answers.action(theme)
    before, after = action.due_on, action.due_on + timedelta(days=30)
    service.move_due_date(staff_named("ada"), action, after, both("The order came late."))
    assert action.due_on == after
    assert action.moves[0].old_date == before
    assert kinds()[-1] == "action_moved"


def test_a_date_moves_only_forward_in_time_and_with_a_reason(answers):
    theme = answers.theme()
    answers.decision(theme)
    action = answers.action(theme)
    with pytest.raises(service.Incomplete):
        service.move_due_date(staff_named("ada"), action, clock.today(), both("Late."))
    with pytest.raises(service.Incomplete):
        service.move_due_date(staff_named("ada"), action, action.due_on + timedelta(days=3), Words())


def test_actions_come_by_theme_first_due_first(answers, world):
    theme = answers.theme()
    answers.decision(theme)
    late, soon = answers.action(theme), answers.action(theme)
    soon.due_on = clock.today() + timedelta(days=3)
    db.session.commit()
    other = world.engagement()
    assert service.actions_by_theme(theme.engagement_id) == {theme.id: [soon, late]}
    assert service.actions_by_theme(other.id) == {}
