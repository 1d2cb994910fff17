"""What is public of a room once it is sealed: what was agreed, what was heard, how it was; all in bands."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from listening.contributions import tallies
from listening.core.database import Words, db
from listening.live.models import Room
from listening.live.rules import PLACE, PULSE, PULSE_MORE, Heard, Share, leaning, not_at_the_top
from listening.live.service import gathering_of, hearings
from listening.live.taps import PULSES, READ_BACK
from listening.sessions.models import ListeningSession
from listening.sessions.rules import State
from listening.sessions.service import sessions_of


@dataclass(frozen=True)
class After:
    """One sealed room, as everyone may see it."""

    session: ListeningSession
    rules: Words | None
    #: What was read back, and the share of those who said: yes, that is it.
    heard: list[tuple[Words, Share]]
    #: Pulse question → the share not at the top.
    pulse: dict[str, Share]

    @classmethod
    def of(cls, session_id: int) -> "After | None":
        """None while the room is not sealed, or when nothing was done in it."""
        session, room = db.session.get(ListeningSession, session_id), db.session.get(Room, session_id)
        if session is None or room is None or session.state is not State.SEALED:
            return None
        answers, pulse = (tallies.read(gathering_of(session), kind) for kind in (READ_BACK, PULSES))
        return cls(
            session=session,
            rules=room.agreed_rules,
            heard=[
                (one.words, leaning(answers.get(str(one.number), {}), Heard.YES)) for one in hearings(session)
            ],
            pulse={one: not_at_the_top(pulse[one]) for one in PULSE + PULSE_MORE + PLACE if one in pulse},
        )


def pulse_of(engagement_ids: Collection[int]) -> dict[str, Share]:
    """Pulse question → the share not at the top, over all sealed rooms of these promises.

    A room that is too small to say anything stays out, or the difference to the others would say it.
    """
    found: dict[str, Counter[str]] = {}
    for number in engagement_ids:
        for session in sessions_of(number):
            pulse = tallies.read(gathering_of(session), PULSES) if session.state is State.SEALED else {}
            for about, answers in pulse.items():
                if not_at_the_top(answers) is not Share.TOO_FEW:
                    found.setdefault(about, Counter()).update(answers)
    return {one: not_at_the_top(found[one]) for one in PULSE + PULSE_MORE if one in found}
