"""One sensitive text in three sentences, the middle one of which is not safe."""

from listening.themes import parting

BEFORE, REST, AFTER = "The bus is late.", "He hit me zqbruise and my sister saw it.", "The room is cold."
WHOLE = f"{BEFORE} {REST} {AFTER}"
SAFE = f"{BEFORE} […] {AFTER}"
#: The two safe sentences: as numbers of letters, and as a page sends them.
CHOSEN = [(0, 16), (len(BEFORE) + len(REST) + 2, len(WHOLE))]
TICKED = [f"{start}-{end}" for start, end in CHOSEN]


def marked(by, voice, place=None, theme=None):
    """The same sentences marked by a reader."""
    return parting.part(by, voice, CHOSEN, place, theme)
