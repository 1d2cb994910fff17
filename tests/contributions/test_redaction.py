import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.contributions.models import Redaction
from listening.contributions.redaction import (
    NotDerived,
    NotQuotable,
    StillThere,
    bracketed,
    check,
    kept_words,
    masked,
    redact,
    suggest,
    to_check,
    to_redact,
)
from listening.core.database import db
from tests.cast import staff_named

SAID = "My worker Maria Lopez called on May 3 and Maria was kind. She was not late."


@pytest.fixture
def voice(world):
    return world.voices(world.engagement().prompts[0], [SAID])[0]


@pytest.fixture
def pia(app):
    return staff_named("pia")


def test_the_machine_flags_and_masks_in_the_language_of_the_words():
    text = "Mi trabajadora Ana Ruiz me llamó el 3 de mayo al 555-201-9988."
    spans = suggest(text, "es")
    assert {text[span.start : span.end] for span in spans} >= {"Mi trabajadora Ana Ruiz", "555-201-9988"}
    assert "[mi trabajadora]" in masked(text, "es", spans)
    assert "Ruiz" not in masked(text, "es", spans)


def test_a_redaction_keeps_the_words_without_the_details(voice, pia):
    text = "My worker [name] called on [date] and [name] was kind. She was not late."
    row = redact(pia, voice, text, ["worker"])
    assert (row.text, row.taken_out) == (text, ["date", "name", "worker"])
    assert voice.text == SAID


@pytest.mark.parametrize(
    "text",
    [
        "My worker [name] called on [date] and [name] was kind. She was late.",
        "My worker [name] called on [date] and [name] was rude. She was not late.",
        "[name] was kind. My worker [name] called",
        "My worker [Maria Lopez] called on May 3 and Maria was kind. She was not late.",
        "worker [name] called on [date] and [name] was kind. She was not late.",
        "My worker [name] called",
        "Something else",
        "",
    ],
)
def test_words_cannot_be_added_turned_round_or_left_out_in_silence(voice, pia, text):
    with pytest.raises(NotDerived):
        redact(pia, voice, text, [])


def test_a_detail_taken_out_once_may_not_stand_elsewhere(voice, pia):
    with pytest.raises(StillThere, match="Maria"):
        redact(pia, voice, "My worker [name] called on May 3 and Maria was kind. She was not late.", [])


def test_words_of_someone_who_did_not_agree_are_not_copied(world, pia):
    voice = world.voices(world.engagement().prompts[0], [SAID], consent="idea")[0]
    with pytest.raises(NotQuotable):
        redact(pia, voice, SAID, [])


def test_a_changed_redaction_must_be_looked_at_again(voice, pia):
    row = redact(pia, voice, SAID, [])
    check(staff_named("mei"), row)
    again = redact(pia, voice, SAID.replace("Maria Lopez", "[name]").replace("Maria", "[name]"), [])
    assert again is row
    assert (row.checked_by_id, row.taken_out) == (None, ["name"])


def test_nobody_checks_their_own_redaction(voice, pia):
    row = redact(pia, voice, SAID, [])
    with pytest.raises(NotAllowed):
        check(pia, row)
    row.checked_by_id = pia.id
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_only_a_reviewer_redacts_and_checks(voice, pia):
    with pytest.raises(NotAllowed):
        redact(staff_named("ada"), voice, SAID, [])
    row = redact(pia, voice, SAID, [])
    with pytest.raises(NotAllowed):
        check(staff_named("ren"), row)


def test_voices_come_in_batches_until_each_has_a_redaction(world, pia):
    engagement = world.engagement()
    voices = world.voices(engagement.prompts[0], [f"Words {number}" for number in range(20)])
    world.voices(engagement.prompts[0], ["Not these"], consent="count")
    batch = to_redact(engagement.id)
    assert len(batch) == 15
    assert len(to_redact(engagement.id, batch[-1].id)) == 5
    for voice in voices:
        redact(pia, voice, voice.text, [])
    assert to_redact(engagement.id) == []
    assert to_check(pia, engagement.id) == []
    assert len(to_check(staff_named("mei"), engagement.id)) == 15


