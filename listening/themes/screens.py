"""The pages with people's words on them. Each records one reading and commits before it is handed over."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from listening.accounts.models import Staff
from listening.accounts.readings import record_reading
from listening.core.database import db
from listening.core.page import language, page
from listening.engagements.models import Engagement
from listening.themes import coding, history, newcomers, sense_making, service
from listening.themes.board import (
    PAGE,
    WAITING,
    Board,
    Card,
    board_of,
    card_of,
    cards_of,
    parts_of,
    voices_at,
    voices_in,
    voices_named,
    words_of,
)
from listening.themes.drafting import Heap
from listening.themes.forms import (
    DraftForm,
    MergeForm,
    MoveForm,
    SeenForm,
    SignOffForm,
    SplitForm,
    WordsOfThemeForm,
)
from listening.themes.models import Theme
from listening.themes.moving import TABLE, move_form
from listening.themes.records import Act
from listening.themes.rules import Place

#: Texts shown of each part of a proposed split.
HEAP_SHOWN = 4


def read(
    me: Staff, engagement: Engagement, where: str, texts: int, template: str, **context: Any
) -> ResponseReturnValue:
    """A page with originals: made, noted in the record of readings, and only then handed over."""
    record_reading(me, engagement.id, where, texts)
    answer = page(template, engagement=engagement, **context)
    db.session.commit()
    return answer


def show_workbench(
    me: Staff,
    engagement: Engagement,
    form: MergeForm | None = None,
    *,
    status: int = 200,
    changed: bool = False,
) -> ResponseReturnValue:
    board, at_work = board_of(engagement), history.at_work(me, engagement.id)
    form = form or MergeForm(formdata=None)
    form.into.choices = [("", _("the largest of them"))] + [
        (str(card.theme.id), card.theme.label.said(language())) for card in board.signed
    ]
    context = {"board": board, "form": form, "button": SeenForm(formdata=None), "changed": changed}
    context |= {
        "at_work": at_work,
        "first_draft": next_draft(board, at_work),
        "again": DraftForm(formdata=None),
        "refit": newcomers.refit_due(engagement.id, board.coverage),
        "table": table_form(engagement, board),
        "last_act": history.latest_of(me, engagement.id),
        "missing_notes": sense_making.missing_in(engagement.id),
        "ranks": sense_making.rank_of([card.theme.id for card in (*board.drafts, *board.signed)]),
    }
    chosen = {value.partition("-")[0] for value in form.themes.data or []}
    return read(
        me,
        engagement,
        "workbench",
        board.texts,
        "themes/desk/workbench.html",
        status=status,
        chosen=chosen,
        **context,
    )


def next_draft(board: Board, at_work: Mapping[int, Act]) -> Card | None:
    """The largest draft that nobody else is working on, or the largest of all."""
    free = (card for card in board.drafts if card.theme.id not in at_work)
    return next(free, board.drafts[0] if board.drafts else None)


def table_form(engagement: Engagement, board: Board) -> MoveForm:
    """The form that moves single voices from the table itself."""
    form = move_form(engagement, Place.SINGLE_VOICE, (*board.drafts, *board.signed))
    form.then.data = TABLE
    return form


def show_theme(
    me: Staff,
    theme: Theme,
    *,
    words: WordsOfThemeForm | None = None,
    move: MoveForm | None = None,
    status: int = 200,
    changed: bool = False,
    gone: Sequence[str] = (),
    clashes: Sequence[str] = (),
    sign: SignOffForm | None = None,
) -> ResponseReturnValue:
    engagement, card = theme.engagement, card_of(theme)
    number = page_number(card.size)
    voices = voices_in(theme, number)
    kind = WordsOfThemeForm.in_languages(engagement.languages)
    words = words or kind(formdata=None, data=kind.fill(label=theme.label, summary=theme.summary))
    words.seen.data = words_of(theme)
    words.began_from(parts_of(theme))
    words.offer(theme.suggestions)
    seen = sign or SignOffForm(formdata=None)
    seen.seen.data = card.state
    context = {
        "theme": theme,
        "card": card,
        "voices": voices,
        "words": words,
        "move": move or move_form(engagement, str(theme.id)),
        "seen": seen,
        "missing": service.missing_from(theme),
        "covered": service.coverage(engagement),
        "changed": changed,
        "checkers": checkers_of(theme),
        "codes": coding.codes_in(theme.id),
        "at_work": history.at_work(me, engagement.id).get(theme.id),
        "clashes": [(words[name].label.text, parts_of(theme)[name]) for name in clashes],
        "gone": gone,
        "last_act": history.latest_of(me, engagement.id),
        "looked_on": history.looked_on([voice.id for voice in voices]),
        **pages(number, card.size),
    }
    return read(me, engagement, "theme", len(voices), "themes/desk/theme.html", status=status, **context)


def checkers_of(theme: Theme) -> dict[str, str]:
    """Who checked the words of a theme, by language."""
    query = select(Staff.id, Staff.display_name).where(Staff.id.in_(set(theme.checked.values())))
    names = dict(db.session.execute(query).all()) if theme.checked else {}
    return {language: names.get(by, "–") for language, by in theme.checked.items()}


def show_place(
    me: Staff,
    engagement: Engagement,
    place: str,
    *,
    move: MoveForm | None = None,
    status: int = 200,
    gone: Sequence[str] = (),
) -> ResponseReturnValue:
    covered = service.coverage(engagement)
    total = covered.waiting if place == WAITING else covered.places.get(Place(place), 0)
    number = page_number(total)
    voices = voices_at(engagement.id, place, number)
    context = {
        "place": place,
        "voices": voices,
        "covered": covered,
        "move": move or move_form(engagement, place),
        "gone": gone,
        "last_act": history.latest_of(me, engagement.id),
        "looked_on": history.looked_on([voice.id for voice in voices]),
        **pages(number, total),
    }
    return read(me, engagement, place, len(voices), "themes/desk/place.html", status=status, **context)


def show_split(
    me: Staff, theme: Theme, heaps: Sequence[Heap], form: SplitForm, *, status: int, changed: bool
) -> ResponseReturnValue:
    shown = [one for heap in heaps for one in heap.ids[:HEAP_SHOWN]]
    voices = {voice.id: voice for voice in voices_named(shown)}
    card = card_of(theme)
    form.seen.data = card.state
    typed = dict(enumerate(form.names.data or []))
    names = [
        typed.get(at, "") if at in (form.heap.data or []) else heap.label for at, heap in enumerate(heaps)
    ]
    context = {
        "names": names,
        "covered": service.coverage(theme.engagement),
        "theme": theme,
        "card": card,
        "form": form,
        "changed": changed,
        "heaps": [(heap, [voices[one] for one in heap.ids[:HEAP_SHOWN]]) for heap in heaps],
    }
    return read(me, theme.engagement, "split", len(shown), "themes/desk/split.html", status=status, **context)


def page_number(total: int) -> int:
    last = max(1, -(-total // PAGE))
    return min(max(1, request.args.get("page", 1, type=int)), last)


def pages(number: int, total: int) -> dict[str, int]:
    return {"number": number, "last": max(1, -(-total // PAGE))}


def chosen_cards(engagement: Engagement, form: MergeForm) -> tuple[list[Card], bool]:
    """The themes ticked on the workbench, and whether any of them is not what it was on that page."""
    cards = {str(card.theme.id): card for card in cards_of(engagement.id).values()}
    form.into.choices = [("", "")] + [(one, "") for one in cards]
    asked = [value.partition("-")[::2] for value in form.themes.data or []]
    chosen = [cards[one] for one, state in asked if one in cards and cards[one].state == state]
    return chosen, len(chosen) < len(asked)


def joined_into(cards: Sequence[Card], form: MergeForm) -> Theme:
    largest = max(cards, key=lambda card: card.size).theme
    into = form.into.data or ""
    return (db.session.get(Theme, int(into)) if into.isdecimal() else None) or largest
