"""One voice for everything that goes wrong, in the person's language, with what they typed kept."""

from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from listening.core.database import db
from listening.core.page import page


class Refused(Exception):
    """A verb said no. Rooms raise children of this; the words are for the person."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def problem(status: int, *, title: str = "", text: str = "") -> ResponseReturnValue:
    """The plain page for an error."""
    return page("errors/error.html", status=status, code=status, title=title, text=text)


def init_errors(app: Flask) -> None:
    @app.errorhandler(Refused)
    def refused(error: Refused) -> ResponseReturnValue:
        db.session.rollback()
        return problem(error.status, text=str(error.words))

    @app.errorhandler(DataError)
    @app.errorhandler(OverflowError)
    def impossible(_error: Exception) -> ResponseReturnValue:
        """A number or letter no database takes: the sender's slip, on every address there is."""
        db.session.rollback()
        return problem(400)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        if error.code is None or error.code < 400:  # noqa: PLR2004
            return error.get_response()
        return problem(error.code)
