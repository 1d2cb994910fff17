"""Verbs of the verdict: open a window, answer by receipt, count hands, pass words on, reply, evaluate."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from listening.accounts.models import Staff
from listening.accounts.rules import READERS, Role
from listening.confirmations.models import Confirmation, Message, Reply, ShowOfHands
from listening.confirmations.rules import Answer, Tally, outcome, reply_due, standing, window_ends
from listening.contributions.door import drop
from listening.contributions.intake import Dropped, Gathering, Shut
from listening.contributions.service import keys
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.core.languages import own_name
from listening.core.loop import Happened, Status
from listening.sessions.models import ListeningSession
from listening.sessions.rules import Kind, State
from listening.themes.counts import receipts_issued
from listening.themes.models import Theme

VERDICT = "verdict"
#: The only fields of a verdict in the intake.
FIELDS = frozenset({"answer", "language", "text"})


class NoWindow(Refused):
    """There is nothing to answer now."""


class NotTheirs(Refused):
    """Only people outside the agency may do this."""

    status = 403


def open_window(theme: Theme) -> Confirmation | None:
    """Publishing opens the verdict; None while one is open, or when the community has confirmed."""
    last = latest(theme.id)
    if last is not None and (last.evaluated_on is None or _said_of(theme) is Status.CONFIRMED):
        return None
    return new_window(theme)


def _said_of(theme: Theme) -> Status | None:
    """What the community says of it so far."""
    windows = db.session.scalars(
        select(Confirmation).where(Confirmation.theme_id == theme.id).order_by(Confirmation.id)
    )
    return standing([one.asked for one in windows])[0]


def new_window(theme: Theme, *, again: bool = False) -> Confirmation:
    confirmation = Confirmation(
        theme_id=theme.id,
        opened_on=clock.today(),
        ends_on=window_ends(clock.today(), return_day(theme.engagement_id)),
        again=again,
    )
    db.session.add(confirmation)
    db.session.flush()
    return confirmation


def latest(theme_id: int) -> Confirmation | None:
    return db.session.scalar(
        select(Confirmation)
        .where(Confirmation.theme_id == theme_id)
        .order_by(Confirmation.id.desc())
        .limit(1)
    )


def open_for(theme_id: int) -> Confirmation | None:
    """The window people can answer in today."""
    last = latest(theme_id)
    return last if last and last.evaluated_on is None and clock.today() <= last.ends_on else None


def return_day(engagement_id: int) -> date | None:
    """The day of the last return session that was not called off."""
    starts = db.session.scalar(
        select(func.max(ListeningSession.starts_at)).where(
            ListeningSession.engagement_id == engagement_id,
            ListeningSession.kind == Kind.RETURN.value,
            ListeningSession.cancelled_on.is_(None),
        )
    )
    return clock.day_of(starts) if starts else None


def give(secret: str, confirmation: Confirmation, answer: Answer, text: str, language: str) -> None:
    """Drop a verdict into its pool; a second one with the same receipt takes the place of the first.

    The caller has proved by the receipt that a voice of this theme is behind it.
    """
    if confirmation.evaluated_on is not None or clock.today() > confirmation.ends_on:
        raise NoWindow(_("The time to answer this is over."))
    words = text if answer in {Answer.PARTLY, Answer.NO} else ""
    body = {"answer": answer.value, "language": language, "text": words}
    try:
        drop(
            Gathering("confirmation", confirmation.id),
            VERDICT,
            [(keys().id_of(secret, f"confirmation:{confirmation.id}"), body)],
        )
    except Shut as shut:
        raise NoWindow(_("The time to answer this is over.")) from shut


def enter_hands(by: Staff, session: ListeningSession, theme: Theme, tally: Tally) -> ShowOfHands:
    """Write down what the room of a return session said; a second person confirms it.

    Raises:
        NotTheirs: for anyone of the agency.
        NoWindow: when the theme cannot be answered now, or this is not an opened return session.
    """
    refuse_the_agency(by)
    if not session.is_return or session.state in {State.PLANNED, State.CANCELLED}:
        raise NoWindow(_("Hands are counted at a return session that took place."))
    if theme.engagement_id != session.engagement_id or open_for(theme.id) is None:
        raise NoWindow(_("This theme cannot be answered now."))
    hands = _hands_of(session, theme)
    if hands is not None and hands.confirmed_by_id is not None:
        raise NoWindow(_("Two people have already agreed on this count."))
    if hands is None:
        hands = ShowOfHands(listening_session_id=session.id, theme_id=theme.id, entered_by_id=by.id)
        db.session.add(hands)
    hands.entered_by_id = by.id
    hands.yes, hands.partly, hands.no, hands.cannot_tell = (
        tally.yes,
        tally.partly,
        tally.no,
        tally.cannot_tell,
    )
    db.session.flush()
    return hands


def _hands_of(session: ListeningSession, theme: Theme) -> ShowOfHands | None:
    return db.session.scalar(
        select(ShowOfHands).where(
            ShowOfHands.listening_session_id == session.id, ShowOfHands.theme_id == theme.id
        )
    )


def confirm_hands(by: Staff, hands: ShowOfHands) -> None:
    """A second person outside the agency says the count is right, while it still counts."""
    refuse_the_agency(by)
    if hands.entered_by_id == by.id:
        raise NotTheirs(_("Someone else must confirm your count."))
    if open_for(hands.theme_id) is None:
        raise NoWindow(_("The time to answer this is over."))
    hands.confirmed_by_id = by.id


def refuse_the_agency(by: Staff) -> None:
    if by.agency_staff or not by.holds(Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD):
        raise NotTheirs(_("Only people from outside the agency count hands."))


def waiting(confirmation_id: int) -> Sequence[Message]:
    """Messages of one window that no reader passed on yet."""
    query = select(Message).where(Message.confirmation_id == confirmation_id, Message.reply_id.is_(None))
    return db.session.scalars(query.order_by(Message.id)).all()


def pass_on(by: Staff, confirmation: Confirmation, seen: Collection[str], said: Words) -> Reply:
    """A reader tells the agency, in one text, all that people wrote; it owes one reply to all of it.

    Args:
        by: a reader.
        confirmation: the window they wrote about.
        seen: ids of the messages that were read; others could have come meanwhile.
        said: what they wrote, without details, in every language.

    Raises:
        NotTheirs: for anyone but a reader.
        Refused: when nothing waits, something new does, or a language is missing.
    """
    if by.role not in READERS:
        raise NotTheirs(_("Your role does not read what people wrote."))
    messages = waiting(confirmation.id)
    if not messages or {one.id for one in messages} != set(seen):
        raise Refused(_("Something changed meanwhile. Read it again."))
    _refuse_if_missing(said, confirmation)
    told = Reply(
        confirmation_id=confirmation.id,
        confirmation=confirmation,
        reply_by=min(one.reply_by for one in messages),
        said=said,
        said_by_id=by.id,
    )
    db.session.add(told)
    db.session.flush()
    for one in messages:
        one.reply_id = told.id
    db.session.flush()
    return told


def _refuse_if_missing(words: Words, confirmation: Confirmation) -> None:
    if missing := words.missing(confirmation.theme.engagement.languages):
        names = "; ".join(own_name(one) for one in missing)
        raise Refused(_("This is still missing: %(parts)s.", parts=names))


def replies_owed(theme_ids: Collection[int] | None = None) -> dict[int, date]:
    """Theme → the first day by which a reply to words is owed; of these themes, or of all. One query."""
    query = (
        select(Confirmation.theme_id, func.min(Message.reply_by))
        .join(Message, Message.confirmation_id == Confirmation.id)
        .outerjoin(Reply, Reply.id == Message.reply_id)
        .where(Reply.replied_on.is_(None))
        .group_by(Confirmation.theme_id)
    )
    if theme_ids is not None:
        query = query.where(Confirmation.theme_id.in_(theme_ids))
    return {row[0]: row[1] for row in db.session.execute(query)}


def reply(by: Staff, told: Reply, words: Words) -> None:
    """The agency replies in public, once, to all that people wrote."""
    if told.replied_on is not None:
        raise Refused(_("This has its reply already."))
    _refuse_if_missing(words, told.confirmation)
    told.words, told.replied_on, told.replied_by_id = words, clock.today(), by.id
    theme = told.confirmation.theme
    journal.record(
        Happened.MESSAGE_REPLIED,
        on=clock.today(),
        engagement_id=theme.engagement_id,
        theme_id=theme.id,
        staff_id=by.id,
    )


# --- evaluation: by the calendar, never by a person ----------------------------------------------------------


def ended() -> Sequence[Confirmation]:
    """Windows whose last day is over and that were not evaluated; a later return session moves the day."""
    waiting = db.session.scalars(select(Confirmation).where(Confirmation.evaluated_on.is_(None))).all()
    for confirmation in waiting:
        confirmation.ends_on = window_ends(
            confirmation.opened_on, return_day(confirmation.theme.engagement_id)
        )
    return [one for one in waiting if clock.today() > one.ends_on]


def settle(number: int, rows: Sequence[Dropped]) -> None:
    """Count a whole pool at once, write its one outcome, keep words apart from answers and receipts."""
    confirmation = db.session.get_one(Confirmation, number)
    if confirmation.evaluated_on is not None:
        return
    tally = _by_receipt(rows) + _by_hands(confirmation)
    confirmation.receipts = receipts_issued(confirmation.theme_id)
    confirmation.yes, confirmation.partly = tally.yes, tally.partly
    confirmation.no, confirmation.cannot_tell = tally.no, tally.cannot_tell
    result = outcome(tally, confirmation.receipts)
    confirmation.outcome, confirmation.evaluated_on = result.value, clock.today()
    _keep_messages(confirmation, rows)
    _record(confirmation, result)


def _by_receipt(rows: Sequence[Dropped]) -> Tally:
    counts = Counter(str(row.body["answer"]) for row in rows)
    return Tally(**{answer.value: counts[answer.value] for answer in Answer})


def _by_hands(confirmation: Confirmation) -> Tally:
    counted = db.session.scalars(
        select(ShowOfHands)
        .join(ListeningSession)
        .where(
            ShowOfHands.theme_id == confirmation.theme_id,
            ShowOfHands.confirmed_by_id.is_not(None),
            ListeningSession.opened_at.is_not(None),
        )
    )
    since = confirmation.opened_on
    return sum(
        (
            one.tally
            for one in counted
            if one.listening_session.opened_at and clock.day_of(one.listening_session.opened_at) >= since
        ),
        Tally(),
    )


def _keep_messages(confirmation: Confirmation, rows: Sequence[Dropped]) -> None:
    db.session.add_all(
        Message(
            id=secrets.token_hex(16),
            confirmation_id=confirmation.id,
            answer=str(row.body["answer"]),
            reply_by=reply_due(clock.today()),
            language=str(row.body["language"]),
            text=str(row.body["text"]),
        )
        for row in rows
        if row.body["text"]
    )


def _record(confirmation: Confirmation, result: Status) -> None:
    detail = {"outcome": result.value, "confirmation": confirmation.id}
    if confirmation.again:
        detail["again"] = True
    if result is Status.CONTESTED:
        detail["reply_by"] = reply_due(clock.today()).isoformat()
    journal.record(
        Happened.COMMUNITY_ANSWERED,
        on=clock.today(),
        engagement_id=confirmation.theme.engagement_id,
        theme_id=confirmation.theme_id,
        detail=detail,
    )


def verified(number: int, _rows: Sequence[Dropped]) -> bool:
    db.session.expire_all()
    return db.session.get_one(Confirmation, number).evaluated_on is not None
