"""The part of a sensitive text that a reader keeps apart is read by nobody else, by no way, and by no machine.

Pages of every role, history, files, letters, quotes, feed, PDF, open data, search, and what the machine proposes.
"""

import pytest
from sqlalchemy import select

from listening.contributions import redaction
from listening.contributions.models import Contribution
from listening.core.database import db
from listening.core.jobs import sweep_all
from listening.reportbacks import service as reportbacks
from listening.themes import drafting, parting, service
from listening.themes.finding import texts_with
from listening.themes.models import Draft, Theme
from listening.themes.passages import passages
from listening.themes.records import Act
from listening.themes.rules import Place
from tests.cast import staff_named
from tests.faults.leaks import OTHERS, READERS, leaks
from tests.reportbacks.test_letters import subscribe
from tests.reportbacks.written import Telling

pytestmark = pytest.mark.slow

#: Words of what is kept apart, which no other text says.
REST = ("bruised", "cellar", "stepfather")
SAID = "It is late {0}. My stepfather bruised me in the cellar, bruised in the cellar by my stepfather. Help in {0}."
#: What others speak of, so that these words are a theme's own.
OTHERS_SAID = ("Rent is too high for us in house {}.", "Nobody answers when I call the office, {} times.")
#: The one page on which a reader may see them.
PAGE = "themes_parting.shown"


@pytest.fixture
def telling(world):
    return Telling(world)


def apart(theme, voice, place):
    """A reader sees where it lies that it is sensitive, and marks the first and the last sentence as safe."""
    pia = staff_named("pia")
    service.move(pia, theme.engagement, [voice.id], Place.SENSITIVE)
    first, _rest, last = passages(voice.text)
    parting.part(pia, voice, [first, last], place, theme if place is Place.THEMED else None)
    db.session.commit()


def put_to_work(app, telling):
    """Drafted with all of it, then kept apart; the safe parts drafted again, redacted, quoted, told, taken back."""
    theme = telling.answered()
    engagement, pia, mei = theme.engagement, staff_named("pia"), staff_named("mei")
    voices = telling.world.voices(engagement.prompts[0], [SAID.format(number) for number in range(9)])
    telling.world.voices(engagement.prompts[1], [one.format(n) for one in OTHERS_SAID for n in range(12)])
    drafted(app, engagement)
    for voice in voices[:6]:
        apart(theme, voice, None)
    for voice in voices[6:8]:
        apart(theme, voice, Place.THEMED)
        redaction.check(mei, redaction.redact(pia, voice, voice.text.replace("late", "[date]", 1), []))
    apart(theme, voices[8], Place.SINGLE_VOICE)
    service.move(pia, engagement, [voices[6].id], Place.SINGLE_VOICE)
    service.move(pia, engagement, [voices[6].id], Place.THEMED, theme=theme)
    db.session.commit()
    drafted(app, engagement)
    draft = telling.draft(theme)
    reportbacks.quote(pia, draft, db.session.get(redaction.Redaction, voices[6].id))
    telling.publish(draft)
    sweep_all(app)
    return engagement


def drafted(app, engagement):
    service.ask_for_draft(staff_named("pia"), engagement)
    db.session.commit()
    sweep_all(app)
    assert not db.session.scalars(select(Draft.id).where(Draft.state != "done")).all()


def proposed():
    """Everything the machine said, and what the history keeps of it."""
    names = ("label", "suggestions", "keywords", "changes", "before")
    rows = [*db.session.scalars(select(Theme)), *db.session.scalars(select(Act))]
    rows += db.session.scalars(select(Draft)).all()
    return " ".join(str(getattr(one, name, "")) for one in rows for name in names).lower()


def found_anywhere(app, engagement, mails=(), only=""):
    """Every way by which the words that are kept apart come out."""
    ways = list(leaks(app, REST, mails, names=(*OTHERS, *READERS), but={PAGE}, only=only))
    ways += [f"proposed: {word}" for word in REST if word in proposed()]
    ways += [f"search: {word}" for word in REST if texts_with(engagement.id, word)]
    read = " ".join(one.text for one in drafting.heard_in(engagement.id)[0])
    return ways + [f"machine: {word}" for word in REST if word in read]


def test_what_is_kept_apart_comes_out_by_no_way(app, telling, rosa, mailbox):
    theme = telling.answered()
    subscribe(rosa, mailbox, theme.engagement.slug)
    engagement = put_to_work(app, telling)
    assert found_anywhere(app, engagement, mailbox.mails) == []
    one = db.session.scalars(select(Contribution).where(Contribution.text.contains("[…]"))).first()
    assert any(leaks(app, REST, names=READERS, only=PAGE)), f"the control: {one.id} shows it on its own page"


@pytest.mark.once
def test_a_build_that_drafts_from_the_whole_text_is_found(app, telling, monkeypatch):
    monkeypatch.setattr(parting, "safe_words", lambda whole, *_asked: whole)
    found = found_anywhere(app, put_to_work(app, telling), only="themes_desk.")
    for way in ("proposed: bruised", "search: bruised", "machine: bruised"):
        assert way in found
    assert [one for one in found if one.startswith("pia: /staff/themes/")]


@pytest.mark.once
def test_a_machine_that_remembers_what_it_read_is_found(app, telling, monkeypatch):
    monkeypatch.setattr(parting, "unsay", lambda *_asked: None)
    put_to_work(app, telling)
    assert [word for word in REST if word in proposed()]
