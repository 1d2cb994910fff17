"""What the machine proposed while it still read all of a text: words that only the part kept apart says go.

Names in people's own words stay: a person answers for them.
"""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import or_, select

from listening.contributions.models import Contribution
from listening.core.database import Words, db
from listening.engagements.models import Prompt
from listening.themes.drafting import BY_MACHINE
from listening.themes.models import Disposition, Draft, Theme
from listening.themes.records import Act
from listening.themes.signing import uncheck

#: Stands for a name of the machine when nothing it proposed is left.
NAMELESS = "…"


def unsay(engagement_id: int, whole: str) -> None:
    """Take out of all drafts, and of what is kept of them, the words no text says that the machine may read."""
    lost = _words(whole) - _still_said(engagement_id)
    themes = db.session.scalars(select(Theme).where(Theme.engagement_id == engagement_id)).all()
    acts = db.session.scalars(select(Act).where(Act.engagement_id == engagement_id)).all()
    drafts = db.session.scalars(select(Draft).where(Draft.engagement_id == engagement_id)).all()
    kept = [one for act in acts for one in act.before.get("themes", [])]
    offered = [*(one.suggestions for one in themes), *(one["suggestions"] for one in kept)]
    gone = {text for some in offered for text in some if _words(text) & lost}
    for theme in themes:
        _tell_without(theme, lost, gone)
    for act in acts:
        act.label = _renamed(act.label, gone, NAMELESS)
        if "themes" in act.before:
            act.before = act.before | {"themes": [_without(one, lost, gone) for one in act.before["themes"]]}
    for draft in drafts:
        draft.changes = [row | {"label": _renamed(row["label"], gone, NAMELESS)} for row in draft.changes]


def _tell_without(theme: Theme, lost: set[str], gone: Iterable[str]) -> None:
    """A name that was signed off stays: it is public, and people answer for it."""
    told = {name: getattr(theme, name) for name in ("label", "suggestions", "keywords")}
    now = _without(told, lost, gone)
    theme.suggestions, theme.keywords = now["suggestions"], now["keywords"]
    if theme.is_draft and now["label"] != theme.label:
        uncheck(theme, now["label"], theme.summary)
        theme.label = now["label"]


def _still_said(engagement_id: int) -> set[str]:
    """The words of every text that is not set apart."""
    query = (
        select(Contribution.text)
        .join(Prompt)
        .outerjoin(Disposition, Disposition.contribution_id == Contribution.id)
        .where(Prompt.engagement_id == engagement_id)
        .where(or_(Disposition.place.is_(None), Disposition.place.in_([one.value for one in BY_MACHINE])))
    )
    return {word for text in db.session.scalars(query) for word in _words(text)}


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _without(told: dict[str, Any], lost: set[str], gone: Iterable[str]) -> dict[str, Any]:
    """What is told of a theme without these words; a name the machine gave becomes the next it has."""
    suggestions = [text for text in told["suggestions"] if not _words(text) & lost]
    keywords = [text for text in told["keywords"] if not _words(text) & lost]
    name = next(iter(suggestions), "") or ", ".join(keywords[:2]) or NAMELESS
    label = _renamed(told["label"], gone, name)
    return told | {"label": label, "suggestions": suggestions, "keywords": keywords}


def _renamed(label: dict[str, str], gone: Iterable[str], name: str) -> Words:
    return Words({language: name if text in gone else text for language, text in label.items()})
