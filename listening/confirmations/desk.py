from flask import Blueprint, Flask, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.accounts.service import record_reading
from listening.confirmations import service
from listening.confirmations.forms import ButtonForm, HandsForm, PassOnForm, ReplyForm
from listening.confirmations.models import Confirmation, Message, ShowOfHands
from listening.core.database import db, will_write
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link
from listening.sessions.desk import session_or_404
from listening.themes.models import Theme

desk = Blueprint("confirmations_desk", __name__, url_prefix="/staff/verdicts")

#: Messages on one page: a batch a person can read with care (rulings, 27).
BATCH = 15


def register(app: Flask) -> None:
    roles = frozenset({Role.REVIEWER, Role.PUBLISHER})
    places = frozenset({"confirmations_desk"})
    add_desk_link(app, DeskLink("confirmations_desk.messages", _l("Messages"), roles, places))


@desk.get("/messages")
@requires(Role.REVIEWER, Role.PUBLISHER)
def messages(me: Staff) -> ResponseReturnValue:
    """For readers: words to pass on. For the agency: words passed on that wait for a reply."""
    waiting = select(Message).order_by(Message.id).limit(BATCH)
    if me.holds(Role.PUBLISHER):
        query = waiting.where(Message.passed_on.is_not(None), Message.reply.is_(None))
        return page("confirmations/desk/replies.html", messages=db.session.scalars(query).all())
    will_write()
    found = db.session.scalars(waiting.where(Message.passed_on.is_(None))).all()
    for theme_engagement in {one.confirmation.theme.engagement_id for one in found}:
        texts = sum(one.confirmation.theme.engagement_id == theme_engagement for one in found)
        record_reading(me, theme_engagement, "messages", texts)
    db.session.commit()
    forms = {one.id: PassOnForm(data={"text": one.text}) for one in found}
    return page("confirmations/desk/messages.html", messages=found, forms=forms)


def message_or_404(message_id: str) -> Message:
    return db.session.get(Message, message_id) or abort(404)


@desk.post("/messages/<message_id>/pass-on")
@requires(Role.REVIEWER)
def pass_on(me: Staff, message_id: str) -> ResponseReturnValue:
    message = message_or_404(message_id)
    form = PassOnForm()
    if not form.validate_on_submit():
        record_reading(me, message.confirmation.theme.engagement_id, "messages", 1)
        db.session.commit()
        forms = {message.id: form}
        return page(
            "confirmations/desk/messages.html", messages=[message], forms=forms, form=form, status=422
        )
    service.pass_on(me, message, form.text.data)
    db.session.commit()
    return done(url_for(".messages"), _("Passed on. The agency must reply."))


@desk.route("/messages/<message_id>/reply", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def reply(me: Staff, message_id: str) -> ResponseReturnValue:
    message = message_or_404(message_id)
    if message.passed_on is None:
        abort(404)
    form = ReplyForm.in_languages(message.confirmation.theme.engagement.languages)()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("confirmations/desk/reply.html", message=message, form=form, status=status)
    service.reply(me, message, form.words("reply"))
    db.session.commit()
    return done(url_for(".messages"), _("Your reply is public now."))


@desk.get("/hands/<int:session_id>")
@requires(Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD)
def hands(_me: Staff, session_id: int) -> ResponseReturnValue:
    """Every theme this return session can answer, with what was counted."""
    session = session_or_404(session_id)
    counted = db.session.scalars(
        select(ShowOfHands).where(ShowOfHands.listening_session_id == session.id)
    ).all()
    return page(
        "confirmations/desk/hands.html",
        session=session,
        themes=answerable(session.engagement_id),
        counted={one.theme_id: one for one in counted},
        button=ButtonForm(),
    )


def answerable(engagement_id: int) -> list[Theme]:
    """Themes with an open window."""
    query = (
        select(Theme)
        .join(Confirmation, Confirmation.theme_id == Theme.id)
        .where(Theme.engagement_id == engagement_id, Confirmation.evaluated_on.is_(None))
        .order_by(Theme.id)
    )
    return [theme for theme in db.session.scalars(query) if service.open_for(theme.id)]


@desk.route("/hands/<int:session_id>/<int:theme_id>", methods=["GET", "POST"])
@requires(Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD)
def enter_hands(me: Staff, session_id: int, theme_id: int) -> ResponseReturnValue:
    session, theme = session_or_404(session_id), db.session.get(Theme, theme_id) or abort(404)
    form = HandsForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("confirmations/desk/enter.html", session=session, theme=theme, form=form, status=status)
    service.enter_hands(me, session, theme, form.tally())
    db.session.commit()
    return done(url_for(".hands", session_id=session.id), _("Now a second person must confirm the count."))


@desk.post("/hands/<int:session_id>/<int:theme_id>/confirm")
@requires(Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD)
def confirm_hands(me: Staff, session_id: int, theme_id: int) -> ResponseReturnValue:
    query = select(ShowOfHands).where(
        ShowOfHands.listening_session_id == session_id, ShowOfHands.theme_id == theme_id
    )
    service.confirm_hands(me, db.session.scalar(query) or abort(404))
    db.session.commit()
    return done(url_for(".hands", session_id=session_id), _("Two people agree on this count."))
