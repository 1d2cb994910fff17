"""What the room says of the themes, what reviewers did to them, and all of it as a picture."""

from typing import Any

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core.database import db
from listening.core.page import done, page
from listening.engagements.desk import engagement_or_404
from listening.sessions.desk import session_or_404
from listening.sessions.models import ListeningSession
from listening.themes import history, moving, picture, sense_making
from listening.themes.forms import SeenForm, UndoForm
from listening.themes.forms_care import MissingForm, OrderForm, RoomForm
from listening.themes.models import Theme
from listening.themes.records import Act

room = Blueprint("themes_room", __name__, url_prefix="/staff/themes")


@room.get("/engagements/<int:engagement_id>/history")
@requires(Role.REVIEWER)
def done_before(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    acts = history.acts_of(engagement.id)
    button = SeenForm(formdata=None)
    return page(
        "themes/desk/history.html", engagement=engagement, acts=acts, may_undo=history.may_undo, button=button
    )


@room.post("/acts/<int:act_id>/undo")
@requires(Role.REVIEWER)
def undo(me: Staff, act_id: int) -> ResponseReturnValue:
    act = db.session.get(Act, act_id) or abort(404)
    history.undo(me, act)
    db.session.commit()
    return done(_back_from(act, UndoForm().origin.data), _("Undone. All is as it was before."))


def _back_from(act: Act, origin: str | None) -> str:
    """The page an undo was pressed on, or the history."""
    if origin:
        return moving.origin_url(engagement_or_404(act.engagement_id), origin)
    return url_for(".done_before", engagement_id=act.engagement_id)


@room.get("/engagements/<int:engagement_id>/picture")
@requires(Role.REVIEWER)
def drawn(_me: Staff, engagement_id: int) -> ResponseReturnValue:
    engagement = engagement_or_404(engagement_id)
    return page("themes/desk/picture.html", engagement=engagement, picture=picture.for_readers(engagement))


@room.get("/sessions/<int:session_id>")
@requires(Role.FACILITATOR, Role.REVIEWER)
def said_in(me: Staff, session_id: int) -> ResponseReturnValue:
    session = _spoken_or_refused(me, session_id)
    form = MissingForm.in_languages(session.engagement.languages)(formdata=None)
    return _said(session, form, status=200)


@room.post("/sessions/<int:session_id>/missing")
@requires(Role.FACILITATOR, Role.REVIEWER)
def note_missing(me: Staff, session_id: int) -> ResponseReturnValue:
    session = _spoken_or_refused(me, session_id)
    form = MissingForm.in_languages(session.engagement.languages)()
    if not form.validate_on_submit():
        return _said(session, form, status=422)
    sense_making.note_missing(me, session, form.words("words"))
    db.session.commit()
    return done(url_for(".said_in", session_id=session.id), _("Written down."))


@room.post("/sessions/<int:session_id>/order")
@requires(Role.FACILITATOR, Role.REVIEWER)
def put_in_order(me: Staff, session_id: int) -> ResponseReturnValue:
    session, order = _spoken_or_refused(me, session_id), OrderForm()
    if not order.validate_on_submit():
        form = MissingForm.in_languages(session.engagement.languages)(formdata=None)
        return _said(session, form, order, status=422)
    sense_making.write_order(me, session, order.order)
    db.session.commit()
    return done(url_for(".said_in", session_id=session.id), _("Written down."))


@room.route("/sessions/<int:session_id>/themes/<int:theme_id>", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER)
def write_down(me: Staff, session_id: int, theme_id: int) -> ResponseReturnValue:
    session = _spoken_or_refused(me, session_id)
    heard = next((one for one in sense_making.shown_to(session) if one.theme.id == theme_id), None) or abort(
        404
    )
    form = _room_form(session, heard)
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("themes/desk/room_theme.html", session=session, heard=heard, form=form, status=status)
    label, summary = form.words("label"), form.words("summary")
    sense_making.write_down(me, session, heard.theme, label, summary, form.rank.data)
    db.session.commit()
    return done(url_for(".said_in", session_id=session.id), _("Written down."))


def _spoken_or_refused(me: Staff, session_id: int) -> ListeningSession:
    session = session_or_404(session_id)
    sense_making.refuse_unless_writing(me, session)
    return session


def _room_form(session: ListeningSession, heard: sense_making.Heard) -> RoomForm:
    theme: Theme = heard.theme
    kind = RoomForm.in_languages(session.engagement.languages)
    rank = heard.word.rank if heard.word else None
    return kind(data=kind.fill(label=theme.label, summary=theme.summary, rank=rank))


def _said(
    session: ListeningSession, form: MissingForm, order: OrderForm | None = None, *, status: int
) -> ResponseReturnValue:
    notes = [
        one
        for one in sense_making.missing_in(session.engagement_id)
        if one.listening_session_id == session.id
    ]
    heard = sense_making.shown_to(session)
    context: dict[str, Any] = {"session": session, "heard": heard, "notes": notes, "form": form}
    typed = dict(zip(order.themes.data or [], order.ranks.data or [], strict=False)) if order else {}
    ranks = {one.theme.id: typed.get(one.theme.id, (one.word and one.word.rank) or "") for one in heard}
    order = order or OrderForm(formdata=None)
    return page("themes/desk/room.html", order=order, ranks=ranks, status=status, **context)
