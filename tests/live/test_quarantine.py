"""In the room, what came without a check lies in a lane of its own until the facilitator lets it in or hides it."""

from sqlalchemy import select

from listening.contributions import service as contributions
from listening.contributions.intake import intake
from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret
from listening.contributions.rules import Channel, Consent, Lane, Voice
from listening.core.database import db
from listening.live import wall
from listening.themes.models import Disposition
from tests.sessions.rooms import closed, said

FLOOD = [f"A machine says this, {number}." for number in range(4)]


def spoken_without_a_check(session, texts=FLOOD):
    for text in texts:
        voice = Voice(session.agenda[0].prompt_id, text, Consent.QUOTE, "en", Channel.PHONE)
        assert not contributions.contribute(session, new_secret(), [voice], apart=True)


def lanes_of(cards):
    return {one.text: one.lane for one in cards}


def test_it_comes_with_the_heap_into_a_lane_of_its_own_and_counts_nothing(session, let_in):
    spoken_without_a_check(session)
    assert set(lanes_of(let_in()).values()) == {Lane.QUARANTINE}
    assert contributions.waiting(session) == 0
    assert wall.on_the_wall(session) == []


def test_let_in_it_is_a_contribution_and_taken_back_it_waits_again(app, session, bo, let_in):
    spoken_without_a_check(session)
    said(session, [f"Voice {number}" for number in range(5)])
    first, second, third, _fourth = sorted(
        (one for one in let_in() if one.text in FLOOD), key=lambda one: one.text
    )
    wall.move(bo, session, first, Lane.NEW)
    wall.move(bo, session, second, Lane.NEW)
    wall.take_back(bo, session, wall.card(session, second.number))
    wall.move(bo, session, third, Lane.HIDDEN, reason="flood")
    db.session.commit()
    assert contributions.waiting(session) == 7
    closed(app, session)
    places = {
        one.contribution.text: (one.place, one.reason, one.placed_by)
        for one in db.session.scalars(select(Disposition))
    }
    assert places == {
        second.text: ("quarantine", None, "machine"),
        third.text: ("set_aside", "flood", "person"),
        FLOOD[3]: ("quarantine", None, "machine"),
    }


def test_the_console_offers_to_let_in_and_never_to_show(cast, session, agreed, let_in):
    spoken_without_a_check(session)
    let_in()
    page = cast.bo.get(f"/staff/live/{session.id}?lane=quarantine").get_data(as_text=True)
    assert page.count("Let in") == len(FLOOD)
    assert 'value="shown"' not in page


def test_few_real_voices_wait_for_others_however_many_a_machine_sent(app, session):
    said(session, ["Only one of us.", "And one more."])
    spoken_without_a_check(session, [f"{text} Again." for text in FLOOD] * 3)
    closed(app, session)
    assert session.sealed_on is not None
    assert db.session.scalars(select(Contribution)).all() == []
    pool = contributions.engagement_gathering(session.engagement_id)
    kinds = [row.kind for row in intake().store(pool).rows()]
    assert kinds.count("contribution") == 2
    assert kinds.count("quarantined") == 12
