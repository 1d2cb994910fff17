"""What a reader took out never comes back by any way (anonymity, T6).

Pages, history, files, letters, quotes, feed, open data, the codebook, and what the machine proposes as names of themes.
"""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from listening.contributions import redaction
from listening.core.database import db
from listening.core.jobs import sweep_all
from listening.reportbacks import service as reportbacks
from listening.themes import drafting, service
from listening.themes.models import Theme
from listening.themes.rules import Place
from tests.cast import staff_named
from tests.faults.leaks import leaks
from tests.faults.sizes import size
from tests.reportbacks.test_letters import subscribe
from tests.reportbacks.written import Telling

pytestmark = [pytest.mark.once, pytest.mark.slow]

LETTERS = st.text(string.ascii_lowercase, min_size=5, max_size=9).map(lambda text: f"zq{text}")
DIGITS = st.integers(10**6, 10**7 - 1).map(str)
#: Kind and detail; nicknames in lower case are found by no machine, only by the reader.
DETAILS = st.one_of(
    st.tuples(st.just("name"), LETTERS.map(str.capitalize)),
    st.tuples(st.just("name"), LETTERS),
    st.tuples(st.just("phone"), DIGITS.map(lambda text: f"530-{text[:3]}-{text[3:]}")),
    st.tuples(st.just("case number"), DIGITS.map(lambda text: f"JV-{text}")),
    st.tuples(st.just("e-mail"), LETTERS.map(lambda text: f"{text}@example.org")),
)
SAID = (
    "My worker {} never calls back about the bus to the visit.",
    "The bus to the visit is late, {} knows it, and {} is late too.",
    "{} said the bus pass for visits would come.",
    "I wait for the bus and for {}",
)


@pytest.fixture
def telling(world):
    return Telling(world)


def words(details):
    return [detail for _kind, detail in details]


def put_to_work(app, telling, details):
    """A theme from these voices: redacted, changed, checked, moved, taken back, coded, quoted, told; its engagement."""
    theme = telling.answered()
    pia, mei = staff_named("pia"), staff_named("mei")
    voices = []
    for number, (kind, detail) in enumerate(details):
        text = SAID[number % len(SAID)].format(*[detail] * 2)
        voice = telling.quotable(theme, text)
        gone = text.replace(detail, redaction.bracketed(kind, "en"))
        # First everything of it in one word, then as it stays: what was in between is nowhere.
        redaction.redact(pia, voice, gone, [])
        row = redaction.redact(pia, voice, gone, [kind])
        redaction.check(mei, row)
        voices.append(voice)
    db.session.commit()
    service.move(pia, theme.engagement, [voices[0].id], Place.SINGLE_VOICE)
    service.move(pia, theme.engagement, [voices[0].id], Place.THEMED, theme=theme)
    db.session.commit()
    draft = telling.draft(theme)
    for voice in voices[:2]:
        reportbacks.quote(pia, draft, redaction_of(voice))
    telling.publish(draft)
    sweep_all(app)
    return theme.engagement


def redaction_of(voice):
    return db.session.get(redaction.Redaction, voice.id)


@settings(
    max_examples=size(1, 8),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(details=st.lists(DETAILS, min_size=4, max_size=6, unique_by=lambda one: one[1]))
def test_a_detail_that_was_taken_out_comes_back_by_no_way(app, telling, rosa, mailbox, details):
    theme = telling.answered()
    subscribe(rosa, mailbox, theme.engagement.slug)
    put_to_work(app, telling, details)
    assert list(leaks(app, words(details), mailbox.mails)) == []


def test_a_page_that_shows_the_original_is_found(app, telling, rosa, mailbox, monkeypatch):
    details = [("name", "Zqmarisol"), ("phone", "530-555-0177"), ("name", "zqnick"), ("name", "Zqola")]
    put_to_work(app, telling, details)
    for voice in db.session.scalars(select(redaction.Redaction)):
        voice.text = voice.contribution.text
    db.session.commit()
    assert any(leaks(app, words(details), mailbox.mails))


def proposed(app, world):
    """Everything the machine says of a theme that was drafted from voices with details in them."""
    engagement = world.engagement()
    said = [f"My worker Denise never calls back about the bus, {n} times." for n in range(8)]
    said += [f"Nobody but pollo drives us to the visit on bus {n}." for n in range(8)]
    said += [f"Rent is too high for us in house {n} here." for n in range(8)]
    voices = world.voices(engagement.prompts[0], said)
    for voice in voices[8:16]:
        redaction.redact(staff_named("pia"), voice, voice.text.replace("pollo", "[name]"), [])
    service.ask_for_draft(staff_named("pia"), engagement)
    db.session.commit()
    sweep_all(app)
    themes = db.session.scalars(select(Theme).where(Theme.engagement_id == engagement.id)).all()
    assert themes
    assert any(one.keywords for one in themes)
    return " ".join(
        text for one in themes for text in (*one.keywords, *one.suggestions, *one.label.values(), one.key)
    ).lower()


def test_what_the_machine_proposes_holds_no_detail(app, world):
    said = proposed(app, world)
    assert "denise" not in said
    assert "pollo" not in said
    assert "bus" in said


def test_a_machine_that_reads_the_originals_is_found(app, world, monkeypatch):
    monkeypatch.setattr(drafting, "without_details", lambda text, *_asked: text)
    monkeypatch.setattr(drafting, "redacted_words", lambda _ids: {})
    said = proposed(app, world)
    assert "denise" in said
    assert "pollo" in said
