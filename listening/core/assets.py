"""Static files by content: an address that changes with the bytes may be kept for a year.

Only these files are compressed. A page carries someone's receipt beside what they typed, and the length of a
compressed page tells whoever watches the line how much of it repeats (the BREACH attack).
"""

import gzip
import hashlib
import os
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.security import safe_join

from listening.core.policy import public

#: A year: the address changes when the file does.
MAX_AGE = 31_536_000
#: Kinds of files that shrink.
SHRINKS = frozenset({".css", ".js", ".svg"})


@cache
def _mark(path: str, _changed: float) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


@cache
def _shrunk(path: Path, _changed: float) -> bytes:
    # No time of the file within: the same bytes everywhere.
    return gzip.compress(path.read_bytes(), mtime=0)


def add_mark(endpoint: str, values: dict[str, Any]) -> None:
    """Put a mark of the content into every static address."""
    if endpoint == "static" and "filename" in values:
        # A page names a dozen: text and one look at the file take a third of what a ``Path`` takes.
        path = f"{current_app.static_folder}/{values['filename']}"
        with suppress(OSError):
            values["v"] = _mark(path, os.stat(path).st_mtime)  # noqa: PTH116


def shrink(response: Response) -> Response:
    """Answer a style sheet, a script or a drawing compressed, to browsers that can read it so."""
    found = _file_asked() if request.endpoint == "static" and response.status_code == HTTPStatus.OK else None
    if found is None:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip"):
        response.close()
        response.direct_passthrough = False
        response.set_data(_shrunk(found, found.stat().st_mtime))
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Accept-Ranges", None)
        response.headers.pop("ETag", None)
        response.add_etag()
    return response


def _file_asked() -> Path | None:
    name = (request.view_args or {}).get("filename", "")
    path = safe_join(current_app.static_folder or "", name)
    return Path(path) if path and Path(path).suffix in SHRINKS else None


def init_assets(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = MAX_AGE
    public(app.view_functions["static"])
    app.after_request(shrink)
