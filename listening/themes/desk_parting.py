"""The page on which a reader marks the safe part of a sensitive text, and takes that back."""

from typing import Any

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.contributions.models import Contribution
from listening.core.database import db, will_write
from listening.core.page import done, language
from listening.engagements.models import Engagement
from listening.themes import parting
from listening.themes.board import cards_of
from listening.themes.forms_parting import FINER, WAIT, PartForm
from listening.themes.hold import NotReady
from listening.themes.models import Theme
from listening.themes.parting import NotApart
from listening.themes.rules import Place
from listening.themes.screens import read

splitter = Blueprint("themes_parting", __name__, url_prefix="/staff/themes/voices")


def held_or_404(contribution_id: str) -> Contribution:
    """A sensitive voice, nobody else changing it until this request is over; others have no safe part to mark."""
    voice = parting.held(contribution_id)
    return voice if voice and parting.may_be_parted(voice) else abort(404)


@splitter.get("/<contribution_id>/safe-part")
@requires(Role.REVIEWER)
def shown(me: Staff, contribution_id: str) -> ResponseReturnValue:
    will_write()
    return _page(me, held_or_404(contribution_id), PartForm(formdata=None), status=200)


@splitter.post("/<contribution_id>/safe-part")
@requires(Role.REVIEWER)
def part(me: Staff, contribution_id: str) -> ResponseReturnValue:
    voice, form = held_or_404(contribution_id), PartForm()
    form.offer(_themes(voice.prompt.engagement))
    if form.seen.data != parting.state_of(voice):
        return _page(me, voice, form, status=409, changed=True)
    if form.then.data == FINER or not form.validate_on_submit():
        return _page(me, voice, form, status=200 if form.then.data == FINER else 422)
    try:
        parting.part(me, voice, form.chosen, *_target(form))
    except (NotApart, NotReady) as no:
        form.passages.errors = [no.words]
        return _page(me, voice, form, status=no.status)
    db.session.commit()
    return done(url_for(".shown", contribution_id=voice.id), _("Kept apart. The safe part goes on alone."))


@splitter.post("/<contribution_id>/rejoin")
@requires(Role.REVIEWER)
def rejoin(me: Staff, contribution_id: str) -> ResponseReturnValue:
    voice, form = held_or_404(contribution_id), PartForm()
    one = parting.parted(voice.id)
    if one is None or form.seen.data != parting.state_of(voice):
        return _page(me, voice, PartForm(formdata=None), status=409, changed=True)
    parting.rejoin(me, one)
    db.session.commit()
    return done(url_for(".shown", contribution_id=voice.id), _("Taken back. All of it is sensitive again."))


def _target(form: PartForm) -> tuple[Place | None, Theme | None]:
    """Where the safe part goes; None lets it wait for a place."""
    if form.to.data == WAIT:
        return None, None
    if form.to.data.isdecimal():
        return Place.THEMED, db.session.get(Theme, int(form.to.data))
    return Place(form.to.data), None


def _themes(engagement: Engagement) -> list[tuple[str, str]]:
    named = [(card.theme, card.theme.label.said(language())) for card in cards_of(engagement.id).values()]
    return [
        (str(theme.id), label if theme.is_draft else _("%(label)s (signed off: no way back)", label=label))
        for theme, label in sorted(named, key=lambda pair: pair[1].casefold())
    ]


def _page(
    me: Staff, voice: Contribution, form: PartForm, *, status: int, changed: bool = False
) -> ResponseReturnValue:
    """All of the text, the reading noted; both are made before anything is handed over."""
    engagement, one = voice.prompt.engagement, parting.parted(voice.id)
    form.offer(_themes(engagement))
    form.cut(one.whole if one else voice.text, finer=request.form.get("then") == FINER)
    form.seen.data = parting.state_of(voice)
    context: dict[str, Any] = {"voice": voice, "one": one, "form": form, "changed": changed, "status": status}
    context["may_rejoin"] = one is not None and parting.may_rejoin(one)
    return read(me, engagement, "safe_part", 1, "themes/desk/parting.html", **context)
