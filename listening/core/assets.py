"""Static files by content: an address that changes with the bytes may be kept for a year."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app

from listening.core.policy import public

#: A year: the address changes when the file does.
MAX_AGE = 31_536_000


@cache
def _mark(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def add_mark(endpoint: str, values: dict[str, Any]) -> None:
    """Put a mark of the content into every static address."""
    if endpoint == "static" and "filename" in values:
        path = Path(current_app.static_folder or "") / values["filename"]
        if path.is_file():
            values["v"] = _mark(path, path.stat().st_mtime)


def init_assets(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = MAX_AGE
    public(app.view_functions["static"])
