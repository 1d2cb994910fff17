"""Themes on the way to their answer, brought there by the verbs of the room."""

from datetime import timedelta
from typing import Any

from listening.actions import service
from listening.actions.models import Action, Decision
from listening.core import clock
from listening.core.database import db
from listening.engagements.rules import Level
from listening.themes.models import Theme
from tests.cast import staff_named
from tests.world import World, both

#: Words that no page of these rooms may ever show.
CANARY = "The bluebird never came to Elm Street"


def facts(choice: str = "will_do", **more: Any) -> dict[str, Any]:
    """The columns of a decision that can stand."""
    reason = {} if choice == "will_do" else {"reason": "money", "would_change": both("A new grant.")}
    return {"choice": choice, "words": both("Rides come before the visit."), **reason, **more}


class Answers:
    """The verbs of this room, done by Ada and published by Ben."""

    def __init__(self, world: World) -> None:
        self.world = world

    def theme(self, level: str = "consult", voices: int = 3) -> Theme:
        engagement = self.world.engagement(level=level)
        if engagement.participation.reaches(Level.INVOLVE):
            self.world.looked_at(engagement)
        said = self.world.voices(engagement.prompts[0], [f"{CANARY}, {number}" for number in range(voices)])
        return self.world.theme(engagement, said)

    def decision(self, theme: Theme, choice: str = "will_do", **more: Any) -> Decision:
        """Drafted by Ada and published by Ben."""
        decision = service.draft_decision(staff_named("ada"), theme, facts(choice, **more))
        service.publish_decision(staff_named("ben"), decision)
        db.session.commit()
        return decision

    def action(self, theme: Theme) -> Action:
        """Planned by Ada, with one milestone."""
        due = clock.today() + timedelta(days=30)
        action = service.plan_action(
            staff_named("ada"),
            theme,
            {"words": both("Hand out bus passes"), "owner": "Transport", "due_on": due},
        )
        service.add_milestone(staff_named("ada"), action, both("Passes bought"), due)
        db.session.commit()
        return action
