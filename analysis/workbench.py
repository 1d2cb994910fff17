"""Small services for the screen where people work on drafts: a cut to propose, a label to suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.documents import Document
from analysis.draft import draft
from analysis.languages import settle
from analysis.normalise import content_order
from analysis.subthemes import fold_small
from analysis.terms import label_themes
from analysis.threads import one_thread
from analysis.tokens import count_words, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from analysis.findings import Assignment, Themes


@one_thread
def propose_split(documents: Iterable[Document], seed: int = 0) -> tuple[tuple[str, ...], ...]:
    """Return two or more groups of ids that one theme could be cut into.

    Parameters
    ----------
    documents : iterable of Document
        The texts of the theme. Texts in several languages are cut by language first.
    seed : int
        Same documents, same seed, same answer.

    Returns
    -------
    tuple of tuple of str
        The largest first; fewer than two documents come back as they are.
    """
    ordered = content_order(documents)
    tongues = settle(ordered)
    if len(set(tongues.values())) > 1:
        groups = [[d.id for d in ordered if tongues[d.id] == t] for t in sorted(set(tongues.values()))]
        return tuple(tuple(group) for group in sorted(groups, key=len, reverse=True))
    if len(ordered) < 4:
        return tuple((d.id,) for d in ordered)
    return _cut(ordered, next(iter(tongues.values())), seed)


def _cut(ordered: Sequence[Document], language: str, seed: int) -> tuple[tuple[str, ...], ...]:
    texts = [d.text for d in ordered]
    found = draft(texts, language, seed=seed)
    labels = fold_small(found.labels, found.rows)
    if labels.max() == 0:
        labels = draft(texts, language, k=2, seed=seed).labels
    if labels.max() == 0:
        labels = np.arange(len(ordered)) % 2
    groups = [
        tuple(d.id for d, at in zip(ordered, labels, strict=True) if at == n) for n in range(labels.max() + 1)
    ]
    return tuple(sorted(groups, key=lambda group: (-len(group), group)))


@one_thread
def suggest_label(documents: Iterable[Document]) -> str:
    """Return a label for texts that belong together.

    Parameters
    ----------
    documents : iterable of Document
        All of one theme.

    Returns
    -------
    str
        Empty when they hold no word.

    Examples
    --------
    >>> from analysis import Document, suggest_label
    >>> suggest_label([Document("a", "The late bus again", "en"), Document("b", "A late bus", "en")])
    'Late bus'
    """
    return suggest_labels([documents])[0]


@one_thread
def suggest_labels(groups: Iterable[Iterable[Document]]) -> tuple[str, ...]:
    """Return labels for groups that lie side by side, no two the same within a language.

    Parameters
    ----------
    groups : iterable of iterable of Document
        The parts of one theme, say. The language of a group is that of its first text in content order.

    Returns
    -------
    tuple of str
        One for each group, in the order given; empty where a group holds no word.

    Examples
    --------
    >>> from analysis import Document, suggest_labels
    >>> late = [Document("a", "A late bus again", "en"), Document("b", "The late bus", "en")]
    >>> full = [Document("c", "A full bus again", "en"), Document("d", "The full bus", "en")]
    >>> suggest_labels([late, full])
    ('Late bus', 'Full bus')
    """
    ordered = [content_order(group) for group in groups]
    tongues = [next(iter(settle(group).values()), "") for group in ordered]
    labels = [""] * len(ordered)
    for tongue in set(tongues) - {""}:
        mine = [at for at, one in enumerate(tongues) if one == tongue]
        for at, label in zip(mine, _labels([ordered[at] for at in mine], tongue), strict=True):
            labels[at] = label
    return tuple(labels)


def _labels(groups: Sequence[Sequence[Document]], language: str) -> list[str]:
    texts = [d.text for group in groups for d in group]
    labels = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    words = count_words(read(texts), language)
    spoken = (
        np.bincount(labels, words.counts.getnnz(axis=1), len(groups))
        if words.terms
        else np.zeros(len(groups))
    )
    told = label_themes(texts, words, labels, len(groups)) if words.terms else []
    return [told[at].label if spoken[at] else "" for at in range(len(groups))]


def offer_matches(
    themes: Themes, translations: Mapping[str, str], language: str = "en"
) -> tuple[Assignment, ...]:
    """Return which theme of one language a translated theme of another may belong with.

    A person translates; the machine only offers.

    Parameters
    ----------
    themes : Themes
        As `find_themes` gave them, with their model.
    translations : Mapping of str to str
        Key of a theme in another language to a person's translation of its label or of a text in it.
    language : str
        What the translations are written in.

    Returns
    -------
    tuple of Assignment
        One for each translation that is near a theme of that language.
    """
    if themes.model is None:
        return ()
    own = {theme.key for theme in themes.themes if theme.language == language}
    offered = [
        themes.model.assign(Document(key, text, language)) for key, text in sorted(translations.items())
    ]
    return tuple(found for found in offered if found.key in own and found.id not in own)
