"""Evidence: everyone can open it, it is a download, and it can be taken away but not silently."""

import io
import os
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from listening.accounts.service import NotAllowed
from listening.actions import evidence, service
from listening.actions.proofs import Evidence
from listening.core import clock, jobs
from listening.core.backup import back_up, restore
from listening.core.database import db
from listening.core.loop import Status
from tests.actions.test_files import picture
from tests.cast import staff_named
from tests.world import both

TABLE = b"month,rides\nMay,140\n"


@pytest.fixture
def action(answers):
    theme = answers.theme()
    answers.decision(theme)
    return answers.action(theme)


def filed(action, content=TABLE):
    found = evidence.file(staff_named("ada"), action, both("Rides in May."), content)
    db.session.commit()
    return found


def test_everyone_can_open_a_file_and_it_is_only_a_download(action, rosa):
    found = filed(action)
    page = rosa.get(f"/ledger/{action.theme_id}").get_data(as_text=True)
    assert f'href="/evidence/{found.id}"' in page
    answer = rosa.get(f"/evidence/{found.id}")
    assert answer.data.splitlines() == TABLE.splitlines()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="evidence-{found.id}.csv"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.mimetype == "text/csv"
    assert "Set-Cookie" not in answer.headers


def test_filing_evidence_begins_the_acting(action):
    assert service.loop_of(action.theme).status is Status.ANSWERED
    filed(action)
    assert service.loop_of(action.theme).status is Status.ACTING


def test_its_name_on_the_disk_says_nothing_and_others_cannot_read_it(action, app):
    found = filed(action, picture())
    path = app.config["SETTINGS"].evidence / found.file
    assert path.stat().st_mode & 0o077 == 0
    assert len(found.file) == 32
    assert (found.kind, found.size) == ("jpeg", path.stat().st_size)


def test_what_is_taken_away_is_erased_and_that_it_was_there_stays(action, app, rosa):
    found = filed(action)
    path = app.config["SETTINGS"].evidence / found.file
    evidence.remove(staff_named("ada"), found, both("It named a child."))
    db.session.commit()
    jobs.sweep_all(app)
    assert not path.exists()
    assert rosa.get(f"/evidence/{found.id}").status_code == 404
    assert "It named a child." in rosa.get(f"/ledger/{action.theme_id}").get_data(as_text=True)


def test_a_file_whose_row_was_never_kept_is_erased_after_a_day(action, app):
    evidence.file(staff_named("ada"), action, both("x"), TABLE)
    db.session.rollback()
    orphan = next(app.config["SETTINGS"].evidence.iterdir())
    jobs.sweep_all(app)
    assert orphan.exists(), "its request may still be running"
    old = (clock.system_clock() - timedelta(days=2)).timestamp()
    os.utime(orphan, (old, old))
    jobs.sweep_all(app)
    assert not orphan.exists()


def test_only_publishers_show_and_only_what_can_be_shown(action):
    ada = staff_named("ada")
    with pytest.raises(NotAllowed):
        evidence.file(staff_named("bo"), action, both("x"), TABLE)
    with pytest.raises(service.Incomplete, match="PDF"):
        evidence.file(ada, action, both("x"), b"<html>")
    with pytest.raises(service.Incomplete, match="too large"):
        evidence.file(ada, action, both("x"), b"a,b\n" * (2 * 1024 * 1024))
    with pytest.raises(service.Incomplete, match="https"):
        evidence.link(ada, action, both("x"), "http://county.example/")
    db.session.add(
        Evidence(
            action_id=action.id,
            words=both("x"),
            link="javascript:alert(1)",
            filed_on=clock.today(),
            staff_id=ada.id,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_evidence_comes_back_with_a_backup(action, app, tmp_path):
    settings, found = app.config["SETTINGS"], filed(action)
    back_up(settings, tmp_path / "backup")
    name, number = found.file, found.id
    (settings.evidence / name).unlink()
    db.session.remove()
    restore(settings, tmp_path / "backup")
    assert evidence.content_of(db.session.get(Evidence, number)) is not None
    assert (settings.evidence / name).read_bytes().splitlines() == TABLE.splitlines()


def sent(desk, path, values):
    """Posted as a browser sends files, the whole of it in memory."""
    boundary, body = encode_multipart(values | {"csrf_token": desk.token})
    return desk.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_file_and_a_link_through_the_desk(action, cast, rosa):
    number, theme = action.id, action.theme_id
    here, words = f"/staff/actions/{number}/evidence", {"words_en": "A bill", "words_es": "Una factura"}
    assert cast.ada.post(here, words).status_code == 422
    large = words | {"file": FileStorage(io.BytesIO(picture() + bytes(3 * 1024 * 1024)), "evil.html")}
    assert sent(cast.ada, here, large).status_code == 303
    assert cast.ada.post(here, words | {"link": "https://www.county.example/bill"}).status_code == 303
    page = rosa.get(f"/ledger/{theme}").get_data(as_text=True)
    assert ">www.county.example</a>" in page
    assert "evil" not in page
    first = db.session.scalars(select(Evidence.id).order_by(Evidence.id)).first()
    gone = {"reason_en": "A face.", "reason_es": "Una cara."}
    assert cast.ada.post(f"/staff/actions/evidence/{first}/remove", gone).status_code == 303
    assert rosa.get(f"/evidence/{first}").status_code == 404


def test_elsewhere_a_large_request_is_still_refused(action, cast):
    large = {"words_en": "x", "file": FileStorage(io.BytesIO(bytes(1024 * 1024)), "x")}
    path = f"/staff/actions/{action.id}/move"
    assert sent(cast.ada, path, large).status_code == 413
