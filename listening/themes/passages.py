"""A text cut into passages, so that a reader can say which of them are safe; pure."""

import re
from collections.abc import Iterator, Sequence

#: From this letter to that one: begin included, end not.
Passage = tuple[int, int]

#: A sentence ends at its mark, with what closes behind it, or at the end of a line.
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？])|\n+")
#: A clause ends at a comma or before a word that joins two.
_CLAUSE_END = re.compile(
    r"(?<=[,;:、，；])\s*|(?<=\s)[-–—]\s+|\s+(?=(?:and|but|because|so|when|y|e|pero|porque|cuando)\s)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")
#: People type on phones without any mark: no clause is longer than this many words.
LONGEST_CLAUSE = 6


def passages(text: str, *, finer: bool = False) -> list[Passage]:
    """The sentences of a text, or its clauses; together they hold every letter that is no space.

    >>> [text[a:b] for text in ["It is late. He hit me!"] for a, b in passages(text)]
    ['It is late.', 'He hit me!']
    >>> [text[a:b] for text in ["The bus is late and he hit me"] for a, b in passages(text, finer=True)]
    ['The bus is late', 'and he hit me']
    """
    sentences = list(_between(text, (0, len(text)), _SENTENCE_END))
    if not finer:
        return sentences
    clauses = [clause for one in sentences for clause in _between(text, one, _CLAUSE_END)]
    return [part for clause in clauses for part in _by_words(text, clause)]


def _between(text: str, whole: Passage, cut: re.Pattern[str]) -> Iterator[Passage]:
    start, last = whole
    for found in cut.finditer(text, start, last):
        yield from _trimmed(text, start, found.end())
        start = found.end()
    yield from _trimmed(text, start, last)


def _trimmed(text: str, start: int, end: int) -> Iterator[Passage]:
    said = text[start:end].strip()
    if said:
        start = text.index(said, start)
        yield start, start + len(said)


def _by_words(text: str, clause: Passage) -> list[Passage]:
    words = list(_WORD.finditer(text, *clause))
    heaps = [words[at : at + LONGEST_CLAUSE] for at in range(0, len(words), LONGEST_CLAUSE)]
    return [(heap[0].start(), heap[-1].end()) for heap in heaps]


def inside(passage: Passage, chosen: Sequence[Passage]) -> bool:
    """Whether all of a passage lies in one that was chosen."""
    return any(start <= passage[0] and passage[1] <= end for start, end in chosen)


def kept(text: str, chosen: Sequence[Passage], gap: str) -> str:
    """The chosen passages as one text: where words are missing stands ``gap``, so that nothing reads as one sentence.

    >>> kept("One. Two. Three. Four.", [(0, 4), (5, 9), (17, 22)], "[…]")
    'One. Two. […] Four.'
    """
    parts, end = [], 0
    for start, stop in sorted(set(chosen)):
        between = text[end:start]
        parts += [f" {gap} " if between.strip() else between, text[max(start, end) : max(stop, end)]]
        end = max(stop, end)
    return "".join([*parts, f" {gap}" if text[end:].strip() else ""]).strip()
