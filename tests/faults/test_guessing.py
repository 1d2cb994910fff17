"""Someone tries seven words after another (T20): few tries are looked up, and no answer tells more than "nothing"."""

import time
from collections.abc import Callable

import pytest
from scipy.stats import ks_2samp

from listening.confirmations import views
from listening.contributions import service as contributions
from listening.contributions.receipt import new_secret, shown
from listening.contributions.rules import Channel, Consent, Voice
from listening.core import jobs
from listening.core.database import db
from tests.contributions.test_withdrawing import delete
from tests.faults.sizes import size
from tests.sessions.rooms import closed, opened

GUESSES = size(1_000, 100_000)
#: Looked up per minute; see core/limits.py.
PER_MINUTE = 300
#: Pairs of answers that are timed, in turn, so that a busy machine slows both alike.
PAIRS = size(150, 600)
#: Milliseconds between the medians, and the chance of a like pair of samples, that T20 of the threats asks for.
APART, LIKELY = 2.0, 0.01
#: Two like samples look unlike once in a hundred; three times in a row, once in a million.
DRAWS = 3


def words_of(secret: str) -> str:
    return " ".join(shown(secret, "en"))


@pytest.fixture
def deleted(app, world, calendar) -> str:
    """A receipt whose words were sealed, deleted and swept away."""
    room, secret = opened(world.engagement()), new_secret()
    prompt = room.agenda[0].prompt_id
    for each in (secret, *(new_secret() for _other in range(6))):
        voice = Voice(prompt, "The bus is late.", Consent.QUOTE, "en", Channel.PHONE)
        contributions.contribute(room, each, [voice])
    closed(app, room)
    delete(app, secret)
    calendar.move(1)
    db.session.commit()
    jobs.sweep_all(app)
    return secret


@pytest.fixture
def ask(app) -> Callable[[str], tuple[int, str, float]]:
    """Type seven words; status, page without what was typed, and milliseconds."""
    client = app.test_client(use_cookies=False)

    def typed(secret: str) -> tuple[int, str, float]:
        words = words_of(secret)
        views.limiter.reset()
        begun = time.perf_counter()
        answer = client.post("/receipt", data={"receipt": words})
        took = 1000 * (time.perf_counter() - begun)
        return answer.status_code, answer.get_data(as_text=True).replace(words, ""), took

    return typed


def told_apart(ask, known: str, pairs: int = PAIRS) -> dict[str, float]:
    """Medians apart, and the chance that a receipt that once was and one that never was take the same time."""
    once, never = [], []
    for _pair in range(pairs):
        once.append(ask(known)[2])
        never.append(ask(new_secret())[2])
    middle = pairs // 2
    return {
        "apart_ms": abs(sorted(once)[middle] - sorted(never)[middle]),
        "likely": float(ks_2samp(once, never).pvalue),
    }


def like(found: dict[str, float]) -> bool:
    return found["apart_ms"] < APART and found["likely"] > LIKELY


def test_a_deleted_receipt_and_one_that_never_was_get_one_answer_in_one_time(ask, deleted, record_property):
    assert ask(deleted)[:2] == ask(new_secret())[:2]
    draws = []
    while len(draws) < DRAWS and not any(map(like, draws)):
        draws.append(told_apart(ask, deleted))
    record_property("receipt_apart_ms", round(draws[-1]["apart_ms"], 3))
    record_property("receipt_likely", round(draws[-1]["likely"], 3))
    assert any(map(like, draws)), draws


def test_a_build_that_looks_longer_for_what_once_was_is_found(ask, deleted, monkeypatch):
    proper, known = views.trails_of, deleted

    def slower(secret):
        if secret == known:
            time.sleep(0.012)
        return proper(secret)

    monkeypatch.setattr(views, "trails_of", slower)
    # A third of the pairs is harder on the control: fewer show less.
    assert not any(like(told_apart(ask, deleted, PAIRS // 3)) for _draw in range(DRAWS))


def test_a_machine_that_guesses_is_looked_up_for_a_few_and_answered_in_plain_words(app, record_property):
    views.limiter.reset()
    client, begun = app.test_client(use_cookies=False), time.monotonic()
    answers = [
        client.post("/receipt", data={"receipt": words_of(new_secret())}).status_code
        for _guess in range(GUESSES)
    ]
    minutes = (time.monotonic() - begun) // 60 + 2
    record_property("receipt_guesses", GUESSES)
    record_property("receipt_looked_up", answers.count(422))
    assert set(answers) == {422, 429}
    assert answers.count(422) <= PER_MINUTE * minutes
    last = client.post("/receipt", data={"receipt": "one two"})
    assert last.status_code == 429
    assert "Wait one minute" in last.get_data(as_text=True)
    views.limiter.reset()
