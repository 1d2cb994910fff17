"""The one short answer that all phones of a room ask for: remembered, so that a full room costs little.

Two thousand phones ask about two hundred times a second. What Flask would do for each of them costs ten times what
the answer does, so :class:`Unmoved` gives the commonest answer, "nothing has changed", before Flask begins. It knows
no more than the view does, and answers nothing that the view would not.
"""

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any

from flask import Flask
from werkzeug.sansio.utils import host_is_trusted

from listening.core.headers import headers_of
from listening.core.memory import AT_HAND, AtHand, Memory, apart, memory
from listening.live.rules import Asked
from listening.live.service import hearings, room_of
from listening.live.wall import mark_of, statements
from listening.sessions.rules import State
from listening.sessions.service import find

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: A look at a room as phones ask for it: nothing before, behind or between that another address could have.
LOOK = re.compile(r"(?:/(?P<language>[\w-]+))?/s/(?P<code>\w+)/now\?v=(?P<mark>[\w-]*)", re.ASCII)


def mark_of_room(code: str) -> tuple[str, bool]:
    """What phones compare, and whether the room is over."""
    return memory().known(("mark", code), lambda: apart(lambda: _look(code)))


def _look(code: str) -> tuple[str, bool]:
    session = find(code)
    if session is None or session.state is not State.OPEN:
        over = session is None or session.state is not State.PLANNED
        return "", over
    room = room_of(session)
    voted = [one.number for one in statements(session)] if room.vote == Asked.OPEN else []
    heard = [one.number for one in hearings(session)] if room.read_back == Asked.OPEN else []
    parts = (room.prompt_id, room.paused, room.agreed_on, room.last_call, room.pulse_more)
    asked = (room.rules_round, room.vote, room.read_back, room.pulse)
    found = mark_of(parts, asked, voted, heard)
    return found, False


class Unmoved:
    """WSGI middleware: 204 for a phone that has seen the room as it is; everything else is the view's."""

    def __init__(self, wsgi: Wsgi, app: Flask) -> None:
        self.wsgi, self.app = wsgi, app
        self.memory: Memory = app.extensions["hearback_memory"]
        app.extensions[AT_HAND] = AtHand(self.at_hand, self.still)
        self._headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            *headers_of(app.config["SETTINGS"], open_to_all=True).items(),
            ("Cache-Control", "no-store"),
        ]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        address = f"{environ.get('PATH_INFO', '')}?{environ.get('QUERY_STRING', '')}"
        if environ["REQUEST_METHOD"] == "GET" and self._unmoved(address, ()) and self._ours(environ):
            return self.still(environ, start_response)
        return self.wsgi(environ, start_response)

    def at_hand(self, address: str) -> bool:
        """Whether this is where a phone asks, in whatever language, and nothing has changed for it."""
        return self._unmoved(address, self.app.config["SETTINGS"].languages)

    def still(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The answer to what was at hand a moment ago, without another look; a foreign host gets none."""
        if self._ours(environ):
            start_response("204 NO CONTENT", self._headers)
        else:
            start_response("400 BAD REQUEST", [*self._headers, ("Content-Length", "0")])
        return ()

    def _unmoved(self, address: str, languages: Collection[str]) -> bool:
        found = LOOK.fullmatch(address)
        if found is None or not (found["language"] is None or found["language"] in languages):
            return False
        return bool(self.memory.peek(("mark", found["code"])) == (found["mark"], False))

    def _ours(self, environ: dict[str, Any]) -> bool:
        trusted = self.app.config["TRUSTED_HOSTS"]
        return not trusted or host_is_trusted(environ.get("HTTP_HOST", ""), trusted)
