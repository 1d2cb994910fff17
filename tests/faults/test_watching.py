"""Someone of the staff looks at every page again and again while people press send (anonymity, T4)."""

import re

import pytest
from scipy.stats import kendalltau

from listening.contributions import service as contributions
from listening.contributions.receipt import new_secret
from listening.contributions.rules import Channel, Consent, Voice
from listening.core.database import db
from listening.core.policy import policy_of
from listening.live import service, wall
from tests.cast import staff_named
from tests.faults.leaks import let_in
from tests.faults.sizes import size
from tests.house.people import STAFF, Walker
from tests.sessions.rooms import opened

pytestmark = [pytest.mark.once, pytest.mark.slow]

SPOKEN = size(20, 60)
#: Pages that could show a room, for whoever may open them.
PAGES = (
    "/staff",
    "/staff/sessions/{id}",
    "/staff/live/{id}",
    "/staff/live/{id}/screen",
    "/staff/evening/{id}",
    "/staff/themes/engagements/{of}",
    "/staff/contributions/engagements/{of}/redact",
    "/data/engagements.json",
)
#: Changes by itself: a form's token, a mark of the state, minutes, the code of the room.
_OWN = re.compile(r'csrf_token"( type="hidden")? value="[^"]*"|version=\w+|name="seen" value="[^"]*"')


@pytest.fixture
def room(app, world):
    return opened(world.engagement())


def lookers(app, room):
    """Each page with everyone whose role may open it."""
    walkers = [Walker(app, name) for name in ("anonymous", *STAFF)]
    paths = [(page, page.format(id=room.id, of=room.engagement_id)) for page in PAGES]
    here = app.url_map.bind("localhost")
    return [
        (walker, page, path)
        for page, path in paths
        for walker in let_in(walkers, policy_of(app, here.match(path)[0]))
    ]


def seen_by(looking):
    """Person and page → what stands there."""
    found = {}
    for walker, page, path in looking:
        answer = walker.ask("GET", path)
        if answer.status_code == 200:
            found[walker.name, page] = _OWN.sub("", answer.get_data(as_text=True))
    return found


def watched(app, room, calendar, texts):
    """What changed after which number of people had pressed send, and words that could be read."""
    looking = lookers(app, room)
    wall.let_heap_in(room, service.room_of(room))
    db.session.commit()
    before, changes, read = seen_by(looking), [], []
    for number, text in enumerate(texts, start=1):
        voice = Voice(room.agenda[0].prompt_id, text, Consent.QUOTE, "en", Channel.PHONE)
        contributions.contribute(room, new_secret(), [voice])
        now = seen_by(looking)
        changes += [(number, *where) for where in now if now[where] != before.get(where)]
        read += [where for where, page in now.items() if any(one in page for one in texts)]
        before = now
    return changes, read


def test_counts_move_in_steps_and_no_word_is_read_before_its_time(app, room, calendar, record_property):
    changes, read = watched(app, room, calendar, [f"zq{number}x speaks." for number in range(SPOKEN)])
    moments = sorted({number for number, *_where in changes})
    record_property("watched_people", SPOKEN)
    record_property("watched_changes_after", moments)
    record_property("watched_words_read", len(read))
    assert read == []
    assert moments, "a counter that never moves would say nothing"
    assert all(number % 5 == 0 for number in moments), changes


def test_a_counter_that_moves_with_everyone_is_found(app, room, calendar, monkeypatch):
    monkeypatch.setattr("listening.live.screens.stepped", lambda count: count)
    changes, _read = watched(app, room, calendar, [f"zq{number}x speaks." for number in range(6)])
    assert {number for number, *_where in changes} - {5}


def order_of(room, count):
    """Kendall's tau between the order in which people pressed send and that of the cards."""
    texts = [f"zq{number}x" for number in range(count)]
    for text in texts:
        voice = Voice(room.agenda[0].prompt_id, text, Consent.QUOTE, "en", Channel.PHONE)
        contributions.contribute(room, new_secret(), [voice])
    wall.let_heap_in(room, service.room_of(room), at_once=True)
    db.session.commit()
    shown = [one.text for one in wall.read_by(staff_named("bo"), room) if one.text in set(texts)]
    assert len(shown) == count
    return kendalltau([texts.index(text) for text in shown], range(count)).statistic


def test_a_heap_of_cards_tells_nothing_of_who_pressed_send_first(app, room, record_property):
    tau = order_of(room, 400)
    record_property("heap_tau", round(float(tau), 3))
    # Four standard deviations of tau among 400 in random order (Kendall 1970): sqrt(2(2n+5)/(9n(n-1))) = 0.0335.
    # Three among 200 were 0.145, and chance alone went over it in one run of four hundred.
    assert abs(tau) < 0.134


def test_cards_in_the_order_they_came_are_found(app, room, monkeypatch):
    ids = iter(f"{number:032x}" for number in range(10**6))
    monkeypatch.setattr("listening.core.keys.Keys.id_of", lambda *_asked: next(ids))
    assert order_of(room, 40) > 0.95
