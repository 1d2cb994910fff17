"""A file on the web: looked at first, then brought in, taken out again, and never left lying."""

import os
import time
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from listening.contributions import uploads
from listening.contributions.models import Contribution, ImportBatch, Pool
from listening.core.database import db
from tests.sessions.rooms import closed, opened

TABLE = 'city,comment\nOak,"The bus is late"\nElm,"The bus is late"\nElm,"Nobody calls back"\nElm,\n'


@pytest.fixture
def engagement(world):
    return world.engagement()


def sent(desk, engagement, content=TABLE, name="old survey.csv"):
    """Choose a file; the answer."""
    file = FileStorage(BytesIO(content.encode()), name)
    fields = {"engagement": str(engagement.id), "csrf_token": desk.token, "file": file}
    # Encoded here, because the client would leave a temporary file open for a large one.
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    return desk.client.post("/staff/imports", data=body, content_type=kind)


def lying(app):
    return list((app.config["SETTINGS"].data / "uploads").iterdir())


def told(engagement, **changes):
    facts = {"column": "comment", "prompt": str(engagement.prompts[0].id), "session": "0", "language": "en"}
    return facts | {"consent": "quote"} | changes


def test_a_file_is_looked_at_before_it_is_brought_in(app, cast, engagement):
    answer = sent(cast.bo, engagement)
    path = answer.headers["Location"]
    assert "old survey" not in path
    soup = BeautifulSoup(cast.bo.get(path).get_data(as_text=True), "html.parser")
    assert [one.get_text() for one in soup.select(".quote")] == [
        "The bus is late",
        "The bus is late",
        "Nobody calls back",
    ]
    assert "3 rows have words" in soup.get_text()
    assert "1 row says the same as another" in soup.get_text()
    assert "Row 4 is left out" in soup.get_text()
    assert "Oak" in cast.bo.get(f"{path}?column=city").get_data(as_text=True)
    assert db.session.scalars(select(Contribution)).all() == []
    assert cast.pia.get(path).status_code == 404, "somebody else's file"
    assert cast.ada.get(path).status_code == 403
    assert cast.ada.get("/staff/imports").status_code == 403


def test_it_is_brought_in_with_what_people_agreed_to_and_is_gone_from_the_folder(app, cast, engagement):
    path = sent(cast.bo, engagement).headers["Location"]
    assert cast.bo.post(path, told(engagement, consent="")).status_code == 422, "nothing is agreed for anyone"
    assert cast.bo.post(path, told(engagement)).status_code == 303
    rows = db.session.scalars(select(Contribution)).all()
    assert sorted(row.text for row in rows) == ["Nobody calls back", "The bus is late", "The bus is late"]
    assert {row.consent for row in rows} == {"quote"}
    assert {row.fingerprint for row in rows} == {None}
    assert lying(app) == []
    assert db.session.scalars(select(ImportBatch)).one().doubles == 1
    again = sent(cast.bo, engagement).headers["Location"]
    assert (
        cast.bo.post(again, told(engagement), follow_redirects=True)
        .get_data(as_text=True)
        .count("brought in before")
        == 1
    )
    assert len(db.session.scalars(select(Contribution)).all()) == 3


def test_consent_that_nobody_knows_is_count_only(cast, engagement):
    path = sent(cast.bo, engagement).headers["Location"]
    cast.bo.post(path, told(engagement, consent="unknown"))
    assert set(db.session.scalars(select(Contribution.consent))) == {"count"}


def test_it_can_belong_to_a_past_session_but_not_to_one_still_to_come(app, cast, world, engagement):
    past, future = opened(engagement), opened(engagement)
    closed(app, past)
    path = sent(cast.bo, engagement).headers["Location"]
    assert cast.bo.post(path, told(engagement, session=str(future.id))).status_code == 422
    assert cast.bo.post(path, told(engagement, session=str(past.id))).status_code == 303
    assert set(db.session.scalars(select(Contribution.listening_session_id))) == {past.id}


def test_a_file_is_taken_out_until_someone_works_with_it(cast, engagement, world):
    cast.bo.post(sent(cast.bo, engagement).headers["Location"], told(engagement))
    batch = db.session.scalars(select(ImportBatch.id)).one()
    assert cast.bo.post(f"/staff/imports/batches/{batch}/undo").status_code == 303
    assert [db.session.scalars(select(one)).all() for one in (Contribution, ImportBatch, Pool)] == [
        [],
        [],
        [],
    ]
    cast.bo.post(sent(cast.bo, engagement).headers["Location"], told(engagement))
    voice = db.session.scalars(select(Contribution)).first()
    world.redacted(voice)
    batch = db.session.scalars(select(ImportBatch.id)).one()
    assert cast.bo.post(f"/staff/imports/batches/{batch}/undo").status_code == 409
    assert "so it stays" in cast.bo.get("/staff/imports").get_data(as_text=True)
    assert len(db.session.scalars(select(Contribution)).all()) == 3


def test_details_of_one_file_can_be_taken_out_first(cast, engagement, world):
    world.voices(engagement.prompts[0], ["From somewhere else"])
    cast.bo.post(sent(cast.bo, engagement).headers["Location"], told(engagement))
    batch = db.session.scalars(select(ImportBatch.id)).one()
    page = cast.pia.get(f"/staff/contributions/engagements/{engagement.id}/redact?file={batch}").get_data(
        as_text=True
    )
    assert "Nobody calls back" in page
    assert "From somewhere else" not in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", "%PDF", "Choose a CSV"),
        ("a.csv", "x" * (uploads.MOST_BYTES + 1), "larger than 8 MB"),
    ],
)
def test_what_cannot_be_taken_says_why(app, cast, engagement, name, content, words):
    answer = sent(cast.bo, engagement, content, name)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert not (app.config["SETTINGS"].data / "uploads").exists() or lying(app) == []


def test_a_broken_file_says_so_and_is_thrown_away(app, cast, engagement):
    path = sent(cast.bo, engagement, "this is no spreadsheet", "a.xlsx").headers["Location"]
    answer = cast.bo.get(path)
    assert answer.status_code == 422
    assert "This file is not a spreadsheet" in answer.get_data(as_text=True)
    assert lying(app) == []


def test_a_file_left_lying_is_overwritten_after_a_day_or_thrown_away_by_hand(app, cast, engagement):
    path = sent(cast.bo, engagement).headers["Location"]
    assert uploads.sweep() == 0
    [file] = lying(app)
    old = time.time() - uploads.LIES - 60
    os.utime(file, (old, old))
    assert uploads.sweep() == 1
    assert cast.bo.get(path).status_code == 404
    path = sent(cast.bo, engagement).headers["Location"]
    assert cast.bo.post(f"{path}/leave").status_code == 303
    assert lying(app) == []
