"""The same headers on every answer, and no cookie for anyone who only came to read or to speak."""

import pytest
from flask import Response
from werkzeug.exceptions import HTTPException

from listening.core.policy import PUBLIC, policy_of
from tests.house.addresses import every_object, made_up, rules
from tests.house.found import nothing
from tests.house.people import Walker

pytestmark = pytest.mark.once

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PUBLIC_CSP = CSP + "; trusted-types 'none'"
DESK_CSP = CSP + "; trusted-types default look"
EXACT = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": None,
    "Server": None,
    "X-Powered-By": None,
    "Access-Control-Allow-Origin": None,
}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")


def wrong_about(response, *, open_to_all: bool, static: bool = False) -> list[str]:
    """What is wrong with the headers of an answer."""
    headers = response.headers
    wrong = [f"{name}: {headers.get(name)}" for name, value in EXACT.items() if headers.get(name) != value]
    csp = headers.get("Content-Security-Policy", "")
    if csp != (PUBLIC_CSP if open_to_all else DESK_CSP):
        wrong.append(f"Content-Security-Policy: {csp}")
    if not static and headers.get("Cache-Control") != "no-store":
        wrong.append(f"Cache-Control: {headers.get('Cache-Control')}")
    wrong += _of_unknown_letters(response)
    if open_to_all and "Set-Cookie" in headers:
        wrong.append(f"Set-Cookie: {headers['Set-Cookie']}")
    return wrong


def _of_unknown_letters(response) -> list[str]:
    """A text that does not say its encoding, or a body that does not say what it is."""
    said = response.headers.get("Content-Type", "").lower()
    text = said.startswith("text/") or "xml" in said.split(";")[0]
    wrong = (text and "charset=utf-8" not in said) or (bool(response.content_length) and not said)
    return [f"Content-Type: {said}"] if wrong else []


def asked(app, walker: Walker, language: str = "") -> list[tuple[str, str, bool, object]]:
    """Each address by each method: where, how, whether it is open to all, the answer."""
    return [
        (
            method,
            prefix(language) + path,
            is_open(app, path, method),
            walker.ask(method, prefix(language) + path),
        )
        for rule in rules(app)
        for method in METHODS
        for path in {made_up(app, rule), *(every_object(app, rule) if method == "GET" else ())}
    ]


def prefix(language: str) -> str:
    return f"/{language}" if language else ""


def is_open(app, path: str, method: str) -> bool:
    """Whether everyone may come in; what no rule answers is a page for everyone too."""
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path, method)
    except HTTPException:
        return True
    return policy_of(app, endpoint) == PUBLIC


@pytest.mark.parametrize("language", ["", "es"])
def test_every_answer_carries_exactly_these_headers_and_no_public_one_a_cookie(stage, language):
    nothing(
        f"{method} {path} ({answer.status_code}) {problem}"
        for method, path, open_to_all, answer in asked(stage, Walker(stage, "anonymous"), language)
        for problem in wrong_about(answer, open_to_all=open_to_all, static="/static/" in path)
    )


def test_staff_see_the_same_headers_and_get_no_cookie_on_public_pages(stage):
    nothing(
        f"{method} {path} ({answer.status_code}) {problem}"
        for method, path, open_to_all, answer in asked(stage, Walker(stage, "ada"))
        for problem in wrong_about(answer, open_to_all=open_to_all, static="/static/" in path)
    )


ERRORS = {
    404: ("GET", "/nowhere", {}),
    405: ("DELETE", "/ledger", {}),
    403: ("POST", "/receipt", {"headers": {"Sec-Fetch-Site": "cross-site"}}),
    413: ("POST", "/receipt", {"data": {"words": "x" * 600_000}}),
}


@pytest.mark.parametrize("language", ["", "es"])
@pytest.mark.parametrize("status", [404, 405, 403, 413])
def test_an_error_carries_the_headers_and_no_cookie(stage, status, language):
    method, path, extra = ERRORS[status]
    answer = stage.test_client().open(prefix(language) + path, method=method, **extra)
    assert answer.status_code == status
    assert wrong_about(answer, open_to_all=True) == []


def test_a_failure_of_ours_carries_the_headers_and_tells_nothing(stage):
    def fails():
        raise ZeroDivisionError("secret detail")

    fails.policy = PUBLIC
    stage.view_functions["insights.ledger"] = fails
    answer = stage.test_client().get("/ledger")
    assert answer.status_code == 500
    assert wrong_about(answer, open_to_all=True) == []
    assert "secret detail" not in answer.get_data(as_text=True)


def test_a_public_page_that_sets_a_cookie_is_found(stage):
    def careless():
        return "hello", {"Set-Cookie": "visitor=7", "Cache-Control": "public"}

    careless.policy = PUBLIC
    stage.view_functions["insights.ledger"] = careless
    found = wrong_about(stage.test_client().get("/ledger"), open_to_all=True)
    assert found == ["Cache-Control: public", "Set-Cookie: visitor=7"]
    assert _of_unknown_letters(Response("x", content_type="text/csv")) == ["Content-Type: text/csv"]


def test_no_policy_allows_anything_unsafe(stage):
    for path in ("/", "/staff/sign-in", "/nowhere"):
        assert "unsafe" not in stage.test_client().get(path).headers["Content-Security-Policy"]


def test_behind_tls_the_browser_is_told_to_stay_there(built_again):
    secure = built_again(secure=True)
    answer = secure.test_client().get("/healthz")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = secure.test_client().get("/staff/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-hearback=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"))
