"""One more text: which theme would it join? A fraction of a millisecond.

The theme takes it in which its words are likeliest and whose middle is nearest. `learn` makes the same model
from any grouping, also one people made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.findings import Assignment, Themes
from analysis.languages import guess, primary
from analysis.mixture import Mixture
from analysis.space import TextSpace
from analysis.threads import one_thread
from analysis.tokens import count_words, read, surface_words, terms_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.documents import Document
    from analysis.draft import Draft

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

#: Below this cosine to every middle a text stands alone.
NEAR_ENOUGH = 0.12


@dataclass(frozen=True)
class LanguageModel:
    """Themes of one language.

    Attributes
    ----------
    language : str
    keys : tuple of str
        Theme keys, in the order of the mixture's groups.
    column : Mapping of str to int
        Column of each term.
    space : TextSpace
    mixture : Mixture
    """

    language: str
    keys: tuple[str, ...]
    column: Mapping[str, int]
    space: TextSpace
    mixture: Mixture

    def nearness(self, text: str) -> tuple[Floats, Floats]:
        """Return scores and cosines of a text to each theme; shapes (n_themes,)."""
        words = surface_words(text)
        columns = [self.column[t] for w in words for t in terms_of(w, self.language) if t in self.column]
        found, times = np.unique(np.asarray(columns, np.int64), return_counts=True)
        cosine = self.mixture.middles_ @ self.space.place(words, found, times)
        likely = times.astype(np.float32) @ self.mixture.words_[found]
        return likely + self.mixture.sizes_ + self.mixture.nearness * cosine, cosine


@dataclass(frozen=True)
class ThemeModel:
    """What places one more text.

    Parameters
    ----------
    languages : Mapping of str to LanguageModel
        One for each language of the room.
    """

    languages: Mapping[str, LanguageModel]

    def assign(self, document: Document) -> Assignment:
        """Return where a new text would go."""
        model = self._model_for(document)
        if model is None or not model.keys or not surface_words(document.text):
            return Assignment(document.id, None, 0.0)
        scores, cosine = model.nearness(document.text)
        best = np.argsort(-scores, kind="stable")[:2]
        strength = float(np.clip(cosine[best[0]], 0, 1))
        key = model.keys[best[0]] if strength >= NEAR_ENOUGH else None
        return Assignment(document.id, key, strength, model.keys[best[1]] if len(best) > 1 else None)

    def _model_for(self, document: Document) -> LanguageModel | None:
        if document.language:
            return self.languages.get(primary(document.language))
        if len(self.languages) == 1:
            return next(iter(self.languages.values()))
        return self.languages.get(guess(document.text) or "")


def assign(model: ThemeModel | Themes, document: Document) -> Assignment:
    """Return where one new text would go; nothing is refitted.

    Parameters
    ----------
    model : ThemeModel or Themes
        What was learnt from a grouping.
    document : Document
        The new text.

    Returns
    -------
    Assignment
        Its theme, or none when nothing is near enough.

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
def learn(
    documents: Sequence[Document], groups: Mapping[str, Sequence[str]], *, language: str = "en"
) -> ThemeModel:
    """Learn where texts belong from a grouping people made.

    Parameters
    ----------
    documents : sequence of Document
        All of them.
    groups : Mapping of str to sequence of str
        Theme key to ids. Documents in no group help to learn the words.
    language : str
        For documents without one.

    Returns
    -------
    ThemeModel
        For `assign`.
    """
    home = {member: key for key, members in groups.items() for member in members}
    rooms: dict[str, list[Document]] = {}
    for document in documents:
        rooms.setdefault(primary(document.language or language), []).append(document)
    return ThemeModel({tongue: learn_room(room, home, tongue) for tongue, room in rooms.items()})


def learn_room(
    room: Sequence[Document], home: Mapping[str, str], language: str, seed: int = 0
) -> LanguageModel:
    """Learn the themes of one language; `home` is id to theme key."""
    keys = tuple(sorted({home[d.id] for d in room if d.id in home}))
    number = {key: i for i, key in enumerate(keys)}
    labels = np.array([number[home[d.id]] if d.id in home else -1 for d in room], np.int64)
    reading = read([d.text for d in room])
    words = count_words(reading, language)
    space = TextSpace(language, seed=seed)
    rows = space.fit_transform(reading, words)
    return LanguageModel(
        language, keys, words.index, space, Mixture().fit(words.counts, rows, labels, len(keys))
    )


def model_of(draft: Draft, labels: Ints, keys: tuple[str, ...]) -> LanguageModel:
    """Return the model of groups over a draft that was made; label -1 is in no group."""
    mixture = Mixture().fit(draft.words.counts, draft.rows, labels, len(keys))
    return LanguageModel(draft.words.language, keys, draft.words.index, draft.space, mixture)
