"""A thief with the whole database, without keys and receipts: which two answers are of one person?"""

from collections import defaultdict

import pytest
from sqlalchemy import select

from listening.contributions import service as contributions
from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret, shown
from listening.contributions.rules import Channel, Consent, Voice
from listening.core import jobs
from listening.core.database import db
from listening.core.keys import Keys
from listening.sessions import service as sessions
from tests.cast import staff_named
from tests.faults.sizes import size
from tests.sessions.rooms import opened

PEOPLE = size(60, 300)
GUESSES = size(40, 290)


@pytest.fixture
def answers(app, world):
    """Everyone answers both questions; the vault, sealed."""

    def given():
        room = opened(world.engagement())
        prompts = [item.prompt_id for item in room.agenda]
        for person in range(PEOPLE):
            voices = [
                Voice(prompt, f"person {person}", Consent.QUOTE, "en", Channel.PHONE) for prompt in prompts
            ]
            contributions.contribute(room, new_secret(), voices)
        sessions.close_session(staff_named("bo"), room)
        db.session.commit()
        jobs.sweep_all(app)
        return [
            [row for row in db.session.scalars(select(Contribution)) if row.prompt_id == prompt]
            for prompt in prompts
        ]

    return given


def joined(first, second):
    """The best share of pairs that any way of matching marks gets right; what was said is not looked at."""
    ways = {
        "the same mark": lambda one: one.id,
        "proofs that begin alike": lambda one: one.fingerprint[:8],
        "marks that begin alike": lambda one: one.id[:8],
        "marks that differ by a constant": lambda one: int(one.id, 16) ^ int(one.fingerprint, 16),
    }
    shares = [matched(first, second, way) for way in ways.values()]
    by_mark = [sorted(rows, key=lambda one: one.id) for rows in (first, second)]
    return max(*shares, in_order(first, second), in_order(*by_mark))


def matched(first, second, way):
    found = defaultdict(list)
    for one in second:
        found[way(one)].append(one.text)
    return sum(one.text in found[way(one)] for one in first) / len(first)


def in_order(first, second):
    """Row by row, as the tables give them."""
    return sum(one.text == two.text for one, two in zip(first, second, strict=False)) / len(first)


def test_two_answers_of_one_person_do_not_join(answers, record_property):
    share = joined(*answers())
    record_property("joined_share_of_answers", round(share, 3))
    assert share < 0.12, "chance alone brings together one or two"


def test_a_build_whose_marks_share_a_part_per_person_is_found(answers, monkeypatch):
    proper = Keys.fingerprint_of
    monkeypatch.setattr(
        Keys,
        "fingerprint_of",
        lambda keys, secret, what: proper(keys, secret, "one")[:16] + proper(keys, secret, what)[16:],
    )
    assert joined(*answers()) == 1.0


def test_every_wrong_receipt_gets_the_same_answer(world, rosa, record_property):
    room = opened(world.engagement())
    contributions.contribute(
        room,
        new_secret(),
        [Voice(room.agenda[0].prompt_id, "I am here.", Consent.QUOTE, "en", Channel.PHONE)],
    )
    replies = set()
    for _guess in range(GUESSES):
        words = " ".join(shown(new_secret(), "en"))
        answer = rosa.post("/receipt", data={"receipt": words})
        replies.add((answer.status_code, answer.get_data(as_text=True).replace(words, "")))
    record_property("receipt_guesses", GUESSES)
    assert len(replies) == 1
