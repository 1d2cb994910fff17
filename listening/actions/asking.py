"""How the desk asks for something about a theme: one form, shown until it is right."""

from collections.abc import Callable
from typing import Any

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.actions import service
from listening.core.database import db
from listening.core.page import done, page
from listening.themes.models import Theme


def theme_or_404(theme_id: int) -> Theme:
    """A theme that can be answered; drafts are not for this desk."""
    theme = db.session.get(Theme, theme_id)
    return theme if theme and not theme.is_draft else abort(404)


def shown_at(theme_id: int, part: str = "") -> str:
    return url_for("actions_desk.shown", theme_id=theme_id) + part


def said_on(field: Any, words: str) -> None:
    """Show a refusal of the service where the typed value is."""
    field.errors = [*field.errors, words]


def carry_out(
    theme: Theme,
    form: Any,
    words: tuple[str, str],
    verb: Callable[[], Any],
    blame: str,
    said: str = "",
    **context: Any,
) -> ResponseReturnValue:
    """One form about a theme: show it until it is right, then do ``verb`` and go back to the theme.

    Args:
        theme: what it is about.
        form: the form.
        words: the page's title, and what its button says.
        verb: what to do with a valid form.
        blame: the field beside which a refused value is explained.
        said: what is said when it is done.
        **context: what else the page shows.
    """
    if form.validate_on_submit():
        try:
            verb()
        except service.Incomplete as error:
            said_on(form[blame], error.words)
        else:
            db.session.commit()
            return done(shown_at(theme.id), said or _("Saved. Everyone can see it now."))
    status = 422 if form.is_submitted() else 200
    title, button = words
    return page(
        "actions/desk/ask.html", theme=theme, form=form, title=title, button=button, status=status, **context
    )
