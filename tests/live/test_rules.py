"""What comes next, what comes in, and what may be said of numbers: plain functions."""

from datetime import UTC, datetime, timedelta

import pytest

from listening.live.rules import (
    Asked,
    Facts,
    Share,
    Step,
    Turn,
    heaps,
    leaning,
    minutes_left,
    next_step,
    not_at_the_top,
    share,
    turn,
)

START = {
    "agreed": False,
    "prompts": [1, 2],
    "now": None,
    "done": [],
    "can_hear": False,
    "heard": False,
    "read_back": Asked.NOT_YET,
    "pulse": Asked.NOT_YET,
    "last_call": False,
}
EVENING = [
    ({}, Step.AGREE),
    ({"agreed": True}, Step.OPEN_PROMPT),
    ({"now": 1}, Step.CLOSE_PROMPT),
    ({"now": None, "done": [1]}, Step.OPEN_PROMPT),
    ({"now": None, "done": [1, 2], "can_hear": True}, Step.HEAR),
    ({"heard": True}, Step.READ_BACK),
    ({"read_back": Asked.OPEN}, Step.END_READ_BACK),
    ({"read_back": Asked.CLOSED}, Step.PULSE),
    ({"pulse": Asked.OPEN}, Step.LAST_CALL),
    ({"last_call": True}, Step.CLOSE),
]


def test_an_evening_has_one_clear_next_step_at_every_moment():
    facts = dict(START)
    for change, step in EVENING:
        facts |= change
        assert next_step(Facts(**facts)) is step


def test_a_room_of_two_goes_on_without_a_machine():
    assert next_step(Facts(**START | {"agreed": True, "done": [1, 2]})) is Step.PULSE


def test_new_words_come_in_threes_or_when_their_prompt_is_closed():
    assert heaps({"a": 1, "b": 1}, []) == []
    assert heaps({"c": 1, "a": 1, "b": 2}, []) == ["a", "b", "c"]
    assert heaps({"a": 1, "b": 2}, [2]) == ["b"]


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (5, 10, Share.TOO_FEW),
        (1, 11, Share.UNDER_ONE),
        (2, 11, Share.ONE_TO_THREE),
        (10, 20, Share.THREE_TO_FIVE),
        (11, 20, Share.MORE_THAN_HALF),
    ],
)
def test_a_share_is_said_in_words_and_never_below_eleven(part, whole, said):
    assert share(part, whole) is said


def test_the_pulse_tells_those_not_at_the_top_and_a_pass_is_no_vote():
    assert not_at_the_top({"5": 11}) is Share.UNDER_ONE
    assert not_at_the_top({"5": 5, "1": 7}) is Share.MORE_THAN_HALF
    assert leaning({"agree": 10, "pass": 30}, "agree") is Share.TOO_FEW
    assert leaning({"agree": 10, "disagree": 1, "pass": 30}, "agree") is Share.MORE_THAN_HALF


def test_a_timer_counts_whole_minutes_and_stops_at_none():
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert minutes_left(now + timedelta(seconds=61), now) == 2
    assert minutes_left(now - timedelta(hours=1), now) == 0
    assert minutes_left(None, now) is None


def test_a_phone_is_asked_one_thing_and_nothing_in_a_pause():
    everything = dict.fromkeys(Turn, True)
    assert turn(everything, paused=False) is Turn.RULES
    assert turn({Turn.PULSE: True}, paused=False) is Turn.PULSE
    assert turn(everything, paused=True) is Turn.WAIT
    assert turn({}, paused=False) is Turn.WAIT
