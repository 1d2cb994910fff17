"""Where a reader puts the texts of a batch, sorted while they are read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from listening.accounts.models import Staff
from listening.core.database import db
from listening.core.page import language
from listening.engagements.models import Engagement
from listening.themes import service
from listening.themes.board import Card, Voice, cards_of
from listening.themes.forms import STAY, place_words
from listening.themes.models import Theme
from listening.themes.moving import whereabouts
from listening.themes.rules import Place

#: Setting aside asks for a reason, so it is done on the page of the text, not by the way.
PLACES = (Place.SINGLE_VOICE, Place.SENSITIVE, Place.DUPLICATE)


def offered(engagement: Engagement, cards: Sequence[Card] | None = None) -> list[tuple[str, Any]]:
    """Everywhere a text can go: the themes by name, then the places without one."""
    themes = [card.theme for card in cards or cards_of(engagement.id).values()]
    named = sorted(
        ((str(one.id), one.label.said(language())) for one in themes), key=lambda pair: pair[1].casefold()
    )
    words = place_words()
    return [*named, *((place.value, words[place]) for place in PLACES)]


def put(
    by: Staff, engagement: Engagement, voices: Sequence[Voice], to: Mapping[str, str], was: Mapping[str, str]
) -> int:
    """Put each text where its reader says; how many. What someone else moved meanwhile stays where they put it."""
    targets = {value for value, _words in offered(engagement)}
    groups: dict[str, list[str]] = defaultdict(list)
    for voice in voices:
        here, target = whereabouts(voice), to.get(voice.id, "")
        target = here if target == STAY else target
        if here == was.get(voice.id) and target in targets:
            groups[target].append(voice.id)
    return sum(_move(by, engagement, ids, target) for target, ids in sorted(groups.items()))


def _move(by: Staff, engagement: Engagement, ids: list[str], target: str) -> int:
    if not target.isdecimal():
        return service.move(by, engagement, ids, Place(target))
    return service.move(by, engagement, ids, Place.THEMED, theme=db.session.get_one(Theme, int(target)))
