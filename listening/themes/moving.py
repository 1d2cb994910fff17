"""Moving words: where they could go, where they were, and whether someone was there first."""

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from flask import url_for
from flask_babel import gettext as _

from listening.core.database import db
from listening.core.page import language
from listening.engagements.models import Engagement
from listening.themes.board import WAITING, Card, Voice, cards_of
from listening.themes.forms import NEW_THEME, STAY, MoveForm, place_words
from listening.themes.models import Theme
from listening.themes.rules import AsideReason, Place

#: Says that a move began at the table itself.
TABLE = "table"
#: Texts found by their words are in different places.
FOUND = "found"
#: Places with a page of their own.
PAGES = frozenset({WAITING, *Place} - {Place.THEMED, Place.QUARANTINE})


class Target(TypedDict):
    """Where a move leads."""

    place: Place
    theme: Theme | None
    reason: AsideReason | None


def move_form(engagement: Engagement, origin: str, cards: Iterable[Card] | None = None) -> MoveForm:
    form = MoveForm(formdata=None, data={"origin": origin})
    form.offer(destinations(engagement, origin, cards))
    return form


def destinations(
    engagement: Engagement, origin: str, cards: Iterable[Card] | None = None
) -> dict[str, list[tuple[str, Any]]]:
    """Everywhere words on one page could go, in groups."""
    by_machine = origin == Place.SINGLE_VOICE or origin.isdecimal()
    here = [(STAY, _("They are right here"))] if by_machine else []
    cards = sorted(cards or cards_of(engagement.id).values(), key=lambda card: -card.size)
    named = [
        (str(card.theme.id), card.theme.label.said(language()))
        for card in cards
        if str(card.theme.id) != origin
    ]
    elsewhere = {place: words for place, words in place_words().items() if place.value in PAGES - {origin}}
    places = [(place.value, words) for place, words in elsewhere.items()]
    groups = {_("Here"): here, _("A new theme"): [(NEW_THEME, _("A new theme with the name below"))]}
    groups |= {_("Themes"): named, _("Without a theme"): places}
    return {words: group for words, group in groups.items() if group}


def moved_meanwhile(voices: Sequence[Voice], form: MoveForm) -> list[str]:
    """Where the chosen texts went that are not where the page showed them; the rest stays chosen."""
    gone = [voice for voice in voices if whereabouts(voice) != form.shown_at(voice.id)]
    form.voices.data = [voice.id for voice in voices if voice not in gone]
    return [where_in_words(voice) for voice in gone]


def whereabouts(voice: Voice) -> str:
    """The page a text is on now."""
    return str(voice.theme_id or voice.place or WAITING)


def where_in_words(voice: Voice) -> str:
    theme = db.session.get(Theme, voice.theme_id) if voice.theme_id else None
    if theme:
        return theme.label.said(language())
    return str(place_words()[Place(voice.place)]) if voice.place else _("Not placed yet")


def after(engagement: Engagement, form: MoveForm) -> str:
    """Where a reviewer goes on: at the table when the texts were moved from there, else where they were."""
    if form.then.data == TABLE:
        return url_for("themes_desk.workbench", engagement_id=engagement.id)
    if form.origin.data == FOUND:
        return url_for("themes_finding.search", engagement_id=engagement.id, words=form.words.data)
    return origin_url(engagement, form.origin.data)


def origin_theme(engagement: Engagement, origin: str) -> Theme | None:
    theme = db.session.get(Theme, int(origin)) if origin.isdecimal() else None
    return theme if theme and theme.engagement_id == engagement.id else None


def origin_url(engagement: Engagement, origin: str) -> str:
    """Back to where the words were, or to the workbench when that theme is empty and gone."""
    if theme := origin_theme(engagement, origin):
        return url_for("themes_desk.shown", theme_id=theme.id)
    if origin == FOUND:
        return url_for("themes_finding.search", engagement_id=engagement.id)
    if origin in PAGES:
        return url_for("themes_desk.at_place", engagement_id=engagement.id, place=origin)
    return url_for("themes_desk.workbench", engagement_id=engagement.id)
