"""Originals go when their time is over; what stays is named; nobody pauses that unseen, and nobody ends it alone."""

import pyrage
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from listening.accounts.service import NotAllowed
from listening.contributions import redaction
from listening.contributions.models import Contribution, Redaction
from listening.contributions.receipt import new_secret, shown
from listening.contributions.withdrawals import held_by
from listening.core import jobs, journal
from listening.core.backup import back_up_into, identity
from listening.core.config import Settings, settings_from
from listening.core.database import db
from listening.core.models import Event
from listening.engagements import holds
from listening.engagements.models import Hold
from listening.engagements.service import end_listening
from listening.themes import retention
from listening.themes import service as themes
from listening.themes.models import Disposition
from listening.themes.records import Translation
from listening.themes.retention import has_originals
from tests.cast import Desk, staff_named
from tests.phone import Phone
from tests.sessions.rooms import closed, opened, said
from tests.world import both

WORDS = "Zanzibar-kestrel-4417 said the judge"
TEXTS = [f"{WORDS} {number} " + "and nobody asked me what I need. " * 40 for number in range(7)]
WAYS = [WORDS.encode(), WORDS.encode("utf-16-le"), WORDS[:16].encode(), WORDS.encode().hex().encode()]


@pytest.fixture
def read(app, world):
    """An engagement whose evening is sealed, sorted, redacted, signed off and closed; with the receipts of it."""

    def ready(texts=TEXTS, *, signed=True):
        engagement = world.engagement()
        room = opened(engagement)
        secrets = said(room, texts)
        closed(app, room)
        voices = db.session.scalars(select(Contribution).order_by(Contribution.text)).all()
        theme = world.theme(engagement, voices, label="Judges", signed_off=False)
        checked(voices[0])
        unchecked = Redaction(
            contribution_id=voices[1].id, text=voices[1].text, taken_out=[], redacted_by_id=1
        )
        from_original = Translation(
            contribution_id=voices[2].id, language="es", text=WORDS, translated_by_id=staff_named("pia").id
        )
        db.session.add_all([unchecked, from_original])
        end_listening(staff_named("ada"), engagement)
        if signed:
            themes.sign_off(staff_named("pia"), theme)
        db.session.commit()
        return engagement, secrets

    return ready


def checked(voice):
    """A second reader agreed that this one may be quoted as "[name] said the judge …"."""
    done = redaction.redact(
        staff_named("pia"), voice, voice.text.replace("Zanzibar-kestrel-4417", "[name]"), []
    )
    redaction.check(staff_named("mei"), done)


def later(app, calendar, days):
    db.session.commit()
    calendar.move(days)
    jobs.sweep_all(app)
    db.session.rollback()


def holding(*folders):
    """Files that hold the words in any of the ways they could be written; backups are opened first."""
    return sorted(
        path.name for folder in folders for path in folder.rglob("*") if path.is_file() if written_in(path)
    )


def written_in(path):
    raw = path.read_bytes()
    if path.suffix == ".age":
        raw = pyrage.decrypt(raw, [identity(path.parents[1] / "home" / "keys")])
    return any(way in raw for way in WAYS)


def test_ninety_days_after_sign_off_no_byte_of_the_originals_is_left(
    app, read, calendar, tmp_path, postgresql
):
    engagement, _secrets = read()
    data, backups = app.config["SETTINGS"].data, tmp_path / "backups"
    later(app, calendar, 1)
    assert engagement.coded_on is not None
    db.session.commit()
    back_up_into(app.config["SETTINGS"], backups, calendar.now.date())
    later(app, calendar, 89)
    assert engagement.originals_gone_on is None
    assert postgresql or holding(data, backups) == ["hearback-2026-03-03.age", "hearback.db"], "the control"
    later(app, calendar, 1)
    assert engagement.originals_gone_on is not None
    assert not has_originals(engagement.id)
    db.session.commit()
    if not postgresql:
        _made, old = back_up_into(app.config["SETTINGS"], backups, calendar.now.date())
        assert [path.name for path in old] == ["hearback-2026-03-03.age"]
        assert holding(data, backups) == []
    jobs.sweep_all(app)
    assert len(db.session.scalars(select(Event).where(Event.kind == "originals_gone")).all()) == 1


@pytest.mark.once
def test_a_build_that_only_hides_the_words_is_found(app, read, calendar, monkeypatch):
    def hide(engagement):
        engagement.originals_gone_on = calendar.now.date()

    monkeypatch.setattr(retention, "remove_originals", hide)
    engagement, _secrets = read()
    later(app, calendar, 1)
    later(app, calendar, 90)
    assert engagement.originals_gone_on is not None
    assert holding(app.config["SETTINGS"].data) == ["hearback.db"]


def test_what_stays_is_what_the_page_names(app, rosa, read, calendar):
    engagement, secrets = read()
    later(app, calendar, 1)
    later(app, calendar, 90)
    assert set(db.session.scalars(select(Contribution.text))) == {""}
    kept = db.session.scalars(select(Redaction)).one()
    assert kept.text.startswith("[name] said the judge 0")
    assert db.session.scalars(select(Translation)).all() == []
    assert len(db.session.scalars(select(Disposition)).all()) == len(TEXTS)
    assert all(held_by(secret) for secret in secrets), "every receipt still finds its answer"
    page = rosa.get("/what-we-keep").get_data(as_text=True)
    assert "90 days after all words are read" in page
    assert "words that you let us quote" in page
    assert journal.first_break(db.session.scalars(select(Event).order_by(Event.id))) is None
    theme = Desk(app, "pia").client.get(f"/staff/themes/engagements/{engagement.id}").get_data(as_text=True)
    assert "Judges" in theme


