"""One voice for everything that goes wrong, in the person's language, with what they typed kept."""

from flask import Flask, Response, current_app, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException

from listening.core.database import db
from listening.core.languages import direction
from listening.core.page import language, page


class Refused(Exception):
    """A verb said no. Rooms raise children of this; the words are for the person."""

    status = 409

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def problem(status: int, *, title: str = "", text: str = "") -> ResponseReturnValue:
    """The plain page for an error."""
    return page("errors/error.html", status=status, code=status, title=title, text=text)


def not_now() -> Response:
    """A page that asks the database for nothing, with what was sent in it; files cannot be carried along."""
    code = language()
    template = current_app.jinja_env.get_template("errors/away.html")
    sent = list(request.form.items(multi=True)) if request.method == "POST" and not request.files else []
    html = template.render(
        code=code, way=direction(code), sent=sent, address=request.script_root + request.full_path.rstrip("?")
    )
    return Response(html, status=503, headers={"Retry-After": "2", "Vary": "HX-Request"})


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

    @app.errorhandler(OperationalError)
    def away(_error: OperationalError) -> ResponseReturnValue:
        """The database is restarting, or its disk is full: nothing was done, and what was sent can be sent again."""
        db.session.rollback()
        return not_now()

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        # Asked under a foreign host name, no page can write its addresses.
        nowhere = request_ctx.url_adapter is None
        if error.code is None or error.code < 400 or nowhere:  # noqa: PLR2004
            return error.get_response()
        return problem(error.code)
