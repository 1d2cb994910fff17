"""What the machine is given, and how its drafts are laid on the table beside what people decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select

from listening.contributions.models import Contribution
from listening.contributions.numbers import own_shapes
from listening.contributions.redaction import redacted_words, without_details
from listening.core.database import Words, db
from listening.engagements.models import Prompt
from listening.themes.hold import hold
from listening.themes.models import Disposition, Theme
from listening.themes.rules import Place, PlacedBy
from listening.themes.translating import into

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select

    import analysis

#: Places the machine fills; everything else is people's alone.
BY_MACHINE = (Place.THEMED, Place.SINGLE_VOICE)


@dataclass(frozen=True)
class Standing:
    """Where an engagement's contributions are, and which of that a new draft may not touch."""

    themes: list[Theme]
    #: All contributions that exist.
    everyone: frozenset[str]
    #: Their place and theme; those not placed yet are absent.
    place: dict[str, tuple[Place, int | None]]
    #: Placed by a person.
    by_person: frozenset[str]

    @property
    def settled(self) -> frozenset[int]:
        return frozenset(theme.id for theme in self.themes if theme.is_settled)

    @property
    def kept(self) -> frozenset[int]:
        """Themes that stay: settled ones, and those a person put something into."""
        return self.settled | {theme_id for one in self.by_person if (theme_id := self.place[one][1])}

    @property
    def free(self) -> frozenset[str]:
        """What the machine may place: the rest stays where it is."""
        settled = self.settled
        fixed = {
            one
            for one, (place, theme_id) in self.place.items()
            if one in self.by_person or place not in BY_MACHINE or theme_id in settled
        }
        return self.everyone - fixed


def standing_of(engagement_id: int) -> Standing:
    of_this = select(Contribution.id).join(Prompt).where(Prompt.engagement_id == engagement_id)
    query = select(
        Disposition.contribution_id, Disposition.place, Disposition.theme_id, Disposition.placed_by
    ).where(Disposition.contribution_id.in_(of_this))
    rows = db.session.execute(query).all()
    return Standing(
        themes=list(db.session.scalars(select(Theme).where(Theme.engagement_id == engagement_id))),
        everyone=frozenset(db.session.scalars(of_this)),
        place={one: (Place(place), theme_id) for one, place, theme_id, _by in rows},
        by_person=frozenset(one for one, _place, _theme, by in rows if by == PlacedBy.PERSON),
    )


def heard_in(engagement_id: int) -> tuple[list[analysis.Document], analysis.Decided]:
    """The texts the machine may see, and what people decided about them. Sensitive words stay with people."""
    standing = standing_of(engagement_id)
    apart = {one for one, (place, _theme) in standing.place.items() if place not in BY_MACHINE}
    of_this = select(Contribution.id).join(Prompt).where(Prompt.engagement_id == engagement_id)
    return _in_one_language(_documents(of_this, apart)), _decided(standing)


def _documents(which: Select[str], apart: Collection[str] = ()) -> list[analysis.Document]:
    """Texts for the machine, which names themes by words it read: no detail is in them, flagged or taken out."""
    from analysis import Document

    own, redacted = own_shapes(), redacted_words(which)
    query = select(Contribution.id, Contribution.text, Contribution.language).where(
        Contribution.id.in_(which)
    )
    return [
        Document(one, without_details(redacted.get(one, text), language, own), language)
        for one, text, language in db.session.execute(query)
        if one not in apart
    ]


def asked_in(engagement_id: int) -> list[str]:
    """The questions people were answering, in every language they were asked in."""
    prompts = db.session.scalars(select(Prompt.words).where(Prompt.engagement_id == engagement_id))
    return [text for words in prompts for text in words.values() if text]


def _in_one_language(documents: list[analysis.Document]) -> list[analysis.Document]:
    """A text that a person translated is sorted beside those said in the language most people spoke."""
    from analysis import Document

    most = Counter(one.language for one in documents).most_common(1)
    language = most[0][0] if most else None
    if not language:
        return documents
    translated = into(language, [one.id for one in documents])
    return [
        Document(one.id, translated[one.id], language) if one.id in translated else one for one in documents
    ]


def _decided(standing: Standing) -> analysis.Decided:
    from analysis import Decided, DecidedTheme

    members: dict[int, list[str]] = defaultdict(list)
    alone = []
    for one, (place, theme_id) in standing.place.items():
        if theme_id is not None and (one in standing.by_person or theme_id in standing.settled):
            members[theme_id].append(one)
        elif place is Place.SINGLE_VOICE and one in standing.by_person:
            alone.append(one)
    themes = tuple(
        DecidedTheme(theme.key, theme.label.said("en"), tuple(sorted(members[theme.id])))
        for theme in standing.themes
        if theme.id in members
    )
    return Decided(themes=themes, singles=tuple(sorted(alone)))


