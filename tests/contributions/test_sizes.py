"""The size of an answer tells nothing of what was written (T5); the bodies: browser/test_leaves_nothing.py."""

import random

import pytest

from listening.contributions import padding
from listening.contributions.receipt import new_secret
from tests.faults.sizes import size
from tests.proofs import proof, room_code
from tests.sessions.rooms import opened

TEXTS = size(60, 1_000)


@pytest.fixture
def room(app, world):
    return opened(world.engagement())


def some_text(dice):
    letters = "abcdefghijklmnop ñé<&\n🙂"
    return "".join(dice.choice(letters) for _letter in range(int(10 ** dice.uniform(0.5, 3.6)))) + "."


def answers(rosa, room, code, texts, *, quiet):
    """(status and mark) → lengths of whole answers, for texts sent with and without a check, and too long."""
    prompt, found = room.agenda[0].prompt_id, {}
    for number, text in enumerate(texts):
        data = {"secret": new_secret(), f"text-{prompt}": text, f"consent-{prompt}": "quote"}
        data |= {"quiet": "1"} if quiet else {}
        data |= [{"room": code}, {}, {f"text-{prompt}": text + "x" * 5_001}, {f"text-{prompt}": ""}][
            number % 4
        ]
        answer = rosa.post(f"/s/{room.code}/receipt", data=data)
        outcome = (answer.status_code, answer.headers.get("Hearback-Received", number % 4))
        length = len(answer.data) + sum(len(name) + len(value) for name, value in answer.headers)
        found.setdefault(outcome, set()).add(length)
    return found


def test_every_answer_of_one_outcome_is_equally_long_for_a_script(app, room, rosa, record_property):
    dice = random.Random(3)
    texts = [some_text(dice) for _text in range(TEXTS)]
    found = answers(rosa, room, room_code(app, room.code), texts, quiet=True)
    record_property("sizes_texts", TEXTS)
    record_property("sizes_of_each_outcome", sorted(len(lengths) for lengths in found.values()))
    assert len(found) == 4
    assert all(len(lengths) == 1 for lengths in found.values()), found


def test_the_page_with_a_receipt_is_equally_long_whatever_was_said(app, room, rosa):
    dice = random.Random(4)
    texts = [some_text(dice) for _text in range(TEXTS)]
    found = answers(rosa, room, room_code(app, room.code), texts, quiet=False)
    assert len(found[200, "kept"]) == len(found[200, "held"]) == 1


def test_every_page_on_the_way_fills_whole_buckets(room, rosa):
    prompt = room.agenda[0].prompt_id
    dice = random.Random(5)
    for step in ("prompt/1", "prompt/2", "check"):
        carried = {"secret": new_secret(), f"text-{prompt}": some_text(dice)}
        answer = rosa.post(f"/s/{room.code}/{step}", data=carried)
        assert len(answer.data) % padding.BUCKET == 0
        assert answer.data.endswith(b"-->")


def test_a_build_that_fills_nothing_is_found(app, room, rosa, monkeypatch):
    monkeypatch.setattr("listening.contributions.views.filler", lambda _words: "")
    monkeypatch.setattr(padding, "BUCKET", 1)
    dice = random.Random(6)
    found = answers(
        rosa, room, room_code(app, room.code), [some_text(dice) for _text in range(24)], quiet=False
    )
    assert len(found[200, "kept"]) > 1


def test_words_sealed_on_a_phone_get_an_answer_without_a_body(room, rosa):
    sizes = set()
    for body in ("x", "y" * 4000):
        data = {"sealed": body, "proof": proof(rosa, room.code)}
        sizes.add(len(rosa.post(f"/s/{room.code}/sealed", data=data).data))
    assert sizes == {0}
