"""Lawyers, other bodies and delays: their days are in sight, and no promised date waits."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.actions import counsel, delays, referring, service
from listening.actions.living import NotReady
from listening.actions.records import Referral
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.models import Event
from tests.actions.answered import facts
from tests.cast import staff_named
from tests.world import both


def days(number):
    return clock.today() + timedelta(days=number)


def public(rosa, theme):
    return rosa.get(f"/ledger/{theme.id}").get_data(as_text=True)


def kinds():
    return [event.kind for event in db.session.scalars(select(Event).order_by(Event.id))]


def test_the_lawyers_days_are_public_and_stop_no_clock(answers, rosa, calendar):
    theme = answers.theme()
    decision = service.draft_decision(staff_named("ada"), theme, facts())
    owed = service.loop_of(theme).reply_by
    counsel.send(staff_named("ada"), decision, clock.today())
    calendar.move(61)
    assert "with the county’s lawyers for 61 days" in public(rosa, theme)
    loop = service.loop_of(theme)
    assert (loop.reply_by, loop.days_overdue) == (owed, 1)
    with pytest.raises(NotReady, match="came back"):
        service.publish_decision(staff_named("ben"), decision)
    counsel.come_back(staff_named("ada"), decision, days(-2))
    service.publish_decision(staff_named("ben"), decision)
    assert "lawyers had a draft for 59 days" in public(rosa, theme)
    assert [one for one in kinds() if "counsel" in one] == ["counsel_asked", "counsel_back"]


def test_a_draft_goes_to_the_lawyers_once_and_on_a_day_that_was(answers):
    decision = service.draft_decision(staff_named("ada"), answers.theme(), facts())
    for wrong in (days(1), days(-1)):
        with pytest.raises(service.Incomplete):
            counsel.send(staff_named("ada"), decision, wrong)
    with pytest.raises(Refused):
        counsel.come_back(staff_named("ada"), decision, clock.today())
    step = counsel.send(staff_named("ada"), decision, clock.today())
    with pytest.raises(Refused):
        counsel.send(staff_named("ada"), decision, clock.today())
    with pytest.raises(NotAllowed):
        counsel.come_back(staff_named("pia"), decision, clock.today())
    step.back_on = days(-1)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_draft_thrown_away_does_not_stay_with_the_lawyers(answers, calendar):
    decision = service.draft_decision(staff_named("ada"), answers.theme(), facts())
    counsel.send(staff_named("ada"), decision, clock.today())
    calendar.move(3)
    service.discard_decision(staff_named("ben"), decision)
    assert counsel.steps([decision.id])[0].back_on == clock.today()


def test_the_silence_of_another_body_is_counted_in_public(answers, rosa, cast, calendar):
    theme = answers.theme()
    decision = answers.decision(theme, "not_ours", referred_to="Superior Court")
    assert "Send it to those who decide" in cast.ada.get("/staff").get_data(as_text=True)
    referral = referring.refer(
        staff_named("ada"), decision, both("Open on Saturdays?"), clock.today(), days(14)
    )
    calendar.move(10)
    page = public(rosa, theme)
    assert "Sent to Superior Court on March 2, 2026." in page
    assert "silent for 10 days" in page
    assert "No reply" not in page
    calendar.move(10)
    assert "No reply" in public(rosa, theme)
    assert "Superior Court has not replied" in cast.ben.get("/staff").get_data(as_text=True)
    referring.note_reply(staff_named("ada"), db.session.merge(referral), days(-1), both("Yes, from May."))
    page = public(rosa, theme)
    assert "replied after 19 days" in page
    assert "Yes, from May." in page
    assert "silent for" not in page
    assert kinds()[-2:] == ["referred", "referral_answered"]


def test_only_what_is_not_ours_is_referred_and_with_dates_that_can_be(answers):
    ours = answers.decision(answers.theme(), "will_not")
    theirs = answers.decision(answers.theme(), "not_ours", referred_to="Superior Court")
    ada, asked = staff_named("ada"), both("Open on Saturdays?")
    with pytest.raises(Refused):
        referring.refer(ada, ours, asked, clock.today(), days(9))
    for words, sent, by in (
        (asked, days(1), days(9)),
        (asked, days(0), days(0)),
        (Words(), days(0), days(9)),
    ):
        with pytest.raises(service.Incomplete):
            referring.refer(ada, theirs, words, sent, by)
    referral = referring.refer(ada, theirs, asked, clock.today(), days(9))
    with pytest.raises(service.Incomplete):
        referring.note_reply(ada, referral, days(-3), asked)
    referring.note_reply(ada, referral, clock.today(), asked)
    with pytest.raises(Refused):
        referring.note_reply(ada, referral, clock.today(), asked)
    row = {"decision_id": theirs.id, "body": "x", "asked": asked, "sent_by_id": ada.id}
    db.session.add(Referral(**row, sent_on=days(0), reply_by=days(0)))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_reason_stands_beside_late_and_changes_nothing(answers, rosa, calendar):
    theme = answers.theme()
    with pytest.raises(Refused):
        delays.explain(staff_named("ada"), theme, both("We are slow."), days(9))
    calendar.move(62)
    silence = "The agency gave no reason and no new date yet."
    assert [silence in page for page in (public(rosa, theme), rosa.get("/ledger").text)] == [True, True]
    delays.explain(staff_named("ada"), theme, both("We are slow."), days(9))
    delays.explain(staff_named("ada"), theme, both("We wait for money."), days(40))
    page = public(rosa, theme)
    assert page.index("Overdue") < page.index("We wait for money.") < page.index("We are slow.")
    assert "2 days late" in page
    ledger = rosa.get("/ledger").get_data(as_text=True)
    assert "We wait for money." in ledger
    assert [silence in one for one in (page, ledger)] == [False, False]
    assert "We are slow." not in ledger, "the newest reason is enough here"
    assert service.loop_of(theme).days_overdue == 2
    with pytest.raises(service.Incomplete):
        delays.explain(staff_named("ada"), theme, both("x"), clock.today())


def test_all_of_it_through_the_desk(answers, cast):
    theme = answers.theme()
    draft = service.draft_decision(staff_named("ada"), theme, facts("not_ours", referred_to="Superior Court"))
    db.session.commit()
    here, today = f"/staff/actions/decisions/{draft.id}", clock.today().isoformat()
    assert cast.ada.post(f"{here}/counsel", {"on": days(1).isoformat()}).status_code == 422
    assert cast.ada.post(f"{here}/counsel", {"on": today}).status_code == 303
    assert "The lawyers have the draft" in cast.ben.get(f"/staff/actions/themes/{theme.id}").get_data(
        as_text=True
    )
    assert cast.ada.post(f"{here}/back", {"on": today}).status_code == 303
    assert cast.ben.post(f"{here}/publish").status_code == 303
    sent = {"asked_en": "Why?", "asked_es": "¿Por qué?", "sent_on": today, "reply_by": days(9).isoformat()}
    assert cast.ada.post(f"{here}/refer", sent).status_code == 303
    number = db.session.scalars(select(Referral)).one().id
    said = {"reply_en": "So.", "reply_es": "Así.", "on": today}
    assert cast.ada.post(f"/staff/actions/referrals/{number}/reply", said).status_code == 303
    assert "They replied after" in cast.ada.get(f"/staff/actions/themes/{theme.id}").get_data(as_text=True)
    assert cast.ada.get(f"/staff/actions/themes/{theme.id}/delay").status_code == 200
