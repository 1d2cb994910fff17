"""The only two ways out of a view: a page (or one block of it), or done and on to the next address."""

from typing import Any

from flask import Response, current_app, flash, g, make_response, redirect, render_template, request
from flask_babel import get_locale
from jinja2_fragments.flask import render_block

#: What htmx may swap: errors of a form come back as 422 and are shown in place.
Status = int


def htmx_asked() -> bool:
    return bool(getattr(request, "htmx", None))


def page(template: str, *, block: str | None = None, status: Status = 200, **context: Any) -> Response:
    """Answer the whole page, or only ``block`` of it when htmx asked."""
    only_block = block if htmx_asked() else None
    html = (
        render_block(template, only_block, **context) if only_block else render_template(template, **context)
    )
    response = make_response(html, status)
    response.vary.add("HX-Request")
    return response


def done(url: str, message: str | None = None) -> Response:
    """Answer "done": 303 to ``url``, or the same told to htmx. The message is for staff only."""
    if message and getattr(g, "staff", None):
        flash(message)
    if htmx_asked():
        response = make_response("", 204)
        response.headers["HX-Redirect"] = url
    else:
        response = make_response(redirect(url, 303))
    response.vary.add("HX-Request")
    return response


def language() -> str:
    """The language this page is in."""
    locale = get_locale()
    return str(locale) if locale else current_app.config["SETTINGS"].languages[0]
