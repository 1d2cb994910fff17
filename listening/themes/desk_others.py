"""The desk where readers write what single voices said, so that everyone can read it and nobody is known by it."""

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.database import db, will_write
from listening.core.page import done
from listening.engagements.models import Engagement
from listening.themes import others
from listening.themes.board import PAGE, voices_named
from listening.themes.forms import ButtonForm
from listening.themes.forms_care import LineForm
from listening.themes.records import OtherThing
from listening.themes.screens import read

apart = Blueprint("themes_others", __name__, url_prefix="/staff/themes")


def engagement_or_404(engagement_id: int) -> Engagement:
    return db.session.get(Engagement, engagement_id) or abort(404)


def line_or_404(line_id: int) -> OtherThing:
    return db.session.get(OtherThing, line_id) or abort(404)


@apart.route("/engagements/<int:engagement_id>/other-things", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def listed(me: Staff, engagement_id: int) -> ResponseReturnValue:
    """Lines that wait for a second reader, public ones, and single voices no line tells of yet."""
    will_write()
    engagement = engagement_or_404(engagement_id)
    form = LineForm.in_languages(engagement.languages)()
    if not form.validate_on_submit():
        return _listed(me, engagement, form, status=422 if form.is_submitted() else 200)
    others.write(me, engagement, form.voices.data, form.words("words"))
    db.session.commit()
    return done(url_for(".listed", engagement_id=engagement.id), _("Kept. Another reader reads it first."))


def _listed(me: Staff, engagement: Engagement, form: LineForm, *, status: int) -> ResponseReturnValue:
    lines = others.lines_of(engagement.id)
    behind = others.behind(one.id for one in lines)
    waiting = db.session.scalars(others.without_line(engagement.id)).all()
    shown = [*waiting[:PAGE], *(one for found in behind.values() for one in found)]
    voices = {voice.id: voice for voice in voices_named(shown)}
    return read(
        me,
        engagement,
        "other_things",
        len(voices),
        "themes/desk/others.html",
        status=status,
        form=form,
        lines=lines,
        behind={number: [voices[one] for one in found] for number, found in behind.items()},
        waiting=[voices[one] for one in waiting[:PAGE]],
        more=len(waiting) > PAGE,
        button=ButtonForm(formdata=None),
    )


@apart.route("/other-things/<int:other_thing_id>", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def change(me: Staff, other_thing_id: int) -> ResponseReturnValue:
    """Change a line that is not public."""
    will_write()
    line = line_or_404(other_thing_id)
    if line.published_on:
        return done(url_for(".listed", engagement_id=line.engagement_id))
    kind = LineForm.in_languages(line.engagement.languages)
    form = kind(data=kind.fill(words=line.words))
    del form.voices
    if form.validate_on_submit():
        others.change(me, line, form.words("words"))
        db.session.commit()
        said = _("Kept. Another reader reads it first.")
        return done(url_for(".listed", engagement_id=line.engagement_id), said)
    voices = voices_named(others.behind([line.id]).get(line.id, []))
    return read(
        me,
        line.engagement,
        "other_things",
        len(voices),
        "themes/desk/other.html",
        status=422 if form.is_submitted() else 200,
        form=form,
        voices=voices,
    )


@apart.post("/other-things/<int:other_thing_id>/publish")
@requires(Role.REVIEWER)
def publish(me: Staff, other_thing_id: int) -> ResponseReturnValue:
    line = line_or_404(other_thing_id)
    others.publish(me, line)
    db.session.commit()
    return done(url_for(".listed", engagement_id=line.engagement_id), _("It is public now."))


@apart.post("/other-things/<int:other_thing_id>/take-back")
@requires(Role.REVIEWER)
def take_back(me: Staff, other_thing_id: int) -> ResponseReturnValue:
    line = line_or_404(other_thing_id)
    number = line.engagement_id
    others.take_back(me, line)
    db.session.commit()
    return done(url_for(".listed", engagement_id=number), _("The line is gone."))
