"""Numbers of a room that do not betray when someone pressed send."""

#: A counter moves in steps of this many, rounded down (anonymity, T4).
STEP = 5


def stepped(count: int) -> int:
    """The counter a facilitator may see.

    >>> [stepped(n) for n in (0, 4, 5, 13)]
    [0, 0, 5, 10]
    """
    return count // STEP * STEP
