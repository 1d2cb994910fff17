"""Words left with a "no" reach the agency in a reader's words, and come back with one public reply to all of them."""

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.accounts.models import Reading
from listening.confirmations import service
from listening.confirmations.models import Message, Reply
from listening.confirmations.rules import REPLY_DAYS
from listening.confirmations.service import NotTheirs
from listening.core import clock
from listening.core.database import Words, db, on_postgresql
from listening.core.errors import Refused
from listening.core.models import Event
from tests.cast import staff_named
from tests.confirmations.windows import answer, let_end, told_back
from tests.world import both

RAW = "Officer Dunmore said my son must wait"
SAFE = both("A worker said a child must wait")


def left_by(app, world, calendar, people):
    """A theme with three "no"; the first ``people`` of them left words that wait for a reader."""
    theme, secrets = told_back(app, world)
    answer(secrets, theme, "yyy", text="not kept with a yes")
    answer(secrets[3:], theme, "n" * people, text=RAW)
    answer(secrets[3 + people :], theme, "n" * (3 - people))
    let_end(app, calendar)
    return theme


def pass_on(theme, said=SAFE, by="pia"):
    window = service.latest(theme.id)
    seen = [one.id for one in service.waiting(window.id)]
    told = service.pass_on(staff_named(by), window, seen, said)
    db.session.commit()
    return told


@pytest.fixture
def left(app, world, calendar):
    """A theme about which two people left words."""
    return left_by(app, world, calendar, 2)


def test_only_words_with_a_no_or_partly_are_kept(left):
    found = db.session.scalars(select(Message)).all()
    assert {(one.text, one.answer, one.reply_id) for one in found} == {(RAW, "no", None)}


def test_the_way_of_a_message(cast, rosa, left):
    number, window = left.id, service.latest(left.id).id
    path = f"/staff/verdicts/messages/{window}"
    seen = [one.id for one in service.waiting(window)]
    db.session.commit()
    assert cast.ada.get(path).status_code == 403
    assert RAW not in cast.ada.get("/staff/verdicts/messages").get_data(as_text=True)
    assert path in cast.pia.get("/staff/verdicts/messages").get_data(as_text=True)
    assert RAW in cast.pia.get(path).get_data(as_text=True)
    assert db.session.scalars(select(Reading.place)).all() == ["messages"], "the reading is recorded"
    typed = {"said_en": "A child must wait.", "said_es": "", "seen": seen}
    assert cast.pia.post(path, typed).status_code == 422
    assert cast.pia.post(path, typed | {"said_es": "Un niño espera.", "seen": seen[:1]}).status_code == 409
    assert cast.pia.post(path, typed | {"said_es": "Un niño espera."}).status_code == 303
    told = db.session.scalars(select(Reply.id)).one()
    for page in ("/staff/verdicts/messages", f"/staff/verdicts/replies/{told}"):
        html = cast.ada.get(page).get_data(as_text=True)
        assert "A child must wait." in html
        assert "Dunmore" not in html
    assert "A child must wait." not in rosa.get(f"/ledger/{number}").get_data(as_text=True)
    reply = {"reply_en": "We are sorry. It changed.", "reply_es": "Lo sentimos."}
    assert cast.ada.post(f"/staff/verdicts/replies/{told}", reply | {"reply_es": ""}).status_code == 422
    assert cast.ada.post(f"/staff/verdicts/replies/{told}", reply).status_code == 303
    assert cast.ben.post(f"/staff/verdicts/replies/{told}", reply).status_code == 409, "one reply"
    for language, words in (("", "We are sorry. It changed."), ("/es", "Un niño espera.")):
        html = rosa.get(f"{language}/ledger/{number}").get_data(as_text=True)
        assert words in html
        assert "Dunmore" not in html


def test_nobody_of_the_agency_passes_words_on(left):
    for name in ("ada", "ren", "bo", "stella"):
        with pytest.raises(NotTheirs):
            pass_on(left, by=name)


