"""Hearback: listening sessions that answer back.

The loop, room by room, in the order of :data:`ROOMS`::

    accounts        who works here, and who may see what
    engagements  0  a promise is made: what can change, by when an answer is owed
    sessions     1  a listening session is planned, opened, closed
    surveys      1  the same prompts over weeks
    contributions 2 people speak without an account; words are sealed so that order and time are gone
    themes       3  the machine drafts, people decide what was heard
    live            the room while it is open
    evening         table notes, cards, the shared tablet, “Tonight we heard”
    actions      4  the agency decides, says why, and commits to actions
    reportbacks  5  two people publish what was said and done
    confirmations 6 the community says whether it is so; only that closes the loop
    insights     7  the ledger everyone can read, and each person's next step

A later room may import an earlier one, never back. ``analysis`` stands apart and knows none of this.
"""

import importlib
import importlib.util
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask

from listening.core import clock
from listening.core.config import MAX_REQUEST_BYTES, THREADS, Settings, settings_from

ROOMS = (
    "accounts",
    "engagements",
    "sessions",
    "surveys",
    "contributions",
    "themes",
    "live",
    "evening",
    "actions",
    "reportbacks",
    "confirmations",
    "insights",
)

__all__ = ["ROOMS", "create_app"]


def create_app(
    settings: Settings | None = None, *, now: Callable[[], datetime] = clock.system_clock, **changes: Any
) -> Flask:
    """Build the application; refuses to start when a page does not say who may enter.

    Args:
        settings: all settings; by default from the environment.
        now: the clock, a parameter so that tests and the demo can move it.
        **changes: single settings to change.
    """
    from listening.core.paths import resource
    from listening.core.routing import Hearback

    settings = replace(settings or settings_from(os.environ), **changes)
    app = Hearback(
        "listening",
        template_folder=str(resource("templates")),
        static_folder=str(resource("static")),
        static_url_path="/static",
    )
    configure(app, settings, now)
    furnish(app)
    return app


def configure(app: Flask, settings: Settings, now: Callable[[], datetime]) -> None:
    """Settings, folders, keys; the keys first, so that a lost key stops everything."""
    from listening.core.keys import load_keys
    from listening.core.memory import Memory

    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    # The intake folder tells that this was started before, also where the database is on another machine.
    started_before = settings.intake.is_dir() or (settings.data / "hearback.db").exists()
    keys = load_keys(settings.keys, database_exists=started_before)
    settings.intake.mkdir(exist_ok=True, mode=0o700)
    app.extensions["hearback_memory"] = Memory(settings.data)
    app.config.update(
        SETTINGS=settings,
        KEYS=keys,
        CLOCK=now,
        SECRET_KEY=keys.cookie,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        # An error of the database would otherwise write what someone said into the log.
        # Each thread may need a second connection, to look for what all of them remember.
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True,
            "pool_size": THREADS,
            "max_overflow": THREADS + 1,
            # A PostgreSQL that was restarted closes every connection; the next request notices and opens a new one.
            "pool_pre_ping": settings.database_url.startswith("postgresql"),
        },
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        SESSION_COOKIE_NAME="__Host-hearback" if settings.secure else "hearback-desk",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # The token and a strict cookie are enough; some people's browsers send no referrer at all.
        WTF_CSRF_SSL_STRICT=False,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
    )


def furnish(app: Flask) -> None:
    """Bring in the core, then each room, then check that nothing was forgotten."""
    from listening.core import assets, errors, extensions, headers, languages, pages, policy
    from listening.live.rehearsal import Aside

    assets.init_assets(app)
    extensions.init_extensions(app)
    headers.init_headers(app)
    errors.init_errors(app)
    pages.init_pages(app)
    for part in ("models", "jobs", "views", "desk"):
        for room in ROOMS:
            open_room(app, room, part)
    policy.check_policies(app)
    app.wsgi_app = languages.LanguagePrefix(app.wsgi_app, app.config["SETTINGS"].languages)  # type: ignore[method-assign]
    if app.config["SETTINGS"].secure:
        app.wsgi_app = headers.BehindTls(app.wsgi_app)  # type: ignore[method-assign]
    if not app.config["SETTINGS"].rehearsal:
        app.wsgi_app = Aside(app.wsgi_app, app)  # type: ignore[method-assign]


def open_room(app: Flask, room: str, part: str) -> None:
    """Import one part of a room if it has one, and register what it offers."""
    name = f"listening.{room}.{part}"
    if importlib.util.find_spec(name) is None:
        return
    module = importlib.import_module(name)
    if part in {"views", "desk"}:
        app.register_blueprint(getattr(module, part))
    if hasattr(module, "register"):
        module.register(app)
