from flask import Blueprint, Flask, abort, request
from flask.typing import ResponseReturnValue

from listening.core.database import db
from listening.core.loop import Happened, Status
from listening.core.page import page
from listening.core.policy import public
from listening.core.suppression import publishable
from listening.engagements.views import open_engagement_or_404
from listening.insights.evidence import judged
from listening.insights.keeping import kept, waiting_fields
from listening.insights.ledger import ledger as read_ledger
from listening.insights.ledger import story
from listening.insights.rules import Filter
from listening.insights.words import happened_words, outcome_words
from listening.sessions.service import sessions_of
from listening.themes.counts import coverage
from listening.themes.models import Theme

views = Blueprint("insights", __name__)


def register(app: Flask) -> None:
    app.jinja_env.filters["happened_words"] = happened_words
    app.jinja_env.filters["outcome_words"] = lambda confirmation: outcome_words(
        confirmation.tally, Status(confirmation.outcome)
    )
    app.jinja_env.globals.update(Happened=Happened, publishable=publishable)


@views.get("/ledger")
@public
def ledger() -> ResponseReturnValue:
    """What you said, and what came of it."""
    wanted = Filter(request.args.get("engagement", ""), request.args.get("status", ""))
    return page("insights/ledger.html", ledger=read_ledger(wanted), wanted=wanted, statuses=list(Status))


@views.get("/ledger/<int:theme_id>")
@public
def theme(theme_id: int) -> ResponseReturnValue:
    """One theme and all that happened to it."""
    found = db.session.get(Theme, theme_id)
    if found is None or found.is_draft:
        abort(404)
    return page("insights/theme.html", story=story(found))


@views.get("/promises/<slug>")
@public
def promise(slug: str) -> ResponseReturnValue:
    """The promise, what is owed by when, how it stands, and every amendment."""
    engagement = open_engagement_or_404(slug)
    return page(
        "insights/promise.html",
        engagement=engagement,
        judged=judged(engagement),
        sessions=sessions_of(engagement.id),
        coverage=coverage(engagement),
    )


@views.get("/what-we-keep")
@public
def what_we_keep() -> ResponseReturnValue:
    """Every table and column, made from the schema itself: the whole answer to "what do you have on me?"."""
    return page("insights/what_we_keep.html", kept=kept(), waiting=waiting_fields())
