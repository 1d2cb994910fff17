from typing import Any

from flask import Blueprint, Flask, abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import select
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.readings import record_reading
from listening.accounts.rules import Role
from listening.contributions import redaction as redacting
from listening.contributions.desk_imports import imports
from listening.contributions.desk_numbers import helping
from listening.contributions.desk_paper import stack
from listening.contributions.models import Contribution, Redaction
from listening.contributions.numbers import own_shapes
from listening.contributions.redaction import NotDerived, StillThere
from listening.contributions.rules import LONGEST
from listening.core.database import db, will_write
from listening.core.forms import Form, choices
from listening.core.languages import direction
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link
from listening.engagements.models import Engagement
from listening.sessions.forms import CheckboxesField

desk = Blueprint("contributions_desk", __name__, url_prefix="/staff/contributions")


def kind_words() -> dict[str, Any]:
    return {
        "name": _l("A name"),
        "worker": _l("A worker’s name"),
        "place": _l("A place"),
        "address": _l("An address"),
        "date": _l("A date"),
        "phone": _l("A phone number"),
        "e-mail": _l("An e-mail address"),
        "link": _l("A link"),
        "handle": _l("An account name"),
        "case number": _l("A case number"),
        "id": _l("The number of a card or paper"),
        "ssn": _l("Another number"),
        "plate": _l("A licence plate"),
        "other": _l("Something else"),
    }


class RedactForm(Form):
    text = TextAreaField(
        _l("The words without details"),
        validators=[InputRequired(_l("Keep at least some of the words")), Length(max=2 * LONGEST)],
    )
    taken_out = CheckboxesField(_l("What did you take out?"), choices=choices(kind_words()))


def register(app: Flask) -> None:
    here = frozenset({"contributions_desk"})
    link = DeskLink("contributions_desk.listed", _l("Details to take out"), frozenset({Role.REVIEWER}), here)
    add_desk_link(app, link)
    app.register_blueprint(imports)
    app.register_blueprint(stack)
    app.register_blueprint(helping)
    for_them = DeskLink(
        "helping.shown", _l("Numbers to call"), frozenset({Role.ADMINISTRATOR}), frozenset({"helping"})
    )
    add_desk_link(app, for_them)
    both = frozenset({Role.FACILITATOR, Role.REVIEWER})
    there = frozenset({"imports"})
    add_desk_link(app, DeskLink("paper.listed", _l("Paper forms"), both, frozenset({"paper"})))
    add_desk_link(app, DeskLink("imports.listed", _l("Files from elsewhere"), both, there))


def contribution_or_404(contribution_id: str) -> Contribution:
    """A voice that may be quoted; the others are nobody's to rewrite."""
    found = db.session.get(Contribution, contribution_id)
    return found if found and redacting.may_be_quoted(found) else abort(404)


@desk.get("")
@requires(Role.REVIEWER)
def listed(_me: Staff) -> ResponseReturnValue:
    query = select(Engagement).where(Engagement.opened_on.is_not(None)).order_by(Engagement.respond_by)
    left = [(one, redacting.how_many_left(one.id)) for one in db.session.scalars(query)]
    return page("contributions/desk/listed.html", left=left)


@desk.get("/engagements/<int:engagement_id>/redact")
@requires(Role.REVIEWER)
def to_redact(me: Staff, engagement_id: int) -> ResponseReturnValue:
    will_write()
    engagement = db.session.get(Engagement, engagement_id) or abort(404)
    file = request.args.get("file", type=int)
    voices = redacting.to_redact(engagement_id, request.args.get("after", ""), file)
    record_reading(me, engagement_id, "to_redact", len(voices))
    answer = page(
        "contributions/desk/to_redact.html",
        engagement=engagement,
        voices=voices,
        left=redacting.how_many_left(engagement_id),
        waiting=redacting.to_check(me, engagement_id),
        batch=redacting.BATCH,
    )
    db.session.commit()
    return answer


@desk.route("/<contribution_id>/redact", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def redact(me: Staff, contribution_id: str) -> ResponseReturnValue:
    if request.method == "GET":
        will_write()
    voice, form = contribution_or_404(contribution_id), RedactForm()
    if not form.validate_on_submit():
        return _shown(me, voice, form, status=422 if form.is_submitted() else 200)
    try:
        redacting.redact(me, voice, form.text.data, form.taken_out.data or [])
    except (NotDerived, StillThere) as no:
        form.text.errors = [no.words]
        return _shown(me, voice, form, status=422)
    db.session.commit()
    return done(_next(voice), _("Kept. Someone else looks at it before it can be shown."))


@desk.post("/<contribution_id>/check")
@requires(Role.REVIEWER)
def check(me: Staff, contribution_id: str) -> ResponseReturnValue:
    voice = contribution_or_404(contribution_id)
    redaction = db.session.get(Redaction, voice.id) or abort(404)
    redacting.check(me, redaction)
    db.session.commit()
    return done(
        url_for(".to_redact", engagement_id=voice.prompt.engagement_id), _("Thank you for the second look.")
    )


def _next(voice: Contribution) -> str:
    """The next voice of the batch, or the list when there is none."""
    following = redacting.to_redact(voice.prompt.engagement_id, voice.id)
    if following:
        return url_for(".redact", contribution_id=following[0].id)
    return url_for(".to_redact", engagement_id=voice.prompt.engagement_id)


def _shown(me: Staff, voice: Contribution, form: RedactForm, *, status: int) -> ResponseReturnValue:
    """The original beside the box, the reading noted; both are made before anything is handed over."""
    spans = redacting.suggest(voice.text, voice.language, own_shapes())
    before = db.session.get(Redaction, voice.id)
    if not form.is_submitted():
        form.text.data = before.text if before else redacting.masked(voice.text, voice.language, spans)
        form.taken_out.data = sorted(redacting.kinds_in(form.text.data))
    form.text.render_kw = {"lang": voice.language.replace("_", "-"), "dir": direction(voice.language)}
    record_reading(me, voice.prompt.engagement_id, "redact", 1)
    answer = page(
        "contributions/desk/redact.html",
        voice=voice,
        marked=marked(voice.text, spans),
        form=form,
        before=before,
        may_check=before and before.checked_by_id is None and before.redacted_by_id != me.id,
        brackets=[redacting.bracketed(kind, voice.language) for kind in redacting.STANDS_FOR],
        status=status,
    )
    db.session.commit()
    return answer


def marked(text: str, spans: list[Any]) -> Markup:
    """The original with what the machine flagged marked, everything escaped."""
    parts, done_to = [], 0
    for span in spans:
        parts += [Markup("{}<mark>{}</mark>").format(text[done_to : span.start], text[span.start : span.end])]
        done_to = span.end
    return Markup("").join([*parts, text[done_to:]])
