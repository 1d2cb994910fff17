from collections.abc import Sequence

from flask import Blueprint, Flask, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core import clock, jobs
from listening.core.database import Words, db, will_write
from listening.core.languages import own_name
from listening.core.page import done, htmx_asked, language, page
from listening.core.pages import DeskLink, add_desk_link
from listening.engagements.models import Engagement
from listening.themes import moving, screens, service, signing
from listening.themes.board import card_of, latest_draft, parts_of, voices_named, words_of
from listening.themes.desk_care import reader
from listening.themes.desk_codes import codes
from listening.themes.desk_finding import finder
from listening.themes.desk_others import apart
from listening.themes.desk_parting import splitter
from listening.themes.desk_quarantine import judging
from listening.themes.desk_room import room
from listening.themes.drafting import proposed_split
from listening.themes.forms import (
    NEW_THEME,
    STAY,
    DraftForm,
    MergeForm,
    MoveForm,
    SignOffForm,
    SplitForm,
    WordsOfThemeForm,
    holding_words,
    kind_of_code_words,
    place_words,
    reason_words,
    strand_words,
)
from listening.themes.hold import held, hold
from listening.themes.models import Theme
from listening.themes.rules import AsideReason, CodeKind, Place, Strand, is_heavy
from listening.themes.screens import show_place, show_split, show_theme, show_workbench
from listening.themes.screens_finding import show_origin
from listening.themes.warming import warm

desk = Blueprint("themes_desk", __name__, url_prefix="/staff/themes")


