"""What the workbench shows, loaded in a few queries however many voices there are."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from listening.contributions.models import Contribution, Parted
from listening.core.database import Words, db
from listening.engagements.models import Engagement, Prompt
from listening.themes.counts import coverage
from listening.themes.models import Disposition, Draft, Theme
from listening.themes.rules import Coverage, Place, PlacedBy

#: Texts on one page.
PAGE = 30
#: Quotes on a slip of the workbench, and singles in its first lane.
QUOTES, SINGLES = 2, 6
#: The page of contributions nobody placed yet, beside the places.
WAITING = "waiting"


@dataclass(frozen=True)
class Voice:
    """One contribution as a reviewer sees it."""

    id: str
    text: str
    language: str
    consent: str
    place: str | None
    theme_id: int | None
    placed_by: str | None
    strength: float | None
    exemplar: bool | None
    reason: str | None
    #: True where a part of it is kept apart; ``text`` is the other part.
    parted: bool


@dataclass
class Card:
    """A theme as a slip: how large, in which languages, and what people said."""

    theme: Theme
    state: str = ""
    languages: dict[str, int] = field(default_factory=dict)
    #: Texts a person put here, or looked at and left here.
    checked: int = 0
    quotes: list[Voice] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(self.languages.values())

    @property
    def unchecked(self) -> int:
        return self.size - self.checked

    @property
    def language(self) -> str:
        """The language most of it was said in; keywords and offered names are in it."""
        return max(self.languages, key=self.languages.__getitem__, default="")


@dataclass(frozen=True)
class Board:
    """One engagement's table: singles first, then drafts, then what is signed off."""

    coverage: Coverage
    draft: Draft | None
    singles: list[Voice]
    drafts: list[Card]
    signed: list[Card]

    @property
    def texts(self) -> int:
        """How many originals are on it."""
        return len(self.singles) + sum(len(card.quotes) for card in (*self.drafts, *self.signed))


def board_of(engagement: Engagement) -> Board:
    cards = sorted(cards_of(engagement.id).values(), key=lambda card: (-card.size, card.theme.id))
    for quote in _quotes_of(engagement.id):
        card = next(card for card in cards if card.theme.id == quote.theme_id)
        card.quotes.append(quote)
    return Board(
        coverage=coverage(engagement),
        draft=latest_draft(engagement.id),
        singles=voices_at(engagement.id, Place.SINGLE_VOICE, size=SINGLES),
        drafts=[card for card in cards if card.theme.is_draft],
        signed=[card for card in cards if not card.theme.is_draft],
    )


def latest_draft(engagement_id: int) -> Draft | None:
    query = select(Draft).where(Draft.engagement_id == engagement_id).order_by(Draft.id.desc())
    return db.session.scalars(query.limit(1)).first()


def cards_of(engagement_id: int) -> dict[int, Card]:
    """Every theme of an engagement, without quotes."""
    themes = db.session.scalars(select(Theme).where(Theme.engagement_id == engagement_id).order_by(Theme.id))
    return _cards(themes)


def card_of(theme: Theme) -> Card:
    return _cards([theme])[theme.id]


def _cards(themes: Iterable[Theme]) -> dict[int, Card]:
    cards = {theme.id: Card(theme) for theme in themes}
    members: dict[int, list[Any]] = {}
    for theme_id, language, *rest in db.session.execute(_members_by_language(cards)):
        cards[theme_id].languages[language] = rest[0]
        cards[theme_id].checked += int(rest[-1])
        members.setdefault(theme_id, []).append([language, *rest])
    for theme_id, card in cards.items():
        card.state = _digest([words_of(card.theme), card.theme.is_draft, members.get(theme_id)])
    return cards


