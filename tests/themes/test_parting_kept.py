"""What hangs on a text of which a part is kept apart: receipt, deleting, retention, and all that was made before."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from listening.contributions.models import Contribution, Parted, Redaction
from listening.contributions.receipt import shown
from listening.core import clock, jobs, schema
from listening.core.database import Words, db
from listening.core.models import Event
from listening.reportbacks import service as reportbacks
from listening.reportbacks.models import Quote
from listening.themes import history, parting, retention, service, translating, unsaying
from listening.themes.models import Code, Coding, Disposition, Theme
from listening.themes.records import Act, Translation
from listening.themes.rules import Place
from tests.phone import Phone
from tests.reportbacks.written import Telling
from tests.sessions.rooms import closed, opened, said
from tests.themes.apart_texts import BEFORE, REST, WHOLE, marked

WAYS = [REST.encode(), BEFORE.encode(), b"zqbruise", "zqbruise".encode("utf-16-le")]


@pytest.fixture
def spoken(app, world, pia):
    """Eight people spoke in a room; one text is sensitive. The engagement, the receipt and the voice."""
    engagement = world.engagement()
    room = opened(engagement)
    receipts = said(room, [WHOLE, *(f"another voice {number}" for number in range(7))])
    closed(app, room)
    voice = db.session.scalars(select(Contribution).where(Contribution.text == WHOLE)).one()
    service.move(pia, engagement, [voice.id], Place.SENSITIVE)
    db.session.commit()
    return engagement, receipts[0], voice


def trail(app, receipt):
    phone = Phone(app.test_client(use_cookies=False))
    phone.open("/receipt")
    phone.press("Show me", receipt=" ".join(shown(receipt, "en")))
    return phone


def files_with(app):
    folder = app.config["SETTINGS"].data
    found = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in found if any(way in path.read_bytes() for way in WAYS)]


def test_the_receipt_tells_what_became_of_both_parts_and_never_the_text(app, world, spoken, pia):
    engagement, receipt, voice = spoken
    assert "set this apart" in trail(app, receipt).page.text
    marked(pia, voice)
    db.session.commit()
    waiting = trail(app, receipt).page.text
    assert "set one part of this apart" in waiting
    assert "Readers have your words" in waiting
    theme = world.theme(engagement, label="Buses")
    service.move(pia, engagement, [voice.id], Place.THEMED, theme=theme)
    db.session.commit()
    themed = trail(app, receipt).page.text
    assert "set one part of this apart" in themed
    assert "Buses" in themed
    assert not [one for one in (waiting, themed) if "zqbruise" in one or BEFORE in one]


def test_deleting_by_receipt_deletes_both_parts(app, spoken, pia, calendar, postgresql):
    _engagement, receipt, voice = spoken
    marked(pia, voice)
    db.session.commit()
    assert postgresql or files_with(app) == ["hearback.db"], "the control"
    phone = trail(app, receipt)
    phone.press("Delete")
    phone.press("Yes, delete them")
    for _day in range(2):
        jobs.sweep_all(app)
        calendar.move(1)
        jobs.sweep_all(app)
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Parted)) == 0
    assert db.session.scalar(select(func.count()).select_from(Contribution)) == 7
    assert postgresql or files_with(app) == []


def test_both_parts_go_when_their_time_is_over_and_the_receipt_still_tells(app, spoken, pia, postgresql):
    engagement, receipt, voice = spoken
    marked(pia, voice, Place.SINGLE_VOICE)
    engagement.coded_on = clock.today() - timedelta(days=90)
    retention.remove_originals(engagement)
    db.session.commit()
    assert db.session.scalars(select(Parted.whole)).one() == ""
    assert not parting.may_be_parted(db.session.get(Contribution, voice.id))
    assert postgresql or files_with(app) == []
    assert "set one part of this apart" in trail(app, receipt).page.text


def test_what_was_made_of_all_of_it_goes(world, table, pia):
    [voice] = world.voices(table.prompt, [WHOLE])
    service.move(pia, table.engagement, [voice.id], Place.THEMED, theme=table.theme)
    world.redacted(voice)
    translating.translate(pia, voice, "es", f"{WHOLE} en español", without_details=False)
    words = dict.fromkeys(("label", "definition", "include", "exclude", "example"), Words(en="x"))
    code = Code(engagement_id=table.engagement.id, name="HARM", kind="barrier", **words)
    db.session.add(code)
    db.session.flush()
    db.session.add(Coding(contribution_id=voice.id, code_id=code.id))
    service.move(pia, table.engagement, [voice.id], Place.SENSITIVE)
    marked(pia, voice, Place.THEMED, table.theme)
    for made in (Redaction, Translation, Coding):
        assert db.session.scalars(select(made)).all() == [], made.__tablename__


def test_no_act_from_before_brings_all_of_it_into_a_theme(world, table, pia):
    [voice] = world.voices(table.prompt, [WHOLE])
    service.move(pia, table.engagement, [voice.id], Place.THEMED, theme=table.theme)
    service.move(pia, table.engagement, [voice.id], Place.SENSITIVE)
    one = marked(pia, voice, Place.THEMED, table.theme)
    service.move(pia, table.engagement, [voice.id], Place.SENSITIVE)
    parting.rejoin(pia, one)
    acts = history.acts_of(table.engagement.id)
    assert len(acts) >= 4
    assert not [act for act in acts if history.may_undo(act)]
    assert service.disposition_of([voice.id])[0].place == "sensitive"
    assert voice.text == WHOLE


def test_an_act_on_many_texts_goes_back_without_this_one(table, pia):
    voice, other = table.rides[0], table.rides[1]
    voice.text = WHOLE
    service.move(pia, table.engagement, [voice.id, other.id], Place.SENSITIVE)
    act = history.acts_of(table.engagement.id)[0]
    marked(pia, voice)
    history.undo(pia, act)
    assert service.disposition_of([other.id])[0].place == "themed"
    assert service.disposition_of([voice.id]) == []


def drafted(world, pia):
    """A draft from before: the machine read all of it, and named a theme and a keyword by it."""
    engagement = world.engagement()
    prompt = engagement.prompts[0]
    voices = world.voices(prompt, [WHOLE, "The bus is full.", "The bus is cold."])
    theme = world.theme(engagement, voices, signed_off=False)
    theme.label, theme.firmness, theme.summary = Words(en="bus, zqbruise"), 0.7, Words()
    theme.suggestions, theme.keywords = ["bus, zqbruise", "bus", "sister"], ["bus", "zqbruise", "sister"]
    db.session.flush()
    service.move(pia, engagement, [voices[0].id, voices[1].id], Place.SENSITIVE)
    return theme, voices[0]


def everything_kept(engagement_id):
    rows = [*db.session.scalars(select(Theme)), *db.session.scalars(select(Act))]
    assert all(one.engagement_id == engagement_id for one in rows)
    names = ("label", "suggestions", "keywords", "before")
    return " ".join(str(getattr(one, name, "")) for one in rows for name in names)


def test_words_the_machine_took_from_the_rest_leave_its_drafts(world, pia):
    theme, voice = drafted(world, pia)
    assert "zqbruise" in everything_kept(theme.engagement_id), "the control"
    marked(pia, voice)
    told = everything_kept(theme.engagement_id)
    assert "zqbruise" not in told
    assert "sister" not in told
    assert (theme.label, theme.keywords) == ({"en": "bus"}, ["bus"])


def test_a_name_that_was_signed_off_is_not_changed_in_silence(world, pia):
    theme, voice = drafted(world, pia)
    theme.signed_off_by_id, theme.signed_off_on = pia.id, clock.today()
    marked(pia, voice)
    assert (theme.label, theme.keywords) == ({"en": "bus, zqbruise"}, ["bus"])


def test_a_build_that_leaves_them_is_found(world, pia, monkeypatch):
    monkeypatch.setattr(parting, "unsay", lambda *_asked: None)
    theme, voice = drafted(world, pia)
    marked(pia, voice)
    assert "zqbruise" in everything_kept(theme.engagement_id)
    unsaying.unsay(theme.engagement_id, WHOLE)
    assert "zqbruise" not in everything_kept(theme.engagement_id)


def test_a_translation_of_all_of_it_that_comes_late_is_not_kept(cast, world, table, pia):
    [voice] = world.voices(table.prompt, [WHOLE])
    service.move(pia, table.engagement, [voice.id], Place.SENSITIVE)
    db.session.commit()
    phone = Phone(cast.mei.client)
    phone.open(f"/staff/themes/voices/{voice.id}/translate")
    marked(pia, voice)
    db.session.commit()
    late = phone.press("Keep the translation", language="es", text="Él me pegó.")
    assert late.status == 409
    assert "The words are others now" in late.text
    assert "Él me pegó." in late.text, "what was typed is still there"
    assert db.session.scalars(select(Translation)).all() == []
    assert phone.press("Keep the translation", language="es", text="Tarde.").status == 200


def test_a_quote_that_was_published_goes_in_the_open(app, world, pia):
    telling = Telling(world)
    theme = telling.answered()
    voice = telling.quotable(theme, WHOLE)
    world.redacted(voice)
    draft = telling.draft(theme)
    reportbacks.quote(pia, draft, db.session.get(Redaction, voice.id))
    telling.publish(draft)
    service.move(pia, theme.engagement, [voice.id], Place.SENSITIVE)
    marked(pia, voice)
    assert db.session.scalars(select(Quote)).all() == []
    kinds = db.session.scalars(select(Event.kind)).all()
    assert "report_back_corrected" in kinds


def test_a_step_down_puts_all_of_it_back_into_its_lane(app, world, table, pia):
    voices = world.voices(table.prompt, [WHOLE, f"Again. {WHOLE}"])
    for one in voices:
        service.move(pia, table.engagement, [one.id], Place.SENSITIVE)
    parting.part(pia, voices[0], [(0, 16)], None)
    parting.part(pia, voices[1], [(0, 6)], Place.THEMED, table.theme)
    ids = [one.id for one in voices]
    db.session.commit()
    db.session.remove()
    schema.downgrade("2026_11_26_shared_owners")
    asked = text("SELECT c.text, d.place FROM contribution c JOIN disposition d ON d.contribution_id = c.id")
    with db.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(asked) if "zqbruise" in row[0]]
    assert sorted(rows) == [(f"Again. {WHOLE}", "sensitive"), (WHOLE, "sensitive")]
    schema.upgrade()
    assert len(db.session.scalars(select(Disposition).where(Disposition.contribution_id.in_(ids))).all()) == 2
