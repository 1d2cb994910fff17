"""What the console and the big screen show; both are asked again and again and answer 204 when nothing changed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, current_app, request, url_for

from listening.accounts.models import Staff
from listening.contributions.admission import room_code
from listening.contributions.lanes import Card
from listening.contributions.rules import LATE_HOURS, Lane
from listening.contributions.service import waiting
from listening.core import clock
from listening.core.database import db, will_write
from listening.core.page import htmx_asked, page
from listening.live import taps, wall
from listening.live.closing import left_open
from listening.live.forms import lane_words, step_words
from listening.live.hearing import can_hear
from listening.live.models import Room
from listening.live.rules import (
    ABOUT_SIX,
    Step,
    Vote,
    fit,
    leaning,
    minutes_left,
    next_prompt,
    next_step,
    stepped,
)
from listening.live.service import facts_of, hearings, room_of
from listening.live.tongues import screen_words, thanks_words, tongues_of
from listening.sessions.forms import ButtonForm
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.themes.forms import reason_words

#: Letters that fit 1920 by 1080 in each size, measured there, and those that the end of a voice takes.
SIZES = (("large", 210), ("middle", 560), ("small", 1000))
LINE = 22
#: Cards of one lane on the console at once: more than that nobody sorts in one go.
CARDS = 30
#: What the console is asked to look at besides the room: closing it.
CLOSE = "close"
#: htmx stops asking at this answer.
STOP = 286


def add_console_link(app: Flask, endpoint: str, text: Any) -> None:
    """A page of a later room that the console leads to; it is given ``session_id``."""
    app.extensions.setdefault("hearback_console", []).append((endpoint, text))


def written_here(me: Staff, session: ListeningSession) -> ListeningSession:
    """Let a heap in and note the reading where that is due; most looks at the console write nothing."""
    if session.state is not State.OPEN or not wall.has_to_write(me, session, room_of(session)):
        return session
    number = session.id
    will_write()
    session = db.session.get_one(ListeningSession, number)
    wall.let_heap_in(session, room_of(session))
    return session


def unchanged(mark: str) -> Response | None:
    """204 for a screen that shows this state already."""
    if htmx_asked() and request.method == "GET" and request.args.get("version") == mark:
        return Response(status=204)
    return None


def console_page(
    me: Staff,
    session: ListeningSession,
    lane: Lane,
    *,
    moved: Card | None = None,
    undone: bool = False,
    problem: str = "",
    tried: Card | None = None,
    fresh: bool = False,
    status: int = 200,
) -> Response:
    """The console, or only its changing part for htmx."""
    if session.state is not State.OPEN:
        return Response(status=STOP) if htmx_asked() else page("live/desk/over.html", session=session)
    room, found = room_of(session), [] if me.agency_staff else wall.read_by(me, session, lane, most=CARDS)
    filled = wall.filled(session)
    facts = facts_of(session, room, can_hear=can_hear(filled))
    left, heard = minutes_left(room.closes_at, clock.now()), stepped(waiting(session))
    pass_code = room_code(session)
    mark = wall.mark_of(room.version, lane, wall.marks(found), sorted(filled), left, heard, pass_code)
    step = next_step(facts)
    return (None if fresh else unchanged(mark)) or page(
        "live/desk/console.html",
        block="room",
        status=status,
        session=session,
        room=room,
        mark=mark,
        lane=lane,
        lanes=lane_words(),
        cards=found,
        filled=filled,
        more=filled[lane] > len(found) if found else False,
        moved=moved or _moved_before(session),
        undone=undone,
        problem=problem,
        tried=tried.number if tried else None,
        step=step,
        step_words=step_words()[step],
        facts=facts,
        now=_prompt_words(session, room.prompt_id),
        following=_prompt_words(session, next_prompt(facts)),
        left=left,
        heard=heard,
        on_wall=filled[Lane.SHOWN],
        answered=taps.answers_to_read_back(session, room),
        enough=ABOUT_SIX,
        reasons=reason_words(),
        apart=me.agency_staff,
        pass_code=pass_code,
        button=ButtonForm(formdata=None),
        address=url_for("contributions.join", _external=True),
        links=current_app.extensions.get("hearback_console", []),
        steps=Step,
        looking=request.args.get("look") == CLOSE,
        **_before_closing(me, session, room, step, filled),
    )


def _before_closing(
    me: Staff, session: ListeningSession, room: Room, step: Step, filled: Counter[Lane]
) -> dict[str, Any]:
    """What the second look tells; nothing of lanes to agency staff."""
    mine = Counter[Lane]() if me.agency_staff else filled
    return {"left_open": left_open(session, room, step, mine), "late_hours": LATE_HOURS}


def closing_page(me: Staff, session: ListeningSession) -> Response:
    """The second look as a page of its own, for browsers without scripts."""
    room, filled = room_of(session), wall.filled(session)
    step = next_step(facts_of(session, room, can_hear=can_hear(filled)))
    return page(
        "live/desk/close.html",
        session=session,
        lane=Lane.NEW,
        button=ButtonForm(formdata=None),
        **_before_closing(me, session, room, step, filled),
    )


def _moved_before(session: ListeningSession) -> Card | None:
    """Without htmx the number of the card that was just moved is in the address."""
    number = None if htmx_asked() else request.args.get("moved", type=int)
    return wall.card(session, number) if number is not None else None


def _prompt_words(session: ListeningSession, prompt_id: int | None) -> Any:
    return next((item.prompt.words for item in session.agenda if item.prompt_id == prompt_id), None)


def screen_page(session: ListeningSession) -> Response:
    """The big screen, or only its changing part for htmx."""
    if session.state not in {State.PLANNED, State.OPEN}:
        return _thanks_page(session)
    room = room_of(session)
    shown = wall.on_the_wall(session) if room.wall_on else []
    left, results = minutes_left(room.closes_at, clock.now()), _results(session, room)
    pass_code = room_code(session)
    mark = wall.mark_of(room.version, wall.marks(shown), left, results, pass_code)
    return unchanged(mark) or page(
        "live/desk/screen.html",
        block="room",
        session=session,
        mark=mark,
        results=results,
        left=left,
        pass_code=pass_code,
        address=url_for("contributions.join", _external=True),
        **_on_screen(session, room, shown, results, left),
    )


def _thanks_page(session: ListeningSession) -> Response:
    """The last thing on the wall: nobody is asked in any more, and htmx asks no more."""
    status = STOP if htmx_asked() else 200
    dark, thanks = request.args.get("look") == "dark", thanks_words(session)
    return page("live/desk/thanks.html", block="room", thanks=thanks, dark=dark, status=status)


def _on_screen(
    session: ListeningSession,
    room: Room,
    shown: Sequence[Card],
    results: Sequence[tuple[str, str]],
    left: int | None,
) -> dict[str, Any]:
    """What stands on the big screen, and how large."""
    now, heard = _prompt_words(session, room.prompt_id), hearings(session) if room.hearing_shown else []
    tongues = tongues_of(session, room)
    # The prompt in its other languages stands above the voices.
    voices = [*(one.wall or "" for one in shown), *(words for words, _share in results)]
    return {
        "room": room,
        "now": now,
        "shown": shown,
        "size": size_of([*voices, *list((now or {}).values())[1:]]),
        "heard": heard,
        "joining": not (now or shown or results or heard or room.paused),
        "tongues": tongues,
        "fit": fit([(one.title, one.promise, one.rules) for one in tongues]),
        "says": screen_words(session, left),
        "dark": request.args.get("look") == "dark",
    }


def size_of(voices: Sequence[str]) -> str:
    """How large words can be so that all of them fit one screen without scrolling."""
    letters = sum(len(one) + LINE for one in voices)
    return next((name for name, most in SIZES if letters <= most), "small")


def _results(session: ListeningSession, room: Room) -> list[tuple[str, str]]:
    """Each statement with the share that agrees, in words."""
    answers = taps.results(session, room)
    return [
        (one.wall or "", leaning(answers.get(str(one.number), {}), Vote.AGREE).value)
        for one in wall.statements(session)
        if answers
    ]
