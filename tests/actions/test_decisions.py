"""Two people decide in public, and anything but "will do" says why."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import service
from listening.actions.models import Decision
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened, Status
from listening.core.models import Event
from tests.actions.answered import facts
from tests.cast import staff_named
from tests.world import both


def contest(theme, days=30):
    """The community says no."""
    journal.record(
        Happened.COMMUNITY_ANSWERED,
        on=clock.today(),
        engagement_id=theme.engagement_id,
        theme_id=theme.id,
        detail={"outcome": "contested", "reply_by": (clock.today() + timedelta(days=days)).isoformat()},
    )


def test_the_one_who_drafts_cannot_publish(answers):
    decision = service.draft_decision(staff_named("ada"), answers.theme(), facts())
    with pytest.raises(service.TwoPeopleNeeded):
        service.publish_decision(staff_named("ada"), decision)
    service.publish_decision(staff_named("ben"), decision)
    assert decision.published_on == clock.today()


def test_reviewers_and_facilitators_do_not_decide(answers):
    theme = answers.theme()
    for name in ("pia", "bo", "ren", "stella"):
        with pytest.raises(NotAllowed):
            service.draft_decision(staff_named(name), theme, facts())


def test_a_refusal_without_reason_is_refused(answers):
    theme = answers.theme()
    for missing in ({"reason": ""}, {"would_change": Words(en="", es="")}):
        with pytest.raises(service.Incomplete):
            service.draft_decision(staff_named("ada"), theme, facts("will_not", **missing))
    with pytest.raises(service.Incomplete):
        service.draft_decision(staff_named("ada"), theme, facts("need_more_time"))
    with pytest.raises(service.Incomplete):
        service.draft_decision(staff_named("ada"), theme, facts("not_ours"))


def test_publishing_names_the_language_that_is_missing(answers):
    words = Words(en="Rides come first.", es="")
    decision = service.draft_decision(staff_named("ada"), answers.theme(), facts(words=words))
    with pytest.raises(service.Incomplete) as refused:
        service.publish_decision(staff_named("ben"), decision)
    assert "Español" in refused.value.words


def test_a_published_decision_is_an_event_with_its_choice_and_reason(answers):
    theme = answers.theme()
    answers.decision(theme, "not_ours", referred_to="Superior Court")
    event = db.session.scalars(select(Event).where(Event.kind == "decision_published")).one()
    assert event.detail == {"choice": "not_ours", "reason": "money", "referred_to": "Superior Court"}
    assert service.loop_of(theme).status is Status.ANSWERED


def test_a_draft_theme_cannot_be_answered(answers, world):
    theme = world.theme(world.engagement(), signed_off=False)
    with pytest.raises(service.NotHeardYet):
        service.draft_decision(staff_named("ada"), theme, facts())
    with pytest.raises(service.NotHeardYet):
        service.acknowledge(staff_named("ada"), theme, clock.today())


def test_a_public_decision_stands_until_the_community_contests_it(answers):
    theme = answers.theme()
    old = answers.decision(theme, "will_not")
    with pytest.raises(Refused):
        service.draft_decision(staff_named("ada"), theme, facts())
    contest(theme)
    new = answers.decision(theme)
    assert service.current_decision(theme.id) is new
    assert service.decisions_by_theme()[theme.id] == [new, old]


def test_more_time_is_followed_by_a_real_decision(answers):
    theme = answers.theme()
    answers.decision(theme, "need_more_time", until=clock.today() + timedelta(days=20))
    assert answers.decision(theme).choice == service.current_decision(theme.id).choice == "will_do"


def test_only_the_drafter_changes_a_draft_and_nobody_a_public_one(answers):
    theme = answers.theme()
    decision = service.draft_decision(staff_named("ada"), theme, facts())
    with pytest.raises(NotAllowed):
        service.change_decision(staff_named("ben"), decision, facts("will_not"))
    service.change_decision(staff_named("ada"), decision, facts("will_not"))
    service.publish_decision(staff_named("ben"), decision)
    for verb in (service.change_decision, lambda by, one, _facts: service.discard_decision(by, one)):
        with pytest.raises(Refused):
            verb(staff_named("ada"), decision, facts())


def test_an_acknowledgement_can_bring_the_date_forward_and_never_back(answers, calendar):
    theme = answers.theme()
    promised = theme.engagement.respond_by
    with pytest.raises(service.Incomplete):
        service.acknowledge(staff_named("ada"), theme, promised + timedelta(days=1))
    service.acknowledge(staff_named("ada"), theme, promised - timedelta(days=10))
    assert service.loop_of(theme).reply_by == promised - timedelta(days=10)
    with pytest.raises(service.Incomplete):
        service.acknowledge(staff_named("ada"), theme, promised)
    answers.decision(theme)
    calendar.move(90)
    contest(theme)
    service.acknowledge(staff_named("ada"), theme, clock.today() + timedelta(days=20))
    assert service.loop_of(theme).reply_by == clock.today() + timedelta(days=20)


def test_all_themes_are_acknowledged_at_once_and_only_once(answers, world):
    theme = answers.theme()
    other = world.theme(theme.engagement, label="Hours")
    day = clock.today() + timedelta(days=14)
    assert service.acknowledge_all(staff_named("ada"), theme.engagement, day) == [theme, other]
    assert service.acknowledge_all(staff_named("ada"), theme.engagement, day) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"published_on": date(2026, 3, 2), "published_by": "ada"},
        {"published_on": date(2026, 3, 2)},
        {"choice": "will_not"},
        {"choice": "will_not", "reason": "money"},
        {"choice": "need_more_time", "reason": "money", "would_change": both("Money.")},
        {"choice": "not_ours", "reason": "money", "would_change": both("Money.")},
        {"choice": "perhaps", "reason": "money", "would_change": both("Money.")},
    ],
)
def test_the_database_refuses_half_a_decision(answers, broken):
    row = {"choice": "will_do", **broken}
    publisher = row.pop("published_by", None)
    theme = answers.theme()
    db.session.add(
        Decision(
            theme_id=theme.id,
            words=both("Yes."),
            drafted_by_id=staff_named("ada").id,
            published_by_id=staff_named(publisher).id if publisher else None,
            **row,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_draft_says_how_it_reads_in_each_language(answers, cast):
    theme = answers.theme()
    hard = "The aforementioned reimbursement methodology necessitates interdepartmental authorization. "
    said = facts("will_not") | {"words": Words(en=hard * 3, es="No. No hay dinero.")}
    service.draft_decision(staff_named("ada"), theme, said)
    db.session.commit()
    text = cast.ada.get(f"/staff/actions/themes/{theme.id}").get_data(as_text=True)
    assert text.count("shorten.") == 1
    assert text.count(": good.") == 1
