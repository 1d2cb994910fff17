"""What waits for those who run sessions: prompts, a session to plan, the next evening, and what it left behind."""

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import exists, select

from listening.accounts.models import Staff
from listening.core import clock
from listening.core.database import db
from listening.core.page import language
from listening.core.pages import moment
from listening.engagements.models import Engagement
from listening.evening.models import NoteCorrection
from listening.insights.waiting import Waiting
from listening.sessions.debriefing import debrief_of
from listening.sessions.forms import kind_words
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind, State

#: Days after an evening on which it is still remembered.
REMEMBERED = timedelta(days=14)


def rooms_of(me: Staff) -> Iterator[Waiting]:
    """The sessions this person runs: the open one, those to come, and what past ones still ask."""
    mine = [one for one in _not_called_off() if one.run_by(me)]
    yield from (_to_come(one) for one in mine if one.closed_at is None)
    yield from (_remember(one) for one in mine if _is_fresh(one) and not debrief_of(one.id))
    corrected = set(db.session.scalars(select(NoteCorrection.listening_session_id)))
    yield from (_correct(one) for one in mine if one.id in corrected)


def _not_called_off() -> list[ListeningSession]:
    query = select(ListeningSession).where(ListeningSession.cancelled_on.is_(None))
    return list(db.session.scalars(query.order_by(ListeningSession.starts_at)))


def _is_fresh(session: ListeningSession) -> bool:
    return session.closed_at is not None and session.closed_at > clock.now() - REMEMBERED


def _to_come(session: ListeningSession) -> Waiting:
    place = session.place.said(language())
    if session.state is State.OPEN:
        href = url_for("live_desk.console", session_id=session.id)
        return Waiting(place, _("The session is open now."), href, _("Go to the console"))
    text = f"{kind_words()[Kind(session.kind)]} · {moment(session.starts_at)}"
    return Waiting(place, text, url_for("sessions_desk.shown", session_id=session.id), _("See the session"))


def _remember(session: ListeningSession) -> Waiting:
    return Waiting(
        _("Write down how it was: %(place)s", place=session.place.said(language())),
        _("Ten minutes together, while you remember."),
        url_for("sessions_around.debrief", session_id=session.id),
        _("After the evening"),
    )


def _correct(session: ListeningSession) -> Waiting:
    return Waiting(
        _(
            "People who were there would change “Tonight we heard”: %(place)s",
            place=session.place.said(language()),
        ),
        _("They were told that you read it within a week."),
        url_for("evening_desk.tonight", session_id=session.id),
        _("Read it, and change the page"),
    )


def promises_to_begin() -> Iterator[Waiting]:
    """Promises that still lack their prompts, and public ones for which nobody planned a session."""
    planned = exists().where(
        ListeningSession.engagement_id == Engagement.id, ListeningSession.cancelled_on.is_(None)
    )
    open_ones = select(Engagement).where(Engagement.opened_on.is_not(None), Engagement.closed_on.is_(None))
    for engagement in db.session.scalars(open_ones.where(~planned)):
        yield Waiting(
            engagement.title.said(language()),
            _("The promise is public. You can plan a session."),
            url_for("sessions_desk.new", engagement_id=engagement.id),
            _("Plan a session"),
        )
    for engagement in db.session.scalars(select(Engagement).where(Engagement.opened_on.is_(None))):
        if not engagement.prompts:
            yield Waiting(
                engagement.title.said(language()),
                _("This promise has no prompts yet. You can write them."),
                url_for("engagements_desk.shown", engagement_id=engagement.id, _anchor="prompts"),
                _("Write the prompts"),
            )
