"""Static files by content: an address that changes with the bytes may be kept for a year."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app

from listening.core.languages import root
from listening.core.policy import public

#: A year: the address changes when the file does.
MAX_AGE = 31_536_000


@cache
def _mark(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """The address of a static file, the same under every language prefix."""
    path = Path(current_app.static_folder or "") / name
    return f"{root()}/static/{name}?v={_mark(path, path.stat().st_mtime)}"


def init_assets(app: Flask) -> None:
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = MAX_AGE
    public(app.view_functions["static"])
    app.jinja_env.globals["asset"] = asset
