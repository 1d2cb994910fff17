"""Verbs before the evening: give each prompt its minutes and its place, say who does what, look at what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.core.database import db
from listening.core.errors import Refused
from listening.engagements.rules import prompt_hints
from listening.sessions.evening import length_of
from listening.sessions.models import EveningJob, ListeningSession
from listening.sessions.rules import (
    NEEDED_JOBS,
    Kind,
    State,
    Support,
    minutes_needed,
    torn,
)
from listening.sessions.service import refuse_unless, refuse_unless_running

#: People at one table of a usual evening (field practice: four to six).
TABLE = 6


class TwoAtOnce(Refused):
    """One person cannot do these two jobs."""


@dataclass(frozen=True)
class Line:
    """One line of the list to go through before opening."""

    key: str
    fine: bool
    #: Without it the session does not open; the others only warn.
    rule: bool = False


def time_agenda(
    by: Staff, session: ListeningSession, minutes: Mapping[int, int], order: Sequence[int]
) -> None:
    """Give each prompt its minutes and its place.

    Args:
        by: who does it.
        session: one that has not opened.
        minutes: of each prompt, by its id.
        order: ids of the prompts, the first one first.
    """
    refuse_unless_running(by, session)
    refuse_unless(session, State.PLANNED)
    for item in session.agenda:
        item.minutes = minutes[item.prompt_id]
        item.position = order.index(item.prompt_id) + 1
    session.agenda.sort(key=lambda item: item.position)


def give_jobs(by: Staff, session: ListeningSession, held: Mapping[str, str]) -> None:
    """Say who does what.

    Raises:
        TwoAtOnce: when one would lead the talk and write it down.
    """
    refuse_unless_running(by, session)
    if torn(held):
        raise TwoAtOnce(_("Nobody can lead the talk and write it down. Name two people."))
    known = {one.job: one for one in session.jobs}
    for job, name in held.items():
        if job in known and name:
            known[job].held_by = name
        elif job in known:
            session.jobs.remove(known[job])
        elif name:
            session.jobs.append(EveningJob(job=job, held_by=name))


def last_one(by: Staff, engagement_id: int) -> ListeningSession | None:
    """The newest session of this engagement that ``by`` runs: a start for the next one."""
    query = (
        select(ListeningSession)
        .where(ListeningSession.engagement_id == engagement_id, ListeningSession.kind == Kind.LISTENING)
        .order_by(ListeningSession.starts_at.desc())
    )
    return next((one for one in db.session.scalars(query) if one.run_by(by)), None)


def planned_length(session: ListeningSession) -> int:
    """Minutes the evening takes as planned."""
    return length_of(session.minutes, [item.minutes for item in session.agenda])


def enough_time(session: ListeningSession) -> bool:
    """Whether the agenda fits, and tables of six have time to speak to each prompt."""
    needed = max(planned_length(session), minutes_needed(TABLE, len(session.agenda)))
    return needed <= session.minutes or not session.agenda


def checklist(session: ListeningSession) -> list[Line]:
    """What to look at before opening, from the tables alone; nobody ticks anything."""
    listening = session.kind == Kind.LISTENING
    languages = session.engagement.languages
    lines = [
        Line("promise", session.engagement.opened_on is not None, rule=True),
        Line(
            "listening", session.engagement.closed_on is None or not (listening or session.agenda), rule=True
        ),
        Line("agenda", bool(session.agenda) or not listening, rule=listening),
        Line("time", enough_time(session)),
        Line("prompts", not _hinted(session)),
        Line("place", not session.concerns),
        Line("languages", not (session.place.missing(languages) or session.ground_rules.missing(languages))),
        Line("interpreter", len(languages) == 1 or Support.INTERPRETER in session.supports),
        Line("supports", bool(session.supports)),
        Line("company", bool(session.co_facilitators)),
        Line("jobs", all(job in session.held for job in NEEDED_JOBS)),
    ]
    return [*lines, Line("return", session.return_session_id is not None)] if listening else lines


def _hinted(session: ListeningSession) -> bool:
    return any(prompt_hints(text) for item in session.agenda for text in item.prompt.words.values())
