from flask import Blueprint, Flask, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.rules import Role
from listening.contributions.service import words_withdrawn
from listening.core.models import Setting
from listening.core.page import language, page
from listening.core.pages import paragraphs
from listening.core.policy import public
from listening.reportbacks import service
from listening.reportbacks.letter import letter_of
from listening.reportbacks.models import ReportBack

views = Blueprint("reportbacks", __name__, url_prefix="/report-backs")


def register(app: Flask) -> None:
    app.jinja_env.filters.update(signed_as=signed_as, paragraphs=paragraphs)
    words_withdrawn.connect(service.correct_for_withdrawn)


def signed_as(role: Role) -> str:
    """Who signs, in public: a role, never a name."""
    if role is Role.REVIEWER:
        return str(_("a parent partner"))
    return str(Setting.value_of("agency_name") or "") or str(_("the agency"))


@views.get("/<int:theme_id>")
@public
def shown(theme_id: int) -> ResponseReturnValue:
    """What came of one theme, in the reader's language; honest when that one is not there yet."""
    return _told(theme_id, "reportbacks/shown.html")


@views.get("/<int:theme_id>/poster")
@public
def poster(theme_id: int) -> ResponseReturnValue:
    """One sheet of paper for the wall of the place where people spoke."""
    return _told(theme_id, "reportbacks/poster.html")


@views.get("/<int:theme_id>/versions/<int:version>")
@public
def earlier(theme_id: int, version: int) -> ResponseReturnValue:
    """An earlier version, kept to be read."""
    found = {one.language: one for one in service.versions(theme_id) if one.version == version}
    if not found:
        abort(404)
    here = found.get(language())
    if here is None:
        return _told(theme_id, "reportbacks/shown.html")
    return page("reportbacks/shown.html", letter=letter_of(here))


def _told(theme_id: int, template: str) -> ResponseReturnValue:
    published = service.published_for(theme_id) or abort(404)
    here: ReportBack | None = published.get(language())
    if here is None:
        theme = next(iter(published.values())).theme
        return page("reportbacks/elsewhere.html", theme=theme, published=sorted(published))
    return page(template, letter=letter_of(here))
