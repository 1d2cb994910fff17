"""The language is the first part of the path: ``/es/ledger``. None means the agency's default.

The prefix is moved to SCRIPT_NAME, so every ``url_for`` stays in the reader's language by itself, and no cookie
or header of a contributor is ever needed to know it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from babel import Locale
from flask import current_app, request

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})


class LanguagePrefix:
    """WSGI middleware that takes the language off the path."""

    def __init__(self, app: Wsgi, languages: Iterable[str]) -> None:
        self.app = app
        self.languages = frozenset(languages)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        first, _, rest = environ.get("PATH_INFO", "/").removeprefix("/").partition("/")
        if first in self.languages:
            environ["hearback.language"] = first
            environ["hearback.root"] = environ.get("SCRIPT_NAME", "")
            environ["SCRIPT_NAME"] = f"{environ['hearback.root']}/{first}"
            environ["PATH_INFO"] = f"/{rest}"
        return self.app(environ, start_response)


def select_language() -> str:
    """The language of this request, for flask-babel."""
    if request:
        chosen: str | None = request.environ.get("hearback.language")
        if chosen:
            return chosen
    return str(current_app.config["SETTINGS"].languages[0])


def root() -> str:
    """The path before any language, usually empty."""
    return str(request.environ.get("hearback.root", request.environ.get("SCRIPT_NAME", "")))


def address_in(language: str, path: str | None = None) -> str:
    """This page's path (or ``path``, without prefix) in another language."""
    default = current_app.config["SETTINGS"].languages[0]
    prefix = "" if language == default else f"/{language}"
    return f"{root()}{prefix}{request.path if path is None else path}"


def address_of(endpoint: str, language: str, **values: Any) -> str:
    """The whole public address of a page, for mail: from the settings, as outside a request nothing else knows it."""
    settings = current_app.config["SETTINGS"]
    prefix = "" if language == settings.languages[0] else f"/{language}"
    path = current_app.url_map.bind("letters").build(endpoint, values)
    return f"{settings.address}{prefix}{path}"


def printed_address(endpoint: str, language: str, **values: Any) -> str:
    """The whole address of a page, for paper: from the settings, else where this request came in."""
    settings = current_app.config["SETTINGS"]
    path = current_app.url_map.bind("paper").build(endpoint, values)
    return f"{settings.address or request.host_url.rstrip('/')}{address_in(language, path)}"


def own_name(language: str) -> str:
    """A language in its own name: Español."""
    if not language:
        # Words whose language nobody knows, as files bring them.
        return "–"
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def direction(language: str) -> str:
    return "rtl" if language.split("_", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"
