"""A report-back short enough to send by phone."""

from listening.reportbacks.models import ReportBack

#: Letters before the address: two plain messages of a phone.
LONGEST = 300


def short_text(label: str, parts: list[tuple[str, str]]) -> str:
    """The label and as much of each part as fits, cut between words; what a short part leaves, a long one gets.

    >>> short_text("Rides", [("You said", "The bus is slow."), ("We did", "A van comes.")])
    'Rides. You said: The bus is slow. We did: A van comes.'
    """
    text = cut(label.rstrip("."), LONGEST // 3) + "."
    said = [(f" {title}: ", " ".join(words.split())) for title, words in parts if words.strip()]
    left = LONGEST - len(text) - sum(len(title) for title, _words in said)
    rooms = shares([len(words) for _title, words in said], left)
    return text + "".join(title + cut(words, room) for (title, words), room in zip(said, rooms, strict=True))


def shares(needs: list[int], room: int) -> list[int]:
    """Room for each: all it needs, or an equal part of what is left.

    >>> shares([10, 90, 40], 100)
    [10, 50, 40]
    """
    given = [0] * len(needs)
    waiting = sorted(range(len(needs)), key=needs.__getitem__)
    for count, place in zip(range(len(needs), 0, -1), waiting, strict=True):
        given[place] = min(needs[place], room // count)
        room -= given[place]
    return given


def cut(text: str, room: int) -> str:
    """The text, or its first words and an ellipsis."""
    if len(text) <= room:
        return text
    return text[: room - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def parts_of(told: ReportBack, titles: tuple[str, str, str]) -> list[tuple[str, str]]:
    """What was said, done and comes next, each under its title."""
    return list(zip(titles, (told.you_said, told.we_did, told.what_next), strict=True))