def test_a_clock_does_not_run_while_anything_is_unread(app, read, calendar):
    engagement, _secrets = read(signed=False)
    later(app, calendar, 1)
    later(app, calendar, 400)
    assert engagement.coded_on is None
    assert has_originals(engagement.id)


def test_words_that_are_read_again_stop_the_clock(app, world, read, calendar):
    engagement, _secrets = read()
    later(app, calendar, 1)
    world.voices(engagement.prompts[0], ["A file that came late."])
    later(app, calendar, 90)
    assert (engagement.coded_on, engagement.originals_gone_on) == (None, None)
    assert has_originals(engagement.id)


def test_a_hold_pauses_everything_in_sight_of_everyone(app, read, calendar):
    engagement, secrets = read()
    later(app, calendar, 1)
    holds.begin(staff_named("ren"), engagement, both("A judge ordered it on March 2."))
    later(app, calendar, 200)
    assert has_originals(engagement.id)
    phone = Phone(app.test_client(use_cookies=False))
    assert "A judge ordered it" in phone.open("/what-we-keep").text
    phone.open("/receipt")
    assert (
        "Deletion is paused since" in phone.press("Show me", receipt=" ".join(shown(secrets[0], "en"))).text
    )
    phone.press("Delete")
    assert "not deleted yet" in phone.press("Yes, delete them").text
    later(app, calendar, 3)
    assert held_by(secrets[0]), "kept, and so is the wish"
    assert not holds.end(staff_named("ren"), engagement)
    later(app, calendar, 1)
    assert has_originals(engagement.id), "one key ends nothing"
    assert holds.end(staff_named("stella"), engagement)
    later(app, calendar, 1)
    assert not has_originals(engagement.id)
    assert not held_by(secrets[0]), "the wish is carried out"


def test_a_receipt_that_is_handed_out_during_a_hold_says_so(app, world, rosa):
    engagement = world.engagement()
    room = opened(engagement)
    holds.begin(staff_named("stella"), engagement, both("A judge ordered it."))
    sent = {"secret": new_secret(), f"text-{room.agenda[0].prompt_id}": "words"}
    answer = rosa.post(f"/s/{room.code}/receipt", data=sent)
    assert "A judge ordered it." in answer.get_data(as_text=True)


def test_who_may_pause_and_who_may_end(app, world):
    engagement = world.engagement()
    for name in ("ada", "bo", "pia"):
        with pytest.raises(NotAllowed):
            holds.begin(staff_named(name), engagement, both("Because."))
    holds.begin(staff_named("ren"), engagement, both("Because."))
    holds.end(staff_named("ren"), engagement)
    with pytest.raises(NotAllowed):
        holds.end(staff_named("ren"), engagement)
    ren = staff_named("ren").id
    db.session.flush()
    hold = db.session.scalars(select(Hold)).one()
    hold.ended_on, hold.ended_by_id = hold.began_on, ren
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_the_desk_begins_and_ends_it(app, world, calendar):
    engagement = world.engagement()
    ren, stella = Desk(app, "ren"), Desk(app, "stella")
    at = f"/staff/keeping/{engagement.id}/hold"
    assert ren.post(at, {"reason_en": "", "reason_es": ""}).status_code == 422
    ren.post(at, {"reason_en": "A judge ordered it.", "reason_es": "Un juez lo ordenó."})
    assert "A judge ordered it." in stella.client.get("/staff/keeping").get_data(as_text=True)
    ren.post(f"{at}/end")
    assert engagement.hold is not None
    stella.post(f"{at}/end")
    db.session.expire_all()
    assert engagement.hold is None


def test_an_engagement_is_put_away_when_all_is_read(app, read, calendar):
    engagement, _secrets = read()
    ada = Desk(app, "ada")
    at = f"/staff/keeping/{engagement.id}/put-away"
    assert ada.post(at).status_code == 409
    later(app, calendar, 1)
    ada = Desk(app, "ada")
    ada.post(at)
    assert engagement.title["en"] not in ada.client.get("/staff/engagements").get_data(as_text=True)
    assert app.test_client().get(f"/promises/{engagement.slug}").status_code == 200
    ada.post(at)
    assert engagement.title["en"] in ada.client.get("/staff/engagements").get_data(as_text=True)


@pytest.mark.once
def test_days_are_a_setting_and_backups_never_more_than_thirty():
    assert settings_from({}).originals_days == 90
    assert settings_from({"HEARBACK_ORIGINALS_DAYS": "30"}).originals_days == 30
    for name, wrong in (("ORIGINALS", "0"), ("ORIGINALS", "366"), ("BACKUP", "31"), ("BACKUP", "many")):
        with pytest.raises(ValueError, match=f"HEARBACK_{name}_DAYS"):
            settings_from({f"HEARBACK_{name}_DAYS": wrong})


@pytest.mark.once
def test_a_folder_of_backups_keeps_other_files_and_those_of_tomorrow(app, calendar, tmp_path):
    settings: Settings = app.config["SETTINGS"]
    for name in (
        "hearback-2026-01-31.age",
        "hearback-2026-02-01.age",
        "hearback-2027-01-01.age",
        "notes.txt",
    ):
        (tmp_path / name).write_text("x")
    back_up_into(settings, tmp_path, calendar.now.date())
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "hearback-2026-02-01.age",
        "hearback-2026-03-02.age",
        "hearback-2027-01-01.age",
        "notes.txt",
    ]
