"""Verbs of a listening session: plan, open, close, cancel, move."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from blinker import Signal
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from listening.accounts.models import Staff
from listening.accounts.rules import Role
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.loop import Happened
from listening.engagements.models import Engagement, Prompt
from listening.sessions.models import AgendaItem, ListeningSession
from listening.sessions.rules import CODE_LENGTH, CODE_LETTERS, Kind, State

#: Sent with the session once it is closed; later rooms seal it.
session_closed = Signal()

#: Minutes a prompt gets on a new agenda (field practice: tables of four to six).
PROMPT_MINUTES = 18


class NotYours(Refused):
    """Only those who run a session open and close it."""

    status = 403


class WrongMoment(Refused):
    """The session is not in the state this needs."""


def plan(
    by: Staff, engagement: Engagement, facts: Mapping[str, Any], prompts: Sequence[Prompt]
) -> ListeningSession:
    """Plan a session of an engagement whose promise was made.

    Raises:
        WrongMoment: while there is no promise, or when listening has ended.
    """
    kind = Kind(facts["kind"])
    if engagement.opened_on is None:
        raise WrongMoment(_("Make the promise public first. Then plan the session."))
    if engagement.closed_on is not None and (kind is Kind.LISTENING or prompts):
        raise WrongMoment(
            _("Listening has ended. Only a sense-making or return session without prompts can be held now.")
        )
    session = ListeningSession(engagement_id=engagement.id, code=new_code(), facilitator_id=by.id, **facts)
    session.agenda = [
        AgendaItem(prompt_id=prompt.id, position=position, minutes=PROMPT_MINUTES)
        for position, prompt in enumerate(prompts, start=1)
    ]
    db.session.add(session)
    db.session.flush()
    _record(Happened.SESSION_PLANNED, by, session)
    return session


def new_code() -> str:
    """A join code nobody else has."""
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _place in range(CODE_LENGTH))
        if find(code) is None:
            return code


def find(code: str) -> ListeningSession | None:
    """The session with this code, and at once what every page of a phone needs of it."""
    agenda = selectinload(ListeningSession.agenda).joinedload(AgendaItem.prompt)
    query = select(ListeningSession).options(joinedload(ListeningSession.engagement), agenda)
    return db.session.scalar(query.where(ListeningSession.code == code))


def change(by: Staff, session: ListeningSession, facts: Mapping[str, Any], prompts: Sequence[Prompt]) -> None:
    """Change a session that has not opened: place, hour, agenda, people. A new hour is said in public."""
    refuse_unless_running(by, session)
    refuse_unless(session, State.PLANNED)
    if "starts_at" in facts and facts["starts_at"] != session.starts_at:
        _move(by, session, facts["starts_at"])
    for name, value in facts.items():
        setattr(session, name, value)
    kept = {item.prompt_id: item for item in session.agenda}
    session.agenda = [
        kept.get(prompt.id) or AgendaItem(prompt_id=prompt.id, minutes=PROMPT_MINUTES, position=0)
        for prompt in prompts
    ]
    for position, item in enumerate(session.agenda, start=1):
        item.position = position


def _move(by: Staff, session: ListeningSession, to: datetime) -> None:
    told_first = session.moved_from or session.starts_at
    session.moved_from = None if to == told_first else told_first
    _record(Happened.SESSION_MOVED, by, session)


def return_with(session: ListeningSession, starts_at: datetime) -> ListeningSession:
    """Plan the return session with the listening session: same place, same people."""
    back = ListeningSession(
        engagement_id=session.engagement_id,
        kind=Kind.RETURN.value,
        code=new_code(),
        starts_at=starts_at,
        minutes=session.minutes,
        facilitator_id=session.facilitator_id,
        **{
            name: getattr(session, name)
            for name in (
                "place",
                "address",
                "owner",
                "venue_reason",
                "venue_answers",
                "ground_rules",
                "supports",
            )
        },
    )
    db.session.add(back)
    db.session.flush()
    session.return_session_id = back.id
    return back


def could_help(by: Staff) -> Sequence[Staff]:
    """Everyone outside the agency who can share the room with ``by``."""
    return db.session.scalars(
        select(Staff)
        .where(
            Staff.active,
            ~Staff.agency_staff,
            Staff.id != by.id,
            Staff.role.in_((Role.FACILITATOR.value, Role.REVIEWER.value)),
        )
        .order_by(Staff.display_name)
    ).all()


def share(by: Staff, session: ListeningSession, with_ids: Collection[int]) -> None:
    """Name the co-facilitators, all from outside the agency."""
    session.co_facilitators = [staff for staff in could_help(by) if staff.id in with_ids]


def open_session(by: Staff, session: ListeningSession) -> None:
    """Let people in.

    Raises:
        WrongMoment: when it was opened, closed or cancelled, or has no agenda.
    """
    refuse_unless_running(by, session)
    refuse_unless(session, State.PLANNED)
    # Looking at themes goes on when listening has ended; words sent then would have no place to go.
    if session.engagement.closed_on is not None and (session.kind == Kind.LISTENING or session.agenda):
        raise WrongMoment(
            _("Listening has ended. Only a sense-making or return session without prompts can be held now.")
        )
    if not session.agenda and session.kind == Kind.LISTENING:
        raise WrongMoment(_("Put at least one prompt on the agenda first."))
    session.opened_at = clock.now()
    _record(Happened.SESSION_OPENED, by, session)


def close_session(by: Staff, session: ListeningSession) -> None:
    """End it: nobody can send from now on, and the words are sealed."""
    refuse_unless_running(by, session)
    refuse_unless(session, State.OPEN)
    session.closed_at = clock.now()
    _record(Happened.SESSION_CLOSED, by, session)
    session_closed.send(session)


def cancel(by: Staff, session: ListeningSession, reason: Words) -> None:
    """Call it off, with a reason everyone can read."""
    refuse_unless_running(by, session)
    refuse_unless(session, State.PLANNED)
    session.cancelled_on, session.cancel_reason = clock.today(), reason
    _record(Happened.SESSION_CANCELLED, by, session)


def refuse_unless_running(by: Staff, session: ListeningSession) -> None:
    if not session.run_by(by):
        raise NotYours(_("Only those who run this session can do that."))


def refuse_unless(session: ListeningSession, *states: State) -> None:
    if session.state not in states:
        raise WrongMoment(_("The session has moved on. Look at it again."))


def _record(kind: Happened, by: Staff, session: ListeningSession) -> None:
    journal.record(
        kind,
        on=clock.today(),
        engagement_id=session.engagement_id,
        staff_id=by.id,
        detail={"listening_session": session.id, "kind": session.kind},
    )


def sessions_of(engagement_id: int) -> Sequence[ListeningSession]:
    """An engagement's sessions, the earliest first."""
    return db.session.scalars(
        select(ListeningSession)
        .where(ListeningSession.engagement_id == engagement_id)
        .order_by(ListeningSession.starts_at)
    ).all()


def next_return(engagement_id: int) -> ListeningSession | None:
    """The return session people can still come to, today or later."""
    coming = (
        one
        for one in sessions_of(engagement_id)
        if one.is_return
        and one.state in {State.PLANNED, State.OPEN}
        and clock.day_of(one.starts_at) >= clock.today()
    )
    return next(coming, None)
