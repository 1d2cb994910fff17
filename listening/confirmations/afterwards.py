"""Words by receipt when no window is open: a closed loop still takes a message, and the agency must reply.

They wait in the intake, are sealed together once a week, and then take the way of every message: a reader passes
them on, the agency replies in public.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from listening.confirmations.models import Confirmation, Message
from listening.confirmations.rules import LATER, reply_due
from listening.confirmations.service import latest
from listening.contributions.service import keys
from listening.contributions.weekly import Weekly
from listening.core import clock
from listening.core.errors import Refused


class NothingToAnswer(Refused):
    """The theme was not told back, or its window is open: then words go with the answer."""


def _message(number: int, kept: Mapping[str, Any]) -> Message:
    return Message(
        id=kept["mark"],
        confirmation_id=number,
        answer=LATER,
        reply_by=reply_due(clock.today(), later=True),
        language=kept["language"],
        text=kept["text"],
    )


WORDS = Weekly("words", "afterwards", Message, _message, "words_sealed_in", replace=True)


def ended_for(theme_id: int) -> Confirmation | None:
    """The last window of a theme, when it is over and counted."""
    last = latest(theme_id)
    return last if last and last.evaluated_on is not None else None


def leave_words(secret: str, confirmation: Confirmation, text: str, language: str) -> None:
    """Drop words into this week's pool; later words of the same receipt take the place of the first.

    The caller has proved by the receipt that a voice of this theme is behind it.
    """
    if ended_for(confirmation.theme_id) != confirmation or not text.strip():
        raise NothingToAnswer(_("You can say this with your answer."))
    key = keys().id_of(secret, f"{WORDS.prefix}:{confirmation.id}")
    WORDS.leave(confirmation.id, key, text, language)
