from flask import Blueprint, Flask, Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from listening.core.database import db
from listening.core.page import page
from listening.core.policy import public
from listening.engagements.forms import duty_words, level_names, standing_words
from listening.engagements.models import Engagement
from listening.engagements.rules import Duty, Level, Standing

views = Blueprint("engagements", __name__)


def register(app: Flask) -> None:
    app.jinja_env.filters.update(
        level_name=lambda level: level_names()[Level(level)],
        duty_words=lambda duty: duty_words()[Duty(duty)],
        standing_words=lambda standing: standing_words()[Standing(standing)],
    )


@views.get("/")
@public
def home() -> ResponseReturnValue:
    """Who is asking, and the three things a person may want: join, come back, look."""
    listening = db.session.scalars(
        select(Engagement)
        .where(Engagement.opened_on.is_not(None), Engagement.closed_on.is_(None))
        .order_by(Engagement.respond_by)
    ).all()
    return page("engagements/home.html", listening=listening)


@views.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Whether the database answers."""
    db.session.execute(select(1))
    return Response("ok", mimetype="text/plain")


def open_engagement_or_404(slug: str) -> Engagement:
    """An engagement the public may see: one whose promise was made."""
    engagement = db.session.scalar(select(Engagement).where(Engagement.slug == slug))
    if engagement is None or engagement.opened_on is None:
        abort(404)
    return engagement
