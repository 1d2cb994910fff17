"""Words that waited on a phone: sealed for this server alone, taken once, also a little late."""

import os
from base64 import b64decode, b64encode
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select

from listening import create_app
from listening.contributions.intake import intake
from listening.contributions.models import Contribution
from listening.contributions.receipt import new_secret
from listening.contributions.rules import LATE_HOURS
from listening.contributions.sealed import NotSealed, opened, public_key
from listening.contributions.service import engagement_gathering, session_gathering
from listening.contributions.withdrawals import held_by, withdraw
from listening.core import clock, jobs
from listening.core.database import db
from listening.sessions.service import close_session
from tests.cast import staff_named
from tests.proofs import proof
from tests.sessions.rooms import opened as opened_room
from tests.sessions.rooms import said

CURVE = ec.SECP256R1()


@pytest.fixture
def room(world):
    return opened_room(world.engagement())


def seal(room, words):
    """What static/js/outbox.js does, with another library."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, b64decode(public_key(room)))
    ours = ec.generate_private_key(CURVE)
    key = HKDF(SHA256(), 32, salt=None, info=b"hearback outbox").derive(ours.exchange(ec.ECDH(), theirs))
    nonce = os.urandom(12)
    point = ours.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return b64encode(point + nonce + AESGCM(key).encrypt(nonce, words.encode(), None)).decode()


def form(room, secret, text="The bus is late.", **more):
    about = room.agenda[0].prompt_id
    fields = {"secret": secret, f"text-{about}": text, f"consent-{about}": "quote", "language": "es", **more}
    return urlencode(fields) + "&" * 50


def post(rosa, room, sealed):
    return rosa.post(
        f"/s/{room.code}/sealed", data={"sealed": sealed, "waiting": "0", "proof": proof(rosa, room.code)}
    )


def texts(gathering):
    return [row.body["text"] for row in intake().store(gathering).rows()]


def test_sealed_words_arrive_once_however_often_they_are_sent(room, rosa):
    secret = new_secret()
    for _try in range(3):
        answer = post(rosa, room, seal(room, form(room, secret)))
        assert answer.status_code == 204
        assert answer.headers["Hearback-Received"] == "kept"
        assert answer.data == b"", "nobody may be looking, but nothing is told"
    rows = intake().store(session_gathering(room)).rows()
    assert [(row.body["text"], row.body["language"], row.body["consent"]) for row in rows] == [
        ("The bus is late.", "es", "quote")
    ]


@pytest.mark.parametrize("broken", ["", "no base64 é", "QUJD", "A" * 200])
def test_what_was_not_sealed_for_this_session_is_refused(room, rosa, broken):
    answer = post(rosa, room, broken)
    assert answer.status_code == 400
    assert "Hearback-Received" not in answer.headers


def test_a_changed_byte_or_another_session_opens_nothing(room, world):
    sealed = b64decode(seal(room, form(room, new_secret())))
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(NotSealed):
        opened(room, b64encode(changed).decode())
    with pytest.raises(NotSealed):
        opened(opened_room(room.engagement), b64encode(sealed).decode())


def test_words_without_a_secret_or_without_words_are_refused(room, rosa):
    assert post(rosa, room, seal(room, "text-1=x")).status_code == 422
    assert post(rosa, room, seal(room, form(room, new_secret(), text=" "))).status_code == 422
    assert post(rosa, room, seal(room, form(room, new_secret(), text="x" * 6000))).status_code == 422


def test_a_little_late_they_go_into_the_next_pool_and_stay_one(app, room, rosa, calendar):
    said(room, [f"Voice {number}." for number in range(5)])
    secret, known = new_secret(), new_secret()
    assert (
        post(rosa, room, seal(room, form(room, known, text="Sent, and the answer was lost."))).status_code
        == 204
    )
    close_session(staff_named("bo"), room)
    db.session.commit()
    jobs.sweep_all(app)
    calendar.now += timedelta(hours=LATE_HOURS - 1)
    for late in (secret, known, secret):
        answer = post(rosa, room, seal(room, form(room, late, text=f"Late {late}.")))
        assert answer.status_code == 204
    assert texts(engagement_gathering(room.engagement_id)) == [f"Late {secret}."]
    room.engagement.closed_on = clock.today()
    db.session.commit()
    jobs.sweep_all(app)
    assert sorted(db.session.scalars(select(Contribution.text))) == sorted(
        [*(f"Voice {number}." for number in range(5)), "Sent, and the answer was lost.", f"Late {secret}."]
    )


def test_too_late_is_too_late(room, rosa, calendar):
    close_session(staff_named("bo"), room)
    db.session.commit()
    calendar.now += timedelta(hours=LATE_HOURS, minutes=1)
    answer = post(rosa, room, seal(room, form(room, new_secret())))
    assert answer.status_code == 410
    assert "Hearback-Received" not in answer.headers


def test_deleted_words_do_not_come_back_late(app, room, rosa):
    secret = new_secret()
    sealed = seal(room, form(room, secret))
    assert post(rosa, room, sealed).status_code == 204
    assert withdraw(secret, held_by(secret))
    assert post(rosa, room, sealed).status_code == 409
    close_session(staff_named("bo"), room)
    db.session.commit()
    jobs.sweep_all(app)
    assert post(rosa, room, sealed).status_code == 409


@pytest.fixture
def secure(app, calendar):
    """The same installation behind TLS."""
    built = create_app(replace(app.config["SETTINGS"], secure=True), now=calendar)
    yield built
    with built.app_context():
        db.engine.dispose()


def test_storage_is_cleared_only_on_tls_and_only_when_nothing_else_waits(secure, room):
    client = secure.test_client(use_cookies=False)
    address, sealed = f"/s/{room.code}/sealed", [seal(room, form(room, new_secret())) for _time in range(2)]
    db.session.commit()
    for words, waiting, cleared in zip(sealed, "02", ('"cache", "storage"', '"cache"'), strict=True):
        answer = client.post(
            address, data={"sealed": words, "waiting": waiting}, base_url="https://localhost"
        )
        assert answer.headers["Clear-Site-Data"] == cleared


def test_without_tls_a_browser_is_asked_to_clear_nothing(room, rosa):
    assert "Clear-Site-Data" not in post(rosa, room, seal(room, form(room, new_secret()))).headers
