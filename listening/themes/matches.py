"""Who says the same in another language: offered where a person put words beside the original, never guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from listening.contributions.models import Contribution
from listening.core.database import db
from listening.themes.models import Disposition
from listening.themes.records import Translation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from analysis import Document
    from listening.themes.board import Card

#: Texts of each theme the machine compares with: its middle is known well from these, and the page stays quick.
COMPARED = 20
#: How near a translation must be to a theme to be offered. From trials with our own two corpora: below it the
#: offer was as often beside the point as not.
NEAR = 0.3


@dataclass(frozen=True)
class Match:
    """A theme in one language that may belong with one in the language most people spoke."""

    card: Card
    other: Card

    @property
    def into(self) -> Card:
        """The one that stays when they are joined: a signed-off one cannot go."""
        return self.other if self.card.theme.is_draft else self.card

    @property
    def can_join(self) -> bool:
        return self.card.theme.is_draft or self.other.theme.is_draft


@dataclass(frozen=True)
class Matches:
    """What is offered, and which themes the machine cannot look for: nobody put their words into the other language."""

    language: str
    offered: Sequence[Match]
    silent: Sequence[Card]


def matches_among(cards: Sequence[Card]) -> Matches:
    """Offers for every theme said in another language than most; one query for texts, one for translations."""
    spoken = Counter[str]()
    for card in cards:
        spoken.update(card.languages)
    most = spoken.most_common(1)[0][0] if spoken else ""
    others = [card for card in cards if card.size and card.language != most]
    words = _words_in(most, others)
    silent = [card for card in others if card.theme.id not in words]
    home = {card.theme.key: card for card in cards if card.language == most}
    keys = _nearest(most, home, words) if words and home else {}
    offered = [Match(card, home[keys[card.theme.id]]) for card in others if card.theme.id in keys]
    return Matches(most, [one for one in offered if one.can_join], silent)


def _words_in(language: str, cards: Sequence[Card]) -> dict[int, str]:
    """What people wrote in this language of themes said in another: their names and translated texts."""
    query = (
        select(Disposition.theme_id, Translation.text)
        .join(Translation, Translation.contribution_id == Disposition.contribution_id)
        .where(Disposition.theme_id.in_([card.theme.id for card in cards]), Translation.language == language)
        .order_by(Translation.contribution_id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for card in cards:
        said = (card.theme.label, card.theme.summary)
        found[card.theme.id] += [words[language] for words in said if words.get(language)]
    for theme_id, text in db.session.execute(query) if cards else ():
        found[theme_id or 0].append(text)
    return {theme_id: ". ".join(texts) for theme_id, texts in found.items() if texts}


def _nearest(language: str, home: Mapping[str, Card], words: Mapping[int, str]) -> dict[int, str]:
    from analysis import Document, learn

    documents, groups = _texts_of(language, {card.theme.id: key for key, card in home.items()})
    if not documents:
        return {}
    model = learn(documents, groups, language=language)
    found = {one: model.assign(Document(str(one), text, language)) for one, text in words.items()}
    return {one: near.key for one, near in found.items() if near.key and near.strength >= NEAR}


def _texts_of(language: str, keys: Mapping[int, str]) -> tuple[list[Document], dict[str, list[str]]]:
    from analysis import Document

    groups: dict[str, list[str]] = defaultdict(list)
    documents = []
    for theme_id, one, text in db.session.execute(_middle(language, keys)):
        documents.append(Document(one, text, language))
        groups[keys[theme_id]].append(one)
    return documents, groups


def _middle(language: str, theme_ids: Mapping[int, str]) -> Any:
    """The texts nearest the middle of each theme."""
    order = (Disposition.strength.desc().nulls_last(), Disposition.contribution_id)
    rank = func.row_number().over(partition_by=Disposition.theme_id, order_by=order).label("rank")
    ranked = (
        select(Disposition.theme_id, Contribution.id, Contribution.text, rank)
        .join(Contribution, Contribution.id == Disposition.contribution_id)
        .where(Disposition.theme_id.in_(list(theme_ids)), Contribution.language == language)
        .subquery()
    )
    return select(ranked.c.theme_id, ranked.c.id, ranked.c.text).where(ranked.c.rank <= COMPARED)
