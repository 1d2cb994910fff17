"""Before the evening: minutes that add up, a sheet to run it by, and a list that nobody has to tick."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from listening.core.database import db
from listening.core.models import Event
from listening.sessions import preparing, service
from listening.sessions.evening import Part, frame_of, length_of, run_sheet
from listening.sessions.forms_evening import check_words, job_words, line_words
from listening.sessions.rules import NEEDED_JOBS, Job, Kind
from tests.cast import staff_named
from tests.sessions.rooms import GOOD, opened, planned
from tests.test_loop import plan
from tests.world import both


@pytest.mark.once
@pytest.mark.parametrize(("minutes", "agenda"), [(120, [18, 18, 18]), (75, [19, 19]), (45, [18])])
def test_the_usual_evenings_fill_their_time_and_no_more(minutes, agenda):
    assert minutes - 3 <= length_of(minutes, agenda) <= minutes
    lines = run_sheet(minutes, agenda)
    inside = [line for line in lines if line.minutes]
    assert [line.at for line in inside] == [
        sum(one.minutes for one in inside[:n]) for n in range(len(inside))
    ]
    assert sum(line.key == Part.PROMPT for line in lines) == len(agenda)
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert lines[-2].at == length_of(minutes, agenda), "it closes when it was said to close"


@pytest.mark.once
def test_only_a_long_evening_has_a_break_and_it_is_in_the_middle():
    keys = [line.key for line in run_sheet(120, [18, 18, 18]) if line.key in {Part.PROMPT, Part.BREAK}]
    assert keys == [Part.PROMPT, Part.PROMPT, Part.BREAK, Part.PROMPT]
    assert Part.BREAK not in {line.key for line in run_sheet(75, [19, 19])}
    assert Part.BREAK not in {line.key for line in run_sheet(120, [54])}


@pytest.mark.once
@pytest.mark.parametrize(("kind", "key"), [(Kind.SENSE_MAKING, "look"), (Kind.RETURN, "is_it_so")])
def test_a_session_about_themes_gives_them_all_the_time_the_frame_leaves(kind, key):
    line = next(one for one in run_sheet(90, [], kind) if one.key == key)
    assert line.minutes == 90 - sum(frame_of(90).values())


@pytest.mark.once
def test_every_line_job_and_check_has_its_words(app):
    lines = {line.key for kind in Kind for line in run_sheet(120, [18, 18], kind)}
    assert lines == set(line_words())
    assert set(job_words()) == set(Job)
    assert all(job in set(Job) for _name, _what, who in line_words().values() for job in who)


def test_minutes_and_order_are_kept_and_the_page_says_when_it_is_too_long(cast, world):
    room = planned(world.engagement(prompts=3))
    first, second, third = (item.prompt_id for item in room.agenda)
    path = f"/staff/sessions/{room.id}/agenda"
    sent = {f"minutes_{one}": "15" for one in (first, second, third)} | {f"minutes_{third}": "70"}
    sent |= {f"place_{first}": "1", f"place_{second}": "2", f"place_{third}": "1"}
    assert cast.bo.post(path, sent).status_code == 303
    db.session.expire_all()
    assert [(item.prompt_id, item.minutes) for item in room.agenda] == [
        (third, 70),
        (first, 15),
        (second, 15),
    ]
    assert [item.position for item in room.agenda] == [1, 2, 3]
    page = cast.bo.get(path).get_data(as_text=True)
    assert f"{55 + 10 + 100} minutes" in page
    assert "45 minutes too long" in page
    assert cast.bo.post(path, sent | {f"minutes_{first}": "1"}).status_code == 422
    assert cast.bo.post(path, sent | {f"place_{first}": "9"}).status_code == 422


def test_the_run_sheet_has_the_hours_of_this_evening_and_who_does_what(cast, world):
    room = planned(world.engagement())
    preparing.give_jobs(staff_named("bo"), room, {"timekeeper": "Parent Circle"})
    db.session.commit()
    soup = BeautifulSoup(
        cast.bo.get(f"/staff/sessions/{room.id}/run-sheet").get_data(as_text=True), "html.parser"
    )
    hours = [one.get_text() for one in soup.select(".run-at strong")]
    assert hours[:4] == ["4:00 PM", "4:40 PM", "5:00 PM", "5:08 PM"]
    assert "Timekeeper (Parent Circle)" in " ".join(soup.get_text(" ").split())
    assert cast.ada.get(f"/staff/sessions/{room.id}/run-sheet").status_code == 403


def test_nobody_leads_the_talk_and_writes_it_down(cast, world):
    room = planned(world.engagement())
    path = f"/staff/sessions/{room.id}/jobs"
    answer = cast.bo.post(path, {"facilitator": "Parent Circle", "table_scribe": " parent  circle"})
    assert answer.status_code == 422
    assert "Name two people" in answer.get_data(as_text=True)
    assert room.jobs == []
    assert cast.bo.post(path, {"facilitator": "Bo", "table_scribe": "Parent Circle"}).status_code == 303
    assert cast.bo.post(path, {"facilitator": "Bo", "table_scribe": ""}).status_code == 303
    db.session.expire_all()
    assert room.held == {"facilitator": "Bo"}
    with pytest.raises(IntegrityError):
        db.session.execute(text("UPDATE evening_job SET job = 'boss'"))
    db.session.rollback()


def test_the_list_before_opening_is_read_from_the_plan(app, cast, world):
    room = planned(world.engagement(), venue_answers=GOOD | {"step_free": False})
    bo = staff_named("bo")
    lines = {line.key: line for line in preparing.checklist(room)}
    assert set(lines) == set(check_words())
    assert {key for key, line in lines.items() if not line.fine} == {
        "place", "interpreter", "company", "jobs", "return",
    }  # fmt: skip
    assert {key for key, line in lines.items() if line.rule} == {"promise", "listening", "agenda"}
    preparing.give_jobs(bo, room, {job: f"Unit {n}" for n, job in enumerate(NEEDED_JOBS)})
    service.share(bo, room, {staff_named("pia").id})
    service.return_with(room, room.starts_at + timedelta(days=70))
    room.venue_answers, room.supports = GOOD, ["interpreter"]
    assert all(line.fine for line in preparing.checklist(room))
    room.minutes = 45
    assert [line.key for line in preparing.checklist(room) if not line.fine] == ["time"]


def test_opening_warns_and_still_opens(cast, world):
    room = planned(world.engagement())
    soup = BeautifulSoup(cast.bo.get(f"/staff/sessions/{room.id}").get_data(as_text=True), "html.parser")
    mends = [one for one in soup.find_all("a") if one.get_text().startswith("Mend it")]
    assert mends
    for link in mends:
        assert cast.bo.get(link["href"].partition("#")[0]).status_code == 200, link
    assert cast.bo.post(f"/staff/sessions/{room.id}/open").status_code == 303


def test_the_next_session_begins_as_a_copy_of_the_last(cast, world):
    engagement = world.engagement()
    room = opened(engagement, address="77 Elm Street", venue_answers=GOOD | {"quiet_room": False})
    page = cast.bo.get(f"/staff/sessions/new/{engagement.id}").get_data(as_text=True)
    assert f"like={room.id}" in page
    page = cast.bo.get(f"/staff/sessions/new/{engagement.id}?like={room.id}").get_data(as_text=True)
    soup = BeautifulSoup(page, "html.parser")
    assert soup.find(id="address")["value"] == "77 Elm Street"
    assert soup.find(id="starts_at").get("value", "") == ""
    assert soup.find("input", attrs={"name": "venue_quiet_room", "value": "no"}).has_attr("checked")


def test_a_session_that_moves_says_so_everywhere(app, cast, world, rosa):
    room = planned(world.engagement())
    number, prompt = room.id, room.agenda[0].prompt_id
    sent = plan(room.engagement) | {"prompts": [str(prompt)], "starts_at": "2026-03-09T18:30"}
    assert cast.bo.post(f"/staff/sessions/{number}/edit", sent).status_code == 303
    page = rosa.get(f"/sessions/{number}").get_data(as_text=True)
    assert "This session was moved" in page
    assert "March 2, 2026" in page
    assert "March 9, 2026" in page
    assert list(db.session.scalars(select(Event.kind).order_by(Event.id)))[-1] == "session_moved"
    entry = Calendar.from_ical(rosa.get(f"/sessions/{number}/calendar.ics").data).walk("VEVENT")[0]
    assert entry["dtstart"].dt.isoformat() == "2026-03-10T01:30:00+00:00"
    back = sent | {"starts_at": "2026-03-02T17:00"}
    cast.bo.post(f"/staff/sessions/{number}/edit", back)
    assert "was moved" not in rosa.get(f"/sessions/{number}").get_data(as_text=True), "back where it was"


def test_a_return_session_can_be_added_later(cast, world):
    room = planned(world.engagement(), supports=[])
    sent = plan(room.engagement) | {
        "prompts": [str(room.agenda[0].prompt_id)],
        "returns_at": "2026-05-20T18:00",
    }
    assert cast.bo.post(f"/staff/sessions/{room.id}/edit", sent).status_code == 303
    db.session.expire_all()
    assert room.return_session.is_return
    assert room.place == both("Oak Street Library", "Biblioteca de la calle Oak")


def test_the_flyer_says_what_people_need_and_that_a_tribes_session_is_no_consultation(app, world, rosa):
    engagement = world.engagement()
    room, tribal = planned(engagement), planned(engagement, owner="tribal")
    page = rosa.get(f"/sessions/{room.id}/flyer").get_data(as_text=True)
    for words in (
        "Oak Street Library",
        "We will listen and answer",
        "A ride there and back",
        "Español",
        "<svg",
    ):
        assert words in page, words
    assert "not consultation" not in page
    for where in ("flyer", ""):
        page = rosa.get(f"/sessions/{tribal.id}/{where}".rstrip("/")).get_data(as_text=True)
        assert "is not consultation" in page
