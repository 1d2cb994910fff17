"""Verbs of the room: what the facilitator does with it. Each is an act of staff; none touches a contribution."""

import secrets
from collections.abc import Callable
from datetime import timedelta

from flask_babel import gettext as _

from listening.accounts.models import Staff
from listening.contributions.intake import Gathering, Store, intake
from listening.contributions.service import session_gathering
from listening.core import clock
from listening.core.database import Words, db
from listening.core.errors import Refused
from listening.live.models import Hearing, Room
from listening.live.rules import LATEST, SOONEST, Asked, Facts, next_prompt
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.sessions.service import refuse_unless, refuse_unless_running


class NotNow(Refused):
    """The room is not there yet."""


class NotOutside(Refused):
    """Someone of the agency would read, or show, what people said."""

    status = 403


def room_of(session: ListeningSession) -> Room:
    """The room of a session; a blank one that nobody keeps while nothing was done in it."""
    return db.session.get(Room, session.id) or blank(session.id)


def blank(number: int) -> Room:
    """A room in which nothing was done."""
    return Room(
        listening_session_id=number,
        version=0,
        prompts_done=[],
        paused=False,
        rules_round=Asked.NOT_YET.value,
        wall_on=False,
        vote=Asked.NOT_YET.value,
        results_shown=False,
        hearing_shown=False,
        read_back=Asked.NOT_YET.value,
        pulse=Asked.NOT_YET.value,
        pulse_more=False,
        last_call=False,
    )


def acting(by: Staff, session: ListeningSession) -> Room:
    """The room, about to be changed by one of those who run it."""
    refuse_unless_running(by, session)
    refuse_unless(session, State.OPEN)
    room = room_of(session)
    db.session.add(room)
    room.version += 1
    return room


def store_of(session: ListeningSession) -> Store | None:
    """The session's intake, if anything came in."""
    gathering = session_gathering(session)
    return intake().store(gathering) if intake().exists(gathering) else None


def gathering_of(session: ListeningSession) -> Gathering:
    return session_gathering(session)


def facts_of(session: ListeningSession, room: Room, *, can_hear: bool) -> Facts:
    """What the next step is read from."""
    return Facts(
        agreed=room.agreed_on is not None or not session.ground_rules.said("en"),
        prompts=[item.prompt_id for item in session.agenda],
        now=room.prompt_id,
        done=room.prompts_done,
        can_hear=can_hear,
        heard=bool(hearings(session)),
        read_back=Asked(room.read_back),
        pulse=Asked(room.pulse),
        last_call=room.last_call,
    )


# --- ground rules ------------------------------------------------------------------------------------------


def agree(by: Staff, session: ListeningSession, rules: Words) -> None:
    """Freeze the ground rules as the room agreed on them, on phones or aloud."""
    room = acting(by, session)
    if not any(text.strip() for text in rules.values()):
        raise NotNow(_("Write down what the room agreed on."))
    room.agreed_rules, room.agreed_on = rules, clock.today()
    room.rules_round = Asked.CLOSED.value


# --- acts with one button ----------------------------------------------------------------------------------


def _open_prompt(session: ListeningSession, room: Room, value: int | None) -> None:
    on_agenda = {item.prompt_id: item for item in session.agenda}
    chosen = value if value in on_agenda else next_prompt(facts_of(session, room, can_hear=False))
    if chosen is None:
        raise NotNow(_("All prompts were asked."))
    _close_prompt(session, room, None)
    room.prompts_done = [one for one in room.prompts_done if one != chosen]
    room.prompt_id = chosen
    room.closes_at = clock.now() + timedelta(minutes=on_agenda[chosen].minutes)


def _more_time(_session: ListeningSession, room: Room, _value: int | None) -> None:
    if room.closes_at is not None:
        room.closes_at = max(room.closes_at, clock.now()) + timedelta(minutes=FIVE)


def _close_prompt(_session: ListeningSession, room: Room, _value: int | None) -> None:
    if room.prompt_id is not None and room.prompt_id not in room.prompts_done:
        room.prompts_done = [*room.prompts_done, room.prompt_id]
    room.prompt_id = room.closes_at = None


def _wall(session: ListeningSession, room: Room, value: int | None) -> None:
    if value and room.agreed_on is None:
        raise NotNow(_("Agree on the ground rules first. Then the wall can open."))
    if value and session.facilitator.agency_staff:
        raise NotOutside(why_no_wall())
    room.wall_on = bool(value)


def why_no_wall() -> str:
    return str(_("There is no wall in this room: the facilitator works for the agency."))


def _set(name: str, state: Asked) -> Callable[[ListeningSession, Room, int | None], None]:
    def change(session: ListeningSession, room: Room, _value: int | None) -> None:
        if name == "read_back" and state is Asked.OPEN and not hearings(session):
            raise NotNow(_("Write down what you heard first."))
        setattr(room, name, state.value)

    return change


def _switch(name: str) -> Callable[[ListeningSession, Room, int | None], None]:
    def change(_session: ListeningSession, room: Room, value: int | None) -> None:
        setattr(room, name, bool(value))

    return change


#: Minutes that “more time” gives.
FIVE = 5
#: What one button of the console can do; the value is a prompt's number, or 1 and 0 for on and off.
ACTS: dict[str, Callable[[ListeningSession, Room, int | None], None]] = {
    "open_prompt": _open_prompt,
    "more_time": _more_time,
    "close_prompt": _close_prompt,
    "pause": _switch("paused"),
    "wall": _wall,
    "results": _switch("results_shown"),
    "hearing": _switch("hearing_shown"),
    "pulse_more": _switch("pulse_more"),
    "last_call": _switch("last_call"),
    **{
        f"{verb}_{name}": _set(name, state)
        for name in ("rules_round", "vote", "read_back", "pulse")
        for verb, state in (("open", Asked.OPEN), ("close", Asked.CLOSED))
    },
}


def act(by: Staff, session: ListeningSession, name: str, value: int | None) -> None:
    """Do what one button of the console says.

    Raises:
        KeyError: for a button that does not exist.
        NotNow: when the room is not there yet.
        NotOutside: when the agency would put up a wall.
    """
    change = ACTS[name]
    change(session, acting(by, session), value)


def draw_next_heap(room: Room) -> None:
    """When the next heap may come: by chance alone."""
    seconds = SOONEST + secrets.randbelow(LATEST - SOONEST + 1)
    room.next_heap_at = clock.now() + timedelta(seconds=seconds)


# --- the first hearing -------------------------------------------------------------------------------------


def hearings(session: ListeningSession) -> list[Hearing]:
    """What was heard first, as the facilitator wrote it down."""
    query = db.select(Hearing).where(Hearing.listening_session_id == session.id).order_by(Hearing.number)
    return list(db.session.scalars(query))


def write_down(by: Staff, session: ListeningSession, lines: dict[int, Words]) -> None:
    """Keep the lines of a first hearing; a line without words goes away."""
    acting(by, session)
    kept = {one.number: one for one in hearings(session)}
    for number, words in lines.items():
        spoken = any(text.strip() for text in words.values())
        if number in kept and not spoken:
            db.session.delete(kept[number])
        elif number in kept:
            kept[number].words = words
        elif spoken:
            db.session.add(Hearing(listening_session_id=session.id, number=number, words=words))