def register(app: Flask) -> None:
    for pages in (codes, finder, reader, room, judging, apart, splitter):
        app.register_blueprint(pages)
    mine = {
        "themes_desk",
        "themes_codes",
        "themes_care",
        "themes_room",
        "themes_finding",
        "themes_quarantine",
        "themes_others",
        "themes_parting",
    }
    here = frozenset(mine)
    app.jinja_env.filters["strand_words"] = lambda strand: strand_words()[Strand(strand)]
    app.jinja_env.filters["kind_of_code_words"] = lambda kind: kind_of_code_words()[CodeKind(kind)]
    add_desk_link(app, DeskLink("themes_desk.listed", _l("Themes"), frozenset({Role.REVIEWER}), here))
    app.jinja_env.filters["place_words"] = lambda place: place_words()[Place(place)]
    app.jinja_env.filters["aside_words"] = lambda reason: reason_words()[AsideReason(reason)]
    app.jinja_env.filters["heavy"] = lambda voice: (
        voice.place == Place.SENSITIVE or is_heavy(voice.text, voice.language)
    )
    app.jinja_env.globals["minutes_since"] = lambda at: int((clock.now() - at).total_seconds() // 60)
    app.jinja_env.filters["holding_words"] = lambda holding: holding_words()[holding]


def engagement_or_404(engagement_id: int) -> Engagement:
    return db.session.get(Engagement, engagement_id) or abort(404)


def theme_or_404(theme_id: int) -> Theme:
    """The theme, nobody else changing it until this request is over."""
    return held(theme_id) or abort(404)


@desk.get("")
@requires(Role.REVIEWER)
def listed(_me: Staff) -> ResponseReturnValue:
    query = select(Engagement).where(Engagement.opened_on.is_not(None)).order_by(Engagement.respond_by)
    engagements = db.session.scalars(query).all()
    covered = service.coverages([one.id for one in engagements])
    return page("themes/desk/listed.html", engagements=engagements, covered=covered)


@desk.get("/engagements/<int:engagement_id>")
@requires(Role.REVIEWER)
def workbench(me: Staff, engagement_id: int) -> ResponseReturnValue:
    warm()
    will_write()
    return show_workbench(me, engagement_or_404(engagement_id))


@desk.post("/engagements/<int:engagement_id>/draft")
@requires(Role.REVIEWER)
def ask_for_draft(me: Staff, engagement_id: int) -> ResponseReturnValue:
    form = DraftForm()
    engagement = engagement_or_404(engagement_id)
    service.ask_for_draft(me, engagement, form.asked, only_new=form.only.data == "new")
    db.session.commit()
    jobs.soon()
    return done(url_for(".workbench", engagement_id=engagement_id))


@desk.get("/engagements/<int:engagement_id>/progress")
@requires(Role.REVIEWER)
def progress(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    """The bar of a draft on its way, asked for again and again; the workbench once it is made."""
    draft = latest_draft(engagement_or_404(engagement_id).id)
    if draft is None or draft.state not in {"waiting", "running"} or not htmx_asked():
        return done(url_for(".workbench", engagement_id=engagement_id))
    return page("themes/desk/_progress.html", draft=draft)


@desk.get("/engagements/<int:engagement_id>/<place>")
@requires(Role.REVIEWER)
def at_place(me: Staff, engagement_id: int, place: str) -> ResponseReturnValue:
    if place not in moving.PAGES:
        abort(404)
    will_write()
    return show_place(me, engagement_or_404(engagement_id), place)


@desk.post("/engagements/<int:engagement_id>/move")
@requires(Role.REVIEWER)
def move(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    hold(engagement.id)
    form = MoveForm()
    form.settle()
    form.offer(moving.destinations(engagement, form.origin.data))
    if not form.validate_on_submit():
        return show_origin(me, engagement, form, status=422)
    gone = moving.moved_meanwhile(voices_named(form.voices.data), form)
    if gone and not (form.stay.data and form.voices.data):
        return show_origin(me, engagement, form, status=409, gone=gone)
    moved = service.move(me, engagement, form.voices.data, **_target(me, engagement, form))
    db.session.commit()
    return done(moving.after(engagement, form), _("Placed by you: %(number)s.", number=moved))


def _target(me: Staff, engagement: Engagement, form: MoveForm) -> moving.Target:
    to = form.to.data
    if to == NEW_THEME:
        theme = service.begin_theme(me, engagement, Words({language(): form.label.data.strip()}))
        return {"place": Place.THEMED, "theme": theme, "reason": None}
    if to == STAY:
        to = form.origin.data
    if to in set(Place):
        reason = AsideReason(form.reason.data) if to == Place.SET_ASIDE else None
        return {"place": Place(to), "theme": None, "reason": reason}
    return {"place": Place.THEMED, "theme": db.session.get(Theme, int(to)) or abort(404), "reason": None}


@desk.post("/engagements/<int:engagement_id>/merge")
@requires(Role.REVIEWER)
def merge(me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    hold(engagement.id)
    form = MergeForm()
    cards, changed = screens.chosen_cards(engagement, form)
    if changed:
        return show_workbench(me, engagement, form, status=409, changed=True)
    if not form.validate_on_submit():
        return show_workbench(me, engagement, form, status=422)
    into = screens.joined_into(cards, form)
    service.merge(me, [card.theme for card in cards], into)
    db.session.commit()
    return done(url_for(".shown", theme_id=into.id), _("Joined. Give the theme a name that fits all of it."))


@desk.get("/<int:theme_id>")
@requires(Role.REVIEWER)
def shown(me: Staff, theme_id: int) -> ResponseReturnValue:
    will_write()
    return show_theme(me, theme_or_404(theme_id))


@desk.post("/<int:theme_id>/rename")
@requires(Role.REVIEWER)
def rename(me: Staff, theme_id: int) -> ResponseReturnValue:
    theme = theme_or_404(theme_id)
    form = WordsOfThemeForm.in_languages(theme.engagement.languages)()
    if not form.validate_on_submit():
        return show_theme(me, theme, words=form, status=422)
    meanwhile = form.seen.data != words_of(theme)
    clashes = form.take_in(parts_of(theme)) if meanwhile else []
    if clashes:
        return show_theme(me, theme, words=form, status=409, clashes=clashes)
    service.rename(me, theme, form.words("label"), form.words("summary"))
    db.session.commit()
    joined = _("Saved, together with what someone else wrote meanwhile.")
    return done(url_for(".shown", theme_id=theme.id), joined if meanwhile else _("Saved."))


@desk.post("/<int:theme_id>/sign-off")
@requires(Role.REVIEWER)
def sign_off(me: Staff, theme_id: int) -> ResponseReturnValue:
    theme = theme_or_404(theme_id)
    form, languages = SignOffForm(), theme.engagement.languages
    if not form.validate_on_submit():
        return show_theme(me, theme, status=422)
    if form.seen.data != card_of(theme).state:
        return show_theme(me, theme, status=409, changed=True)
    checked = form.in_any(languages)
    if not checked:
        form.checked.errors = [_("Tick each language in which you checked the words")]
        return show_theme(me, theme, sign=form, status=422)
    if not {*checked, *theme.checked} >= set(languages):
        return _checked_in_part(me, theme, checked)
    service.sign_off(me, theme, checked)
    db.session.commit()
    return done(
        url_for(".workbench", engagement_id=theme.engagement_id),
        _("Signed off. Everyone can see now that this was heard."),
    )


def _checked_in_part(me: Staff, theme: Theme, languages: Sequence[str]) -> ResponseReturnValue:
    """Keep in which languages the words were checked; another reader checks the rest and signs off."""
    signing.check_words(me, theme, languages)
    db.session.commit()
    names = ", ".join(own_name(one) for one in signing.unchecked(theme))
    words = _("Not signed off yet: someone who reads %(languages)s checks the words first.", languages=names)
    return done(url_for(".shown", theme_id=theme.id), words)


@desk.route("/<int:theme_id>/split", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def split(me: Staff, theme_id: int) -> ResponseReturnValue:
    if request.method == "GET":
        will_write()
    theme, form = theme_or_404(theme_id), SplitForm()
    changed = form.is_submitted() and form.seen.data != card_of(theme).state
    if changed or not form.validate_on_submit():
        status = 409 if changed else 422 if form.is_submitted() else 200
        return show_split(me, theme, proposed_split(theme), form, status=status, changed=changed)
    new = [
        service.split(me, theme, ids, Words({_spoken_in(theme, code): name}))
        for name, code, ids in form.chosen
    ]
    db.session.commit()
    if len(new) > 1:
        return done(
            url_for(".workbench", engagement_id=theme.engagement_id), _("Each is a theme of its own now.")
        )
    return done(url_for(".shown", theme_id=new[0].id), _("This is a theme of its own now."))


def _spoken_in(theme: Theme, code: str) -> str:
    """The language a name is in: that of the texts where the engagement speaks it, else that of the page."""
    return code if code in theme.engagement.languages else language()
