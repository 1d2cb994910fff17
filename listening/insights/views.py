from dataclasses import fields

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from listening.actions.saying import other_things, to_everyone
from listening.core import clock
from listening.core.database import db, on_postgresql
from listening.core.limits import limiter
from listening.core.loop import Happened, Status
from listening.core.page import page
from listening.core.policy import public
from listening.core.sheets import Sheet, as_csv
from listening.core.suppression import publishable
from listening.engagements.holds import in_force
from listening.engagements.models import Engagement
from listening.engagements.views import open_engagement_or_404
from listening.insights import calendars, open_data, weekly
from listening.insights.because import changes
from listening.insights.chain import checked
from listening.insights.evidence import judged, no_theme_found
from listening.insights.feeds import feed_of
from listening.insights.figures import figures_of
from listening.insights.keeping import files_beside, kept, waiting_fields, waiting_tables
from listening.insights.ledger import ledger as read_ledger
from listening.insights.ledger import story
from listening.insights.record import public_record
from listening.insights.rules import BESIDE, Filter, key_of
from listening.insights.unfinished import unfinished
from listening.insights.units import levels_of
from listening.insights.unthemed import unthemed
from listening.insights.words import apart_words, beside_words, happened_words, outcome_words, still_words
from listening.sessions.service import sessions_of
from listening.surveys.service import surveys_of
from listening.themes.counts import coverage, share_signed_off, totals_told
from listening.themes.models import Theme
from listening.themes.picture import for_everyone
from listening.themes.second_coder import latest_result

views = Blueprint("insights", __name__)

#: Reading the whole chain again takes part of a second of a processor.
CHECKS = "30 per minute"


def register(app: Flask) -> None:
    app.jinja_env.filters["happened_words"] = happened_words
    app.jinja_env.filters["still_words"] = still_words
    app.jinja_env.filters["key"] = key_of
    app.jinja_env.filters["beside_words"] = lambda name: beside_words()[name]
    app.jinja_env.filters["outcome_words"] = lambda confirmation: outcome_words(
        confirmation.tally, Status(confirmation.outcome)
    )
    app.jinja_env.filters["apart_words"] = lambda confirmation: apart_words(confirmation.apart)
    app.jinja_env.globals["backup_days"] = lambda: app.config["SETTINGS"].backup_days
    app.jinja_env.globals.update(Happened=Happened, publishable=publishable)


@views.get("/ledger")
@public
def ledger() -> ResponseReturnValue:
    """What you said, and what came of it."""
    wanted, number = asked_for(), request.args.get("page", 1, type=int)
    found = read_ledger(wanted, number)
    return page(
        "insights/ledger.html",
        ledger=found,
        unthemed=unthemed(wanted) if found.page == 1 else [],
        wanted=wanted,
        statuses=list(Status),
        beside=BESIDE,
    )


def asked_for() -> Filter:
    """What the address asks for; one that asks for nothing we know finds nothing."""
    return Filter(**{one.name: request.args.get(one.name, "") for one in fields(Filter)})


@views.get("/ledger/figures")
@public
def figures() -> ResponseReturnValue:
    """How well promises are kept, in numbers, each with how it is counted."""
    wanted = asked_for()
    return page("insights/figures.html", figures=figures_of(wanted), wanted=wanted)


@views.get("/ledger/calendar.ics")
@public
def owed_calendar() -> ResponseReturnValue:
    """Days by which something must be done, of ``?unit=`` or of all, for a calendar that follows this address."""
    return Response(calendars.owed(request.args.get("unit", "")), mimetype="text/calendar")


@views.get("/ledger/<int:theme_id>")
@public
def theme(theme_id: int) -> ResponseReturnValue:
    """One theme and all that happened to it."""
    return page("insights/theme.html", story=story(signed_off_or_404(theme_id)))


@views.get("/ledger/<int:theme_id>/trail.csv")
@public
def trail(theme_id: int) -> ResponseReturnValue:
    """Every event of a theme with its digest, to be kept by whoever does not trust us to keep it."""
    return _csv(open_data.trail_sheet(signed_off_or_404(theme_id)))


