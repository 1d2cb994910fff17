"""The desk that finds: texts by their words, themes that say the same in another language."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.database import will_write
from listening.core.forms import SHORT_TEXT
from listening.engagements.desk import engagement_or_404
from listening.themes.screens_finding import show_found, show_matches

finder = Blueprint("themes_finding", __name__, url_prefix="/staff/themes")


@finder.get("/engagements/<int:engagement_id>/search")
@requires(Role.REVIEWER)
def search(me: Staff, engagement_id: int) -> ResponseReturnValue:
    will_write()
    words = request.args.get("words", "").strip()[:SHORT_TEXT]
    return show_found(me, engagement_or_404(engagement_id), words)


@finder.get("/engagements/<int:engagement_id>/matches")
@requires(Role.REVIEWER)
def same_elsewhere(me: Staff, engagement_id: int) -> ResponseReturnValue:
    will_write()
    return show_matches(me, engagement_or_404(engagement_id))
