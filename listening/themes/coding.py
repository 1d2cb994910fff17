"""Which codes fit which words: the machine offers what is alike, a person says so."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, tuple_

from listening.contributions.models import Contribution
from listening.core.database import db
from listening.engagements.models import Engagement, Prompt
from listening.themes.hold import NotHere, hold, readers_only
from listening.themes.models import Code, Coding, Disposition

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from listening.accounts.models import Staff
    from listening.themes.board import Voice

#: A text and a code it carries, or should.
Pair = tuple[str, int]
#: Codes offered for one text.
OFFERED = 3
#: How alike a text must be to an example of a code, by its words alone and by their meaning too. From trials
#: with our own list: below these a code was as often beside the point as not.
ALIKE, ALIKE_IN_MEANING = 0.12, 0.2
#: Texts people gave a code that the machine compares with, per code.
COMPARED = 20


def carried(contribution_ids: Iterable[str]) -> dict[str, set[int]]:
    """The codes each of these texts carries."""
    query = select(Coding.contribution_id, Coding.code_id).where(
        Coding.contribution_id.in_(list(contribution_ids))
    )
    found: dict[str, set[int]] = defaultdict(set)
    for contribution_id, code_id in db.session.execute(query):
        found[contribution_id].add(code_id)
    return found


def codes_in(theme_id: int) -> list[tuple[Code, int]]:
    """The codes people gave the texts of a theme, barriers first, and how often; one query."""
    counted = (
        select(Coding.code_id, func.count().label("number"))
        .join(Disposition, Disposition.contribution_id == Coding.contribution_id)
        .where(Disposition.theme_id == theme_id)
        .group_by(Coding.code_id)
        .subquery()
    )
    query = (
        select(Code, counted.c.number)
        .join(counted, counted.c.code_id == Code.id)
        .order_by(Code.kind, counted.c.number.desc(), Code.name)
    )
    return [(code, number) for code, number in db.session.execute(query)]


def give(by: Staff, engagement: Engagement, added: Collection[Pair], removed: Collection[Pair]) -> int:
    """Give codes to texts and take codes off them; how many changed. What others did meanwhile stays.

    Raises:
        NotHere: when a text or a code is not of this engagement, or is gone.
    """
    readers_only(by)
    hold(engagement.id)
    _refuse_strangers(engagement.id, {*added, *removed})
    have = {(one, code) for one, codes in carried({one for one, _code in added}).items() for code in codes}
    new = set(added) - have
    db.session.add_all(Coding(contribution_id=one, code_id=code) for one, code in sorted(new))
    for pair in removed:
        db.session.execute(delete(Coding).where(tuple_(Coding.contribution_id, Coding.code_id) == pair))
    db.session.flush()
    return len(new) + len(removed)


def _refuse_strangers(engagement_id: int, pairs: Collection[Pair]) -> None:
    texts, codes = {one for one, _code in pairs}, {code for _one, code in pairs}
    known_texts = (
        select(func.count())
        .select_from(Contribution)
        .join(Prompt, Prompt.id == Contribution.prompt_id)
        .where(Contribution.id.in_(texts), Prompt.engagement_id == engagement_id)
    )
    known_codes = (
        select(func.count()).select_from(Code).where(Code.id.in_(codes), Code.engagement_id == engagement_id)
    )
    if db.session.scalar(known_texts) != len(texts) or db.session.scalar(known_codes) != len(codes):
        raise NotHere(_("Some of these words or codes are not here any more. Look at the page again."))


def offered(codes: Sequence[Code], voices: Sequence[Voice]) -> dict[str, list[Code]]:
    """The codes most alike to each text that it does not carry yet, likeliest first."""
    have = carried(voice.id for voice in voices)
    found: dict[str, list[Code]] = {}
    for language in {voice.language for voice in voices} if codes else ():
        those = [voice for voice in voices if voice.language == language]
        scores, least = _likeness([voice.text for voice in those], codes, language), _least(language)
        for voice, row in zip(those, scores, strict=True):
            best = [codes[at] for at in row.argsort(kind="stable")[::-1] if row[at] >= least]
            found[voice.id] = [code for code in best if code.id not in have.get(voice.id, ())][:OFFERED]
    return found


def _least(language: str) -> float:
    from analysis.word_table import word_table

    return ALIKE_IN_MEANING if word_table(language) else ALIKE


def _likeness(texts: Sequence[str], codes: Sequence[Code], language: str) -> NDArray[np.float32]:
    """How alike each text is to the nearest example of each code; shape (n_texts, n_codes)."""
    import numpy as np

    examples = [(at, text) for at, code in enumerate(codes) for text in _examples(code, language)]
    near = _nearness(texts, [text for _at, text in examples], language)
    best = np.zeros((len(texts), len(codes)), np.float32)
    for column, (at, _text) in enumerate(examples):
        best[:, at] = np.maximum(best[:, at], near[:, column])
    return best


def _examples(code: Code, language: str) -> list[str]:
    """What the codebook says in this language, then texts people gave the code."""
    said = (code.label, code.definition, code.include, code.example)
    query = (
        select(Contribution.text)
        .join(Coding, Coding.contribution_id == Contribution.id)
        .where(Coding.code_id == code.id, Contribution.language == language)
        .order_by(Contribution.id)
        .limit(COMPARED)
    )
    return [" ".join(words.get(language, "") for words in said), *db.session.scalars(query)]


def _nearness(texts: Sequence[str], examples: Sequence[str], language: str) -> NDArray[np.float32]:
    """Cosine of shared words, and of their meaning where the language has a table of words."""
    import numpy as np

    from analysis.tokens import count_words, read
    from analysis.vectors import inverse_frequency, tfidf
    from analysis.word_table import word_table

    reading = read([*texts, *examples])
    words = count_words(reading, language.partition("_")[0])
    rows = tfidf(words.counts, inverse_frequency(words.counts))
    near = (rows[: len(texts)] @ rows[len(texts) :].T).toarray()
    if table := word_table(language):
        vectors = table.text_vectors(reading)
        near = (near + vectors[: len(texts)] @ vectors[len(texts) :].T) / 2
    return np.asarray(near, np.float32)
