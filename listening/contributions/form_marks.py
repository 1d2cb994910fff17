"""The mark on a paper form, which stands for the receipt that was torn off it.

The strip with the words goes home; the form stays, and carries only a mark. This installation alone can tell which
receipt a mark stands for: secret = the first 77 bits of HMAC(challenge, "form" ‖ mark). Nothing is kept, and a
stack of forms that is lost or seen by others opens no receipt.
"""

import secrets

from listening.contributions.receipt import NotAReceipt, secret_from
from listening.core.keys import Keys
from listening.sessions.rules import CODE_LETTERS, clean_code

#: Letters drawn by chance: 20**8 marks, so that two of 1,000 forms meet with chance 2 in 100,000.
DRAWN = 8
#: Letters that check the others: a slip of the pen passes once in 400 times.
CHECKS = 2


def new_mark(keys: Keys) -> str:
    """A fresh mark, as it is printed: ``23456-789CF``."""
    drawn = "".join(secrets.choice(CODE_LETTERS) for _place in range(DRAWN))
    mark = drawn + _checks(keys, drawn)
    return f"{mark[: len(mark) // 2]}-{mark[len(mark) // 2 :]}"


def _checks(keys: Keys, drawn: str) -> str:
    digest = keys.made_for("form check", drawn)
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in digest[:CHECKS])


def looks_like_mark(typed: str) -> bool:
    """Whether someone types a mark, and not the words of a card."""
    mark = clean_code(typed)
    return len(mark) == DRAWN + CHECKS and set(mark) <= set(CODE_LETTERS)


def secret_of(keys: Keys, typed: str) -> str:
    """The secret of the receipt that a mark stands for, any case, with or without dashes.

    Raises:
        NotAReceipt: when a letter is wrong.
    """
    mark = clean_code(typed)
    if not looks_like_mark(typed) or mark[DRAWN:] != _checks(keys, mark[:DRAWN]):
        raise NotAReceipt([typed])
    return secret_from(keys.made_for("form", mark))
