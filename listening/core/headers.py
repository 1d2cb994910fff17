"""The same headers on every answer, and the check that a post comes from our own pages."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response, abort, current_app, request

from listening.core.config import Settings
from listening.core.policy import is_public

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
#: Public pages turn no text into markup by script at all.
PUBLIC_POLICY = POLICY + "; trusted-types 'none'"
#: The desk needs htmx, which does: static/js/markup.js looks through what it is given.
DESK_POLICY = POLICY + "; trusted-types default look"
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    # With no-referrer a browser sends "Origin: null" on our own posts, and the check below would be blind.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: A year, the value browsers ask for before they preload.
HSTS = "max-age=31536000; includeSubDomains"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class BehindTls:
    """WSGI middleware for a secure installation: the proxy speaks plain HTTP with us, everyone else does not.

    Addresses we print, and the origins we compare with, are then ``https`` without trusting any header.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.url_scheme"] = "https"
        return self.app(environ, start_response)


def init_headers(app: Flask) -> None:
    app.before_request(refuse_foreign_posts)
    app.after_request(add_headers)


def refuse_foreign_posts() -> None:
    """Anonymous posts carry no authority, so no token is needed: only that they start on our own pages."""
    if request.method in SAFE or not is_public(current_app, request.endpoint):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site not in {"same-origin", "none"}:
        abort(403)
    origin = request.headers.get("Origin")
    if site is None and origin is not None and origin != request.host_url.rstrip("/"):
        abort(403)


def headers_of(settings: Settings, *, open_to_all: bool) -> dict[str, str]:
    """What every answer carries, to everyone or at the desk."""
    policy = PUBLIC_POLICY if open_to_all else DESK_POLICY
    safe = {"Strict-Transport-Security": HSTS} if settings.secure else {}
    return {**HEADERS, "Content-Security-Policy": policy, **safe}


def add_headers(response: Response) -> Response:
    open_to_all = is_public(current_app, request.endpoint)
    response.headers.extend(headers_of(current_app.config["SETTINGS"], open_to_all=open_to_all))
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)
    return response