def test_it_is_told_in_every_language_and_once(left):
    for said in (Words(en="Late", es=""), Words()):
        with pytest.raises(Refused):
            pass_on(left, said)
    told = pass_on(left)
    with pytest.raises(Refused):
        pass_on(left, by="mei")
    with pytest.raises(Refused):
        service.reply(staff_named("ada"), told, Words(en="Sorry", es=""))


def public(rosa, theme):
    """All that is public about a theme, without what differs between any two installations."""
    pages = [rosa.get(f"{language}/ledger/{theme.id}").get_data(as_text=True) for language in ("", "/es")]
    pages += [
        rosa.get(path).get_data(as_text=True) for path in ("/ledger", "/ledger/figures", "/data/themes.csv")
    ]
    record = rosa.get(f"/data/engagements/{theme.engagement.slug}.json").json
    for event in record["events"]:
        del event["digest"]
    return [*pages, json.dumps(record, sort_keys=True)]


@pytest.mark.parametrize("replied", [False, True])
def test_whether_one_wrote_or_three_is_not_public(app, world, calendar, rosa, replied):
    """Each pair of worlds differs in nothing but in how many wrote."""
    seen = []
    for people in (1, 3):
        theme = left_by(app, world, calendar, people)
        told = pass_on(theme)
        if replied:
            service.reply(staff_named("ada"), told, both("We are sorry."))
        db.session.commit()
        assert people == len(db.session.scalars(select(Message)).all())
        seen.append(public(rosa, theme))
        start_anew(calendar)
    assert seen[0] == seen[1]


def start_anew(calendar):
    """Take everything about engagements out of the database, its numbering too, and the calendar back."""
    kept = {"staff", "setting", "second_factor", "recovery_code"}
    tables = [one.name for one in reversed(db.metadata.sorted_tables) if one.name not in kept]
    if on_postgresql():
        db.session.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
    else:
        for name in tables:
            db.session.execute(text(f"DELETE FROM {name}"))
    db.session.commit()
    calendar.move(-61)


def test_one_reply_is_one_event_however_many_wrote(left):
    service.reply(staff_named("ada"), pass_on(left), both("Sorry"))
    assert db.session.scalars(select(Event.kind)).all().count("message_replied") == 1


@pytest.mark.parametrize(
    "change",
    ["replied_on = '2026-03-02'", "words = '{}'", "words = '{}', replied_on = '2026-03-02'"],
)
def test_the_database_keeps_the_way(left, change):
    pass_on(left)
    with pytest.raises(IntegrityError):
        db.session.execute(text(f"UPDATE reply SET {change}"))
    db.session.rollback()
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE message SET answer = 'yes'"))


def test_a_reply_is_owed_by_a_day_that_everyone_sees_pass(cast, rosa, left, calendar):
    number = left.id
    owed = db.session.scalars(select(Message.reply_by)).first()
    due = f"{owed:%B} {owed.day}, {owed.year}"
    db.session.commit()
    assert (owed - clock.today()).days == REPLY_DAYS
    assert f"A reply is due by {due}." in rosa.get(f"/ledger/{number}").get_data(as_text=True)
    assert f"Reply due {due}" in cast.pia.get("/staff/verdicts/messages").get_data(as_text=True)
    told = pass_on(left)
    calendar.move(REPLY_DAYS + 3)
    for path in (f"/ledger/{number}", "/ledger"):
        html = rosa.get(path).get_data(as_text=True)
        assert html.count(f"A reply was due by {due}. It is 3 days late.") == 1
    assert rosa.get("/data/themes.csv").get_data(as_text=True).splitlines()[1].endswith(',"3"')
    for path in ("/staff", "/staff/verdicts/messages"):
        assert "Overdue" in cast.ada.get(path).get_data(as_text=True)
    assert "A reply to words people left: Rides" in cast.ada.get("/staff").get_data(as_text=True)
    service.reply(staff_named("ada"), told, both("Sorry"))
    db.session.commit()
    assert "A reply was due" not in rosa.get(f"/ledger/{number}").get_data(as_text=True)
