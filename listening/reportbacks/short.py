"""A report-back short enough to send by phone."""

from listening.reportbacks.models import ReportBack

#: Letters before the address: two plain messages of a phone.
LONGEST = 300
#: A part that would be cut below this many letters says nothing and is left out.
SHORTEST_PART = 24


def short_text(label: str, parts: list[tuple[str, str]]) -> str:
    """The label and as much of each part as fits, cut between words; the first parts get their room first.

    >>> short_text("Rides", [("You said", "The bus is slow."), ("We did", "A van comes.")])
    'Rides. You said: The bus is slow. We did: A van comes.'
    """
    text = cut(label.rstrip("."), LONGEST // 3) + "."
    said = [(title, " ".join(words.split())) for title, words in parts if words.strip()]
    for place, (title, words) in enumerate(said):
        opening = f" {title}: "
        # What is left is shared fairly by the parts that are still to come.
        room = (LONGEST - len(text)) // (len(said) - place) - len(opening)
        if room >= min(SHORTEST_PART, len(words)):
            text += opening + cut(words, room)
    return text


def cut(text: str, room: int) -> str:
    """The text, or its first words and an ellipsis."""
    if len(text) <= room:
        return text
    return text[: room - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def parts_of(told: ReportBack, titles: tuple[str, str, str]) -> list[tuple[str, str]]:
    """What was said, done and comes next, each under its title."""
    return list(zip(titles, (told.you_said, told.we_did, told.what_next), strict=True))
