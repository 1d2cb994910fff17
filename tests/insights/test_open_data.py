"""What anyone may take along: parsed by the tools people use, complete, and nothing small in any of it."""

import csv
import io
import re

import feedparser
import jsonschema_rs
import pytest
from icalendar import Calendar

from listening.actions import service as actions
from listening.actions.rules import Completion
from listening.core import journal
from listening.core.database import db
from listening.core.models import Event
from listening.core.policy import policy_of
from listening.engagements import service as engagements
from listening.insights.rules import Stage
from tests.cast import staff_named
from tests.reportbacks.written import Telling
from tests.sessions import rooms
from tests.sessions.rooms import planned
from tests.surveys import answers
from tests.world import both

VOICES = 13
FEW = 7


@pytest.fixture
def telling(world):
    return Telling(world)


@pytest.fixture
def theme(telling):
    theme = telling.answered(voices=FEW)
    telling.action(theme)
    telling.published(theme)
    return theme


def cells(answer):
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_feed_is_one_that_readers_read(theme, rosa):
    feed = feedparser.parse(rosa.get("/feed").data)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.chain_head == journal.head()
    [newest] = [one for one in feed.entries if "reported back" in one.title]
    assert newest.title.startswith("Rides: ")
    assert newest.link == f"http://localhost/report-backs/{theme.id}"
    assert newest.updated.startswith("2026-03-02T12:00:00")
    assert len({one.id for one in feed.entries}) == len(feed.entries) >= 4


def test_ids_in_a_feed_stay_when_names_and_hosts_change(theme, rosa):
    before = feedparser.parse(rosa.get("/feed").data)
    theme.label = both("Rides and vans")
    db.session.commit()
    after = feedparser.parse(rosa.get("/feed", base_url="https://elsewhere.example").data)
    assert [one.id for one in after.entries] == [one.id for one in before.entries]
    assert after.feed.id == before.feed.id
    assert after.entries[0].title.startswith("Rides and vans")


def test_each_language_and_each_engagement_has_its_own_feed(theme, telling, rosa, world):
    other = world.theme(world.engagement(), label="Hours")
    feed = feedparser.parse(rosa.get(f"/promises/{theme.engagement.slug}/feed").data)
    assert {one.title.split(":")[0] for one in feed.entries} == {"Rides"}
    spanish = feedparser.parse(rosa.get("/es/feed").data)
    assert spanish.feed.language == "es"
    assert not [one for one in spanish.entries if f"/report-backs/{theme.id}" in one.link]
    assert rosa.get(f"/promises/{other.engagement.slug}x/feed").status_code == 404


def test_a_feed_of_nothing_is_still_a_feed(rosa):
    feed = feedparser.parse(rosa.get("/feed").data)
    assert not feed.bozo
    assert feed.entries == []


def test_the_promise_can_be_put_into_a_calendar(theme, rosa):
    calendar = Calendar.from_ical(rosa.get(f"/promises/{theme.engagement.slug}/calendar.ics").data)
    due = {str(one["summary"]): one["dtstart"].dt for one in calendar.walk("VEVENT")}
    assert len(due) == len(theme.engagement.obligations)
    assert set(due.values()) == {one.due_on for one in theme.engagement.obligations}
    assert all(name.startswith("Visits that work: ") for name in due)


def test_sessions_are_in_the_calendar_and_called_off_ones_say_so(theme, rosa):
    session = planned(theme.engagement)
    path = f"/es/promises/{theme.engagement.slug}/calendar.ics"
    [event] = [one for one in Calendar.from_ical(rosa.get(path).data).walk("VEVENT") if "location" in one]
    assert event["dtstart"].dt == session.starts_at
    assert event["duration"].dt.total_seconds() == session.minutes * 60
    assert str(event["location"]) == "Oak Street Library (es), 12 Oak Street"
    assert str(event["status"]) == "CONFIRMED"
    session.cancelled_on, session.cancel_reason = session.starts_at.date(), both("Snow.")
    db.session.commit()
    [again] = [one for one in Calendar.from_ical(rosa.get(path).data).walk("VEVENT") if "location" in one]
    assert (str(again["status"]), str(again["uid"])) == ("CANCELLED", str(event["uid"]))


def test_a_calendar_follows_the_dates_of_one_unit_without_signing_in(theme, rosa):
    answer = rosa.get("/ledger/calendar.ics?unit=transport")
    names = [str(one["summary"]) for one in Calendar.from_ical(answer.data).walk("VEVENT")]
    assert names == ["Rides: Hand out bus passes", "Rides: Hand out bus passes: Passes bought"]
    links = {str(one["url"]) for one in Calendar.from_ical(answer.data).walk("VEVENT")}
    assert links == {f"http://localhost/ledger/{theme.id}"}
    assert len(Calendar.from_ical(rosa.get("/ledger/calendar.ics").data).walk("VEVENT")) == len(names)
    other = rosa.get("/ledger/calendar.ics?unit=nobody").data
    assert Calendar.from_ical(other).walk("VEVENT") == []


def test_the_json_is_as_it_says(theme, rosa, app):
    description = rosa.get("/data/openapi.json").json
    assert description["openapi"].startswith("3.1")
    room, survey = rooms.planned(theme.engagement), answers.planned(theme.engagement)
    ids = {"session_id": room.id, "survey_id": survey.id}
    values = {"slug": theme.engagement.slug, "theme_id": theme.id} | ids
    for path, methods in description["paths"].items():
        answer = rosa.get(path.format(**values))
        [media] = methods["get"]["responses"]["200"]["content"]
        assert (answer.status_code, answer.mimetype) == (200, media), path
        schema = methods["get"]["responses"]["200"]["content"][media].get("schema")
        if schema:
            assert wrong_about(answer.json, schema, description["components"]["schemas"]) == []
        if "{" in path:
            assert (
                rosa.get(path.format(slug="nowhere", theme_id=999, session_id=999, survey_id=999)).status_code
                == 404
            )