def _members_by_language(theme_ids: Iterable[int]) -> Select[*tuple[Any, ...]]:
    """Count and outermost ids: two different memberships have different ones, but for a rare swap."""
    one = Disposition.contribution_id
    by_person = func.sum(_by_person())
    return (
        select(
            Disposition.theme_id, Contribution.language, func.count(), func.min(one), func.max(one), by_person
        )
        .join(Contribution, Contribution.id == one)
        .where(Disposition.theme_id.in_(list(theme_ids)))
        .group_by(Disposition.theme_id, Contribution.language)
        .order_by(Disposition.theme_id, Contribution.language)
    )


def words_of(theme: Theme) -> str:
    """A fingerprint of a theme's words, to see whether someone changed them meanwhile."""
    return _digest([_typed(theme.label), _typed(theme.summary)])


def parts_of(theme: Theme) -> dict[str, str]:
    """A theme's words as the form names them, every language of its engagement in it."""
    said = {"label": theme.label, "summary": theme.summary}
    languages = theme.engagement.languages
    return {f"{part}_{one}": words.get(one, "") for part, words in said.items() for one in languages}


def _typed(words: Words) -> dict[str, str]:
    return {language: text for language, text in sorted(words.items()) if text}


def _digest(facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, default=int).encode()).hexdigest()[:16]


def _quotes_of(engagement_id: int) -> list[Voice]:
    """A few exemplars of each theme, strongest first."""
    rank = (
        func.row_number()
        .over(
            partition_by=Disposition.theme_id,
            order_by=(Disposition.strength.desc(), Disposition.contribution_id),
        )
        .label("rank")
    )
    ranked = (
        select(Disposition.contribution_id, rank)
        .join(Theme, Theme.id == Disposition.theme_id)
        .where(Theme.engagement_id == engagement_id, Disposition.exemplar)
        .subquery()
    )
    query = _voices().join(ranked, ranked.c.contribution_id == Contribution.id).where(ranked.c.rank <= QUOTES)
    return _read(query.order_by(Disposition.theme_id, ranked.c.rank))


def voices_in(theme: Theme, page: int = 1) -> list[Voice]:
    """A page of a theme's texts: those nobody looked at first, what stands for it before them, then by nearness."""
    query = _voices().where(Disposition.theme_id == theme.id)
    order = (Disposition.exemplar.desc(), Disposition.strength.desc().nulls_last(), Contribution.id)
    return _read(query.order_by(_by_person(), *order).offset((page - 1) * PAGE).limit(PAGE))


def _by_person() -> ColumnElement[int]:
    return case((Disposition.placed_by == PlacedBy.PERSON.value, 1), else_=0)


def voices_at(engagement_id: int, place: str, page: int = 1, size: int = PAGE) -> list[Voice]:
    """A page of the texts at one place, or of those not placed yet; those nobody looked at come first."""
    query = _voices().join(Prompt, Prompt.id == Contribution.prompt_id)
    query = query.where(Prompt.engagement_id == engagement_id, _at(place))
    query = query.order_by(_by_person(), Contribution.id)
    return _read(query.offset((page - 1) * size).limit(size))


def _at(place: str) -> ColumnElement[bool]:
    return Disposition.place.is_(None) if place == WAITING else Disposition.place == str(place)


def voices_named(contribution_ids: Sequence[str]) -> list[Voice]:
    return _read(_voices().where(Contribution.id.in_(contribution_ids)))


def _voices() -> Select[*tuple[Any, ...]]:
    return select(
        Contribution.id,
        Contribution.text,
        Contribution.language,
        Contribution.consent,
        Disposition.place,
        Disposition.theme_id,
        Disposition.placed_by,
        Disposition.strength,
        Disposition.exemplar,
        Disposition.reason,
        select(Parted.contribution_id).where(Parted.contribution_id == Contribution.id).exists(),
    ).outerjoin(Disposition, Disposition.contribution_id == Contribution.id)


def _read(query: Select[*tuple[Any, ...]]) -> list[Voice]:
    return [Voice(*row) for row in db.session.execute(query)]
