"""The part of the stage that is no theme: lines from a single voice, public and not, and short answers to them."""

from typing import Any

from listening.actions.records import ShortAnswer
from listening.core import clock
from listening.core.database import db
from listening.engagements.models import Engagement
from listening.themes.records import Behind, OtherThing
from tests.cast import staff_named
from tests.world import both


def other_things(engagement: Engagement, voice: Any) -> None:
    """Two public lines and one that waits; one answer that is public, and a draft."""
    pia, mei, ada, ben = (staff_named(name) for name in ("pia", "mei", "ada", "ben"))
    shown = {"checked_by_id": mei.id, "published_on": clock.today()}
    words = ("The waiting room needs toys.", "The map at the door is old.", "The form is long.")
    lines = [
        OtherThing(
            engagement_id=engagement.id,
            words=both(said),
            written_by_id=pia.id,
            **(shown if number < 2 else {}),
        )
        for number, said in enumerate(words)
    ]
    db.session.add_all(lines)
    db.session.flush()
    db.session.add_all(Behind(contribution_id=voice.id, other_thing_id=line.id) for line in lines)
    about = {"engagement_id": engagement.id, "drafted_by_id": ada.id}
    public = {"published_by_id": ben.id, "published_on": clock.today()}
    db.session.add_all(
        [
            ShortAnswer(other_thing_id=lines[0].id, words=both("Toys come in May."), **about, **public),
            ShortAnswer(other_thing_id=lines[1].id, words=both("A new map is drawn."), **about),
        ]
    )
