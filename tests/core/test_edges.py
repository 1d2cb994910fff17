"""The edge of the application: languages in the path, no session in public, no post from elsewhere."""

import dataclasses
import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from flask import session
from flask.sessions import SecureCookieSessionInterface

from listening import create_app
from listening.core import limits
from listening.core.database import db
from listening.core.letters import SignedLinks
from listening.core.policy import public


@pytest.mark.parametrize("path", ["/es/", "/es/join", "/es/receipt", "/es/ledger", "/es/what-we-keep"])
def test_spanish_stays_spanish(rosa, path):
    soup = BeautifulSoup(rosa.get(path).get_data(as_text=True), "html.parser")
    assert soup.html["lang"] == "es"
    links = [one for one in soup.select("a[href^='/'], form[action^='/']") if not one.get("lang")]
    assert links
    for one in links:
        assert (one.get("href") or one.get("action")).startswith("/es"), one


def test_a_language_that_is_not_offered_is_no_page(rosa):
    assert rosa.get("/fr/ledger").status_code == 404
    assert rosa.get("/ES/ledger").status_code == 404
    assert rosa.get("/es/es/ledger").status_code == 404
    assert rosa.get("/en/ledger").status_code == 200
    assert rosa.get("/es").status_code == 200


def test_writing_into_a_session_on_a_public_page_is_an_error_and_no_cookie(app, rosa):
    @public
    def leaky():
        session["who"] = "rosa"
        return "leaked"

    app.view_functions["leaky"] = leaky
    app.url_map.add(app.url_rule_class("/leaky", endpoint="leaky"))
    with pytest.raises(RuntimeError, match="session is unavailable"):
        rosa.get("/leaky")
    app.session_interface = SecureCookieSessionInterface()
    assert "Set-Cookie" in rosa.get("/leaky").headers, "the weakened build is caught"


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, True),
        ({"Sec-Fetch-Site": "none"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
    ],
)
def test_a_post_from_another_site_is_refused(rosa, headers, taken):
    answer = rosa.post("/join", data={"code": "x"}, headers=headers)
    assert answer.status_code == (422 if taken else 403)


def test_a_staff_post_without_its_token_is_refused(cast, world):
    engagement = world.engagement(opened=False)
    answer = cast.ada.client.post(f"/staff/engagements/{engagement.id}/open", data={})
    assert answer.status_code == 400


def test_behind_tls_the_cookie_is_bound_to_the_host_and_posts_of_old_phones_are_taken(app):
    secure = create_app(app.config["SETTINGS"], secure=True)
    client = secure.test_client()
    cookie = client.get("/staff/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("__Host-hearback=")
    for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in cookie
    answer = client.post("/join", data={"code": "x"}, headers={"Origin": "https://localhost"})
    assert answer.status_code == 422, "the proxy speaks plain HTTP with us, the phone does not"
    assert client.get("/staff").headers["Location"].startswith("/staff/sign-in")
    with secure.app_context():
        db.session.remove()
        db.engine.dispose()


def test_what_is_signed_is_signed_with_sha_256(app):
    signer = app.session_interface.get_signing_serializer(app).make_signer("cookie-session")
    assert signer.digest_method is hashlib.sha256
    assert SignedLinks("letters")._signer("yes").make_signer().digest_method is hashlib.sha256


def test_behind_tls_signing_out_clears_what_the_browser_kept(app, cast):
    app.config["SETTINGS"] = dataclasses.replace(app.config["SETTINGS"], secure=True)
    assert cast.ada.post("/staff/sign-out").headers["Clear-Site-Data"] == '"cache"'


def test_nobody_gets_their_request_echoed(rosa):
    for path in ("/", "/ledger", "/staff/sign-in"):
        assert rosa.open(path, method="TRACE").status_code == 405


def test_files_that_never_change_are_kept_and_pages_are_not(rosa):
    home = rosa.get("/")
    assert home.headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/[^"]+\.css\?v=[0-9a-f]{10})"', home.get_data(as_text=True))[1]
    with rosa.get(address) as file:
        assert file.status_code == 200
        assert "max-age=31536000" in file.headers["Cache-Control"]
        assert "Set-Cookie" not in file.headers


def key_of(app, address):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        return limits.limit_key()


def test_a_limit_knows_an_address_for_a_day_and_only_in_memory(app, calendar):
    first = key_of(app, "203.0.113.77")
    assert first == key_of(app, "203.0.113.77") != key_of(app, "203.0.113.78")
    assert key_of(app, "2001:db8:1:2::1") == key_of(app, "2001:db8:1:2:ffff::9")
    assert key_of(app, "2001:db8:1:3::1") != key_of(app, "2001:db8:1:2::1")
    assert re.fullmatch(r"[0-9a-f]{64}", first), (
        "a hash, which no address is; chance puts any three digits into one"
    )
    calendar.move(1)
    assert key_of(app, "203.0.113.77") != first
    assert app.config["RATELIMIT_STORAGE_URI"] == "memory://"
    folder = app.config["SETTINGS"].data
    assert not any(first.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
