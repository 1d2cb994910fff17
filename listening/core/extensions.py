"""Libraries that want to be told about the application, once."""

import hashlib

from flask import Flask, Request
from flask.globals import request_ctx
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf import CSRFProtect
from htmx_flask import Htmx

from listening.core.database import db, init_database
from listening.core.languages import select_language
from listening.core.limits import limiter
from listening.core.paths import PACKAGE
from listening.core.policy import is_public

babel = Babel()
csrf = CSRFProtect()
htmx = Htmx()
login = LoginManager()


class StaffSessions(SecureCookieSessionInterface):
    """A session exists for staff pages only; on a public page writing to it is an error, not a cookie."""

    # Flask's own choice is SHA-1.
    digest_method = staticmethod(hashlib.sha256)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        # Flask finds the view only after the session; here it decides whether there may be one.
        if request_ctx.url_adapter is not None:
            request_ctx.match_request()
        if is_public(app, request.endpoint):
            return None
        return super().open_session(app, request)


def init_extensions(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    app.session_interface = StaffSessions()
    db.init_app(app)
    with app.app_context():
        init_database(db.engine)
    babel.init_app(
        app,
        default_locale=settings.languages[0],
        default_translation_directories=";".join(filter(None, [str(PACKAGE / "locale"), settings.locales])),
        locale_selector=select_language,
        timezone_selector=lambda: str(settings.timezone),
    )
    login.session_protection = None
    # flask-login would put a hash of address and browser into the cookie; nothing here needs it.
    login._session_identifier_generator = str  # noqa: SLF001
    login.init_app(app)
    csrf.init_app(app)
    htmx.init_app(app)
    limiter.init_app(app)