def wrong_about(value, schema, known):
    """What does not fit the description, as a validator of JSON Schema tells it."""
    whole = jsonschema_rs.validator_for({**schema, "components": {"schemas": known}}, validate_formats=True)
    return [f"{one.instance_path}: {one.message}" for one in whole.iter_errors(value)]


def test_every_public_file_is_described(app, rosa):
    described = set(rosa.get("/data/openapi.json").json["paths"])
    ends = (".json", ".csv", ".ics", "/feed")
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.endswith(ends) and "public" in policy_of(app, rule.endpoint)
    }
    assert rules - {"/data/openapi.json"} == described


def test_the_table_of_themes_has_a_row_for_each_language(theme, rosa):
    rows = cells(rosa.get("/data/themes.csv"))
    assert [(row["language"], row["label"], row["voices"]) for row in rows] == [
        ("en", "Rides", "few"),
        ("es", "Rides (es)", "few"),
    ]
    assert rows[0]["status"] == "reported_back"


def test_no_form_tells_a_small_number(theme, rosa, world):
    world.theme(
        theme.engagement, world.voices(theme.engagement.prompts[1], ["More vans."] * VOICES), label="Vans"
    )
    record = rosa.get(f"/data/engagements/{theme.engagement.slug}.json").json
    assert {one["label"]["en"]: one["voices"] for one in record["themes"]} == {
        "Rides": {"kind": "few"},
        "Vans": {"kind": "range", "low": 11, "high": 20},
    }
    [listed] = rosa.get("/data/engagements.json").json["engagements"]
    assert listed["voices"] == {"kind": "least", "low": 11}
    assert {row["voices"] for row in cells(rosa.get("/data/themes.csv"))} == {"few", "11 to 20"}
    for path in ("/feed", f"/ledger/{theme.id}/trail.csv"):
        assert not re.search(rf"\b({FEW}|{VOICES}) (voices|people)", rosa.get(path).get_data(as_text=True))


def test_a_cell_is_never_a_formula(world, rosa):
    world.theme(world.engagement(), label="=HYPERLINK(1)")
    assert cells(rosa.get("/data/themes.csv"))[0]["label"] == "'=HYPERLINK(1)"


def test_the_trail_of_a_theme_is_sealed(theme, rosa):
    rows = cells(rosa.get(f"/ledger/{theme.id}/trail.csv"))
    events = db.session.query(Event).filter_by(theme_id=theme.id).order_by(Event.id).all()
    assert [(row["kind"], row["digest"]) for row in rows] == [(one.kind, one.digest) for one in events]
    assert "staff" not in rows[0]


def test_because_you_said_so_lists_what_is_done_and_asks_again(theme, telling, rosa, calendar):
    assert "Nothing yet" in rosa.get("/because").get_data(as_text=True)
    action = telling.action(theme)
    telling.reached(action)
    actions.judge_completion(staff_named("ada"), action, Completion.COMPLETE)
    db.session.commit()
    html = rosa.get("/because").get_data(as_text=True)
    assert "Hand out bus passes" in html
    assert "Done on March 2, 2026." in html
    assert "We ask again on March 2, 2027." in html
    calendar.move(366)
    assert "A year is over" in rosa.get("/because").get_data(as_text=True)


def test_what_is_no_longer_done_is_no_longer_listed(theme, telling, rosa):
    action = telling.action(theme)
    telling.reached(action)
    for completion in (Completion.COMPLETE, Completion.LIMITED):
        actions.judge_completion(staff_named("ada"), action, completion)
    db.session.commit()
    assert "Nothing yet" in rosa.get("/because").get_data(as_text=True)


@pytest.mark.parametrize(
    ("words", "found"),
    [("ride", True), ("RIDÉS visits", True), ("need a", True), ("elephant", False), ("ride elephant", False)],
)
def test_the_ledger_finds_words_however_they_are_accented(theme, rosa, words, found):
    html = rosa.get("/ledger", query_string={"words": words}).get_data(as_text=True)
    assert (f'href="/ledger/{theme.id}"' in html) == found
    assert ("Nothing like that" in html) != found


@pytest.mark.parametrize("path", ["/feed", "/because", "/data", "/data/themes.csv", "/data/engagements.json"])
def test_nothing_here_sets_a_cookie(theme, rosa, path):
    answer = rosa.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_a_promise_without_a_theme_says_where_it_stands(world, rosa, calendar):
    engagement = world.engagement()
    engagements.end_listening(staff_named("ada"), engagement)
    world.voices(engagement.prompts[0], ["a ride"])
    db.session.commit()
    calendar.move(70)
    assert rosa.get("/data/engagements.json").json["engagements"][0]["without_theme"] == {
        "stage": "sorting",
        "days_overdue": 10,
        "silent": True,
        "promise_broken": False,
    }
    world.theme(engagement, world.voices(engagement.prompts[0], ["a van"]))
    assert rosa.get("/data/engagements.json").json["engagements"][0]["without_theme"] is None


def test_every_stage_is_in_the_description(rosa):
    told = rosa.get("/data/openapi.json").json["components"]["schemas"]["Engagement"]["properties"]
    assert told["without_theme"]["properties"]["stage"]["enum"] == [one.value for one in Stage]
