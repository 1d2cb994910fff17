"""Monday: one page for those who answer, the same by e-mail, and reminders that go up a level; each sent once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening.actions.models import Action, Milestone
from listening.core import clock, jobs, mail
from listening.core.database import db
from listening.insights import weekly
from listening.insights.models import Reminder, StaffAddress, Unit
from listening.insights.reminders import address_for, remind
from listening.insights.rules import STAGES, stage_of, steps_up
from tests.cast import staff_named
from tests.confirmations.windows import answer, let_end, told_back
from tests.world import both

DESK, HEAD, BOARD = "desk@example.org", "head@example.org", "board@example.org"


def unit(name, address="", above=None):
    one = Unit(name=name, address=address, above_id=above.id if above else None)
    db.session.add(one)
    db.session.flush()
    return one


@pytest.fixture
def levels(app):
    """The desk that owns an action, its head, and the board above."""
    board = unit("Board", BOARD)
    desk = unit("Transport desk", DESK, unit("Head of visits", HEAD, board))
    db.session.commit()
    return desk


def action(theme, due_in, **more):
    due_on = clock.today() + timedelta(days=due_in)
    facts = {"owner": "transport  DESK", "words": both("A van on weekends"), **more}
    one = Action(theme_id=theme.id, due_on=due_on, **facts)
    db.session.add(one)
    db.session.commit()
    return one


def to(mailbox):
    return [one["To"] for one in mailbox.mails]


def test_reminders_come_before_at_and_after_the_day_and_then_go_up(app, world, levels, mailbox, calendar):
    theme = world.theme(world.engagement())
    action(theme, 10)
    told = {}
    for day in range(60):
        jobs.sweep_all(app)
        jobs.sweep_all(app)
        told |= {day - 10: to(mailbox)} if mailbox.mails else {}
        mailbox.mails.clear()
        calendar.move(1)
    assert told == {-7: [DESK], -1: [DESK], 0: [DESK], 1: [DESK], 8: [HEAD], 31: [BOARD]}


def test_one_letter_holds_all_that_is_due_with_links_and_the_day(app, world, levels, mailbox):
    theme = world.theme(world.engagement(), label="Rides")
    one = action(theme, 1)
    db.session.add(Milestone(action_id=one.id, words=both("Buy the van"), due_on=clock.today()))
    action(theme, 30, words=both("Not yet"))
    action(theme, 0, words=both("Done"), completion="complete", judged_by_id=staff_named("ada").id)
    db.session.commit()
    jobs.sweep_all(app)
    [letter] = mailbox.mails
    text = letter.get_content().replace("\r\n", "\n")
    assert "Rides: A van on weekends\nDue on 2026-03-03, in 1 day." in text
    assert "Buy the van\nDue today, 2026-03-02." in text
    assert f"https://listen.example.org/staff/actions/themes/{theme.id}" in text
    assert "Not yet" not in text
    assert "Done" not in text


def test_a_theme_without_an_answer_reminds_the_coordinator(app, world, levels, mailbox, calendar):
    unit("Community Partnerships Unit", "answers@example.org", levels)
    world.theme(world.engagement(), label="Rides")
    db.session.commit()
    calendar.move(53)
    jobs.sweep_all(app)
    assert to(mailbox) == ["answers@example.org"]
    assert "Rides\nDue on 2026-05-01, in 7 days." in mailbox.mails[0].get_content().replace("\r\n", "\n")


def test_a_moved_date_is_reminded_of_anew_and_nothing_twice(app, world, levels, mailbox):
    one = action(world.theme(world.engagement()), 1)
    jobs.sweep_all(app)
    one.due_on += timedelta(days=3)
    db.session.commit()
    jobs.sweep_all(app)
    jobs.sweep_all(app)
    assert len(mailbox.mails) == 2
    db.session.add(Reminder(thing=f"action-{one.id}", due_on=one.due_on, stage=-7, sent_on=one.due_on))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_a_server_that_died_while_sending_repeats_the_letter_under_its_own_id(
    app, world, levels, mailbox, monkeypatch
):
    action(world.theme(world.engagement()), 0)
    send = mail.send

    def die_afterwards(server, letter):
        send(server, letter)
        raise RuntimeError("killed")

    monkeypatch.setattr(mail, "send", die_afterwards)
    with pytest.raises(RuntimeError):
        remind()
    db.session.rollback()
    monkeypatch.undo()
    assert [remind(), remind()] == [1, 0]
    assert len({one["Message-ID"] for one in mailbox.mails}) == 1, "mail programs show it once"


def test_a_mail_server_that_is_down_loses_no_reminder(app, world, levels, mailbox):
    action(world.theme(world.engagement()), 0)
    mailbox.refusal = "451 later"
    assert remind() == 0
    mailbox.refusal = ""
    assert remind() == 1
    mailbox.refusal = "550 no such person"
    action(world.theme(world.engagement()), 0)
    assert [remind(), remind()] == [1, 0], "an address that does not exist is not tried for ever"


def test_nothing_is_sent_where_no_address_is_and_the_desk_says_so(app, world, mailbox, cast):
    action(world.theme(world.engagement()), 0)
    assert remind() == 0
    page = cast.ada.get("/staff/units").get_data(as_text=True)
    assert "transport  DESK" in page
    assert "Nobody can be reminded here" in page
    sent = {"name": "Transport desk", "address": DESK, "above": "0"}
    assert cast.ada.post("/staff/units/new", sent).status_code == 303
    assert cast.ada.post("/staff/units/new", sent | {"name": "TRANSPORT desk"}).status_code == 422
    assert cast.ada.post("/staff/units/new", sent | {"name": "X", "address": "x y"}).status_code == 422
    assert "transport  DESK" not in cast.ada.get("/staff/units").get_data(as_text=True)
    assert cast.pia.get("/staff/units").status_code == 403
    assert remind() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("addresses", "steps", "found"),
    [
        (("d", "h", "b"), 0, "d"),
        (("d", "h", "b"), 1, "h"),
        (("d", "h", "b"), 2, "b"),
        (("d", "h"), 2, "h"),
        (("d", "", "b"), 1, "b"),
        (("", "h", "b"), 0, "h"),
        (("d", "", ""), 2, "d"),
        (("", ""), 0, ""),
    ],
)
def test_the_level_above_is_the_next_that_can_be_reached(addresses, steps, found):
    above = None
    for number, address in enumerate(reversed(addresses)):
        above = Unit(id=number, name=str(number), address=address, above=above)
    assert address_for(above, steps) == found
    assert address_for(None, steps) == ""


@pytest.mark.once
def test_units_in_a_ring_are_walked_once():
    one, two = Unit(id=1, name="1", address=""), Unit(id=2, name="2", address="")
    one.above, two.above = two, one
    assert address_for(one, 2) == ""


@pytest.mark.once
def test_stages_only_go_forward():
    due = date(2026, 3, 10)
    found = [stage_of(due, due + timedelta(days=day)) for day in range(-9, 90)]
    seen = [one for one in dict.fromkeys(found) if one is not None]
    assert tuple(seen) == STAGES
    assert found[:2] == [None, None]
    assert [steps_up(one) for one in seen] == [0, 0, 0, 0, 1, 2]


def test_the_monday_page_shows_the_whole_week(app, world, cast, calendar):
    contested, secrets = told_back(app, world)
    contested.label = both("Rides to visits")
    answer(secrets, contested, "nnnnnn")
    let_end(app, calendar)
    other = world.theme(world.engagement(), label="Phone calls")
    action(other, -3, words=both("Call back"))
    action(other, 6, words=both("Buy phones"))
    action(other, 9, words=both("Later than that"))
    cast.ben.post(
        f"/staff/actions/themes/{contested.id}/decision",
        {
            "choice": "will_do",
            "words_en": "We will pay.",
            "words_es": "Pagaremos.",
            "reason": "",
        },
    )
    page = cast.ada.get("/staff").get_data(as_text=True)
    parts = dict(zip(SECTIONS, page.split('<section class="chapter"')[1:], strict=True))
    assert "Rides to visits" in parts["sign"]
    assert "Call back" in parts["late"]
    assert "Overdue 3 days" in parts["late"]
    assert "Rides to visits" in parts["contested"]
    assert "Buy phones" in parts["soon"]
    assert "Later than that" not in page
    assert "The community disagrees" in parts["new"]
    assert "Nothing. What colleagues write" in cast.ben.get("/staff").get_data(as_text=True), (
        "nobody signs what they wrote"
    )
    assert 'id="sign"' not in cast.pia.get("/staff").get_data(as_text=True)


SECTIONS = ("sign", "late", "contested", "soon", "new")


def test_staff_ask_for_the_page_by_mail_with_a_yes_and_stop_it_with_one_click(
    app, world, cast, rosa, mailbox, calendar
):
    world.theme(world.engagement(), label="Rides")
    assert cast.ada.post("/staff/mail", {"address": "no"}).status_code == 422
    assert cast.ada.post("/staff/mail", {"address": "ada@example.org"}).status_code == 303
    yes = mailbox.link("yes")
    assert db.session.scalars(select(StaffAddress)).all() == []
    assert cast.ben.get(yes).status_code == 404, "a colleague's link"
    assert cast.ada.get(yes).status_code == 200
    assert cast.ada.post(yes).status_code == 303
    asked = len(mailbox.mails)
    jobs.sweep_all(app)
    assert len(mailbox.mails) == asked, "the first one comes next Monday"
    calendar.move(7)
    assert [jobs.sweep_all(app)["weekly page"] for _sweep in range(2)] == [1, 0]
    letter = mailbox.mails[-1]
    text = letter.get_content()
    assert letter["To"] == "ada@example.org"
    assert "Rides: Say that you heard it" in text
    assert "https://listen.example.org/staff/actions/themes/" in text
    for part in ("Waits for your signature", "Overdue", "They disagree", "Owed in the next 7 days", "New in"):
        assert part in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = mailbox.link("stop")
    assert rosa.get(stop).status_code == 200
    assert db.session.scalars(select(StaffAddress)).all() != []
    assert rosa.post(stop).status_code == 200
    assert db.session.scalars(select(StaffAddress)).all() == []
    assert rosa.get("/weekly/stop/forged").status_code == 404


def test_the_letter_speaks_the_language_it_was_asked_for_in(app, world, cast, mailbox, calendar):
    world.theme(world.engagement(), label="Rides")
    db.session.add(asked("pia", "es"))
    db.session.commit()
    jobs.sweep_all(app)
    letter = mailbox.mails[-1]
    assert letter["Content-Language"] == "es"
    assert "https://listen.example.org/es/staff" in letter.get_content() or "espera" in letter.get_content()
    assert "signature" not in letter.get_content(), "only those who publish sign"


def asked(name, language="en"):
    mark = name.ljust(32, "0")
    return StaffAddress(
        staff_id=staff_named(name).id,
        address=f"{name}@example.org",
        language=language,
        mark=mark,
        told_week="",
    )


def test_whoever_left_gets_no_letter_and_a_dead_server_repeats_none(app, world, mailbox):
    db.session.add_all([asked("ada"), asked("casey")])
    db.session.commit()
    [due] = weekly.behind()
    assert due.letter.to == "ada@example.org"
    assert due.letter.number == next(iter(weekly.behind())).letter.number
    mailbox.refusal = "451 later"
    assert weekly.send_weekly() == 0
    mailbox.refusal = ""
    assert [weekly.send_weekly(), weekly.send_weekly()] == [1, 0]


def test_without_a_mail_server_nothing_is_offered(cast):
    assert cast.ada.get("/staff/mail").status_code == 404
    assert "every Monday" not in cast.ada.get("/staff").get_data(as_text=True)
