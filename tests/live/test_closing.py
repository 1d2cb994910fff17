"""What nobody can take back is looked at twice: closing a session, a survey, all listening."""

import pytest
from bs4 import BeautifulSoup

from listening.core.database import db
from listening.sessions.rules import State
from tests.sessions.rooms import planned, said
from tests.surveys import answers


def soup(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def lines(answer):
    return [one.get_text(" ", strip=True) for one in soup(answer).select(".second-look li")]


@pytest.fixture
def ends(cast, session):
    """Each page with what begins an end, and the address of the second look."""
    survey = answers.planned(session.engagement)
    return [
        (cast.bo, f"/staff/live/{session.id}", f"/staff/live/{session.id}/close"),
        (cast.bo, f"/staff/surveys/{survey.id}", f"/staff/surveys/{survey.id}/end"),
        *(
            (desk, f"/staff/engagements/{session.engagement_id}", address)
            for desk in (cast.ada, cast.bo)
            for address in [f"/staff/engagements/{session.engagement_id}/end-listening"]
        ),
    ]


def test_what_cannot_be_undone_takes_two_presses_on_two_pages(ends, session):
    for desk, page, look in ends:
        first = soup(desk.get(page))
        assert [one["href"] for one in first.select("a#first-look")] == [look]
        assert not first.select(f"form[action='{look}']"), "one press would do it"
        second = soup(desk.get(look))
        assert len(second.select(f"form[action='{look}'] button[type=submit]")) == 1
        assert second.select_one("#go-back")["href"].startswith(page)
    db.session.expire_all()
    assert session.state is State.OPEN, "a look changes nothing"
    assert session.engagement.is_open


def test_in_place_the_look_stands_where_its_button_stood_and_goes_back(ends):
    for desk, page, _look in ends:
        button = soup(desk.get(page)).select_one("#first-look")
        answer = desk.get(button["data-hx-get"], headers={"HX-Request": "true"})
        assert "<html" not in answer.get_data(as_text=True)
        title, back = soup(answer).select_one("h2#second-look"), soup(answer).select_one("#go-back")
        assert title.has_attr("autofocus")
        again = soup(desk.get(back["data-hx-get"], headers={"HX-Request": "true"}))
        assert again.select_one("#first-look").has_attr("autofocus")
        assert not soup(desk.get(page)).select_one("#first-look").has_attr("autofocus")


def test_the_look_stays_while_the_room_is_drawn_anew(cast, session, do):
    look = soup(cast.bo.get(f"/staff/live/{session.id}?look=close")).find(id="room")["data-hx-get"]
    asks = {"HX-Request": "true"}
    assert cast.bo.get(look, headers=asks).status_code == 204
    do("open_prompt")
    again = soup(cast.bo.get(look, headers=asks))
    assert "A question is still open." in again.get_text()
    assert not again.select_one("#second-look").has_attr("autofocus"), "who stands at a button stays there"


def test_the_look_says_what_is_not_done_yet(cast, session, agreed, do):
    path = f"/staff/live/{session.id}/close"
    assert "Ask the next question" in lines(cast.bo.get(path))
    do("open_prompt")
    assert "A question is still open." in lines(cast.bo.get(path))
    few = "Fewer than five answers came in. Readers see them with others, when all listening ends."
    assert few in lines(cast.bo.get(path))
    said(session, [f"voice {number}" for number in range(5)])
    for _prompt in session.agenda:
        do("close_prompt")
        do("open_prompt", session.agenda[-1].prompt_id)
    do("close_prompt")
    do("close_pulse")
    do("last_call", 1)
    assert not soup(cast.bo.get(path)).select(".second-look strong"), "all is done"


def test_only_those_who_could_end_it_are_shown_the_look_and_only_then(cast, ends, session):
    for _desk, _page, look in ends:
        assert cast.pia.get(look).status_code == 403
    for desk, _page, look in ends:
        assert desk.post(look).status_code in {303, 409}
        assert desk.get(look).status_code == 409, "it is over"
    db.session.expire_all()
    assert session.state is State.SEALED
    assert not session.engagement.is_open


def test_ending_all_listening_names_what_ends_with_it(cast, session):
    engagement = session.engagement
    path = f"/staff/engagements/{engagement.id}/end-listening"
    planned(engagement)
    survey = answers.planned(engagement)
    links = [one["href"] for one in soup(cast.ada.get(path)).select(".second-look li a")]
    assert f"/staff/sessions/{session.id}" in links
    assert len(links) == 3
    assert links[-1] == f"/staff/surveys/{survey.id}"
    cast.bo.post(f"/staff/surveys/{survey.id}/end")
    cast.bo.post(f"/staff/live/{session.id}/close")
    assert len(soup(cast.ada.get(path)).select(".second-look li a")) == 1
