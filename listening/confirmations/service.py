"""Verbs of the verdict: open a window, answer by receipt, count hands, pass words on, reply, evaluate."""

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import func, select

from listening.accounts.models import Staff
from listening.accounts.rules import READERS, Role
from listening.confirmations.models import Confirmation, Message, ShowOfHands
from listening.confirmations.rules import REPLY_DAYS, Answer, Tally, outcome, window_ends
from listening.contributions.door import drop
from listening.contributions.intake import Dropped, Gathering, Shut
from listening.contributions.service import keys
from listening.core import clock, journal
from listening.core.database import Words, db
from listening.core.errors import Refused
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
    if last is not None and (last.evaluated_on is None or last.outcome == Status.CONFIRMED):
        return None
    confirmation = Confirmation(
        theme_id=theme.id,
        opened_on=clock.today(),
        ends_on=window_ends(clock.today(), return_day(theme.engagement_id)),
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
    """A second person outside the agency says the count is right."""
    refuse_the_agency(by)
    if hands.entered_by_id == by.id:
        raise NotTheirs(_("Someone else must confirm your count."))
    hands.confirmed_by_id = by.id


def refuse_the_agency(by: Staff) -> None:
    if by.agency_staff or not by.holds(Role.FACILITATOR, Role.REVIEWER, Role.COMMUNITY_STEWARD):
        raise NotTheirs(_("Only people from outside the agency count hands."))


def pass_on(by: Staff, message: Message, text: str) -> None:
    """A reader takes identifying details out and hands the words to the agency, which must reply."""
    if by.role not in READERS:
        raise NotTheirs(_("Your role does not read what people wrote."))
    if not text.strip():
        raise Refused(_("Write what the agency may read."))
    if message.reply is not None:
        raise Refused(_("This has its reply already."))
    message.passed_on, message.passed_on_by_id = text.strip(), by.id


def reply(by: Staff, message: Message, words: Words) -> None:
    """The agency replies in public to words left with a "no" or "partly"."""
    if message.passed_on is None:
        raise Refused(_("A reader must pass this on first."))
    if message.reply is not None:
        raise Refused(_("This has its reply already."))
    message.reply, message.replied_on, message.replied_by_id = words, clock.today(), by.id
    theme = message.confirmation.theme
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
            language=str(row.body["language"]),
            text=str(row.body["text"]),
        )
        for row in rows
        if row.body["text"]
    )


def _record(confirmation: Confirmation, result: Status) -> None:
    detail = {"outcome": result.value, "confirmation": confirmation.id}
    if result is Status.CONTESTED:
        detail["reply_by"] = (clock.today() + timedelta(days=REPLY_DAYS)).isoformat()
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
