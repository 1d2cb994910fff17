"""Talk written down: who spoke is a column of its own, so that some can be left out, and no name is brought in.

Read are transcripts as programs and people write them: ``Maria: …``, ``[00:01:02] Speaker 2: …``, subtitles
(WebVTT, SubRip), and typed notes with one idea a line behind a dash or a dot.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: The column of the speakers; it chooses rows and never enters the vault.
SPEAKER = "speaker"
#: A clock in front of a turn: 00:01:02, [1:02], (12:30.500).
_CLOCK = r"[\[(]?\d{1,2}(?::\d{2}){1,2}(?:[.,]\d{1,3})?[\])]?"
_TURN = re.compile(
    rf"^\s*(?:{_CLOCK}\s*[-–]?\s*)?(?P<who>[^\W\d_][^:\n?!.]{{0,39}}):\s+(?P<said>\S.*)$", re.DOTALL
)
#: Lines of subtitles that nobody spoke: a number, a time, a heading or a note.
_UNSPOKEN = re.compile(rf"^(?:\d+|WEBVTT.*|NOTE\b.*|{_CLOCK}\s*-->\s*{_CLOCK}.*)$")
_VOICE = re.compile(r"<v(?:\.[^ >]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]+>")
_BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,2}[.)])\s+(?=\S)")
#: Fewer turns, or a smaller share of all lines, is prose in which a colon happens to stand.
FEWEST_TURNS, SHARE = 3, 0.6


@dataclass(frozen=True)
class Turn:
    """What one person said before another spoke."""

    who: str
    said: str


def turns_of(parts: Sequence[str]) -> list[Turn]:
    """The turns of a transcript; nothing when it is none.

    >>> [turn.who for turn in turns_of(["Ana: Yes.", "Bo: And?", "It goes on.", "Ana: No."])]
    ['Ana', 'Bo', 'Ana']
    """
    found = [_TURN.match(part) for part in parts]
    spoken = [one for one in found if one]
    speakers = {one["who"] for one in spoken}
    if len(spoken) < FEWEST_TURNS or len(spoken) < SHARE * len(parts) or len(speakers) == len(spoken):
        return []
    turns: list[Turn] = []
    for part, one in zip(parts, found, strict=True):
        if one:
            turns.append(Turn(" ".join(one["who"].split()), one["said"].strip()))
        elif turns:
            turns[-1] = Turn(turns[-1].who, f"{turns[-1].said}\n{part.strip()}")
    return turns


def spoken_in(subtitles: str) -> list[Turn]:
    """What was said in subtitles; one person's lines in a row are one turn."""
    turns: list[Turn] = []
    for who, said in _cues(subtitles):
        if turns and turns[-1].who == who:
            turns[-1] = Turn(who, f"{turns[-1].said} {said}")
        else:
            turns.append(Turn(who, said))
    return turns


def _cues(subtitles: str) -> Iterator[tuple[str, str]]:
    for line in subtitles.split("\n"):
        if not line.strip() or _UNSPOKEN.match(line.strip()):
            continue
        voice, turn = _VOICE.search(line), _TURN.match(_TAG.sub("", line))
        if turn and not voice:
            yield turn["who"], turn["said"].strip()
        else:
            yield voice[1] if voice else "", _TAG.sub("", line).strip()


def listed(lines: Sequence[str]) -> list[str]:
    """The ideas of typed notes, without the marks before them; nothing when most lines have none.

    A line without a mark goes on with the idea above it.

    >>> listed(["- The bus is late", "  every day", "- Nobody calls"])
    ['The bus is late every day', 'Nobody calls']
    """
    marked = [line for line in lines if _BULLET.match(line)]
    if len(marked) * 2 < len(lines) or len(marked) < 2:  # noqa: PLR2004
        return []
    ideas: list[str] = []
    for line in lines:
        if _BULLET.match(line):
            ideas.append(_BULLET.sub("", line).strip())
        elif ideas:
            ideas[-1] = f"{ideas[-1]} {line.strip()}"
    return ideas
