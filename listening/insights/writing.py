"""Writing mail outside a request: the pages' own words and links, at the public address of the settings."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale


@contextmanager
def as_asked_for(language: str) -> Iterator[None]:
    """As if someone asked for a page in this language at the public address, so that links are what they would be."""
    settings = current_app.config["SETTINGS"]
    prefix = "" if language == settings.languages[0] else f"/{language}"
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    with app.test_request_context(base_url=f"{settings.address}{prefix}"), force_locale(language):
        yield


def whole(path: str) -> str:
    """A path as a whole address."""
    address = urlsplit(current_app.config["SETTINGS"].address)
    return f"{address.scheme}://{address.netloc}{path}"
