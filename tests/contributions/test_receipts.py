"""Seven words that only one person has: readable in every language, worth nothing without the key."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listening.contributions.kind import UNKIND
from listening.contributions.receipt import (
    BITS,
    LISTS,
    NotAReceipt,
    fold,
    is_secret,
    new_secret,
    read,
    shown,
    words_of,
)
from listening.contributions.service import subject
from listening.contributions.steps import read_steps
from listening.contributions.withdrawals import held_by
from listening.core.keys import Keys
from tests.phone import Phone
from tests.sessions.rooms import closed, opened, said

secrets = st.integers(0, 2**BITS - 1).map(lambda number: f"{number:020x}")


@pytest.mark.once
@given(secrets, st.sampled_from([*LISTS, "vi", "ar", "hmn"]))
def test_what_is_shown_reads_back_in_every_language(secret, language):
    assert secret in read(" ".join(shown(secret, language)), [language])


@pytest.mark.once
@pytest.mark.parametrize("language", LISTS)
def test_every_word_of_every_list_survives_capitals_and_lost_accents(language):
    words = words_of(language)
    assert len(words) == 2048
    assert len({fold(word) for word in words}) == 2048, "no two words become one"
    for word in words:
        assert fold(word.upper()) == fold(word)
        assert fold(unicodedata.normalize("NFD", word)) == fold(word)


@pytest.mark.once
def test_words_are_read_with_commas_dashes_and_the_spaces_of_any_keyboard():
    secret = new_secret()
    words = shown(secret, "es")
    for between in (", ", "-", "\u3000", "\n", "   "):
        assert read(f"  {between.join(words).title()} ", ["en", "es"]) == [secret]


@pytest.mark.once
def test_a_language_without_a_list_gets_twenty_four_digits():
    secret = new_secret()
    groups = shown(secret, "vi")
    assert [len(group) for group in groups] == [3] * 8
    assert read("".join(groups), []) == [secret]
    assert read("-".join(groups), ["en"]) == [secret]


@pytest.mark.once
@given(st.text(max_size=300))
def test_anything_else_is_no_receipt_and_no_crash(typed):
    try:
        found = read(typed, list(LISTS))
    except NotAReceipt:
        return
    assert all(is_secret(secret) for secret in found)


@pytest.mark.parametrize(
    "typed", ["9" * 24, "፩" * 24, "²" * 24, "٣" * 24, "abandon", "a\0b", "abandon " * 40]
)
def test_the_page_names_the_slip(rosa, typed):
    answer = rosa.post("/receipt", data={"receipt": typed})
    assert answer.status_code == 422
    assert "receipt" in answer.get_data(as_text=True).lower()


@pytest.mark.once
def test_without_the_key_two_answers_of_one_person_cannot_be_joined():
    keys, other = Keys(b"1" * 32, b"2" * 32, b"", b""), Keys(b"3" * 32, b"4" * 32, b"", b"")
    secret = new_secret()
    marks = {
        mark(secret, subject(prompt))
        for prompt in (1, 2)
        for one in (keys, other)
        for mark in (one.id_of, one.fingerprint_of)
    }
    assert len(marks) == 8
    assert all(len(mark) == 32 and secret not in mark for mark in marks)


def test_a_receipt_opens_its_own_words_and_no_others(app, world):
    room = opened(world.engagement())
    mine, theirs = said(room, ["mine", "theirs"])
    (held,) = held_by(mine)
    assert not held.sealed
    closed(app, room)
    assert held_by(mine)[0].id == held.id != held_by(theirs)[0].id
    assert held_by(new_secret()) == []


def test_the_trail_says_where_the_words_are_and_never_what_they_were(app, world):
    room = opened(world.engagement())
    secret, *_others = said(room, [f"Nobody may read number {one}" for one in range(6)])
    for words in (shown(secret, "es"), shown(secret, "en"), shown(secret, "vi")):
        phone = Phone(app.test_client(use_cookies=False))
        phone.open("/receipt")
        page = phone.press("Show me", receipt=" ".join(words))
        assert page.status == 200, page.text
        assert "Nobody may read" not in page.text
        assert "Set-Cookie" not in page.headers
        assert "no-store" in page.headers["Cache-Control"]


def test_no_receipt_of_a_phone_has_a_word_that_hurts(app, world):
    room = opened(world.engagement())
    secrets = [read_steps(room, {}).secret for _phone in range(200)]
    drawn = {
        fold(word) for secret in secrets for language in ("en", "es") for word in shown(secret, language)
    }
    assert not UNKIND & drawn
