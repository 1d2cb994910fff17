"""The only two ways out of a view: a page (or one block of it), or done and on to the next address."""

import re
import secrets
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from flask import Response, current_app, flash, g, make_response, redirect, render_template, request
from flask_babel import get_locale
from jinja2_fragments.flask import render_block
from markupsafe import escape

from listening.core.memory import TABLES_FRESH, memory

#: What htmx may swap: errors of a form come back as 422 and are shown in place.
Status = int


#: Stands where a letter has a gap; drawn at each start, so that nothing anyone writes looks like one.
_GAP = secrets.token_hex(8)
_GAPS = re.compile(f"{_GAP}-([0-9]+)-")


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


def letter(
    template: str, *, about: Hashable, gaps: Sequence[str], context: Callable[[list[str]], dict[str, Any]]
) -> Response:
    """Answer a page that is the same for everyone but for a few words: printed once, the words put in.

    Args:
        template: the page.
        about: what else the page depends on besides the tables, the language and the host.
        gaps: the words of this person, each put where its gap is.
        context: the variables of the template, given something to stand in each gap.
    """

    def printed() -> list[str]:
        marks = [f"{_GAP}-{number}-" for number in range(len(gaps))]
        return _GAPS.split(render_template(template, **context(marks)))

    where = (request.scheme, request.host, request.environ.get("SCRIPT_NAME"))
    key = ("letter", template, about, len(gaps), language(), where)
    parts = list(memory().known(key, printed, fresh=TABLES_FRESH))
    # Text and number of a gap take turns.
    parts[1::2] = [escape(gaps[int(part)]) for part in parts[1::2]]
    response = make_response("".join(parts))
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
