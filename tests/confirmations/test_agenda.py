"""A return session is led from what was told back, and what the room says becomes the verdict."""

from datetime import timedelta

from sqlalchemy import select

from listening.actions.answers import loop_of
from listening.actions.models import Decision
from listening.core import clock
from listening.core.database import db
from listening.core.loop import Status
from tests.confirmations.windows import let_end, tell, told_back
from tests.sessions.rooms import opened, planned
from tests.world import both


def test_the_agenda_leads_from_the_report_back_to_the_verdict(app, world, cast, calendar):
    theme, _secrets = told_back(app, world)
    later = planned(theme.engagement, kind="return", starts_at=clock.now() + timedelta(days=20))
    room = opened(theme.engagement, kind="return")
    number, page = theme.id, f"/staff/verdicts/agenda/{room.id}"
    db.session.commit()
    shown = cast.bo.get(page).get_data(as_text=True)
    for said in (
        "You need rides.",
        "We pay for rides.",
        "A van comes.",
        "did we hear you right?",
        "is it so for you?",
    ):
        assert said in shown
    assert f"/staff/verdicts/hands/{room.id}/{number}" in shown
    before = cast.bo.get(f"/staff/verdicts/agenda/{later.id}").get_data(as_text=True)
    assert "We pay for rides." in before, "it can be printed beforehand"
    assert f"/staff/verdicts/hands/{later.id}/" not in before.split("<h1")[1]
    assert cast.ada.get(page).status_code == 403
    hands = {"yes": "8", "partly": "1", "no": "1", "cannot_tell": "0"}
    entered = f"/staff/verdicts/hands/{room.id}/{number}"
    assert cast.bo.post(entered, hands).status_code == 303
    assert cast.pia.post(f"{entered}/confirm").status_code == 303
    let_end(app, calendar)
    assert loop_of(theme).status is Status.CONFIRMED


def test_a_room_reads_each_theme_on_the_big_screen_in_the_language_it_was_told(app, world, cast):
    theme, _secrets = told_back(app, world)
    other = world.theme(theme.engagement, world.voices(theme.engagement.prompts[1], ["a map"]), label="Maps")
    tell(other)
    room = opened(theme.engagement, kind="return")
    first, second = sorted([theme.id, other.id])
    path = f"/staff/verdicts/screen/{room.id}"
    html = cast.bo.get(f"/es{path}/{first}").get_data(as_text=True)
    assert "<strong>You said:</strong> You need rides." in html, "headings are in the language of the text"
    assert f"{path}/{second}" in html, "and lead to the next theme"
    assert f"{path}/{first}" not in cast.bo.get(f"{path}/{second}").get_data(as_text=True)
    assert cast.bo.get(f"{path}/987654").status_code == 404
    assert cast.ada.get(f"{path}/{first}").status_code == 403


def test_whoever_counts_reads_what_was_told_and_asks_the_right_question(app, world, cast):
    theme, _secrets = told_back(app, world)
    room = opened(theme.engagement, kind="return")
    path = f"/staff/verdicts/hands/{room.id}/{theme.id}"
    html = cast.bo.get(path).get_data(as_text=True)
    assert "We pay for rides." in html
    assert "Is it so for you?" in html
    decision = db.session.scalars(select(Decision)).one()
    decision.choice, decision.reason, decision.would_change = "will_not", "law", both("A new law.")
    db.session.commit()
    assert "Is the reason clear and honest?" in cast.bo.get(path).get_data(as_text=True)


def test_only_a_return_session_has_such_an_agenda(app, world, cast):
    room = opened(world.engagement())
    assert cast.bo.get(f"/staff/verdicts/agenda/{room.id}").status_code == 404
    back = planned(room.engagement, kind="return")
    page = cast.bo.get(f"/staff/verdicts/agenda/{back.id}").get_data(as_text=True)
    assert "No theme can be answered now" in page
