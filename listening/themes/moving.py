"""Moving words: where they could go, where they were, and whether someone was there first."""

from collections.abc import Sequence
from typing import Any, TypedDict

from flask import url_for
from flask_babel import gettext as _

from listening.core.database import db
from listening.core.page import language
from listening.engagements.models import Engagement
from listening.themes.board import WAITING, Voice, cards_of
from listening.themes.forms import NEW_THEME, STAY, MoveForm, place_words
from listening.themes.models import Theme
from listening.themes.rules import AsideReason, Place

#: Places with a page of their own.
PAGES = frozenset({WAITING, *Place} - {Place.THEMED})


class Target(TypedDict):
    """Where a move leads."""

    place: Place
    theme: Theme | None
    reason: AsideReason | None


def move_form(engagement: Engagement, origin: str) -> MoveForm:
    form = MoveForm(formdata=None, data={"origin": origin})
    form.offer(destinations(engagement, origin))
    return form


def destinations(engagement: Engagement, origin: str) -> dict[str, list[tuple[str, Any]]]:
    """Everywhere words on one page could go, in groups."""
    by_machine = origin == Place.SINGLE_VOICE or origin.isdecimal()
    here = [(STAY, _("They are right here"))] if by_machine else []
    cards = sorted(cards_of(engagement.id).values(), key=lambda card: -card.size)
    named = [
        (str(card.theme.id), card.theme.label.said(language()))
        for card in cards
        if str(card.theme.id) != origin
    ]
    places = [
        (place.value, words) for place, words in place_words().items() if place not in {Place.THEMED, origin}
    ]
    groups = {_("Here"): here, _("A new theme"): [(NEW_THEME, _("A new theme with the name below"))]}
    groups |= {_("Themes"): named, _("Without a theme"): places}
    return {words: group for words, group in groups.items() if group}


def moved_meanwhile(voices: Sequence[Voice], form: MoveForm) -> list[str]:
    """Where the chosen texts went that are not where the page showed them; the rest stays chosen."""
    origin = form.origin.data
    gone = [voice for voice in voices if _whereabouts(voice) != origin]
    form.voices.data = [voice.id for voice in voices if _whereabouts(voice) == origin]
    return [_where_in_words(voice) for voice in gone]


def _whereabouts(voice: Voice) -> str:
    return str(voice.theme_id or voice.place or WAITING)


def _where_in_words(voice: Voice) -> str:
    theme = db.session.get(Theme, voice.theme_id) if voice.theme_id else None
    if theme:
        return theme.label.said(language())
    return str(place_words()[Place(voice.place)]) if voice.place else _("Not placed yet")


def origin_theme(engagement: Engagement, origin: str) -> Theme | None:
    theme = db.session.get(Theme, int(origin)) if origin.isdecimal() else None
    return theme if theme and theme.engagement_id == engagement.id else None


def origin_url(engagement: Engagement, origin: str) -> str:
    """Back to where the words were, or to the workbench when that theme is empty and gone."""
    if theme := origin_theme(engagement, origin):
        return url_for("themes_desk.shown", theme_id=theme.id)
    if origin in PAGES:
        return url_for("themes_desk.at_place", engagement_id=engagement.id, place=origin)
    return url_for("themes_desk.workbench", engagement_id=engagement.id)