def signed_off_or_404(theme_id: int) -> Theme:
    found = db.session.get(Theme, theme_id)
    if found is None or found.is_draft:
        abort(404)
    return found


@views.get("/promises/<slug>")
@public
def promise(slug: str) -> ResponseReturnValue:
    """The promise, what is owed by when, how it stands, and every amendment."""
    engagement = open_engagement_or_404(slug)
    return page(
        "insights/promise.html",
        engagement=engagement,
        judged=judged(engagement),
        capacity=engagement.capacity_on(clock.today()),
        sessions=sessions_of(engagement.id),
        surveys=surveys_of(engagement.id),
        coverage=coverage(engagement),
        no_theme=no_theme_found(engagement),
        others=other_things(engagement.id),
        everyone=to_everyone(engagement.id),
        unfinished=unfinished(engagement),
        total=totals_told([engagement.id])[engagement.id],
        picture=for_everyone(engagement),
        signed_off=share_signed_off(engagement.id),
        agreement=latest_result(engagement.id),
        levels_of=levels_of,
    )


@views.get("/promises/<slug>/calendar.ics")
@public
def promise_calendar(slug: str) -> ResponseReturnValue:
    """Sessions and promised dates, for a calendar."""
    return Response(calendars.promised(open_engagement_or_404(slug)), mimetype="text/calendar")


@views.get("/promises/<slug>/feed")
@public
def engagement_feed(slug: str) -> ResponseReturnValue:
    """What is new in one engagement."""
    return _feed(open_engagement_or_404(slug))


@views.get("/feed")
@public
def feed() -> ResponseReturnValue:
    """What is new in all of them."""
    return _feed()


def _feed(engagement: Engagement | None = None) -> Response:
    xml = render_template("insights/feed.xml", feed=feed_of(engagement), address=request.base_url)
    return Response(xml, mimetype="application/atom+xml")


@views.get("/because")
@public
def because() -> ResponseReturnValue:
    """Because you said so: every real change."""
    return page("insights/because.html", changes=changes())


@views.route("/weekly/stop/<token>", methods=["GET", "POST"])
@public
def weekly_stop(token: str) -> ResponseReturnValue:
    """The link in every Monday letter; mail programs post to it when someone presses their own button."""
    weekly.LINKS.known_by(token)
    if request.method == "POST":
        weekly.stop(token)
        db.session.commit()
    return page("insights/weekly_stop.html", stopped=request.method == "POST")


@views.get("/data")
@public
def data() -> ResponseReturnValue:
    """What anyone may take along, and how to read it."""
    return page("insights/data.html")


@views.get("/data/chain")
@public
@limiter.limit(CHECKS)
def chain() -> ResponseReturnValue:
    """Whether someone changed the past: anyone can look for the mark of a poster they kept."""
    mark = "".join(request.args.get("mark", "").split()).lower()
    return page("insights/chain.html", checked=checked(mark), mark=mark)


@views.get("/data/engagements.json")
@public
def engagements_json() -> ResponseReturnValue:
    return jsonify(open_data.listed())


@views.get("/data/engagements/<slug>.json")
@public
def engagement_json(slug: str) -> ResponseReturnValue:
    return jsonify(public_record(open_engagement_or_404(slug)))


@views.get("/data/themes.csv")
@public
def themes_csv() -> ResponseReturnValue:
    return _csv(open_data.themes_sheet())


@views.get("/data/openapi.json")
@public
def openapi() -> ResponseReturnValue:
    """How machines read all this."""
    return jsonify(open_data.description(request.url_root.rstrip("/")))


def _csv(sheet: Sheet) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{sheet.name}.csv"'}
    return Response(as_csv(sheet), mimetype="text/csv", headers=named)


@views.get("/what-we-keep")
@public
def what_we_keep() -> ResponseReturnValue:
    """Every table and column, made from the schema itself: the whole answer to "what do you have on me?"."""
    return page(
        "insights/what_we_keep.html",
        kept=kept(),
        waiting=waiting_fields(),
        waiting_tables=waiting_tables(),
        beside=files_beside(),
        holds=in_force(),
        settings=current_app.config["SETTINGS"],
        erased_at_once=not on_postgresql(),
    )
