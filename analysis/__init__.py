"""Analysis: texts in, themes out. No web, no database, nothing of the product's rooms.

Stage:          after sealing, before people decide.
In:             short texts (`Document`) and what people already decided (`Decided`).
Out:            drafts (`Themes`), spans to mask, reading grades, agreement between coders.
Promise:        no text is lost: each ends in a theme, among the singles, or too short to place.
Start reading:  `pipeline.find_themes`, then `draft.py`.

From a notebook, with one theme that people decided and the rest drawn around it:

>>> from analysis import Document, DecidedTheme, Decided, assign, find_themes
>>> said = ["The bus was late", "My bus is late again", "No late bus home", "The rent is high", "Our rent went up"]
>>> documents = [Document(str(number), text, "en") for number, text in enumerate(2 * said)]
>>> signed = Decided((DecidedTheme("rent", "Rent", ("3", "4")),))
>>> found = find_themes(documents, decided=signed, seed=7)
>>> [(theme.decided, len(theme.members)) for theme in found.themes], found.coverage
([(False, 6), (True, 4)], 1.0)
>>> assign(found, Document("new", "High rent again", "en")).key
'rent'

Everything is reached lazily, so that ``import analysis`` costs a web process nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.documents import Document
    from analysis.findings import Assignment, Change, Decided, DecidedTheme, Member, Subtheme, Theme, Themes
    from analysis.pipeline import find_themes
    from analysis.placing import ThemeModel, assign, learn
    from analysis.workbench import offer_matches, propose_split, suggest_label, suggest_labels

_HOMES = {
    "Assignment": "findings",
    "Change": "findings",
    "Decided": "findings",
    "DecidedTheme": "findings",
    "Document": "documents",
    "Member": "findings",
    "Subtheme": "findings",
    "Theme": "findings",
    "ThemeModel": "placing",
    "Themes": "findings",
    "assign": "placing",
    "find_themes": "pipeline",
    "learn": "placing",
    "offer_matches": "workbench",
    "propose_split": "workbench",
    "suggest_label": "workbench",
    "suggest_labels": "workbench",
}

__all__ = [
    "Assignment",
    "Change",
    "Decided",
    "DecidedTheme",
    "Document",
    "Member",
    "Subtheme",
    "Theme",
    "ThemeModel",
    "Themes",
    "assign",
    "find_themes",
    "learn",
    "offer_matches",
    "propose_split",
    "suggest_label",
    "suggest_labels",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        message = f"module 'analysis' has no attribute {name!r}"
        raise AttributeError(message)
    value = getattr(import_module(f"analysis.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
