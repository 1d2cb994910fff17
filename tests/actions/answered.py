"""Themes on the way to their answer, brought there by the verbs of the room."""

from datetime import timedelta
from typing import Any

from listening.actions import living, service
from listening.actions.models import Action, Decision
from listening.actions.rules import Living
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
        """Drafted by Ada, lived with by Pia where it was promised, and published by Ben."""
        decision = service.draft_decision(staff_named("ada"), theme, facts(choice, **more))
        self.lived_with(decision)
        service.publish_decision(staff_named("ben"), decision)
        db.session.commit()
        return decision

    def lived_with(self, decision: Decision, said: str = "yes", words: str = "") -> Any:
        """Shown to parents, and answered by Pia, from "involve" on."""
        if not decision.theme.engagement.participation.reaches(Level.INVOLVE):
            return None
        if decision.shown_on is None:
            living.show(staff_named("ada"), decision)
        return living.answer(staff_named("pia"), decision, Living(said), words, "en")

    def reached(self, action: Action) -> None:
        """Its first milestone, with what shows it."""
        milestone, ada = action.milestones[0], staff_named("ada")
        service.reach_milestone(ada, milestone, clock.today(), both("They lie at the desk."))
        db.session.commit()

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
