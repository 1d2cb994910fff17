"""The second look before a session is closed: what is not done yet. Nothing here keeps anyone from closing it."""

from collections import Counter

from flask_babel import gettext as _

from listening.contributions.rules import SMALLEST_POOL, Lane
from listening.contributions.service import waiting
from listening.live.forms import step_words
from listening.live.models import Room
from listening.live.rules import Step
from listening.sessions.models import ListeningSession


def left_open(session: ListeningSession, room: Room, step: Step, filled: Counter[Lane]) -> list[str]:
    """What closing now would leave as it is, in words."""
    said = []
    if room.prompt_id is not None:
        said.append(_("A question is still open."))
    elif step is not Step.CLOSE:
        said.append(str(step_words()[step][0]))
    if filled[Lane.QUARANTINE]:
        said.append(
            _("Some answers wait under “To judge”. Those you do not let in are judged by the readers.")
        )
    if session.agenda and session.engagement.is_open and waiting(session) < SMALLEST_POOL:
        said.append(
            _("Fewer than five answers came in. Readers see them with others, when all listening ends.")
        )
    return said
