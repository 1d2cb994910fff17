"""The rooms of the stage: one that is over and left its numbers, and one that asks everything at once."""

from typing import Any

from listening.contributions.models import Tally
from listening.core import clock
from listening.core.database import db
from listening.live.models import Hearing, Room
from listening.sessions.models import ListeningSession
from listening.themes.models import Disposition
from tests.world import both


def rooms(sealed: ListeningSession, held: ListeningSession) -> None:
    """A room that was, with its pulse, and one that asks everything at once."""
    agreed = {"agreed_rules": both("One voice at a time."), "agreed_on": clock.today()}
    asked = dict.fromkeys(("rules_round", "vote", "read_back", "pulse"), "open")
    db.session.add_all(
        [
            Room(listening_session_id=sealed.id, **agreed),
            Room(listening_session_id=held.id, prompt_id=held.agenda[0].prompt_id, **agreed, **asked),
            Hearing(listening_session_id=sealed.id, number=1, words=both("Rides are hard to find.")),
            Hearing(listening_session_id=held.id, number=1, words=both("Rides are hard to find.")),
            *(
                Tally(
                    gathering=f"session-{sealed.id}", kind="pulse", about="heard", choice=choice, count=count
                )
                for choice, count in (("5", 12), ("3", 2))
            ),
        ]
    )


def dispositions(voices: list[Any]) -> None:
    """One of each lane beside the themes; what is left has none yet."""
    lanes = (("single_voice", None), ("sensitive", None), ("set_aside", "no_words"))
    for voice, (place, reason) in zip(voices, lanes, strict=False):
        db.session.add(Disposition(contribution_id=voice.id, place=place, reason=reason, placed_by="person"))
