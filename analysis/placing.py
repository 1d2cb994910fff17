"""One more text: which theme would it join? About a fifth of a millisecond.

A text's place is the sum of its words' places; the theme whose middle is nearest takes it, nudged by how
likely its words are there. `learn` makes the same model from any grouping, also one people made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.cluster import word_chances
from analysis.findings import Assignment, Themes
from analysis.languages import guess, primary
from analysis.neighbours import middle_sums
from analysis.threads import one_thread
from analysis.tokens import Words, count_words, surface_words, terms_of
from analysis.vectors import WordSpace, unit_rows
from analysis.word_table import word_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.documents import Document

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: Below this cosine to every middle a text stands alone.
NEAR_ENOUGH = 0.12


@dataclass(frozen=True)
class LanguageModel:
    """Themes of one language as middles in the space of its words.

    Attributes
    ----------
    keys : tuple of str
    column : Mapping of str to int
    places : ndarray, shape (n_terms, n_dimensions)
    idf : ndarray, shape (n_terms,)
    chances : ndarray, shape (n_terms, n_themes)
        Log chance of each word per theme.
    middles : ndarray, shape (n_themes, n_dimensions + table dimensions)
    table_mean : ndarray or None, shape (table dimensions,)
    """

    language: str
    keys: tuple[str, ...]
    column: Mapping[str, int]
    places: Floats
    idf: Floats
    chances: Floats
    middles: Floats
    table_mean: Floats | None

    def place(self, text: str) -> tuple[Floats, list[int]]:
        """Return the unit row of a text, shape (all dimensions,), and the columns of its known words."""
        words = surface_words(text)
        columns = [self.column[t] for w in words for t in terms_of(w, self.language) if t in self.column]
        found, times = np.unique(np.asarray(columns, np.int64), return_counts=True)
        own = ((1 + np.log(times)) * self.idf[found]) @ self.places[found]
        row = _unit(np.asarray(own, np.float32))
        table = word_table(self.language)
        if table is not None and self.table_mean is not None:
            row = np.concatenate([row, _unit(table.mean_of(words) - self.table_mean)])
        return _unit(row), columns

    def scores(self, text: str) -> Floats:
        """Return how well the text fits each theme, cosine with a nudge; shape (n_themes,)."""
        row, columns = self.place(text)
        cosine = self.middles @ row
        if not columns:
            return cosine
        likely = self.chances[columns].mean(axis=0)
        return np.asarray(cosine + 0.05 * (likely - likely.max()), np.float32)


@dataclass(frozen=True)
class ThemeModel:
    """One `LanguageModel` per language of the room."""

    languages: Mapping[str, LanguageModel]

    def assign(self, document: Document) -> Assignment:
        """Return where a new text would go."""
        model = self._model_for(document)
        if model is None or not model.keys or not surface_words(document.text):
            return Assignment(document.id, None, 0.0)
        scores = model.scores(document.text)
        best = np.argsort(-scores, kind="stable")[:2]
        strength = float(np.clip(scores[best[0]], 0, 1))
        key = model.keys[best[0]] if strength >= NEAR_ENOUGH else None
        return Assignment(document.id, key, strength, model.keys[best[1]] if len(best) > 1 else None)

    def _model_for(self, document: Document) -> LanguageModel | None:
        if document.language:
            return self.languages.get(primary(document.language))
        if len(self.languages) == 1:
            return next(iter(self.languages.values()))
        return self.languages.get(guess(document.text) or "")


def _unit(row: Floats) -> Floats:
    return np.asarray(row / max(float(np.sqrt(row @ row)), 1e-12), np.float32)


def assign(model: ThemeModel | Themes, document: Document) -> Assignment:
    """Return where one new text would go; nothing is refitted.

    Raises
    ------
    ValueError
        When `model` is a `Themes` that carries no model.
    """
    if isinstance(model, Themes):
        if model.model is None:
            message = "These themes carry no model; make one with learn()."
            raise ValueError(message)
        model = model.model
    return model.assign(document)


@one_thread
def learn(documents: Sequence[Document], groups: Mapping[str, Sequence[str]], *, language: str = "en") -> ThemeModel:
    """Learn where texts belong from a grouping people made.

    Parameters
    ----------
    documents : sequence of Document
    groups : Mapping of str to sequence of str
        Theme key to ids. Documents in no group help to learn the words.
    language : str
        For documents without one.
    """
    home = {member: key for key, members in groups.items() for member in members}
    rooms: dict[str, list[Document]] = {}
    for document in documents:
        rooms.setdefault(primary(document.language or language), []).append(document)
    return ThemeModel({tongue: learn_room(room, home, tongue) for tongue, room in rooms.items()})


def learn_room(room: Sequence[Document], home: Mapping[str, str], language: str, seed: int = 0) -> LanguageModel:
    """Learn the themes of one language; `home` is id to theme key."""
    texts = [d.text for d in room]
    keys = tuple(sorted({home[d.id] for d in room if d.id in home}))
    number = {key: i for i, key in enumerate(keys)}
    labels = np.array([number[home[d.id]] if d.id in home else -1 for d in room], np.int64)
    words = count_words(texts, language)
    return model_of(texts, words, WordSpace(seed=seed).fit(words), labels, keys)


def model_of(texts: Sequence[str], words: Words, space: WordSpace, labels: Ints, keys: tuple[str, ...]) -> LanguageModel:
    """Return the model of a grouping in a space that was fitted; label -1 is in no group."""
    own = space.transform(words.counts)
    table = word_table(words.language)
    mean = None
    if table is not None:
        raw = table.text_vectors(texts)
        mean = raw.mean(axis=0)
        own = unit_rows(np.hstack([own, unit_rows(raw - mean)]))
    placed = labels >= 0
    middles = unit_rows(middle_sums(own[placed], labels[placed], len(keys)))
    chances, _ = word_chances(words.counts[placed], labels[placed], len(keys))
    return LanguageModel(
        words.language, keys, words.index, space.word_rows(), space.idf_, chances, middles, mean
    )