WORDS = st.lists(st.sampled_from(["ana", "was", "not", "late", "on", "may", "x1"]), min_size=1, max_size=12)


@given(words=WORDS, data=st.data())
def test_replacing_any_stretches_is_accepted_and_nothing_replaced_is_kept(words, data):
    gone = data.draw(st.sets(st.integers(0, len(words) - 1), max_size=len(words)))
    text = " ".join(bracketed("name", "en") if at in gone else word for at, word in enumerate(words))
    kept = kept_words(words, text)
    assert kept is not None
    assert len(kept) == len(words) - len(gone)
    assert [words[at] for at in kept] == [word for at, word in enumerate(words) if at not in gone]


@given(words=WORDS, at=st.integers(0, 12), word=st.sampled_from(["never", "always", "paid"]))
def test_a_word_nobody_said_is_never_accepted(words, at, word):
    changed = [*words[:at], word, *words[at:]]
    assert kept_words(words, " ".join(changed)) is None


def test_the_page_shows_the_original_marked_and_the_box_masked(voice, cast):
    html = cast.pia.get(f"/staff/contributions/{voice.id}/redact").get_data(as_text=True)
    assert "<mark>" in html
    box = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, re.DOTALL)[1]
    assert "[name]" in box
    assert "Lopez" not in box


def test_a_wrong_text_comes_back_with_what_was_typed(voice, cast):
    answer = cast.pia.post(f"/staff/contributions/{voice.id}/redact", {"text": "She was never late."})
    assert answer.status_code == 422
    assert "She was never late." in answer.get_data(as_text=True)
    assert db.session.get(Redaction, voice.id) is None


def test_after_one_voice_the_next_comes_and_another_person_checks(world, cast):
    engagement = world.engagement()
    first, second = sorted(
        world.voices(engagement.prompts[0], ["We waited", "We waited again"]), key=lambda v: v.id
    )
    answer = cast.pia.post(f"/staff/contributions/{first.id}/redact", {"text": first.text})
    assert answer.location.endswith(f"/staff/contributions/{second.id}/redact")
    answer = cast.pia.post(f"/staff/contributions/{second.id}/redact", {"text": second.text})
    assert answer.location.endswith(f"/staff/contributions/engagements/{engagement.id}/redact")
    assert cast.pia.post(f"/staff/contributions/{first.id}/check").status_code == 403
    assert "Nobody can be recognised" in cast.mei.get(f"/staff/contributions/{first.id}/redact").get_data(
        as_text=True
    )
    assert cast.mei.post(f"/staff/contributions/{first.id}/check").status_code == 303
    db.session.expire_all()
    assert db.session.get(Redaction, first.id).checked_by_id == staff_named("mei").id


def test_the_page_of_redacted_words_never_shows_what_was_taken_out(voice, cast):
    text = SAID.replace("Maria Lopez", "[name]").replace("Maria", "[name]").replace("May 3", "[date]")
    cast.pia.post(f"/staff/contributions/{voice.id}/redact", {"text": text})
    html = cast.mei.get(f"/staff/contributions/engagements/{voice.prompt.engagement_id}/redact").get_data(
        as_text=True
    )
    assert "[date]" in html
    assert "Lopez" not in html


def test_words_that_may_not_be_quoted_have_no_page(world, cast):
    voice = world.voices(world.engagement().prompts[0], ["Mine"], consent="idea")[0]
    assert cast.pia.get(f"/staff/contributions/{voice.id}/redact").status_code == 404


@pytest.mark.parametrize(
    ("text", "language", "without"),
    [
        ("My worker Jane Smith never called.", "en", "[my worker] never called."),
        ("Our social worker, Denise, was kind.", "en", "[my worker], was kind."),
        ("Mi trabajadora Yolanda no llama.", "es", "[mi trabajadora] no llama."),
        ("My sister Denise is a worker.", "en", "My sister [name] is a worker."),
    ],
)
def test_the_name_of_a_worker_becomes_my_worker(text, language, without):
    assert masked(text, language, suggest(text, language)) == without