def lay_out(engagement_id: int, found: analysis.Themes) -> dict[str, int]:
    """Replace the machine's drafts and placements; what people did meanwhile wins. Returns what changed."""
    hold(engagement_id)
    standing = standing_of(engagement_id)
    free, kept = standing.free, standing.kept
    _clear(engagement_id, standing.settled)
    themes, new = _themes_for(engagement_id, found, standing)
    db.session.flush()
    placed = {
        member.id: machine_row(
            member.id,
            Place.THEMED,
            themes[draft.key].id,
            member.strength,
            exemplar=member.id in draft.exemplars,
        )
        for draft in found.themes
        for member in draft.members
        if member.id in free and draft.key in themes
    }
    # A draft that comes back under the name of one a person put something into is the same draft.
    lone = free.intersection((*found.singles, *found.too_short)) - placed.keys()
    alone = [machine_row(one, Place.SINGLE_VOICE) for one in sorted(lone)]
    if placed or alone:
        db.session.execute(insert(Disposition), [*placed.values(), *alone])
    return {
        "themes": len(themes),
        "placed": len(placed),
        "singles": len(alone),
        "new": new,
        "kept": len(kept),
        "too_few": int(found.too_few),
    }


def _clear(engagement_id: int, settled: frozenset[int]) -> None:
    of_this = select(Contribution.id).join(Prompt).where(Prompt.engagement_id == engagement_id)
    db.session.execute(
        delete(Disposition)
        .where(
            Disposition.contribution_id.in_(of_this),
            Disposition.placed_by == PlacedBy.MACHINE.value,
            Disposition.place.in_([place.value for place in BY_MACHINE]),
            or_(Disposition.theme_id.is_(None), Disposition.theme_id.not_in(settled)),
        )
        .execution_options(synchronize_session=False)
    )


def _themes_for(
    engagement_id: int, found: analysis.Themes, standing: Standing
) -> tuple[dict[str, Theme], int]:
    """A row for each draft that has voices, by key; drafts nobody needs any more go."""
    known = {theme.key: theme for theme in standing.themes}
    free, kept = standing.free, standing.kept
    rows: dict[str, Theme] = {}
    for draft in found.themes:
        theme = known.get(draft.key)
        if theme is None and not any(member.id in free for member in draft.members):
            continue
        rows[draft.key] = theme or Theme(engagement_id=engagement_id, key=draft.key)
        if theme is None or not theme.is_settled:
            _redraw(rows[draft.key], draft)
    for theme in standing.themes:
        if theme.key not in rows and theme.id not in kept:
            db.session.delete(theme)
    new = [theme for key, theme in rows.items() if key not in known]
    db.session.add_all(new)
    return rows, len(new)


def _redraw(theme: Theme, draft: analysis.findings.Theme) -> None:
    """Give a draft of the machine what the machine now says of it; its name stays the one people saw."""
    theme.label = theme.label or Words({draft.language: draft.label})
    theme.summary = Words()
    said = (*theme.label.values(), draft.label, *draft.suggestions)
    theme.suggestions = list(dict.fromkeys(text for text in said if text))
    theme.keywords = list(draft.keywords)
    theme.firmness = draft.firmness
    theme.provisional = draft.provisional


def machine_row(
    one: str,
    place: Place,
    theme_id: int | None = None,
    strength: float | None = None,
    *,
    exemplar: bool = False,
) -> dict[str, Any]:
    return {
        "contribution_id": one,
        "place": place.value,
        "theme_id": theme_id,
        "reason": None,
        "placed_by": PlacedBy.MACHINE.value,
        "strength": strength,
        "exemplar": exemplar,
    }


@dataclass(frozen=True)
class Heap:
    """One part of a theme that could stand on its own."""

    label: str
    ids: tuple[str, ...]
    #: The language most of it was said in.
    language: str = ""


def proposed_split(theme: Theme) -> list[Heap]:
    """Where the machine would cut a theme, largest part first; the same members give the same cut."""
    from analysis import propose_split, suggest_labels

    members = select(Disposition.contribution_id).where(Disposition.theme_id == theme.id)
    documents = {one.id: one for one in _documents(members)}
    parts = [[documents[one] for one in ids] for ids in propose_split(documents.values())]
    return [_heap(part, label) for part, label in zip(parts, suggest_labels(parts), strict=True)]


def _heap(documents: list[analysis.Document], label: str) -> Heap:
    languages = Counter(one.language or "" for one in documents)
    return Heap(label, tuple(one.id for one in documents), languages.most_common(1)[0][0])
