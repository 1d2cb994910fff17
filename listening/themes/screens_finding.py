"""Pages that find: texts by their words, and themes that say the same in another language."""

from collections.abc import Sequence

from flask.typing import ResponseReturnValue

from listening.accounts.models import Staff
from listening.engagements.models import Engagement
from listening.themes import finding, history, matches, service
from listening.themes.board import PAGE, WAITING, board_of, cards_of, voices_named
from listening.themes.forms import MergeForm, MoveForm
from listening.themes.moving import FOUND, PAGES, move_form, origin_theme, where_in_words, whereabouts
from listening.themes.screens import page_number, pages, read, show_place, show_theme


def show_origin(
    me: Staff, engagement: Engagement, form: MoveForm, *, status: int, gone: Sequence[str] = ()
) -> ResponseReturnValue:
    """The page a move came from, with what was chosen still chosen."""
    theme = origin_theme(engagement, form.origin.data)
    if theme:
        return show_theme(me, theme, move=form, status=status, gone=gone)
    if form.origin.data == FOUND:
        return show_found(me, engagement, form.words.data or "", move=form, status=status, gone=gone)
    place = form.origin.data if form.origin.data in PAGES else WAITING
    return show_place(me, engagement, place, move=form, status=status, gone=gone)


def show_found(
    me: Staff,
    engagement: Engagement,
    words: str,
    *,
    move: MoveForm | None = None,
    status: int = 200,
    gone: Sequence[str] = (),
) -> ResponseReturnValue:
    found = finding.texts_with(engagement.id, words)
    number = page_number(len(found))
    voices = voices_named(found[(number - 1) * PAGE : number * PAGE])
    # Held, so that the names of their themes are not asked for one by one.
    cards = cards_of(engagement.id)
    move = move or move_form(engagement, FOUND, cards.values())
    move.words.data = words
    context = {
        "words": words,
        "found": len(found),
        "voices": sorted(voices, key=lambda voice: voice.id),
        "lies": {voice.id: (whereabouts(voice), where_in_words(voice)) for voice in voices},
        "covered": service.coverage(engagement),
        "move": move,
        "gone": gone,
        "last_act": history.latest_of(me, engagement.id),
        "looked_on": history.looked_on([voice.id for voice in voices]),
        **pages(number, len(found)),
    }
    return read(me, engagement, "search", len(voices), "themes/desk/found.html", status=status, **context)


def show_matches(me: Staff, engagement: Engagement) -> ResponseReturnValue:
    board = board_of(engagement)
    found = matches.matches_among([*board.drafts, *board.signed])
    shown = {card.theme.id: len(card.quotes) for one in found.offered for card in (one.card, one.other)}
    context = {"matches": found, "covered": board.coverage, "button": MergeForm(formdata=None)}
    texts = sum(shown.values())
    return read(me, engagement, "matches", texts, "themes/desk/matches.html", **context)
