"""A language that nobody speaks, written from right to left: every text of the catalog in Hebrew letters.

It is complete by construction, so what still shows in Latin letters is a text that goes round gettext, and what
still stands on the left is a rule that does not turn.
"""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parents[2] / "listening" / "locale"
CODE = "he"
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתאבגד", "\u200e"
) | str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "אבגדהוזחטיכלמנסעפצקרשתאבגד")
#: What a translator leaves as it is: placeholders, numbers, names of formats.
_KEPT = re.compile(r"(%\(\w+\)[sdif]|%%|Hearback|\b[A-Z0-9]{2,}\b)")


def turned(text: str) -> str:
    """The text in other letters, its placeholders untouched."""
    parts = _KEPT.split(text)
    return "".join(part if at % 2 else part.translate(_LETTERS) for at, part in enumerate(parts))


def write_catalog(folder: Path) -> Path:
    """Write the compiled catalog; returns the folder for ``HEARBACK_LOCALES``."""
    with (LOCALE / "messages.pot").open("rb") as file:
        texts = read_po(file)
    catalog = Catalog(locale=CODE)
    for message in texts:
        if isinstance(message.id, tuple):
            forms = [turned(message.id[0]), *[turned(message.id[1])] * (catalog.num_plurals - 1)]
            catalog.add(message.id, tuple(forms), flags=message.flags)
        elif message.id:
            catalog.add(message.id, turned(message.id), flags=message.flags)
    place = folder / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    return folder
