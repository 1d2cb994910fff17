"""What a process remembers of the tables, until any process of this installation commits anything.

A small file in the data folder, which every process maps into its memory, holds eight random bytes: the name of the
state the tables are in. After each commit they are drawn anew, so that what was remembered under the old name is
looked up again. Words of contributors are never remembered here: only what the agency asks, plans and shows.
"""

import mmap
import secrets
import threading
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import current_app, g
from sqlalchemy import event

from listening.core.database import db

T = TypeVar("T")

#: Where an app keeps its :class:`AtHand`.
AT_HAND = "hearback_at_hand"
#: Bytes of a name of a state.
NAME = 8
#: Seconds until something is looked up again although nobody told of a commit: rows of the intake tell of none; and
#: where only tables are asked, a process may be killed between its commit and telling of it.
FRESH, TABLES_FRESH = 1.0, 10.0
#: Whether a database session has written since its last commit; a page that only reads makes nobody forget.
WROTE = "hearback_wrote"
#: Things remembered at once; a stranger who asks for made-up codes empties the memory, not the machine.
MOST = 256


@dataclass(frozen=True)
class AtHand:
    """A short answer that is remembered: the accepting thread gives it itself, so it must not wait for anything."""

    #: Whether the answer to this address, as it stands in the request, is the short one.
    known: Callable[[str], bool]
    #: Gives it, as WSGI.
    give: Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


@dataclass
class _Held:
    state: bytes
    until: float
    value: Any


class Memory:
    """Key → what was looked up for it, together with the state of the tables it was true in."""

    def __init__(self, folder: Path) -> None:
        with (folder / "state").open("a+b") as file:
            if file.seek(0, 2) < NAME:
                file.truncate(NAME)
            self._name = mmap.mmap(file.fileno(), NAME)
        self._held: dict[Hashable, _Held] = {}
        self._looking = threading.RLock()

    @property
    def state(self) -> bytes:
        """The name of the state the tables are in."""
        return self._name[:]

    def forget(self) -> None:
        """Tell every process that something has changed."""
        self._name[:] = secrets.token_bytes(NAME)

    def peek(self, key: Hashable) -> Any:
        """What is remembered and still good; None when it must be looked up."""
        held = self._held.get(key)
        good = held is not None and held.state == self._name[:] and held.until > time.monotonic()
        return held.value if held is not None and good else None

    def known(self, key: Hashable, look: Callable[[], T], *, fresh: float = FRESH) -> T:
        """What ``look`` says, or said in this state of the tables. Many ask, one looks.

        Args:
            key: names what is asked.
            look: finds it out; its answer is shared between threads, so nobody may change it.
            fresh: seconds for which it is good at most.
        """
        held = self._held.get(key)
        if held is None or held.state != self._name[:]:
            with self._looking:
                held = self._held.get(key)
                if held is None or held.state != self._name[:]:
                    return self._look(key, look, fresh)
        elif held.until <= time.monotonic():
            # The others go on with what they have while this one looks.
            held.until = time.monotonic() + fresh
            return self._look(key, look, fresh)
        return cast("T", held.value)

    def _look(self, key: Hashable, look: Callable[[], T], fresh: float) -> T:
        # The name first: what is committed while we look makes the answer old, never wrong for long.
        state = self.state
        value = look()
        kept = self._held if len(self._held) < MOST else {}
        self._held = {**kept, key: _Held(state, time.monotonic() + fresh, value)}
        return value


def memory() -> Memory:
    """This application's memory."""
    found: Memory = current_app.extensions["hearback_memory"]
    return found


def apart(look: Callable[[], T]) -> T:
    """Look in a database session of its own: its rows outlive the request, and no request can change them."""
    with current_app.app_context():
        g.only_reads = True
        return look()


@event.listens_for(db.session, "after_flush")
def _rows_were_written(session: Any, _flush: Any) -> None:
    session.info[WROTE] = True


@event.listens_for(db.session, "do_orm_execute")
def _a_statement_was_run(done: Any) -> None:
    if not done.is_select:
        done.session.info[WROTE] = True


@event.listens_for(db.session, "after_commit")
def _tell(session: Any) -> None:
    if session.info.pop(WROTE, False):
        memory().forget()
