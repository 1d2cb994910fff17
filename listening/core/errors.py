"""One voice for everything that goes wrong, in the person's language, with what they typed kept."""

from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException, InternalServerError

from listening.core.page import page


class Refused(Exception):  # noqa: N818
    """A verb said no. Rooms raise children of this; the words are for the person."""

    status = 409

    def __init__(self, words: str, **facts: Any) -> None:
        super().__init__(words)
        self.words = words
        self.facts = facts


def _titles() -> dict[int, tuple[str, str]]:
    return {
        400: (_("We could not read that"), _("Please go back and try once more.")),
        403: (_("This page is not for you"), _("Your role does not open this page.")),
        404: (_("We cannot find this page"), _("Check the address, or start from the first page.")),
        405: (_("That is not how this page works"), _("Go back and use the buttons on the page.")),
        410: (_("This is over"), _("The session you are looking for has ended.")),
        413: (_("That is too long"), _("Please send less at one time.")),
        429: (_("Too many tries"), _("Please wait a minute, then try again.")),
        500: (_("Something broke on our side"), _("Nothing you sent before is lost. Please try again soon.")),
    }


def problem(status: int, words: str = "") -> ResponseReturnValue:
    """The plain page for an error."""
    title, text = _titles().get(status, _titles()[500 if status >= 500 else 400])  # noqa: PLR2004
    return page("errors/error.html", status=status, title=title, text=words or text)


def init_errors(app: Flask) -> None:
    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        from listening.core.database import db

        db.session.rollback()
        return problem(error.status, error.words)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:  # noqa: PLR2004
            return error.get_response()  # type: ignore[return-value]
        return problem(error.code)

    @app.errorhandler(InternalServerError)
    def broken(_error: InternalServerError) -> ResponseReturnValue:
        return problem(500)
