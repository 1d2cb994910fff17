from flask import Blueprint, Flask, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from listening.accounts.guard import requires
from listening.accounts.models import Staff
from listening.accounts.readings import record_reading
from listening.accounts.rules import Role
from listening.confirmations import service
from listening.confirmations.agenda import agenda_of, minutes_of
from listening.confirmations.forms import ButtonForm, HandsForm, PassOnForm, ReplyForm
from listening.confirmations.models import Confirmation, Message, Reply, ShowOfHands
from listening.core.database import db, will_write
from listening.core.page import done, page
from listening.core.pages import DeskLink, add_desk_link
from listening.sessions.desk import session_or_404
from listening.themes.models import Theme

desk = Blueprint("confirmations_desk", __name__, url_prefix="/staff/verdicts")


def register(app: Flask) -> None:
    roles = frozenset({Role.REVIEWER, Role.PUBLISHER})
    places = frozenset({"confirmations_desk"})
    add_desk_link(app, DeskLink("confirmations_desk.messages", _l("Messages"), roles, places))


@desk.get("/messages")
@requires(Role.REVIEWER, Role.PUBLISHER)
def messages(me: Staff) -> ResponseReturnValue:
    """For readers: report-backs people wrote about. For the agency: what readers told of it, to be replied to."""
    if me.holds(Role.PUBLISHER):
        told = select(Reply).where(Reply.replied_on.is_(None)).order_by(Reply.reply_by, Reply.id)
        return page("confirmations/desk/replies.html", told=db.session.scalars(told).all())
    query = (
        select(Confirmation, func.min(Message.reply_by))
        .join(Message, Message.confirmation_id == Confirmation.id)
        .where(Message.reply_id.is_(None))
        .group_by(Confirmation.id)
        .order_by(func.min(Message.reply_by), Confirmation.id)
    )
    return page("confirmations/desk/messages.html", waiting=db.session.execute(query).all())


@desk.route("/messages/<int:confirmation_id>", methods=["GET", "POST"])
@requires(Role.REVIEWER)
def pass_on(me: Staff, confirmation_id: int) -> ResponseReturnValue:
    """Read all that waits about one report-back, and tell it in one text."""
    will_write()
    confirmation = db.session.get(Confirmation, confirmation_id) or abort(404)
    form = PassOnForm.in_languages(confirmation.theme.engagement.languages)()
    if form.validate_on_submit():
        service.pass_on(me, confirmation, form.seen.data, form.words("said"))
        db.session.commit()
        return done(url_for(".messages"), _("Passed on. The agency must reply."))
    found = service.waiting(confirmation.id)
    if not found:
        return done(url_for(".messages"), _("Nothing to pass on"))
    record_reading(me, confirmation.theme.engagement_id, "messages", len(found))
    status = 422 if form.is_submitted() else 200
    answer = page(
        "confirmations/desk/pass_on.html", confirmation=confirmation, messages=found, form=form, status=status
    )
    db.session.commit()
    return answer


@desk.route("/replies/<int:reply_id>", methods=["GET", "POST"])
@requires(Role.PUBLISHER)
def reply(me: Staff, reply_id: int) -> ResponseReturnValue:
    told = db.session.get(Reply, reply_id) or abort(404)
    form = ReplyForm.in_languages(told.confirmation.theme.engagement.languages)()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return page("confirmations/desk/reply.html", told=told, form=form, status=status)
    service.reply(me, told, form.words("reply"))
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


@desk.get("/agenda/<int:session_id>")
@requires(Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD)
def agenda(_me: Staff, session_id: int) -> ResponseReturnValue:
    """What a return session goes through, made from the report-backs, to read aloud and to print."""
    session = session_or_404(session_id)
    if not session.is_return:
        abort(404)
    items = agenda_of(answerable(session.engagement_id))
    return page(
        "confirmations/desk/agenda.html", session=session, items=items, minutes=minutes_of(session, items)
    )


@desk.get("/screen/<int:session_id>/<int:theme_id>")
@requires(Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD)
def screen(_me: Staff, session_id: int, theme_id: int) -> ResponseReturnValue:
    """One theme of a return session in large letters, for a room to read and raise hands."""
    session = session_or_404(session_id)
    themes = answerable(session.engagement_id)
    place = next((at for at, one in enumerate(themes) if one.id == theme_id), None)
    if not session.is_return or place is None:
        abort(404)
    [item], following = agenda_of([themes[place]]), [*themes[place + 1 :], None][0]
    return page("confirmations/desk/screen.html", session=session, item=item, following=following)


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
        [item] = agenda_of([theme])
        return page(
            "confirmations/desk/enter.html", session=session, theme=theme, item=item, form=form, status=status
        )
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
